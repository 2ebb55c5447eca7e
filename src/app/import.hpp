#pragma once

#include "app/source_options.hpp"
#include "base/date.hpp"

#include <filesystem>
#include <optional>

namespace ecoredline {

struct ImportOptions {
  std::filesystem::path workspace;
  std::filesystem::path file;
  std::string kind;
  std::string label;                ///< empty = the date
  Date date;                        ///< in force from
  Date effective_to;                ///< last day; empty = open
  std::optional<double> accuracy_m; ///< empty = the kind's default, assumed
  std::string coverage;             ///< empty = features for a kind that covers everything, else none
  SourceOptions source;
};

/// Brings one delivery into the workspace as a version; atomic.
/// Errors besides those of source, catalogue and store: import.unknown_kind, import.bad_date, import.bad_coverage.
Result<Outcome> importFile(const ImportOptions& options, const AskYesNo& ask, Feedback& feedback);

} // namespace ecoredline
