#pragma once

#include "geo/geometry.hpp"

#include <optional>
#include <vector>

namespace ecoredline {

/// The faces that lines cut the plane into: bounded, connected, without lines inside, each with its holes.
struct Faces {
  struct Point {
    double x = 0;
    double y = 0;
  };

  FlatLayer layer;           ///< one polygon row a face, as GEOS found them; row_id = row; no CRS
  std::vector<Point> inside; ///< a point of each face, away from its border where the face has room for one
};

/// Noded once and polygonised; `grid` in plane units, 0 for floating arithmetic (a node then moves by half a unit in
/// the last place across, with a grid by as much as that). What no line encloses (dangles) is left out.
/// nullopt when GEOS cannot. It may be wrong without saying so: balance what comes out.
std::optional<Faces> facesBetween(const Geometry& lines, double grid);

/// The grids of the rung `snapped` (kSnapGrids) in the units of a plane with coordinates as in `box`.
std::vector<double> snapGridsAt(const Box& box);

} // namespace ecoredline
