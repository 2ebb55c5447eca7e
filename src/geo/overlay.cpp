#include "geo/overlay.hpp"

#include "geo/box_clip.hpp"
#include "geo/geos_access.hpp"

#include <geos_c.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace ecoredline {

namespace {

constexpr double kMetre = 1000.0;        // outline for which kBalanceAbsolute is stated
constexpr double kStatedMagnitude = 5e7; // coordinates for which it is stated
constexpr double kNoMitre = 1.0;         // joins are round: the limit of a mitre says nothing
constexpr double kLeastUnionPart = 1e-6; // m²: smaller parts only upset a union (geos#965: "remove them first")

double unitInLastPlace(double value) {
  return std::nextafter(value, std::numeric_limits<double>::infinity()) - value;
}

/// Plane units per metre: 1, or the degrees of a layer in degrees.
double unitsPerMetre(double size) {
  return size <= kDegreeRange ? kDegreesPerMetre : 1.0;
}

bool isAreal(const Geometry& g) {
  return g.shape() == Shape::polygon;
}

double measureOf(const Geometry& g, Shape shape) {
  if (shape == Shape::polygon) return g.planarArea();
  if (shape == Shape::line) return g.planarLength();
  return GEOSGetNumGeometries_r(geosContext(), GeometryAccess::get(g));
}

/// What A\B + A∩B may differ from A by; `grid` 0 for the plain rung.
double balanceBound(const Geometry& a, Shape shape, double grid) {
  if (shape == Shape::point) return 0;
  auto* const c = geosContext();
  const double ulp = unitInLastPlace(magnitude(a.box()));
  const double node = kBalanceAbsolute / kMetre * ulp / unitInLastPlace(kStatedMagnitude) + grid;
  if (shape == Shape::polygon) return kBalanceRelative * a.planarArea() + node * a.planarLength();
  return kBalanceRelative * a.planarLength() + node * 8.0 * GEOSGetNumCoordinates_r(c, GeometryAccess::get(a));
}

/// Intersection and difference in the same arithmetic: floating (grid 0) or on a grid.
struct Arithmetic {
  double grid = 0;

  Geometry intersection(const Geometry& a, const Geometry& b) const {
    auto* const c = geosContext();
    const auto *ga = GeometryAccess::get(a), *gb = GeometryAccess::get(b);
    return GeometryAccess::wrap(grid > 0 ? GEOSIntersectionPrec_r(c, ga, gb, grid) : GEOSIntersection_r(c, ga, gb));
  }
  Geometry difference(const Geometry& a, const Geometry& b) const {
    auto* const c = geosContext();
    const auto *ga = GeometryAccess::get(a), *gb = GeometryAccess::get(b);
    return GeometryAccess::wrap(grid > 0 ? GEOSDifferencePrec_r(c, ga, gb, grid) : GEOSDifference_r(c, ga, gb));
  }
};

Shape lowerOf(Shape a, Shape b) {
  return a < b ? a : b;
}

/// Both results of one rung, believed or not.
struct Split {
  bool believed = false;
  Geometry inside;  ///< A∩B
  Geometry outside; ///< A\B
};

bool insideBox(const Geometry& g, const Box& box, double slack) {
  return g.empty() || box.grown(slack, slack).contains(g.box());
}

Box common(const Box& a, const Box& b) {
  return {std::max(a.min_x, b.min_x), std::max(a.min_y, b.min_y), std::min(a.max_x, b.max_x),
          std::min(a.max_y, b.max_y)};
}

/// A∩B and A\B by one rung, with all its guards. `a` is not of a higher dimension than `b`.
Split splitBy(const Arithmetic& arithmetic, const Geometry& a, const Geometry& b) {
  const Shape shape = a.shape();
  takeGeosMessage();
  Split s;
  const Geometry there = arithmetic.intersection(a, b);
  const Geometry back = arithmetic.intersection(b, a);
  const Geometry rest = arithmetic.difference(a, b);
  if (!takeGeosMessage().empty()) return s;
  s.inside = partsOfShape(there, shape);
  s.outside = partsOfShape(rest, shape);
  const double bound = balanceBound(a, shape, arithmetic.grid);
  const double inside = measureOf(s.inside, shape);
  const double slack = 8 * unitInLastPlace(magnitude(a.box())) + arithmetic.grid;
  const bool balances = std::abs(inside + measureOf(s.outside, shape) - measureOf(a, shape)) <= bound;
  const bool agree = std::abs(inside - measureOf(partsOfShape(back, shape), shape)) <= bound;
  s.believed =
      balances && agree && insideBox(s.inside, common(a.box(), b.box()), slack) && insideBox(s.outside, a.box(), slack);
  return s;
}

/// The rungs in their order. Only `undecided` has no shapes.
std::pair<Rung, Split> split(const Geometry& a, const Geometry& b) {
  Split s = splitBy({}, a, b);
  if (s.believed) return {Rung::plain, std::move(s)};
  for (const double grid : kSnapGrids) {
    s = splitBy({grid * unitsPerMetre(magnitude(a.box()))}, a, b);
    if (s.believed) return {Rung::snapped, std::move(s)};
  }
  return {Rung::undecided, Split{}};
}

/// A line that runs over itself counts once: its length balances only after that.
Geometry withoutRepeats(const Geometry& g) {
  auto* const c = geosContext();
  const auto* geom = GeometryAccess::get(g);
  if (g.shape() != Shape::line || GEOSisSimple_r(c, geom) == 1) return g.clone();
  return GeometryAccess::wrap(GEOSUnaryUnion_r(c, geom));
}

/// Where the boxes stand apart, nothing needs to be computed.
bool apart(const Geometry& a, const Geometry& b) {
  return a.empty() || b.empty() || !a.box().meets(b.box());
}

/// A fixed order of two operands of one dimension, so that A∩B and B∩A are the same computation.
bool goesFirst(const Geometry& a, const Geometry& b) {
  const auto key = [](const Geometry& g) {
    const Box x = g.box();
    return std::tuple(g.planarArea(), g.planarLength(), x.min_x, x.min_y, x.max_x, x.max_y);
  };
  return key(a) <= key(b);
}

} // namespace

