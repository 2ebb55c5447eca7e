#pragma once

#include "app/sheet_maker.hpp"

namespace ecoredline {

/// What writing an atlas came to.
struct AtlasWritten {
  std::size_t pages = 0;
  std::size_t kept = 0; ///< of them painted by an earlier run that was broken off
};

/// Paints the pages side by side into a folder (`<out>.pages`, or `out` itself where a file a page is wanted) and binds
/// them. A page that is there already was made from the same things (the folder's `made_from` says so) and is kept.
/// Errors: map.foreign_folder (input); those of the pages and files; cancelled.
Result<AtlasWritten> writeAtlas(const MapOptions& options, SheetMaker& maker, const std::vector<SheetPlan>& plans,
                                Feedback& feedback);

} // namespace ecoredline
