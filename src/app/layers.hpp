#pragma once

#include "app/outcome.hpp"
#include "base/date.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

struct LayersOptions {
  std::filesystem::path workspace;
  bool json = false;
  Date as_of;           ///< only the versions in force on this day; empty = all, withdrawn ones too
  std::string withdraw; ///< a version to withdraw: its id, or kind/label
  std::string reason;
};

/// Lists the versions of a workspace, or withdraws one.
Result<Outcome> listLayers(const LayersOptions& options, Language language);

} // namespace ecoredline
