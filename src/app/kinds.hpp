#pragma once

#include "app/outcome.hpp"
#include "base/date.hpp"

#include <filesystem>

namespace ecoredline {

struct KindsOptions {
  std::filesystem::path catalogue; ///< empty = the product's own
  Date as_of;                      ///< only the rules in force on that day; empty = all there are
  bool json = false;
  bool lint = false; ///< exit 3 when something is wrong with it
};

/// Shows or checks the catalogue. Opens no dataset.
Result<Outcome> showKinds(const KindsOptions& options, Language language);

} // namespace ecoredline
