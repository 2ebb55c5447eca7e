#include "base/decimal.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ecoredline {

namespace {

// A double that lies exactly on a rounding tie at `digits` decimals has a finite expansion ending in 5 there. Its
// expansion is exact in 1074 decimals at most; fmt prints that many correctly.
bool isTie(double value, int digits) {
  // Most values are far from a tie, and a product in doubles is enough to see it.
  const double scaled = std::abs(value) * std::pow(10.0, digits);
  const double fraction = scaled - std::floor(scaled);
  if (scaled < 1e12 && std::abs(fraction - 0.5) > 1e-3) return false;
  const std::string guess = fmt::format("{:.{}f}", value, digits + 20);
  const auto tail = guess.substr(guess.size() - 20);
  if (tail.front() != '5' || tail.find_first_not_of('0', 1) != std::string::npos) return false;
  const std::string exact = fmt::format("{:.1074f}", value);
  const auto point = exact.find('.');
  return exact.find_first_not_of('0', point + static_cast<size_t>(digits) + 2) == std::string::npos;
}

std::string withoutNegativeZero(std::string text) {
  if (text.starts_with('-') && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return text;
}

} // namespace

std::string toFixed(double value, int digits) {
  if (!std::isfinite(value)) return {};
  // Half-even differs from half-up on exact ties only: there, one step away from zero rounds to the right side.
  if (isTie(value, digits)) value = std::nextafter(value, value < 0 ? -INFINITY : INFINITY);
  return withoutNegativeZero(fmt::format("{:.{}f}", value, digits));
}

std::string toShortest(double value) {
  return withoutNegativeZero(fmt::format("{}", value));
}

std::string grouped(const std::string& figure) {
  if (figure.empty() || figure.find_first_not_of("-.0123456789") != std::string::npos) return figure;
  std::string text = figure;
  const auto point = text.find('.');
  const auto first = text.starts_with('-') ? 1U : 0U;
  for (auto at = static_cast<long>(point == std::string::npos ? text.size() : point) - 3; at > static_cast<long>(first);
       at -= 3)
    text.insert(static_cast<size_t>(at), "\u2009");
  return text;
}

std::string toGrouped(double value, int digits) {
  return grouped(toFixed(value, digits));
}

} // namespace ecoredline
