#pragma once

#include <string>

namespace ecoredline {

/// Versions of the libraries that numbers come out of, for a run's record.
std::string geosVersion();
std::string projVersion();

} // namespace ecoredline
