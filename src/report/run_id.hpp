#pragma once

#include "report/run_json.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// `findings_hash` and `id` as run_json.hpp says, for report/'s own .cpp files. `elsewhere`: the findings are kept in a
/// workspace.
std::vector<RunJson::Row> findingRows(const RunReport& report);
std::string findingsHash(const std::vector<RunJson::Row>& rows);
std::string runId(const RunReport& report, const std::string& findings_hash, bool elsewhere);

} // namespace ecoredline
