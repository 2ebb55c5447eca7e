#pragma once

#include <string>

namespace ecoredline {

/// GDAL's release, for a run's record.
std::string gdalVersion();

} // namespace ecoredline
