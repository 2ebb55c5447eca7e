#pragma once

#include "app/screen.hpp"
#include "catalogue/catalogue.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// The kinds that a screening looks at, in the catalogue's order.
struct ScreenScope {
  std::vector<std::string> kinds;
  std::string profile; ///< "" when kinds were listed
  bool named = false;  ///< listed, or of a profile other than full
};

/// Errors (usage): screen.unknown_kind, screen.unknown_profile.
Result<ScreenScope> scopeOf(const ScreenOptions& options, const Catalogue& catalogue);

} // namespace ecoredline
