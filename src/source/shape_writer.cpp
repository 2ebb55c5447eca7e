#include "source/shape_writer.hpp"

#include <ogrsf_frmts.h>

namespace ecoredline {

namespace {

void addVertices(OGRSimpleCurve& curve, const FlatLayer& layer, std::uint64_t ring) {
  const std::uint64_t first = layer.ring_vertex[ring];
  const auto count = static_cast<int>(layer.ring_vertex[ring + 1] - first);
  curve.setPoints(count, &layer.x[first], &layer.y[first]);
}

std::unique_ptr<OGRGeometry> polygonsOf(const FlatLayer& layer, std::size_t row) {
  auto shape = std::make_unique<OGRMultiPolygon>();
  std::unique_ptr<OGRPolygon> polygon;
  for (std::uint64_t ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    const bool is_shell = ring == layer.row_ring[row] || layer.ring_part[ring] != layer.ring_part[ring - 1];
    if (is_shell && polygon) shape->addGeometryDirectly(polygon.release());
    if (is_shell) polygon = std::make_unique<OGRPolygon>();
    auto drawn = std::make_unique<OGRLinearRing>();
    addVertices(*drawn, layer, ring);
    polygon->addRingDirectly(drawn.release());
  }
  if (polygon) shape->addGeometryDirectly(polygon.release());
  return shape;
}

} // namespace

std::unique_ptr<OGRGeometry> shapeOf(const FlatLayer& layer, std::size_t row) {
  if (layer.shape[row] == Shape::none) return nullptr;
  if (layer.shape[row] == Shape::polygon) return polygonsOf(layer, row);
  std::unique_ptr<OGRGeometryCollection> shape;
  if (layer.shape[row] == Shape::line)
    shape = std::make_unique<OGRMultiLineString>();
  else
    shape = std::make_unique<OGRMultiPoint>();
  for (std::uint64_t ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    if (layer.shape[row] == Shape::line) {
      auto line = std::make_unique<OGRLineString>();
      addVertices(*line, layer, ring);
      shape->addGeometryDirectly(line.release());
    } else {
      const std::uint64_t at = layer.ring_vertex[ring];
      shape->addGeometryDirectly(new OGRPoint(layer.x[at], layer.y[at])); // NOLINT: the collection owns it
    }
  }
  return shape;
}

std::string wkbOf(const OGRGeometry& shape) {
  std::string bytes(shape.WkbSize(), '\0');
  shape.exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(bytes.data()), wkbVariantIso); // NOLINT: GDAL's bytes
  return bytes;
}

} // namespace ecoredline
