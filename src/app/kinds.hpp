#pragma once

#include "app/outcome.hpp"

#include <filesystem>

namespace ecoredline {

struct KindsOptions {
  std::filesystem::path catalogue; ///< empty = the product's own
  bool json = false;
  bool lint = false; ///< exit 3 when something is wrong with it
};

/// Shows or checks the catalogue. Opens no dataset.
Result<Outcome> showKinds(const KindsOptions& options, Language language);

} // namespace ecoredline
