#pragma once

#include "cartography/draw_layers.hpp"
#include "cartography/legend.hpp"

#include <string>

namespace ecoredline {

struct SvgOptions {
  std::string id = "map"; ///< begins every id in the picture: unlike in every picture of a page
  bool surround = true;   ///< title, legend and source round the frame; a page that writes them itself leaves them out
};

/// The scene as one <svg> element: no script, no reference to anything outside, role "img" with a title and a
/// description. Every text out of a file is escaped. Coordinates are millimetres with two decimals, so the same scene
/// is the same bytes; vertices nearer than 0.02 mm to the last one are left out.
std::string toSvg(const MapScene& scene, const SvgOptions& options = {});

/// A little picture of a legend's symbol, hidden from screen readers: the words stand beside it.
std::string swatchSvg(const LegendEntry& entry, const std::string& id);

/// The map with its legend and its source below, for a page whose style has .m (small) and .l (an entry); "" where the
/// scene has no window.
std::string figureMarkup(const MapScene& scene);

} // namespace ecoredline
