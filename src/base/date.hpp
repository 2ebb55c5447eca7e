#pragma once

#include <string>
#include <string_view>

namespace ecoredline {

/// An ISO 8601 calendar date "YYYY-MM-DD". Such dates compare as text, so text is what they are.
using Date = std::string;

/// True for a date that exists in the Gregorian calendar, written as YYYY-MM-DD.
bool isDate(std::string_view text);

/// Today on this machine's clock, local time.
Date today();

/// Now in UTC, "2026-11-22T03:04:05Z".
std::string nowUtc();

} // namespace ecoredline
