#pragma once

#include "app/outcome.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

struct ExplainOptions {
  std::string run; ///< a run.json, or the 12 hex of a run kept in the workspace
  std::string site;
  std::filesystem::path workspace; ///< for a run id, or a run.json whose findings are in the workspace
};

/// The proof tree of one site and what would flip it, out of the report alone.
Result<Outcome> explainSite(const ExplainOptions& options, Language language);

} // namespace ecoredline
