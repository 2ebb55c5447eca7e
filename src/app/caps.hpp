#pragma once

#include "app/outcome.hpp"
#include "app/source_options.hpp"
#include "base/date.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ecoredline {

struct CapsOptions {
  std::filesystem::path workspace;
  std::filesystem::path caps;       ///< a table: kind, zone_id, permitted, unit, source
  std::filesystem::path sites;      ///< empty = only how the caps stand
  SourceOptions source;             ///< of the sites
  std::filesystem::path catalogue;  ///< whose rules to take (caps/*.toml); empty = the workspace's
  std::vector<std::string> used;    ///< classes of approved projects that have used ground; empty = as the rules say
  std::vector<std::string> pending; ///< the same
  Date as_of;                       ///< empty = today
  bool json = false;
};

/// Per reserve or unit: permitted, used, pending, and the balance before and after each site. Exit 4 when something was
/// undecided. Errors: caps.no_column, caps.bad_value, caps.none (input), besides those of the workspace, the rules
/// (capRulesOf) and of sites.
Result<Outcome> showCaps(const CapsOptions& options, Language language, Feedback& feedback);

} // namespace ecoredline
