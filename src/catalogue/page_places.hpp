#pragma once

#include <array>
#include <map>
#include <string_view>

namespace ecoredline {

/// What stands on a sheet beside its map and title, and may be put elsewhere.
enum class PageElement { legend, table, locator, scale, north, notes, signatures };

/// As [place.…] of a sheet names them, in the order of the enumeration.
inline constexpr std::array<std::string_view, 7> kPageElements{"legend", "table", "locator",   "scale",
                                                               "north",  "notes", "signatures"};

/// Where a person put an element: its upper left corner, mm from the page's, of the sheet's own paper.
struct PagePlace {
  double x = 0;
  double y = 0;
  bool hidden = false; ///< not drawn at all; x and y then say nothing

  bool operator==(const PagePlace&) const = default;
};

/// What was put elsewhere or hidden; the rest stands where the sheet puts it.
using PagePlaces = std::map<PageElement, PagePlace>;

} // namespace ecoredline