std::string_view name(Rung rung) {
  switch (rung) {
  case Rung::edges:
    return "edges";
  case Rung::plain:
    return "plain";
  case Rung::snapped:
    return "snapped";
  case Rung::undecided:
    break;
  }
  return "undecided";
}

Overlay guardedIntersection(const Geometry& a, const Geometry& b) {
  if (apart(a, b)) return {Rung::plain, {}};
  const bool a_first = a.shape() != b.shape() ? lowerOf(a.shape(), b.shape()) == a.shape() : goesFirst(a, b);
  auto [rung, s] = split(withoutRepeats(a_first ? a : b), a_first ? b : a);
  return {rung, std::move(s.inside)};
}

Overlay guardedDifference(const Geometry& a, const Geometry& b) {
  if (apart(a, b) || b.shape() < a.shape()) return {Rung::plain, a.clone()}; // a line takes no area from a polygon
  auto [rung, s] = split(withoutRepeats(a), b);
  return {rung, std::move(s.outside)};
}

namespace {

/// The parts that a union is made of, in an order of their own.
struct UnionParts {
  std::vector<const Geometry*> parts;
  double largest = 0;
  double sum = 0;
  double outline = 0;
  Box box;
};

UnionParts partsToUnite(std::span<const Geometry> parts) {
  UnionParts u;
  for (const Geometry& g : parts) {
    const double unit = unitsPerMetre(magnitude(g.box()));
    const double area = g.planarArea();
    if (!isAreal(g) || area < kLeastUnionPart * unit * unit) continue;
    u.parts.push_back(&g);
    u.largest = std::max(u.largest, area);
    u.sum += area;
    u.outline += g.planarLength();
    u.box.add(g.box());
  }
  std::ranges::stable_sort(
      u.parts, [](const Geometry* a, const Geometry* b) { return goesFirst(*a, *b) && !goesFirst(*b, *a); });
  return u;
}

Geometry collectionOf(const UnionParts& u) {
  auto* const c = geosContext();
  std::vector<GEOSGeometry*> members;
  for (const Geometry* g : u.parts) {
    forEachLeaf(GeometryAccess::get(*g), [&](const GEOSGeometry* leaf) {
      if (GEOSGeom_getDimensions_r(c, leaf) == 2) members.push_back(GEOSGeom_clone_r(c, leaf));
    });
  }
  return GeometryAccess::wrap(
      GEOSGeom_createCollection_r(c, GEOS_GEOMETRYCOLLECTION, members.data(), static_cast<unsigned>(members.size())));
}

/// True when a point on every part is found again in `united`.
bool holdsEveryPart(const UnionParts& u, const Geometry& united, double slack) {
  auto* const c = geosContext();
  const GEOSPreparedGeometry* prepared = GEOSPrepare_r(c, GeometryAccess::get(united));
  const bool all = std::ranges::all_of(u.parts, [&](const Geometry* part) {
    const Geometry on = GeometryAccess::wrap(GEOSPointOnSurface_r(c, GeometryAccess::get(*part)));
    return on.empty() || GEOSPreparedDistanceWithin_r(c, prepared, GeometryAccess::get(on), slack) == 1;
  });
  GEOSPreparedGeom_destroy_r(c, prepared);
  return all;
}

std::optional<Geometry> uniteOn(double grid, const UnionParts& u, const Geometry& collection) {
  auto* const c = geosContext();
  takeGeosMessage();
  const auto* geom = GeometryAccess::get(collection);
  const Geometry raw = GeometryAccess::wrap(grid > 0 ? GEOSUnaryUnionPrec_r(c, geom, grid) : GEOSUnaryUnion_r(c, geom));
  if (!takeGeosMessage().empty() || !isAreal(raw)) return std::nullopt;
  Geometry united = partsOfShape(raw, Shape::polygon);
  const double ulp = unitInLastPlace(magnitude(u.box));
  const double bound = kBalanceRelative * u.sum +
                       (kBalanceAbsolute / kMetre * ulp / unitInLastPlace(kStatedMagnitude) + grid) * u.outline;
  const double area = united.planarArea();
  const double slack = 8 * ulp + grid;
  const bool sized = area >= u.largest - bound && area <= u.sum + bound;
  if (sized && insideBox(united, u.box, slack) && holdsEveryPart(u, united, slack)) return united;
  return std::nullopt;
}

} // namespace

