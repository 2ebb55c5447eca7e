#include "report/levelling.hpp"

#include "base/decimal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace ecoredline {

std::string_view name(AreaUnit unit) {
  switch (unit) {
  case AreaUnit::m2:
    return "m2";
  case AreaUnit::hectare:
    return "ha";
  case AreaUnit::mu:
    return "mu";
  case AreaUnit::km2:
    break;
  }
  return "km2";
}

Text word(AreaUnit unit) {
  switch (unit) {
  case AreaUnit::m2:
    return {"平方米", "m²"};
  case AreaUnit::hectare:
    return {"公顷", "ha"};
  case AreaUnit::mu:
    return {"亩", "mu"};
  case AreaUnit::km2:
    break;
  }
  return {"平方千米", "km²"};
}

Result<AreaUnit> areaUnitFrom(std::string_view word) {
  for (const auto unit : {AreaUnit::m2, AreaUnit::hectare, AreaUnit::mu, AreaUnit::km2})
    if (name(unit) == word) return unit;
  return fail(ErrorKind::usage, "levelling.unit",
              {fmt::format("没有面积单位 {}", word), fmt::format("No unit of area {}", word)}, {},
              {"可用：m2 ha mu km2", "one of: m2 ha mu km2"});
}

std::string_view name(ControlSide side) {
  return side == ControlSide::opening ? "opening" : "closing";
}
Text word(ControlSide side) {
  return side == ControlSide::opening ? Text{"期初", "opening"} : Text{"期末", "closing"};
}

std::string_view name(ControlState state) {
  return state == ControlState::met ? "met" : "refused";
}
Text word(ControlState state) {
  return state == ControlState::met ? Text{"已平差", "adjusted"} : Text{"未采用", "refused"};
}

double toUnit(double square_metres, AreaUnit unit) {
  switch (unit) {
  case AreaUnit::m2:
    return square_metres;
  case AreaUnit::hectare:
    return toHectares(square_metres);
  case AreaUnit::mu:
    return toMu(square_metres);
  case AreaUnit::km2:
    break;
  }
  return square_metres / 1e6;
}

namespace {

constexpr double kWhole = 1e-7; ///< of a unit: nearer to a whole number than that is one

/// Half up as toFixed rounds, as a count of units.
std::int64_t rounded(double value, int decimals) {
  std::string text = toFixed(value, decimals);
  std::erase(text, '.');
  return std::strtoll(text.c_str(), nullptr, 10);
}

} // namespace

namespace {

/// Parts cut down to whole units, and what each lost by that.
struct Cut {
  std::vector<std::int64_t> units;
  std::vector<double> lost;
};

Cut cutDown(std::span<const double> parts, int decimals) {
  const double steps = std::pow(10.0, decimals);
  Cut out;
  for (const double part : parts) {
    double cut = std::floor(part * steps);
    double rest = part * steps - cut;
    if (rest > 1 - kWhole) { // 0.29 · 100 is 28.999999999999996: a whole unit all the same
      cut += 1;
      rest = 0;
    } else if (rest < kWhole) {
      rest = 0;
    }
    out.units.push_back(static_cast<std::int64_t>(cut));
    out.lost.push_back(rest);
  }
  return out;
}

} // namespace

Levelled levelTo(std::span<const double> parts, int decimals, std::int64_t total) {
  auto [units, lost] = cutDown(parts, decimals);
  Levelled out{std::move(units), total};
  std::int64_t missing = out.total - std::accumulate(out.units.begin(), out.units.end(), std::int64_t{0});
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    if (lost[a] != lost[b]) return lost[a] > lost[b];
    return std::abs(parts[a]) > std::abs(parts[b]);
  });
  for (const std::size_t i : order) {
    if (missing <= 0) break;
    if (lost[i] == 0) continue; // a whole number of units is right as it is
    ++out.units[i];
    --missing;
  }
  // What is left can only be rounding of the sum itself: never more than a unit.
  out.total -= missing;
  return out;
}

Levelled level(std::span<const double> parts, int decimals) {
  return levelTo(parts, decimals, rounded(std::accumulate(parts.begin(), parts.end(), 0.0), decimals));
}

Result<std::vector<double>> toControl(std::span<const double> parts, double control, double limit) {
  const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
  if (!(std::abs(sum - control) <= limit) || sum == 0)
    return fail(ErrorKind::input, "levelling.control",
                {fmt::format("各部分之和与控制面积相差 {}，超过限差 {}", toFixed(sum - control, 4), toFixed(limit, 4)),
                 fmt::format("The parts differ from the control area by {}, more than the limit of {}",
                             toFixed(sum - control, 4), toFixed(limit, 4))},
                {}, {"先查明差值原因再平差", "find out why before adjusting"});
  std::vector<double> adjusted;
  for (const double part : parts) adjusted.push_back(part * (control / sum));
  return adjusted;
}

} // namespace ecoredline
