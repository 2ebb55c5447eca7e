#pragma once

#include "catalogue/bind.hpp"
#include "geo/area.hpp"
#include "report/run_report.hpp"
#include "screening/facts_book.hpp"
#include "store/workspace.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ecoredline {

/// A miss of a point or line without a footprint counts when the nearest zone is farther than this (M18; [K], a
/// setting).
inline constexpr double kPointReach = 1000.0; // m

class WarmStart;

/// Everything a screening depends on; nothing else may change its result.
struct ScreenRequest {
  const Catalogue* catalogue = nullptr;
  const Workspace* workspace = nullptr;
  BoundSites sites;
  Diagnoses diagnoses; ///< of the site file
  FactsBook facts;
  std::vector<std::string> scope; ///< kinds, in the order of the catalogue
  bool scope_named = false;       ///< --kinds or a profile other than full: absent kinds are unknown always (M11)
  std::string profile;
  std::optional<double> site_accuracy_m;
  double buffer_m = 0;
  Date as_of;
  AreaMethod method = AreaMethod::official;
  int threads = 0;
  std::filesystem::path index_folder; ///< of index files; empty: none. Never changes a result
  bool want_overlaps = false;         ///< Screening::overlaps is filled
  WarmStart* warm = nullptr;          ///< of a series of runs; null: everything is opened anew
  std::set<std::int64_t> ignored;     ///< versions, by id, that count as if they had not been imported: "what if"
};

/// A screened run, and the shapes that files and maps show.
struct Screening {
  RunReport report;
  FlatLayer overlaps; ///< EPSG:4490; row_id = index of the finding, counted over all sites
};

/// Screens every site against every kind in scope: the decision table of semantics §3.
/// Errors: facts.contradiction (input), catalogue.condition, whatever workspace and engine say, cancelled.
Result<Screening> screen(const ScreenRequest& request, Feedback& feedback);
/// The same. `concluded` is called once the report is complete, on a thread of its own while shapes are still made; it
/// may change everything in the report but its sites. It is over when this returns.
Result<Screening> screen(const ScreenRequest& request, Feedback& feedback,
                         const std::function<void(RunReport&)>& concluded);

} // namespace ecoredline
