#pragma once

#include "geo/flat_layer.hpp"

#include <memory>
#include <string>

class OGRGeometry;

/// What everything that writes files by GDAL has in common.
namespace ecoredline {

/// Thrown and caught within one file: GDAL says why.
struct GdalRefused {
  std::string reason;
  GdalRefused();
};

/// Throws GdalRefused unless done, or unless the OGRErr is none.
void must(bool done);
void must(int ogr_error);

/// A row of polygons as a multipolygon; its coordinates as they stand.
std::unique_ptr<OGRGeometry> polygonOf(const FlatLayer& layer, std::size_t row);

} // namespace ecoredline
