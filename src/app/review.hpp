#pragma once

#include "app/outcome.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace ecoredline {

struct ReviewOptions {
  std::filesystem::path workspace;
  std::string run; ///< a run.json, or the 12 hex of a run kept in the workspace
  std::string site;
  std::optional<std::int64_t> finding; ///< number that `explain` prints; none = the site as a whole
  std::string decision;                ///< confirm | override | not-applicable; empty = only list what is recorded
  std::string by;
  std::string reason;
  std::string document;
};

/// Records a person's decision beside the tool's verdict, never instead of it, and prints both; without a decision it
/// prints what is recorded.
/// Errors: review.no_site, review.no_finding, review.incomplete (usage), besides those of the workspace.
Result<Outcome> reviewSite(const ReviewOptions& options, Language language);

} // namespace ecoredline
