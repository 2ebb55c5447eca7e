#pragma once

#include "app/outcome.hpp"
#include "app/own_folders.hpp"
#include "base/date.hpp"
#include "catalogue/page_places.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace ecoredline {

struct MapOptions {
  std::filesystem::path workspace;
  std::string sheet;
  std::filesystem::path out; ///< its ending is the format: pdf, svg, png, tif
  std::string run;           ///< a run's file or id, for sheets about a site
  std::string site;
  std::string place;    ///< code of an administrative unit: the map shows it alone; empty = all there is
  std::string incident; ///< of sheets about a problem of a ledger
  std::string ledger;   ///< empty = by the problem's number, else green_shield
  std::string kind;     ///< of sheets about a change, as are the two versions
  std::string from;
  std::string to;
  std::string atlas; ///< admin_division | sites | incidents | changes | sheet_index; empty = one sheet
  std::string pages; ///< of an atlas: pdf | svg | png | tif, a file a page in the folder `out`; empty = one PDF
  int jobs = 0;      ///< pages painted at a time; 0 = as many as there are processors
  int scale = 50000; ///< of the national series, for the atlas by sheet index
  Date as_of;        ///< empty = today
  std::string size;  ///< empty = the sheet's own
  double dpi = 300;
  std::string title;
  std::string unit;                   ///< 制图单位
  std::string secrecy;                ///< 密级; empty = the sheet's own
  OwnFolders own{};                   ///< styles/ and sheets of the user
  std::optional<PagePlaces> places{}; ///< where elements stand, mm of the page; none = as the sheet says
};

/// Draws a sheet, or an atlas: one PDF with an index and bookmarks, or a file a page. The same workspace, options and
/// day give the same bytes. An atlas that was broken off goes on with the pages that are not there yet.
/// Errors: map.unknown_sheet, map.format, map.needs_run, map.needs_versions, map.no_site, map.no_incident,
/// map.no_place, map.atlas, map.scale, map.nothing, besides those of the workspace, the run, the ledger and the files.
Result<Outcome> drawMap(const MapOptions& options, Language language, Feedback& feedback);

} // namespace ecoredline
