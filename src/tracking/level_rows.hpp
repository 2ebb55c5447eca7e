#pragma once

#include "report/area_ledger.hpp"

#include <vector>

namespace ecoredline {

/// A thousandth: more than two ways of measuring can differ by anywhere in a 3° zone (357 ppm at 120 km from its
/// middle), and less than what is gained or lost in earnest.
inline constexpr double kControlLimit = 1e-3;

struct LevelOptions {
  AreaUnit unit = AreaUnit::hectare;
  int decimals = 2;
  std::vector<ControlArea> controls;
  double limit = kControlLimit; ///< of a control area: how far the measured rows may be from it, as a share
};

/// Fills AreaLedger::levelled and controls. Every column is levelled over its rows. Rows that a control area speaks of
/// are first brought to it by pᵢ·(P/Σp) and then levelled to it, so that they add up to the paper's figure; what that
/// puts in stands in a column of its own ("control"), so that opening + accounts + control = closing + residual. A
/// control area of the whole is met by the rows that no other one speaks of. One that is missed by more than the limit
/// is refused and its rows stay as measured. Errors (input): levelling.control_twice.
Result<void> levelRows(AreaLedger& ledger, const LevelOptions& options);

} // namespace ecoredline
