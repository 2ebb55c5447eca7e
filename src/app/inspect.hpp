#pragma once

#include "app/outcome.hpp"
#include "app/source_options.hpp"
#include "geo/area.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

struct InspectOptions {
  std::filesystem::path workspace;
  std::filesystem::path leads;
  std::string epoch; ///< label, e.g. "2024" or "2024-H1"
  std::string date;  ///< of the pictures; "" = the latest that a lead names, else the end of a year in `epoch`
  std::string as_of; ///< day whose layers count; "" = that of the pictures
  std::string ledger = "green_shield";
  std::string coverage = "all"; ///< all: what is not in the file is gone; none: nothing is known of it
  AreaMethod method = AreaMethod::official;
  std::filesystem::path index_folder;
  int jobs = 0;
  SourceOptions source;
};

/// Brings an epoch of leads into a ledger: reads, overlays, tells which are known, and appends it all to the journal in
/// one go. The same epoch with the same content again changes nothing.
/// Errors (input): incident.epoch_exists, incident.epoch_order; (usage) inspect.no_date; those of its parts.
Result<Outcome> inspectLeads(const InspectOptions& options, Language language, const AskYesNo& ask, Feedback& feedback);

} // namespace ecoredline
