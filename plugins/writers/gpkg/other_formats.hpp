#pragma once

#include "output/writer.hpp"

#include <memory>
#include <vector>

namespace ecoredline {

/// Writers of findings in other formats of GDAL: `whole` (the GeoPackage's writer) is asked for its file, which is
/// then translated. shp, geojson, fgdb, dxf; those whose driver this GDAL has.
std::vector<std::unique_ptr<Writer>> otherFormats(const Writer& whole);

} // namespace ecoredline
