#pragma once

#include <string>

namespace ecoredline {

/// A unit of area as people write it in tables (公顷, hm², 亩, 平方公里, ％ …) as m2, ha, mu, wan_mu, km2 or percent;
/// ha for
/// "", and what is none of these as it is.
std::string unitWord(const std::string& text);

/// Square metres of such a unit; 0 for percent and for what is none.
double squareMetresOfWord(const std::string& unit);

} // namespace ecoredline
