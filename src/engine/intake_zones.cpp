#include "engine/intake_zones.hpp"

#include "geo/edge_runs.hpp"
#include "geo/measure.hpp"
#include "geo/overlay.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kMetresPerDegree = 110000; // of latitude, somewhat less than anywhere on the ellipsoid

std::vector<Geometry> rowsOf(const FlatLayer& layer) {
  std::vector<Geometry> shapes;
  for (std::size_t row = 0; row < layer.rows(); ++row) shapes.push_back(Geometry::fromRow(layer, row));
  return shapes;
}

Geometry pointAt(double x, double y) {
  FlatBuilder builder{Crs()};
  builder.beginRow(Shape::point, 0);
  builder.addRing(std::array{x}, std::array{y}, 0);
  builder.endRow();
  return Geometry::fromRow(builder.take(), 0);
}

/// The reach as one shape of lines.
Geometry linesOf(const FlatLayer& paths) {
  FlatBuilder builder(paths.crs);
  builder.beginRow(Shape::line, 0);
  for (std::size_t ring = 0; ring + 1 < paths.ring_vertex.size(); ++ring) {
    const auto first = paths.ring_vertex[ring];
    const auto count = paths.ring_vertex[ring + 1] - first;
    builder.addRing({&paths.x[first], count}, {&paths.y[first], count}, static_cast<std::uint32_t>(ring));
  }
  builder.endRow();
  return Geometry::fromRow(builder.take(), 0);
}

/// A chain of overlays that ends at the first one that cannot be trusted.
class Trusted {
 public:
  Geometry take(Overlay overlay) {
    m_decided = m_decided && overlay.rung != Rung::undecided;
    return std::move(overlay.shape);
  }
  Geometry minus(const Geometry& a, const Geometry& b) { return take(guardedDifference(a, b)); }
  Geometry common(const Geometry& a, const Geometry& b) { return take(guardedIntersection(a, b)); }
  IntakeZones zones(Geometry first, Geometry second) const {
    if (!m_decided) return {{}, {}, false};
    return {std::move(first), std::move(second), true};
  }

 private:
  bool m_decided = true;
};

} // namespace

std::vector<std::vector<std::size_t>> wellGroups(const FlatLayer& wells, double radius_m) {
  const std::vector<Geometry> points = rowsOf(wells);
  std::vector<std::size_t> group(wells.rows());
  std::iota(group.begin(), group.end(), std::size_t{0});
  const double reach = 2 * radius_m;
  const double window = wells.crs.isGeographic() ? reach / kMetresPerDegree : reach * 1.001;
  for (std::size_t a = 0; a < points.size(); ++a)
    for (std::size_t b = a + 1; b < points.size(); ++b) {
      if (group[a] == group[b] || std::abs(wells.box[a].min_y - wells.box[b].min_y) > window) continue;
      if (geodesicDistance(points[a], points[b], wells.crs).metres > reach) continue;
      const auto [keep, drop] = std::minmax(group[a], group[b]);
      std::ranges::replace(group, std::size_t{drop}, std::size_t{keep});
    }
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t first = 0; first < group.size(); ++first) {
    if (group[first] != first) continue;
    groups.emplace_back();
    for (std::size_t row = first; row < group.size(); ++row)
      if (group[row] == first) groups.back().push_back(row);
  }
  return groups;
}

Geometry wellZone(const FlatLayer& wells, double radius_m) {
  return buffered(convexHull(rowsOf(wells)), radius_m);
}

std::optional<Geometry> without(const Geometry& outer, std::span<const Geometry> inner) {
  Trusted trusted;
  Geometry rest = outer.clone();
  for (const Geometry& hole : inner) rest = trusted.minus(rest, hole);
  IntakeZones made = trusted.zones(std::move(rest), {});
  if (!made.decided) return std::nullopt;
  return std::move(made.first);
}

std::optional<std::size_t> waterAt(const FlatLayer& lakes, double x, double y, double limit_m) {
  std::optional<std::size_t> best;
  double nearest = limit_m;
  for (std::size_t row = 0; row < lakes.rows(); ++row) {
    if (lakes.shape[row] != Shape::polygon) continue;
    const EdgeRuns edges(lakes, row);
    if (edges.inside(x, y)) return row;
    const double distance = edges.nearest(x, y, nearest).distance;
    if (distance >= nearest) continue; // also where nothing is that near
    nearest = distance;
    best = row;
  }
  return best;
}

IntakeZones lakeZones(const Geometry& lake, double x, double y, const LakeDistances& d) {
  Trusted trusted;
  const bool whole = std::isinf(d.first_water);
  const Geometry water = whole ? lake.clone() : trusted.common(lake, buffered(pointAt(x, y), d.first_water));
  // Land all round that water; what is left of the lake is not land.
  Geometry first = trusted.minus(buffered(water, d.first_land), trusted.minus(lake, water));
  if (d.second_land <= 0) return trusted.zones(std::move(first), {});
  if (std::isinf(d.second_water))
    return trusted.zones(first.clone(), trusted.minus(buffered(lake, d.second_land), first));
  const Geometry far_water = trusted.minus(lake, buffered(water, d.second_water));
  const Geometry ring = trusted.minus(buffered(first, d.second_land), first);
  return trusted.zones(std::move(first), trusted.minus(ring, far_water));
}

IntakeZones riverZones(const Reach& first, double first_land, const std::optional<Reach>& second, double second_land) {
  Trusted trusted;
  Geometry near = trusted.take(bufferedAlong(linesOf(first.paths), first_land));
  if (!second) return trusted.zones(std::move(near), {});
  Geometry wide = trusted.minus(trusted.take(bufferedAlong(linesOf(second->paths), second_land)), near);
  return trusted.zones(std::move(near), std::move(wide));
}

} // namespace ecoredline
