#pragma once

#include "app/track_versions.hpp"
#include "tracking/targets.hpp"

namespace ecoredline {

/// A measured target as a report has it.
TargetLine lineOf(const TargetResult& result);

/// Human activity and restoration inside versions of the kind, where the workspace has such layers. Errors: as
/// groundInside.
Result<std::vector<SeriesInside>> insideOf(const TrackedKind& kind, const std::vector<Version>& zones, int jobs,
                                           Feedback& feedback);

/// What stands beside the ledger of two versions: the targets of the kind on the closing version's day, its share of
/// the land by the units of the ledger, and insideOf(). Errors: as measureTargets, landShares and groundInside.
struct BesideRequest {
  const TrackedKind* kind = nullptr;
  Version from;
  Version to;
  const AreaLedger* ledger = nullptr; ///< of these two versions
  int jobs = 0;
};
Result<LedgerBeside> besideLedger(const BesideRequest& request, Feedback& feedback);

} // namespace ecoredline
