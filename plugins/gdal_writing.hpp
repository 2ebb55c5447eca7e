#pragma once

#include "geo/flat_layer.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <ogrsf_frmts.h>

#include <memory>
#include <string>

/// What everything that writes files by GDAL has in common. A heavy header: for .cpp files of plugins alone.
namespace ecoredline {

/// Thrown and caught within one file: GDAL says why.
struct GdalRefused {
  std::string reason = CPLGetLastErrorMsg();
};

inline void must(bool done) {
  if (!done) throw GdalRefused{};
}
inline void must(OGRErr code) {
  must(code == OGRERR_NONE);
}

/// While it lives GDAL's messages end in our errors, not on the terminal.
class QuietGdal {
 public:
  QuietGdal() {
    CPLPushErrorHandler(CPLQuietErrorHandler);
    CPLErrorReset();
  }
  QuietGdal(const QuietGdal&) = delete;
  QuietGdal& operator=(const QuietGdal&) = delete;
  ~QuietGdal() { CPLPopErrorHandler(); }
};

/// A row of polygons as a multipolygon; its coordinates as they stand.
inline std::unique_ptr<OGRGeometry> polygonOf(const FlatLayer& layer, std::size_t row) {
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
