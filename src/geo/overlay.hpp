#pragma once

#include "geo/geometry.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace ecoredline {

/// Which rung of the guarded overlay gave a result; named in the finding (design: Numbers 3).
enum class Rung { edges, plain, snapped, undecided };
std::string_view name(Rung rung);

/// Bound that the balance A∩B + A\B = A must meet: kBalanceRelative of A's area, plus kBalanceAbsolute (m²) for every
/// kilometre of A's outline at coordinates near 5e7. The second term is the rounding of the nodes, half a unit in the
/// last place across the outline, and goes with that unit: at longitudes near 126 it is 2e-14 degree² per degree of
/// outline. Lines: the same with length for area and the number of nodes for the outline.
inline constexpr double kBalanceRelative = 1e-9;
inline constexpr double kBalanceAbsolute = 1e-5;

/// The grids of the rung `snapped`, in metres; layers in degrees use the same steps times kDegreesPerMetre.
inline constexpr double kSnapGrids[] = {1e-5, 1e-4, 1e-3};
/// Coordinates within ±kDegreeRange are taken for degrees (or for an equally small plane): no projected layer of this
/// program has its place there.
inline constexpr double kDegreeRange = 400.0;
inline constexpr double kDegreesPerMetre = 1e-5;

/// Outcome of a guarded overlay. `undecided` carries no geometry: it is an outcome, never a number.
struct Overlay {
  Rung rung = Rung::undecided;
  Geometry shape;
};

/// Guarded overlays: plain -> snapped (on a declared grid) -> undecided. Each rung's result is believed only when the
/// areas balance, the dimension is right, the result lies inside its operands' boxes, and (for intersections) both
/// operand orders agree. GEOS can be wrong without raising (jts#1000, geos#1383), so nothing else may overlay.
Overlay guardedIntersection(const Geometry& a, const Geometry& b);
Overlay guardedDifference(const Geometry& a, const Geometry& b);
/// Order-free union; sub-tolerance parts (area < 1e-6 m²) are left out first, and the result must not be smaller than
/// the largest operand nor larger than the sum.
/// Every part left in must also be found again in the result (a point on it): unions may lose parts (geos#965, #1383).
Overlay guardedUnion(std::span<const Geometry> parts);
/// The same on a grid of `grid` plane units, so that neighbours whose common border has other vertices on either side
/// (hairline gaps of rounding size) become one ground. For bands, never for areas of record.
Overlay sealedUnion(std::span<const Geometry> parts, double grid);

/// Largest relative error of a buffer's offset: arcs are polygons of 4 * kBufferSegments sides, so that a dilation is
/// never too large and an erosion never too small by more than eps * (1 - cos(pi / (4 kBufferSegments))).
inline constexpr int kBufferSegments = 16;
/// `shape` dilated (distance > 0) or eroded (< 0) by metres of a projected plane.
Geometry buffered(const Geometry& shape, double distance);
/// Lines widened to both sides by metres of a projected plane, cut square at their ends and round at their bends: the
/// land along a reach and not beyond it. It is the union of the rectangles of all edges and of the sectors at all
/// bends, so every point within `distance` whose nearest point of the lines is not an end lies in it, however the line
/// winds before its end (a buffer of the whole line with flat caps may lose such ground where the last edges are
/// short).
Overlay bufferedAlong(const Geometry& lines, double distance);
/// The smallest convex shape round all parts: of two points a line, of one the point.
Geometry convexHull(std::span<const Geometry> parts);

/// The part of `shape` inside `box`, fast; exact up to rounding of the cut points. A cut that cannot be trusted (its
/// area differs from that of the rings cut one by one) is made by the guarded overlay; if that fails too the whole of
/// `shape` comes back, which no user of a window can take harm from.
Geometry clipped(const Geometry& shape, const Box& box);
/// The fast cut alone: nullopt where it cannot be trusted. The one cut that may be asked of rings that cross themselves
/// outside `box`: an overlay would take them for what they are not, and its sums may balance all the same.
std::optional<Geometry> clippedFast(const Geometry& shape, const Box& box);

} // namespace ecoredline
