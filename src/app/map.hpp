#pragma once

#include "app/outcome.hpp"
#include "base/date.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

struct MapOptions {
  std::filesystem::path workspace;
  std::string sheet;
  std::filesystem::path out; ///< its ending is the format: pdf, svg, png, tif
  std::string run;           ///< a run's file or id, for sheets about a site
  std::string site;
  std::string place; ///< code of an administrative unit: the map shows it alone; empty = all there is
  std::string atlas; ///< admin_division | sites | sheet_index; empty = one sheet
  int scale = 50000; ///< of the national series, for the atlas by sheet index
  Date as_of;        ///< empty = today
  std::string size;  ///< empty = the sheet's own
  double dpi = 300;
  std::string title;
  std::string unit; ///< 制图单位
};

/// Draws a sheet, or an atlas as one PDF with an index and bookmarks. The same workspace, options and day give the same
/// bytes. Errors: map.unknown_sheet, map.format, map.needs_run, map.no_site, map.no_place, map.atlas, map.scale,
/// map.nothing, besides those of the workspace, the run and the files.
Result<Outcome> drawMap(const MapOptions& options, Language language, Feedback& feedback);

} // namespace ecoredline
