#include "geo/overlay_faces.hpp"

#include "geo/geos_access.hpp"
#include "geo/overlay.hpp"

#include <geos_c.h>

#include <cstdint>
#include <utility>

namespace ecoredline {

namespace {

Geometry noded(const Geometry& lines, double grid) {
  auto* const c = geosContext();
  const auto* geom = GeometryAccess::get(lines);
  return GeometryAccess::wrap(grid > 0 ? GEOSUnaryUnionPrec_r(c, geom, grid) : GEOSUnaryUnion_r(c, geom));
}

Geometry polygonised(const Geometry& lines) {
  const GEOSGeometry* const geom = GeometryAccess::get(lines);
  return GeometryAccess::wrap(GEOSPolygonize_r(geosContext(), &geom, 1));
}

bool setPointInside(const GEOSGeometry* face, Faces::Point& point) {
  auto* const c = geosContext();
  const Geometry on = GeometryAccess::wrap(GEOSPointOnSurface_r(c, face));
  const auto* geom = GeometryAccess::get(on);
  return !on.empty() && GEOSGeomGetX_r(c, geom, &point.x) == 1 && GEOSGeomGetY_r(c, geom, &point.y) == 1;
}

} // namespace

std::optional<Faces> facesBetween(const Geometry& lines, double grid) {
  auto* const c = geosContext();
  takeGeosMessage();
  const Geometry nodes = noded(lines, grid);
  if (!takeGeosMessage().empty()) return std::nullopt;
  const Geometry polygons = polygonised(nodes);
  if (!takeGeosMessage().empty()) return std::nullopt;
  Faces faces;
  FlatBuilder builder{Crs()};
  const int count = GEOSGetNumGeometries_r(c, GeometryAccess::get(polygons));
  for (int i = 0; i < count; ++i) {
    const GEOSGeometry* face = GEOSGetGeometryN_r(c, GeometryAccess::get(polygons), i);
    Faces::Point point;
    if (!setPointInside(face, point)) continue; // no area at all: it is missed by nobody
    GeometryAccess::wrap(GEOSGeom_clone_r(c, face)).appendTo(builder, Shape::polygon, i);
    faces.inside.push_back(point);
  }
  faces.layer = builder.take();
  return faces;
}

std::vector<double> snapGridsAt(const Box& box) {
  const double unit = magnitude(box) <= kDegreeRange ? kDegreesPerMetre : 1.0;
  std::vector<double> grids;
  for (const double grid : kSnapGrids) grids.push_back(grid * unit);
  return grids;
}

} // namespace ecoredline
