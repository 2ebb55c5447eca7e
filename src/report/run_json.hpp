#pragma once

#include "report/run_report.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

inline constexpr std::string_view kRunFormat = "ecoredline.screening/1";

/// The canonical JSON of a run, format "ecoredline.screening/1" (docs/schema/screening-1.schema.json): stable key
/// order, m² %.4f, m %.3f, shares %.8f, half-up. Two runs on the same input are the same bytes but for `run`.
///
/// `findings_hash` is the SHA-256 of all findings, each as one line "<0-based site> <one-line JSON>\n". `id` is the
/// first 12 hex of the SHA-256 of the one-line form (no blanks between tokens) of the document without `id` and `run`
/// and with every `findings` null: findings are in it by their hash, wherever they are kept.
struct RunJson {
  std::string id;   ///< 12 hex
  std::string json; ///< what goes into run.json; without findings above kFindingsInJson ("findings_in": "workspace")
  /// The findings as rows, always: site index, and the finding's JSON object on one line.
  struct Row {
    std::size_t site;
    std::string json;
  };
  std::vector<Row> findings;
};
RunJson toJson(const RunReport& report);

/// Reads what toJson wrote. A run whose findings are in a workspace comes back without them (their hash is still part
/// of what is checked): read the rows with findingFromJson. Errors (input): `run.not_json`, `run.wrong_format` (another
/// format, a key missing or of the wrong type; `where` is its JSON pointer), `run.damaged` (the hash does not fit).
Result<RunReport> fromJson(std::string_view json);
/// One row of RunJson::findings. Errors: `run.not_json`, `run.wrong_format`.
Result<Finding> findingFromJson(std::string_view json);

} // namespace ecoredline
