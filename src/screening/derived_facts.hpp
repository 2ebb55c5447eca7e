#pragma once

#include "screening/kind_run.hpp"

#include <map>
#include <string>
#include <vector>

namespace ecoredline {

/// Facts that follow from another kind's zones, such as in_core_zone (Fact::from_kind): for every zone met, in the
/// order site by site, fact id -> "yes" when site ∩ zone ∩ those zones holds an overlap, else "no"; also "no" when the
/// other kind is absent (the finding then says needs_kind).
Result<std::vector<std::map<std::string, std::string>>> deriveFacts(RunContext& context, KindRun& run);

} // namespace ecoredline
