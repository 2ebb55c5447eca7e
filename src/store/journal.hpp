#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ecoredline {

/// A line of a workspace's journal, which only ever grows.
struct JournalLine {
  std::string time;    ///< UTC; filled when it is written
  std::string action;  ///< "import", "run", "cause" …
  std::string subject; ///< what it is about
  std::string detail;  ///< a JSON object
};

/// Appends a line, in a transaction of its own. Errors: as Workspace.
Result<JournalLine> appendJournal(const std::filesystem::path& workspace, const JournalLine& line);

/// The lines of one action about one subject, oldest first. Errors: as Workspace.
Result<std::vector<JournalLine>> readJournal(const std::filesystem::path& workspace, const std::string& action,
                                             const std::string& subject);

} // namespace ecoredline
