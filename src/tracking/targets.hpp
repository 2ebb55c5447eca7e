#pragma once

#include "base/feedback.hpp"
#include "catalogue/target.hpp"
#include "store/workspace.hpp"

#include <string>
#include <vector>

namespace ecoredline {

enum class TargetState { met, not_met, cannot_say, not_in_force };
std::string_view name(TargetState state);
Text word(TargetState state);

/// How a target stands on a day.
struct TargetResult {
  Target target;
  TargetState state = TargetState::cannot_say;
  double measured = 0;               ///< in the target's unit; NaN when nothing was measured
  double wanted = 0;                 ///< the value, or the baseline; NaN when there is none
  double margin = 0;                 ///< measured - wanted
  double method_m2 = 0;              ///< what the official area of the same zones differs from the exact by, in m²
  std::vector<std::string> versions; ///< kind/label
  std::string baseline;              ///< kind/label of the baseline, "" = none
  Text reason;                       ///< why it cannot be said, or what to keep in mind
};

/// Measures targets by the versions in force on `as_of`: the ground of the kinds within the units whose code begins
/// with the target's, shared ground once, exact. A target is met when the measured area reaches it within half a unit
/// of its last decimal; below it is not met if the versions cover the whole area, else it cannot be said. A target
/// whose paper was not yet adopted on `as_of` is not in force: what is measured is given, for comparison, and no
/// verdict. Errors: as Workspace; cancelled.
Result<std::vector<TargetResult>> measureTargets(const Workspace& workspace, const Catalogue& catalogue,
                                                 const std::vector<Target>& targets, const Date& as_of,
                                                 Feedback& feedback);

} // namespace ecoredline
