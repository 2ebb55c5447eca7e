#pragma once

#include <string>

namespace ecoredline {

/// `value` with `digits` decimals, rounded half-up (away from zero) from the exact binary value, "-0.00" written
/// "0.00". NaN and infinities give an empty string: a caller writes null instead. The survey's rounding rule is half-up
/// (四舍五入), printf's is half-even on exact ties.
std::string toFixed(double value, int digits);

/// The shortest decimal text that reads back as the same double.
std::string toShortest(double value);

/// The figure with thousands separated by U+2009 THIN SPACE, for people; what is no plain figure stays.
std::string grouped(const std::string& figure);
/// toFixed, grouped.
std::string toGrouped(double value, int digits);

/// Square metres to hectares and to mu (1 ha = 15 亩).
constexpr double toHectares(double square_metres) {
  return square_metres / 10000.0;
}
constexpr double toMu(double square_metres) {
  return square_metres * 15.0 / 10000.0;
}

} // namespace ecoredline
