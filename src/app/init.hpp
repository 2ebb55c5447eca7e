#pragma once

#include "app/outcome.hpp"

#include <filesystem>

namespace ecoredline {

struct InitOptions {
  std::filesystem::path workspace;
  std::string title;
  std::filesystem::path catalogue; ///< empty = the product's own
};

/// Makes a workspace with a copy of the catalogue in it.
Result<Outcome> initWorkspace(const InitOptions& options);

} // namespace ecoredline
