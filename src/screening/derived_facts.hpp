#pragma once

#include "screening/kind_run.hpp"

namespace ecoredline {

/// Facts that follow from another kind's zones, such as in_core_zone (Fact::from_kind): every zone met gets "yes" when
/// all that the site takes of it lies in those zones, else "no". Where the site takes both, the zone is met twice, once
/// for each part, with the part's own figures and accuracy (semantics C5): one polygon and two must conclude alike.
/// "no" also when the other kind is absent (the finding then says needs_kind). What cannot be cut counts as inside:
/// such facts make rules stricter.
/// A fact with limits in hectares (Fact::from_total_ha) gets the value that the whole project's area of the kind gives.
Result<void> deriveFacts(RunContext& context, KindRun& run);

} // namespace ecoredline
