#pragma once

#include "app/outcome.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

struct LayersOptions {
  std::filesystem::path workspace;
  bool json = false;
  std::string withdraw; ///< a version to withdraw: its id, or kind/label
  std::string reason;
};

/// Lists the versions of a workspace, or withdraws one.
Result<Outcome> listLayers(const LayersOptions& options, Language language);

} // namespace ecoredline
