#include "geo/geometry.hpp"

#include "geo/geos_access.hpp"
#include "geo/plain_outline.hpp"

#include <geos_c.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ecoredline {

namespace {

/// One context a thread: GEOS contexts must not be shared between running threads, geometries may.
struct Context {
  GEOSContextHandle_t handle = GEOS_init_r();
  std::string message;

  Context() {
    GEOSContext_setErrorMessageHandler_r(handle, keep, this);
    GEOSContext_setNoticeMessageHandler_r(handle, keep, this);
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() { GEOS_finish_r(handle); }

  static void keep(const char* text, void* self) { static_cast<Context*>(self)->message = text; }
};

Context& context() {
  thread_local Context instance;
  return instance;
}

GEOSGeometry* emptyCollection() {
  return GEOSGeom_createEmptyCollection_r(geosContext(), GEOS_GEOMETRYCOLLECTION);
}

GEOSCoordSequence* sequenceOf(const FlatLayer& layer, std::size_t ring) {
  const auto first = layer.ring_vertex[ring];
  const auto count = static_cast<unsigned>(layer.ring_vertex[ring + 1] - first);
  return GEOSCoordSeq_copyFromArrays_r(geosContext(), &layer.x[first], &layer.y[first], nullptr, nullptr, count);
}

/// A polygon of rings [first, last), the first being the shell; null when GEOS refuses a ring (too few points).
GEOSGeometry* polygonOf(const FlatLayer& layer, std::size_t first, std::size_t last) {
  auto* const c = geosContext();
  std::vector<GEOSGeometry*> rings;
  for (std::size_t ring = first; ring < last; ++ring) {
    GEOSCoordSequence* sequence = sequenceOf(layer, ring);
    GEOSGeometry* made = sequence ? GEOSGeom_createLinearRing_r(c, sequence) : nullptr;
    if (!made) {
      for (GEOSGeometry* r : rings) GEOSGeom_destroy_r(c, r);
      return nullptr;
    }
    rings.push_back(made);
  }
  return GEOSGeom_createPolygon_r(c, rings.front(), rings.data() + 1, static_cast<unsigned>(rings.size() - 1));
}

/// One GEOS geometry of all `parts`; takes ownership, also when it fails.
GEOSGeometry* collected(std::vector<GEOSGeometry*> parts, int multi_type) {
  auto* const c = geosContext();
  if (std::ranges::find(parts, nullptr) != parts.end()) {
    for (GEOSGeometry* p : parts) {
      if (p) GEOSGeom_destroy_r(c, p);
    }
    return nullptr;
  }
  if (parts.empty()) return emptyCollection();
  if (parts.size() == 1) return parts.front();
  return GEOSGeom_createCollection_r(c, multi_type, parts.data(), static_cast<unsigned>(parts.size()));
}

GEOSGeometry* polygonsOfRow(const FlatLayer& layer, std::size_t row) {
  std::vector<GEOSGeometry*> parts;
  const auto end = layer.row_ring[row + 1];
  for (auto first = layer.row_ring[row]; first < end;) {
    auto last = first + 1;
    while (last < end && layer.ring_part[last] == layer.ring_part[first]) ++last;
    parts.push_back(polygonOf(layer, first, last));
    first = last;
  }
  return collected(std::move(parts), GEOS_MULTIPOLYGON);
}

GEOSGeometry* simplePartsOfRow(const FlatLayer& layer, std::size_t row) {
  auto* const c = geosContext();
  const bool line = layer.shape[row] == Shape::line;
  std::vector<GEOSGeometry*> parts;
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    GEOSCoordSequence* sequence = sequenceOf(layer, ring);
    if (!sequence)
      parts.push_back(nullptr);
    else
      parts.push_back(line ? GEOSGeom_createLineString_r(c, sequence) : GEOSGeom_createPoint_r(c, sequence));
  }
  return collected(std::move(parts), line ? GEOS_MULTILINESTRING : GEOS_MULTIPOINT);
}

/// Null when GEOS refuses the row.
GEOSGeometry* rowToGeos(const FlatLayer& layer, std::size_t row) {
  switch (layer.shape[row]) {
  case Shape::polygon:
    return polygonsOfRow(layer, row);
  case Shape::line:
  case Shape::point:
    return simplePartsOfRow(layer, row);
  case Shape::none:
    break;
  }
  return emptyCollection();
}

Shape shapeOfDimension(int dimension) {
  switch (dimension) {
  case 0:
    return Shape::point;
  case 1:
    return Shape::line;
  case 2:
    return Shape::polygon;
  default:
    return Shape::none;
  }
}

/// GEOS works out envelopes at first use and keeps them, without a lock. Once all are there, threads may share `g`.
void settle(const Geometry& g) {
  auto* const c = geosContext();
  double x = 0;
  GEOSGeom_getXMin_r(c, GeometryAccess::get(g), &x);
  forEachLeaf(GeometryAccess::get(g), [&](const GEOSGeometry* leaf) {
    if (GEOSGeomTypeId_r(c, leaf) != GEOS_POLYGON) return;
    const int holes = GEOSGetNumInteriorRings_r(c, leaf);
    for (int i = 0; i < holes; ++i) GEOSGeom_getXMin_r(c, GEOSGetInteriorRingN_r(c, leaf, i), &x);
  });
}

void addRingTo(FlatBuilder& builder, const GEOSGeometry* ring, std::uint32_t part) {
  auto* const c = geosContext();
  const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(c, ring);
  unsigned count = 0;
  if (!sequence || !GEOSCoordSeq_getSize_r(c, sequence, &count) || count == 0) return;
  std::vector<double> x(count);
  std::vector<double> y(count);
  GEOSCoordSeq_copyToArrays_r(c, sequence, x.data(), y.data(), nullptr, nullptr);
  builder.addRing(x, y, part);
}

void addLeafTo(FlatBuilder& builder, const GEOSGeometry* leaf, std::uint32_t part) {
  auto* const c = geosContext();
  if (GEOSGeom_getDimensions_r(c, leaf) < 2) {
    addRingTo(builder, leaf, part);
    return;
  }
  addRingTo(builder, GEOSGetExteriorRing_r(c, leaf), part);
  const int holes = GEOSGetNumInteriorRings_r(c, leaf);
  for (int i = 0; i < holes; ++i) addRingTo(builder, GEOSGetInteriorRingN_r(c, leaf, i), part);
}

} // namespace

