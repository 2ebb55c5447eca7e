#pragma once

#include "cartography/draw_layers.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// A line of a legend: only what is in the window, with how many of it.
struct LegendEntry {
  std::string id;
  std::string title;
  std::string group; ///< as of the layer
  std::string title_in_group;
  Style style;
  Shape shape = Shape::polygon;
  std::size_t count = 0;
};

/// In the order of the layers in the catalogue (legend_order), the strictest class first as the scene has them.
std::vector<LegendEntry> legendOf(const MapScene& scene);

} // namespace ecoredline
