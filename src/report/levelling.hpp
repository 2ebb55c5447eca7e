#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

/// Units of area that papers are written in: 1 km² = 100 ha = 1500 mu.
enum class AreaUnit { m2, hectare, mu, km2 };
std::string_view name(AreaUnit unit);
Text word(AreaUnit unit);
/// "m2", "ha", "mu" or "km2"; errors (usage): levelling.unit.
Result<AreaUnit> areaUnitFrom(std::string_view word);
double toUnit(double square_metres, AreaUnit unit);

/// Parts rounded so that they add up to the rounded total (强制调平).
struct Levelled {
  std::vector<std::int64_t> units; ///< in units of 10^-decimals
  std::int64_t total = 0;          ///< Σ units: the total, rounded half up
};

/// Largest remainder: every part is cut down to whole units of 10^-decimals, and the units that the rounded total still
/// needs go to the parts that lost most, ties to the larger part, then to the earlier. Parts may be negative. No part
/// moves by a whole unit or more, and zero stays zero.
Levelled level(std::span<const double> parts, int decimals);

/// Parts brought to a control area by pᵢ·(P/Σp), before rounding. Refused when the parts miss it by more than `limit`.
/// Errors (input): levelling.control.
Result<std::vector<double>> toControl(std::span<const double> parts, double control, double limit);

/// Every column of a table levelled by itself, so that the rows of each add up to its total exactly.
struct LevelledTable {
  AreaUnit unit = AreaUnit::hectare;
  int decimals = 2;
  struct Cell {
    double computed = 0;       ///< in the unit, not rounded
    std::int64_t adjusted = 0; ///< in 10^-decimals of the unit
  };
  struct Column {
    std::string id; ///< "opening", an account's name, "closing", "residual"
    std::vector<Cell> rows;
    Cell total;
  };
  std::vector<Column> columns;
};

} // namespace ecoredline
