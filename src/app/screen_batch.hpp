#pragma once

#include "app/screen_steps.hpp"

namespace ecoredline {

struct BatchRequest {
  const ScreenOptions& options;
  const Registry& registry;
  const std::vector<const Writer*>& writers; ///< of the reports, a file each a site
  Language language;
};

/// Screens many sites into a folder: run.json, then triage.csv and triage.xlsx (worst first), then
/// sites/<rank>_<id>/ with the reports of one site each, in that order. Whatever is in its place is whole and is not
/// made again: broken off at any moment and started again, it goes on, and the files are those of a run that was not
/// (run.json keeps the time of its own screening). A report of one site carries the day of the data, not the clock's.
/// Errors: batch.foreign_folder (input), besides those of screenSites.
Result<Outcome> screenInBatch(const BatchRequest& request, const AskYesNo& ask, Feedback& feedback);

} // namespace ecoredline
