#pragma once

#include "output/finding_table.hpp"
#include "report/area_ledger.hpp"

namespace ecoredline {

/// Targets with what was measured and the margin, a row each.
TextTable targetTable(const std::vector<TargetLine>& targets, Language language);
/// When they were measured, and how.
Text targetRemark(const LedgerBeside& beside);
/// What the zones take of the land, by unit, all units together last; empty where nothing can be said.
TextTable landTable(const LandShares& land, Language language);
/// What the shares are of, and what to keep in mind; or why there are none.
Text landRemark(const LandShares& land);
/// Human activity and restoration inside the zones of versions with these labels; empty without such kinds.
TextTable insideTable(const std::vector<SeriesInside>& inside, const std::vector<std::string>& labels,
                      Language language);
/// The same for the two versions of a ledger.
TextTable insideTable(const AreaLedger& ledger, Language language);
/// What their figures mean.
Text insideDefinition();

} // namespace ecoredline
