#include "source/gdal_version.hpp"

#include <gdal.h>

namespace ecoredline {

std::string gdalVersion() {
  return GDALVersionInfo("RELEASE_NAME");
}

} // namespace ecoredline
