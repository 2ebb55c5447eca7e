#include "catalogue/table.hpp"

#include "base/decimal.hpp"
#include "base/text.hpp"

#include <cmath>

namespace ecoredline {

namespace {

// A whole number is the same value whether a format calls its column integer or real.
constexpr double kWholeNumbers = 9007199254740992.0; // 2^53

struct ToText {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const {
    if (!std::isfinite(value)) return {};
    if (std::abs(value) < kWholeNumbers && value == std::trunc(value))
      return std::to_string(static_cast<std::int64_t>(value));
    return toShortest(value);
  }
  std::string operator()(const std::string& value) const { return value; }
};

} // namespace

std::string toText(const Value& value) {
  return std::visit(ToText{}, value);
}

const Column* Table::column(std::string_view name) const {
  const std::string wanted = lowered(toNfc(trimmed(name)));
  for (const Column& candidate : columns)
    if (lowered(toNfc(trimmed(candidate.name))) == wanted) return &candidate;
  return nullptr;
}

} // namespace ecoredline
