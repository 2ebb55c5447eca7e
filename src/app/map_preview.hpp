#pragma once

#include "app/map.hpp"
#include "painting/sheet.hpp"

#include <cstddef>
#include <vector>

namespace ecoredline {

/// A page of a sheet or an atlas as it will be, and where it stands in the book.
struct MapPreview {
  std::string png;
  std::string name;         ///< of the county, site or problem; "" for a single sheet
  PageNumber number;        ///< as the page itself says
  std::size_t drawable = 1; ///< pages that can be asked for: the book's without its index
  Paper paper;
  PagePlaces places;                ///< what was put elsewhere or hidden, mm of this paper: the options' or the sheet's
  std::vector<ElementBox> elements; ///< that can be moved, where they stand on the page, the lowest first
};

/// Page `page` (from 0; the last one where there are fewer) of what `options` ask for, as a picture. Nothing is written
/// that stays. Errors: those of drawMap.
Result<MapPreview> previewMap(const MapOptions& options, std::size_t page, Language language, Feedback& feedback);

} // namespace ecoredline
