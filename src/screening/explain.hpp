#pragma once

#include "report/run_report.hpp"

#include <string>

namespace ecoredline {

/// The proof tree of one site: verdict → layer → rule (clause, basis, answers) → version → zone → numbers with method
/// and error band; then what would flip it (lessons §5.1 F2). Every figure comes out of the report, so that a run.json
/// is enough: `catalogue` gives titles and may be null, or another one than the run was made with. Error (input):
/// `run.no_such_site`, with ids that come close.
Result<std::string> explain(const RunReport& report, const Catalogue* catalogue, const std::string& site_id,
                            Language language);

/// The decisions people recorded about a site, line by line; "" when there are none. Findings carry the numbers that
/// `explain` prints.
std::string decisionLines(const std::vector<RecordedDecision>& decisions, const std::string& site, Language language);

} // namespace ecoredline
