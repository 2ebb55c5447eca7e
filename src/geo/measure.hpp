#pragma once

#include "geo/edge_runs.hpp"
#include "geo/geometry.hpp"

#include <string_view>

namespace ecoredline {

/// How a site lies to a zone (design: Words).
enum class Relation { equals, within, contains, overlap, crosses, touch_line, touch_point, near, none };
std::string_view name(Relation relation);
std::optional<Relation> relationFrom(std::string_view name);

/// The relation of valid `site` to valid `zone` for any mix of shapes (DE-9IM), `none` when they are disjoint.
/// `overlap` also names a point or line row partly inside only where no better word exists; a line partly inside
/// `crosses`; a point inside is `within`.
/// nullopt when GEOS cannot say, which it may only for invalid shapes.
std::optional<Relation> tryRelate(const Geometry& site, const Geometry& zone);
/// The same for shapes known to be valid; `none` when GEOS cannot say.
Relation relate(const Geometry& site, const Geometry& zone);

/// Shortest geodesic distance between two shapes of the same CRS, with witnesses; 0 when they share a point.
struct Distance {
  double metres = 0;
  double bearing_deg = 0;                ///< clockwise from north, from a to b; NaN when metres is 0
  double ax = 0, ay = 0, bx = 0, by = 0; ///< witness points, in the CRS of the shapes; NaN when metres is 0
};
/// Error <= 1 mm + 1e-7 of the distance, for distances up to 50 km. NaN when one of them is empty.
Distance geodesicDistance(const Geometry& a, const Geometry& b, const Crs& crs);
/// The same for two rows that are known to share no point. Of the pairs of a vertex and an edge that are the nearest in
/// the plane, those that surveyors' reductions cannot tell apart are measured on the ellipsoid.
Distance geodesicDistance(const EdgeRuns& a, const EdgeRuns& b, const Crs& crs);

/// Largest distance (metres of the plane) from a point of `part` to the boundary of `whole`, `part` inside `whole`,
/// at most `tolerance` too small. Values above `cap` are returned as `cap`; NaN when one of them is empty.
/// A best-first search like polylabel's (after Garcia-Castellanos & Lombardo 2007), but its cells are cut to `part`
/// and bounded by the nearest edges and by pairs of them: distance to an edge is convex, so its largest value over a
/// cell is at a corner, and walls that run parallel need no cells along their whole length. A cell hands down to its
/// halves only the walls that can be nearest in it.
double depthInside(const Geometry& part, const Geometry& whole, double tolerance, double cap);
/// The same for row `row` of `part` and any walls; it does not ask on which side of them `part` lies.
double farthestFrom(const FlatLayer& part, std::size_t row, std::span<const Edge> walls, double tolerance, double cap);
/// The edges of a row, ring after ring; a lone point is an edge of length 0.
std::vector<Edge> edgesOf(const FlatLayer& layer, std::size_t row);

/// A plane in metres for buffers and depths of things near one place: the CRS itself if projected, else the 3-degree
/// GK zone of the place. Errors as Crs::gaussKruger3.
Result<Crs> metricPlane(const Crs& crs, const Box& place);

} // namespace ecoredline
