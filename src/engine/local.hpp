#pragma once

#include "engine/compare.hpp"
#include "engine/zone_source.hpp"
#include "geo/edge_model.hpp"
#include "geo/edge_runs.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace ecoredline {

/// What the overlap of two shapes is measured in: the lower dimension of the two.
inline Shape lowerShape(Shape a, Shape b) {
  return a < b ? a : b;
}

/// A site with what every pair of it needs; what only some pairs need is made when it is first asked for. Stays in one
/// thread; `sites` must outlive it.
class SiteView {
 public:
  SiteView(const FlatLayer& sites, std::size_t row, AreaMethod method);
  SiteView(const LayerIndex& sites, std::size_t row, AreaMethod method);

  const FlatLayer& layer;
  std::size_t row;
  const Box& box;
  Shape shape;
  EdgeRuns runs;
  double length_m = 0; ///< of a line, else NaN

  AreaMethod method() const { return m_method; }
  const Geometry& geometry() const;
  /// Of a polygon, else 0.
  double exactArea() const;
  /// The same by the method the view was made for.
  double areaByMethod() const;
  /// Where `official` measures everything about this site (design Numbers 2); not valid() for the exact method.
  const Crs& officialZone() const;

 private:
  SiteView(EdgeRuns edges, AreaMethod method);

  AreaMethod m_method;
  mutable std::optional<Geometry> m_geometry;
  mutable std::optional<double> m_exact_area;
  mutable std::optional<double> m_area_by_method;
  mutable std::optional<Crs> m_official_zone;
};

/// The 3-degree zone that the official area of a row and of its pieces is measured in; not valid() when the layer is
/// in one itself.
Crs officialZoneOf(const FlatLayer& layer, std::size_t row);

/// A shape as a layer of one row.
FlatLayer rowOf(const Geometry& shape, const Crs& crs, Shape kind);

/// Metres of one plane unit in x and y: 1 for planes, else by the latitude (WGS 84 series; 1e-5 relative).
struct PlaneScale {
  double x = 1;
  double y = 1;
};
PlaneScale scaleAt(const Crs& crs, double latitude);

/// One part of a polygonal row: its area and outline in metres, by the plane or, for degrees, by the middle latitude.
/// Good for widths and limits (1e-3 relative), never for figures.
struct Piece {
  double area_m2 = 0;
  double perimeter_m = 0;

  double width() const { return perimeter_m > 0 ? 2 * area_m2 / perimeter_m : 0; }
};
std::vector<Piece> piecesOf(const FlatLayer& layer, std::size_t row);
/// Outline of all pieces.
double perimeterOf(const std::vector<Piece>& pieces);
/// Pieces of at least kHitWidth have together at least kHitArea.
bool isHit(const std::vector<Piece>& pieces);

/// How far around a box pieces are cut off: cut points then lie where no question is asked.
inline constexpr double kClipMargin = 1.0; // m

/// What a row is, seen from a window: nothing, all of it, or an outline that has to be looked at.
enum class Cover { none, all, partly };
Cover coverOf(const EdgeRuns& polygon, const Box& window);

/// The part of zone `row` near `window`.
Geometry localZone(const ZoneSet& zones, std::size_t row, const Box& window);

/// site ∩ zone by the guarded overlay, both cut to where they can meet.
Overlay overlapWith(const SiteView& site, const ZoneSet& zones, std::size_t row);

/// Moves shapes of one CRS to a plane in metres, with the edge model of design Numbers 1; nothing where both are one.
class PlaneMover {
 public:
  PlaneMover(const Crs& from, const Crs& plane);
  const Crs& plane() const { return m_plane; }
  /// Errors as moveLayer.
  Result<Geometry> move(Geometry shape, Shape kind, double step = kDensifyStep) const;
  Result<FlatLayer> move(FlatLayer rows, double step = kDensifyStep) const;

 private:
  Crs m_from;
  Crs m_plane;
  bool m_same;
};

} // namespace ecoredline
