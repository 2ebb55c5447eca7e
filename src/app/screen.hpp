#pragma once

#include "app/own_folders.hpp"
#include "app/source_options.hpp"
#include "base/date.hpp"
#include "catalogue/effect.hpp"
#include "geo/area.hpp"
#include "report/run_report.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

struct ScreenOptions {
  std::filesystem::path workspace;
  std::filesystem::path sites;
  std::filesystem::path out;        ///< empty: one format to standard output
  std::vector<std::string> formats; ///< names of writers; empty: json
  std::vector<std::string> kinds;   ///< empty: the profile's
  std::string profile;              ///< empty: full
  std::filesystem::path facts;      ///< TOML, or a filled form (a spreadsheet or CSV)
  std::filesystem::path questions;  ///< where the form of open questions goes; empty: nowhere
  std::optional<double> site_accuracy_m;
  double buffer_m = 0;
  Date as_of; ///< empty = today
  AreaMethod method = AreaMethod::official;
  int jobs = 0;
  std::filesystem::path index_folder; ///< where index files of large versions are kept; empty: none
  std::optional<Effect> fail_on;
  std::filesystem::path batch; ///< a folder: a ranked table first, then a report a site; `formats` are the reports'
  SourceOptions source;
  OwnFolders own; ///< symbols of maps, words of documents
};

/// A run as values, for a window that shows what the files say.
struct ScreenedRun {
  RunReport report;   ///< every finding, however many
  FlatLayer overlaps; ///< EPSG:4490; row_id = index of the finding, counted over all sites
};

/// Screens sites and writes what was asked for; keeps the run in the workspace where it may. `run` is filled where it
/// is given, which changes nothing of what is written.
/// Errors: screen.unknown_kind, screen.unknown_profile, screen.unknown_format, screen.one_format, besides those below.
Result<Outcome> screenSites(const ScreenOptions& options, Language language, const AskYesNo& ask, Feedback& feedback,
                            ScreenedRun* run = nullptr);

} // namespace ecoredline