GEOSContextHandle_HS* geosContext() {
  return context().handle;
}
std::string takeGeosMessage() {
  return std::exchange(context().message, {});
}

double magnitude(const Box& box) {
  if (box.empty()) return 0;
  return std::max({std::abs(box.min_x), std::abs(box.max_x), std::abs(box.min_y), std::abs(box.max_y)});
}

Geometry::Handle::~Handle() {
  if (geom) GEOSGeom_destroy_r(geosContext(), geom);
}

Geometry GeometryAccess::wrap(GEOSGeom_t* geom) {
  Geometry g;
  if (geom) g.m_handle = std::make_unique<Geometry::Handle>(geom);
  return g;
}

void forEachLeaf(const GEOSGeom_t* geom, const std::function<void(const GEOSGeom_t*)>& leaf) {
  auto* const c = geosContext();
  const int type = GEOSGeomTypeId_r(c, geom);
  if (type <= GEOS_POLYGON) {
    if (GEOSisEmpty_r(c, geom) == 0) leaf(geom);
    return;
  }
  const int count = GEOSGetNumGeometries_r(c, geom);
  for (int i = 0; i < count; ++i) forEachLeaf(GEOSGetGeometryN_r(c, geom, i), leaf);
}

Geometry partsOfShape(const Geometry& g, Shape shape) {
  auto* const c = geosContext();
  const int dimension = shape == Shape::polygon ? 2 : shape == Shape::line ? 1 : 0;
  static constexpr int multi[] = {GEOS_MULTIPOINT, GEOS_MULTILINESTRING, GEOS_MULTIPOLYGON};
  std::vector<GEOSGeometry*> parts;
  forEachLeaf(GeometryAccess::get(g), [&](const GEOSGeometry* leaf) {
    if (GEOSGeom_getDimensions_r(c, leaf) == dimension) parts.push_back(GEOSGeom_clone_r(c, leaf));
  });
  return GeometryAccess::wrap(collected(std::move(parts), multi[dimension]));
}

Geometry::Geometry() : m_handle(std::make_unique<Handle>(emptyCollection())) {}
Geometry::Geometry(Geometry&&) noexcept = default;
Geometry& Geometry::operator=(Geometry&&) noexcept = default;
Geometry::~Geometry() = default;

Geometry Geometry::clone() const {
  return GeometryAccess::wrap(GEOSGeom_clone_r(geosContext(), m_handle->geom));
}

Geometry Geometry::fromRow(const FlatLayer& layer, std::size_t row) {
  Geometry g = GeometryAccess::wrap(rowToGeos(layer, row));
  settle(g);
  return g;
}

Geometry Geometry::fromBox(const Box& box) {
  if (box.empty()) return {};
  return GeometryAccess::wrap(GEOSGeom_createRectangle_r(geosContext(), box.min_x, box.min_y, box.max_x, box.max_y));
}