Overlay guardedUnion(std::span<const Geometry> parts) {
  const UnionParts u = partsToUnite(parts);
  if (u.parts.empty()) return {Rung::plain, {}};
  if (u.parts.size() == 1) return {Rung::plain, u.parts.front()->clone()};
  const Geometry collection = collectionOf(u);
  if (auto united = uniteOn(0, u, collection)) return {Rung::plain, std::move(*united)};
  for (const double grid : kSnapGrids) {
    if (auto united = uniteOn(grid * unitsPerMetre(magnitude(u.box)), u, collection)) {
      return {Rung::snapped, std::move(*united)};
    }
  }
  return {Rung::undecided, {}};
}

Overlay sealedUnion(std::span<const Geometry> parts, double grid) {
  const UnionParts u = partsToUnite(parts);
  if (u.parts.empty()) return {Rung::plain, {}};
  if (u.parts.size() == 1) return {Rung::plain, u.parts.front()->clone()};
  for (const double factor : {1.0, 10.0}) {
    if (auto united = uniteOn(grid * factor, u, collectionOf(u))) return {Rung::snapped, std::move(*united)};
  }
  return {Rung::undecided, {}};
}

Geometry buffered(const Geometry& shape, double distance) {
  auto* const c = geosContext();
  return partsOfShape(GeometryAccess::wrap(GEOSBuffer_r(c, GeometryAccess::get(shape), distance, kBufferSegments)),
                      Shape::polygon);
}

namespace {

/// One or two edges of a line, from vertex `first` on, widened with flat caps.
Geometry widenedPiece(const std::vector<double>& xy, std::size_t first, unsigned vertices, double distance) {
  auto* const c = geosContext();
  GEOSCoordSequence* sequence = GEOSCoordSeq_copyFromBuffer_r(c, &xy[2 * first], vertices, 0, 0);
  const Geometry piece = GeometryAccess::wrap(GEOSGeom_createLineString_r(c, sequence));
  return partsOfShape(
      GeometryAccess::wrap(GEOSBufferWithStyle_r(c, GeometryAccess::get(piece), distance, kBufferSegments,
                                                 GEOSBUF_CAP_FLAT, GEOSBUF_JOIN_ROUND, kNoMitre)),
      Shape::polygon);
}

} // namespace

