#include "store/quiet_gdal.hpp"

#include <cpl_error.h>

namespace ecoredline {

QuietGdal::QuietGdal() {
  CPLPushErrorHandler(CPLQuietErrorHandler);
  CPLErrorReset();
}

QuietGdal::~QuietGdal() {
  CPLPopErrorHandler();
}

} // namespace ecoredline
