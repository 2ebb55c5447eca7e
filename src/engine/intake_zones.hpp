#pragma once

#include "engine/river_network.hpp"
#include "geo/geometry.hpp"

#include <optional>
#include <span>
#include <vector>

namespace ecoredline {

/// Zones round an intake of drinking water, made from distances where no approved ones exist. Shapes in, shapes out, in
/// a projected plane in metres; edges are straight there. Circles are polygons of 64 sides inside the true circle: its
/// area is 0.99839 of the true one, its edge at most 0.12 % of the radius too near.
struct IntakeZones {
  Geometry first;
  Geometry second;     ///< without the first; empty when the distances have none
  bool decided = true; ///< false when an overlay could not be trusted: then there are no shapes
};

/// Wells (points of `wells`, in any CRS) that stand at most two radii apart, directly or through others: each group by
/// row, groups by their first row.
std::vector<std::vector<std::size_t>> wellGroups(const FlatLayer& wells, double radius_m);
/// All ground within `radius_m` of the hull of the wells: of one well, a circle.
Geometry wellZone(const FlatLayer& wells, double radius_m);
/// `outer` without `inner`; nullopt when the overlay is undecided.
std::optional<Geometry> without(const Geometry& outer, std::span<const Geometry> inner);

/// Metres; infinity of water is the whole of it. No second level when `second_land` is 0.
struct LakeDistances {
  double first_water = 0;  ///< radius round the intake
  double first_land = 0;   ///< depth of land along that water
  double second_water = 0; ///< from the first-level water; infinity: the rest of the lake
  double second_land = 0;  ///< depth of land from the lake, or from the first level where second_water is finite
};
/// The row of the water that `x`, `y` lies in, else of the nearest within `limit_m`.
std::optional<std::size_t> waterAt(const FlatLayer& lakes, double x, double y, double limit_m);
IntakeZones lakeZones(const Geometry& lake, double x, double y, const LakeDistances& distances);

/// Land to both sides of a reach, and of the longer reach of the second level, if there is one.
IntakeZones riverZones(const Reach& first, double first_land, const std::optional<Reach>& second, double second_land);

} // namespace ecoredline
