#pragma once

#include <string>
#include <string_view>

namespace ecoredline {

/// A day, month or year as people write them ("2019年6月", "2019.6.1", "20190601", "2019/06") as YYYY, YYYY-MM or
/// YYYY-MM-DD; "" for anything else, and for days that do not exist.
std::string looseDate(std::string_view met);

/// -1 or 1 where `a` lies wholly before or after `b`; 0 where they share a day, or one of them is "".
int compareLoose(std::string_view a, std::string_view b);

} // namespace ecoredline
