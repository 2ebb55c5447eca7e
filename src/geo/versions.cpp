#include "geo/versions.hpp"

#include <geos_c.h>
#include <proj.h>

namespace ecoredline {

std::string geosVersion() {
  return GEOSversion();
}
std::string projVersion() {
  return proj_info().version;
}

} // namespace ecoredline
