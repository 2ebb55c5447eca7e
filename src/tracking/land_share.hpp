#pragma once

#include "base/feedback.hpp"
#include "report/area_ledger.hpp"
#include "store/workspace.hpp"

namespace ecoredline {

struct LandShareRequest {
  const Workspace* workspace = nullptr;
  Version units;                      ///< the administrative units that the ledger is by
  const AreaLedger* ledger = nullptr; ///< its rows are the zones' ground
};

/// What the zones of both versions take of every administrative unit: the ledger's figures over the units' ground,
/// exact in EPSG:4490, shared ground once. What is in no unit or was left out stands in the reason. Errors: as
/// Workspace and moveLayer; cancelled.
Result<LandShares> landShares(const LandShareRequest& request, Feedback& feedback);

} // namespace ecoredline
