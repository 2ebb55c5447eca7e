#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <optional>
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

/// The same to a total that is given, in units of 10^-decimals: a control area that was itself levelled. Where the
/// parts allow no such total (it is more than a unit a part away), `total` says what they came to.
Levelled levelTo(std::span<const double> parts, int decimals, std::int64_t total);

/// Parts brought to a control area by pᵢ·(P/Σp), before rounding. Refused when the parts miss it by more than `limit`.
/// Errors (input): levelling.control.
Result<std::vector<double>> toControl(std::span<const double> parts, double control, double limit);

/// Which sum of a ledger a control area speaks of.
enum class ControlSide { opening, closing };
std::string_view name(ControlSide side);
Text word(ControlSide side);

/// An area that a paper states: what the rows it speaks of have to add up to.
struct ControlArea {
  std::string admin;      ///< division code; "" = the whole area
  std::string zone_class; ///< class id; "" = every class
  ControlSide side = ControlSide::closing;
  double m2 = 0;
  double stated = 0; ///< as the paper has it, in `unit`
  std::string unit;
  std::string source;
};

enum class ControlState { met, refused };
std::string_view name(ControlState state);
Text word(ControlState state);

/// What became of a control area: rows adjusted to it, or why not.
struct ControlResult {
  ControlArea area;
  std::string admin_name;
  ControlState state = ControlState::refused;
  double exact_m2 = 0;             ///< what the rows add up to
  std::optional<double> planar_m2; ///< the same ground on the plane; none where methods were not measured
  std::optional<double> official_m2;
  Text reason; ///< why it differs, or was refused
};

/// Every column of a table levelled by itself, so that the rows of each add up to its total exactly.
struct LevelledTable {
  AreaUnit unit = AreaUnit::hectare;
  int decimals = 2;
  struct Cell {
    double computed = 0;       ///< in the unit, not rounded
    std::int64_t adjusted = 0; ///< in 10^-decimals of the unit
  };
  struct Column {
    std::string id; ///< "opening", an account's name, "control" (what control areas put in), "closing", "residual"
    std::vector<Cell> rows;
    Cell total;
  };
  std::vector<Column> columns;
};

} // namespace ecoredline