Result<Geometry> Geometry::fromWkt(std::string_view wkt) {
  auto* const c = geosContext();
  GEOSWKTReader* reader = GEOSWKTReader_create_r(c);
  GEOSGeometry* geom = GEOSWKTReader_read_r(c, reader, std::string(wkt).c_str());
  GEOSWKTReader_destroy_r(c, reader);
  if (geom) return GeometryAccess::wrap(geom);
  return fail(ErrorKind::input, "geometry.wkt",
              {"WKT 文本无法读取：" + context().message, "The WKT text cannot be read: " + context().message});
}

std::string Geometry::toWkt(int decimals) const {
  auto* const c = geosContext();
  GEOSWKTWriter* writer = GEOSWKTWriter_create_r(c);
  // With trimming GEOS 3.11 counts significant digits, of which 17 bring every double back; without it, decimals.
  GEOSWKTWriter_setTrim_r(c, writer, static_cast<char>(decimals < 0));
  GEOSWKTWriter_setRoundingPrecision_r(c, writer, decimals < 0 ? std::numeric_limits<double>::max_digits10 : decimals);
  char* text = GEOSWKTWriter_write_r(c, writer, m_handle->geom);
  std::string wkt = text ? text : "";
  GEOSFree_r(c, text);
  GEOSWKTWriter_destroy_r(c, writer);
  return wkt;
}

void Geometry::appendTo(FlatBuilder& builder, Shape shape, std::int64_t row_id) const {
  const int dimension = shape == Shape::polygon ? 2 : shape == Shape::line ? 1 : 0;
  builder.beginRow(shape, row_id);
  std::uint32_t part = 0;
  forEachLeaf(m_handle->geom, [&](const GEOSGeometry* leaf) {
    if (GEOSGeom_getDimensions_r(geosContext(), leaf) == dimension) addLeafTo(builder, leaf, part++);
  });
  builder.endRow();
}

bool Geometry::empty() const {
  return GEOSisEmpty_r(geosContext(), m_handle->geom) == 1;
}

Shape Geometry::shape() const {
  return empty() ? Shape::none : shapeOfDimension(GEOSGeom_getDimensions_r(geosContext(), m_handle->geom));
}

double Geometry::planarArea() const {
  double area = 0;
  return GEOSArea_r(geosContext(), m_handle->geom, &area) ? area : 0;
}

double Geometry::planarLength() const {
  double length = 0;
  return GEOSLength_r(geosContext(), m_handle->geom, &length) ? length : 0;
}

Box Geometry::box() const {
  auto* const c = geosContext();
  Box b;
  if (empty()) return b;
  GEOSGeom_getXMin_r(c, m_handle->geom, &b.min_x);
  GEOSGeom_getYMin_r(c, m_handle->geom, &b.min_y);
  GEOSGeom_getXMax_r(c, m_handle->geom, &b.max_x);
  GEOSGeom_getYMax_r(c, m_handle->geom, &b.max_y);
  return b;
}

std::optional<Invalidity> invalidityOf(const FlatLayer& layer, std::size_t row) {
  if (isPlainlyValid(layer, row)) return std::nullopt;
  auto* const c = geosContext();
  takeGeosMessage();
  GEOSGeometry* raw = rowToGeos(layer, row);
  if (!raw) return Invalidity{takeGeosMessage(), layer.box[row].min_x, layer.box[row].min_y};
  const Geometry g = GeometryAccess::wrap(raw);
  char* reason = nullptr;
  GEOSGeometry* where = nullptr;
  std::optional<Invalidity> found;
  if (GEOSisValidDetail_r(c, raw, 0, &reason, &where) != 1) {
    found.emplace(Invalidity{reason ? reason : takeGeosMessage(), layer.box[row].min_x, layer.box[row].min_y});
    if (where) {
      GEOSGeomGetX_r(c, where, &found->x);
      GEOSGeomGetY_r(c, where, &found->y);
    }
  }
  GEOSFree_r(c, reason);
  if (where) GEOSGeom_destroy_r(c, where);
  return found;
}

Geometry madeValid(const FlatLayer& layer, std::size_t row) {
  auto* const c = geosContext();
  GEOSMakeValidParams* params = GEOSMakeValidParams_create_r(c);
  GEOSMakeValidParams_setMethod_r(c, params, GEOS_MAKE_VALID_STRUCTURE);
  GEOSMakeValidParams_setKeepCollapsed_r(c, params, 0);
  const Geometry row_shape = Geometry::fromRow(layer, row);
  const Geometry made = GeometryAccess::wrap(GEOSMakeValidWithParams_r(c, GeometryAccess::get(row_shape), params));
  GEOSMakeValidParams_destroy_r(c, params);
  return partsOfShape(made, layer.shape[row]);
}

} // namespace ecoredline
