#pragma once

#include "screening/kind_run.hpp"

#include <vector>

namespace ecoredline {

/// What one kind says of one site: findings strictest first, and the layer's conclusion from them (semantics §3).
struct KindDecision {
  std::vector<Finding> findings;
  std::vector<const ZoneMet*> hits;  ///< per finding: the zone whose overlap it is about; null when it is no hit
  std::vector<ClauseResult> clauses; ///< of a kind that concludes by access lists
  LayerResult layer;
};

/// Pure: measured values in, findings out.
KindDecision decide(const KindRun& run, std::size_t site, const SiteContext& context, const ScreenRequest& request);

/// The conclusion and worst case that findings give; `skip_provisional` leaves out those that hang on an effect or a
/// mapping that is not settled (M8).
struct Conclusion {
  Verdict verdict = Verdict::pass;
  Verdict worst_case = Verdict::pass;
};
Conclusion concludeFrom(const std::vector<Finding>& findings, bool skip_provisional = false);

} // namespace ecoredline
