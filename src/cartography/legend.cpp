#include "cartography/legend.hpp"

#include "cartography/frame.hpp"

#include <algorithm>

namespace ecoredline {

std::vector<LegendEntry> legendOf(const MapScene& scene) {
  const Box window = framed(scene.window, scene.frame);
  std::vector<std::pair<int, LegendEntry>> found;
  for (const DrawLayer& layer : scene.layers) {
    if (layer.title.empty()) continue;
    LegendEntry entry{layer.id, layer.title, layer.group, layer.title_in_group, layer.style};
    for (std::size_t row = 0; row < layer.shapes.rows(); ++row) {
      if (!showsIn(layer.shapes, row, window)) continue;
      entry.shape = layer.shapes.shape[row];
      ++entry.count;
    }
    if (entry.count > 0) found.emplace_back(layer.legend_order, std::move(entry));
  }
  std::ranges::stable_sort(found, {}, &std::pair<int, LegendEntry>::first);
  std::vector<LegendEntry> out;
  for (auto& [order, entry] : found) out.push_back(std::move(entry));
  return out;
}

} // namespace ecoredline
