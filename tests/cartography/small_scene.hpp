#pragma once

#include "cartography/draw_layers.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// Rectangles, one per row, in EPSG:4530 near (42 530 000, 4 850 000); coordinates are metres from there.
inline FlatLayer madeBoxes(const std::vector<Box>& boxes) {
  FlatBuilder builder(*Crs::fromEpsg(4530));
  std::int64_t id = 0;
  for (const Box& b : boxes) {
    const double x = 42530000;
    const double y = 4850000;
    builder.beginRow(Shape::polygon, id++);
    builder.addRing(std::vector<double>{x + b.min_x, x + b.max_x, x + b.max_x, x + b.min_x, x + b.min_x},
                    std::vector<double>{y + b.min_y, y + b.min_y, y + b.max_y, y + b.max_y, y + b.min_y}, 0);
    builder.endRow();
  }
  return builder.take();
}

inline Box madeWindow(double width, double height) {
  return {42530000, 4850000, 42530000 + width, 4850000 + height};
}

/// Two zones and a site in a window of 1500 m by 1000 m (10 m to the millimetre).
inline MapScene madeScene() {
  MapScene scene;
  scene.title = "S1 与周边分区";
  scene.description = "图上有：项目用地 1、水源二级保护区 2";
  scene.source = "资料来源：饮用水水源保护区 2024(2024-03-01)";
  scene.crs = *Crs::fromEpsg(4530);
  scene.window = madeWindow(1500, 1000);
  DrawLayer zones;
  zones.id = "water_source_zone.level_2";
  zones.title = "水源二级保护区";
  zones.style = {"#5B9BD5", 0.45, "#1F5F9C", 0.3};
  zones.shapes = madeBoxes({{100, 100, 700, 600}, {900, 100, 1400, 600}});
  zones.names = {"示例·甲", "示例·乙"};
  zones.labels = zones.names;
  DrawLayer site;
  site.id = "site";
  site.title = "项目用地";
  site.style.stroke = "#FF00FF";
  site.style.stroke_mm = 1;
  site.shapes = madeBoxes({{600, 500, 800, 800}});
  site.names = {"S1"};
  site.labels = {"S1"};
  site.label_priority = 90;
  site.label_outside = true;
  site.legend_order = -10;
  scene.layers = {zones, site};
  return scene;
}

} // namespace ecoredline
