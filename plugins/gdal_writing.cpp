#include "gdal_writing.hpp"

#include <cpl_error.h>
#include <ogr_geometry.h>

namespace ecoredline {

GdalRefused::GdalRefused() : reason(CPLGetLastErrorMsg()) {}

void must(bool done) {
  if (!done) throw GdalRefused{};
}

void must(int ogr_error) {
  must(ogr_error == OGRERR_NONE);
}

std::unique_ptr<OGRGeometry> polygonOf(const FlatLayer& layer, std::size_t row) {
  auto all = std::make_unique<OGRMultiPolygon>();
  std::unique_ptr<OGRPolygon> part;
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    const bool begins = ring == layer.row_ring[row] || layer.ring_part[ring] != layer.ring_part[ring - 1];
    if (begins && part) all->addGeometryDirectly(part.release());
    if (begins) part = std::make_unique<OGRPolygon>();
    auto line = std::make_unique<OGRLinearRing>();
    for (auto v = layer.ring_vertex[ring]; v < layer.ring_vertex[ring + 1]; ++v) line->addPoint(layer.x[v], layer.y[v]);
    part->addRingDirectly(line.release());
  }
  if (part) all->addGeometryDirectly(part.release());
  return all;
}

} // namespace ecoredline
