#pragma once

#include "app/outcome.hpp"
#include "base/date.hpp"

#include <filesystem>

namespace ecoredline {

struct TargetsOptions {
  std::filesystem::path workspace;
  std::filesystem::path
      catalogue; ///< whose targets to take; empty = the workspace's, or those that come with the program
  Date as_of;    ///< empty = today
  bool json = false;
};

/// Measures the catalogue's spatial targets by the versions in force: met, not met, cannot say or not yet in
/// force, with the margin.
/// Errors: targets.none (input), besides those of the workspace.
Result<Outcome> showTargets(const TargetsOptions& options, Language language, Feedback& feedback);

} // namespace ecoredline
