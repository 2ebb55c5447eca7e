#pragma once

#include "app/outcome.hpp"
#include "app/screen.hpp"
#include "plugin/registry.hpp"
#include "report/run_json.hpp"
#include "screening/screen.hpp"
#include "source/reference_boundaries.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// A screening before any of it is written.
struct ScreenedSites {
  Workspace workspace;
  Catalogue catalogue;
  ReferenceBoundaries reference;
  Diagnoses diagnoses; ///< of the file of sites
  Screening screening; ///< its report has its id
  RunJson json;
  std::string sites_hash; ///< of the file of sites
  int exit_status = 0;
};

/// The writers named, json where none is. Errors: screen.unknown_format, screen.one_format.
Result<std::vector<const Writer*>> writersOf(const ScreenOptions& options, const Registry& registry);

/// Reads the sites and screens them. Errors: as screenSites.
Result<ScreenedSites> screenThem(const ScreenOptions& options, bool want_overlaps, const AskYesNo& ask,
                                 Feedback& feedback);

/// Keeps the run in the workspace, and the command that repeats it; a workspace that cannot be written to is a note,
/// not a failure.
Result<void> keepRun(const ScreenOptions& options, const ScreenedSites& screened, Language language, Outcome& outcome);

} // namespace ecoredline