Overlay bufferedAlong(const Geometry& lines, double distance) {
  auto* const c = geosContext();
  std::vector<Geometry> parts;
  forEachLeaf(GeometryAccess::get(lines), [&](const GEOSGeometry* leaf) {
    const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(c, leaf);
    unsigned count = 0;
    if (!sequence || !GEOSCoordSeq_getSize_r(c, sequence, &count)) return;
    std::vector<double> xy(std::size_t{2} * count);
    GEOSCoordSeq_copyToBuffer_r(c, sequence, xy.data(), 0, 0);
    for (std::size_t i = 0; i + 1 < count; ++i) {
      parts.push_back(widenedPiece(xy, i, 2, distance));
      if (i + 2 < count) parts.push_back(widenedPiece(xy, i, 3, distance)); // the bend, and no seam between the two
    }
  });
  return guardedUnion(parts);
}

Geometry convexHull(std::span<const Geometry> parts) {
  auto* const c = geosContext();
  std::vector<GEOSGeometry*> members;
  for (const Geometry& part : parts) members.push_back(GEOSGeom_clone_r(c, GeometryAccess::get(part)));
  const Geometry all = GeometryAccess::wrap(
      GEOSGeom_createCollection_r(c, GEOS_GEOMETRYCOLLECTION, members.data(), static_cast<unsigned>(members.size())));
  return GeometryAccess::wrap(GEOSConvexHull_r(c, GeometryAccess::get(all)));
}

namespace {

double areaInBox(std::vector<RingVertex> ring, const Box& box) {
  clipRing(ring, box);
  double twice = 0;
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    twice +=
        (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) - (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
  }
  return std::abs(twice) / 2;
}

std::vector<RingVertex> verticesOf(const GEOSGeometry* ring) {
  auto* const c = geosContext();
  const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(c, ring);
  unsigned count = 0;
  if (!sequence || !GEOSCoordSeq_getSize_r(c, sequence, &count)) return {};
  std::vector<double> xy(std::size_t{2} * count);
  GEOSCoordSeq_copyToBuffer_r(c, sequence, xy.data(), 0, 0);
  std::vector<RingVertex> vertices(count > 0 ? count - 1 : 0); // the last repeats the first
  for (std::size_t i = 0; i < vertices.size(); ++i) vertices[i] = {xy[2 * i], xy[2 * i + 1]};
  return vertices;
}

/// Area of a polygonal geometry inside a box, ring by ring, without any overlay: the judge of the fast cut.
double areaInBox(const Geometry& g, const Box& box) {
  auto* const c = geosContext();
  double area = 0;
  forEachLeaf(GeometryAccess::get(g), [&](const GEOSGeometry* leaf) {
    area += areaInBox(verticesOf(GEOSGetExteriorRing_r(c, leaf)), box);
    const int holes = GEOSGetNumInteriorRings_r(c, leaf);
    for (int i = 0; i < holes; ++i) area -= areaInBox(verticesOf(GEOSGetInteriorRingN_r(c, leaf, i)), box);
  });
  return area;
}

} // namespace

std::optional<Geometry> clippedFast(const Geometry& shape, const Box& box) {
  auto* const c = geosContext();
  const Box own = shape.box();
  if (own.empty() || box.contains(own)) return shape.clone();
  if (!own.meets(box)) return Geometry();
  const Shape kind = shape.shape();
  Geometry cut = partsOfShape(
      GeometryAccess::wrap(GEOSClipByRect_r(c, GeometryAccess::get(shape), box.min_x, box.min_y, box.max_x, box.max_y)),
      kind);
  if (kind != Shape::polygon) return cut;
  const double bound = balanceBound(Geometry::fromBox(box), Shape::polygon, 0);
  const bool same = std::abs(cut.planarArea() - areaInBox(shape, box)) <= bound;
  if (same && GEOSisValid_r(c, GeometryAccess::get(cut)) == 1) return cut;
  return std::nullopt;
}

Geometry clipped(const Geometry& shape, const Box& box) {
  if (auto cut = clippedFast(shape, box)) return std::move(*cut);
  Overlay slow = guardedIntersection(shape, Geometry::fromBox(box));
  return slow.rung == Rung::undecided ? shape.clone() : std::move(slow.shape);
}

} // namespace ecoredline
