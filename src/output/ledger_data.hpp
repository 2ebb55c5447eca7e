#pragma once

#include "output/compose.hpp"
#include "report/area_ledger.hpp"

namespace ecoredline {

/// An area ledger as a template may ask for it (templates/report/ledger.toml). The ledger outlives the data.
/// `map`: of what changed, where there is one.
ReportData ledgerData(const AreaLedger& ledger, Language language, const FigureMaker& map = {});

} // namespace ecoredline
