#pragma once

#include "report/run_report.hpp"
#include "store/workspace.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

/// A run by its file, or by the 12 hex of one kept in the workspace (`workspace` may be empty for a file).
/// Errors: run.workspace_needed (usage), file.missing, report.*, workspace.*.
Result<RunReport> loadRun(const std::string& run, const std::filesystem::path& workspace);

/// Large runs keep their findings as rows of the workspace: fills those of one site. Does nothing without a workspace.
Result<void> addStoredFindings(RunReport& report, const std::string& site, const std::filesystem::path& workspace);

/// The decisions people recorded about a run.
Result<std::vector<RecordedDecision>> decisionsOf(const Workspace& workspace, const std::string& run);

} // namespace ecoredline
