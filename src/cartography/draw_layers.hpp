#pragma once

#include "base/text.hpp"
#include "catalogue/style.hpp"
#include "geo/flat_layer.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// Things on a map that look alike: values, which any backend draws. Cartography knows no rule: what a thing means has
/// become a style and a title before it comes here.
struct DrawLayer {
  std::string id;             ///< stable, e.g. "water_source_zone.level_1", "site"
  std::string title;          ///< in the legend; "" = not listed there
  std::string group;          ///< title of the kind that a class belongs to; "" = it stands alone
  std::string title_in_group; ///< of the class, for a legend that names its kind once
  Style style;
  FlatLayer shapes;                ///< in the scene's CRS
  std::vector<std::string> names;  ///< per row: what a pointer or a screen reader is told; may be empty
  std::vector<std::string> labels; ///< per row: written beside it; "" = none; may be empty
  int label_priority = 0;          ///< the higher finds its place first
  bool label_outside = false;      ///< beside the shape, not on it
  std::string label_colour;        ///< "" = dark grey
  int legend_order = 0;
};

/// How large a map is drawn, millimetres of the page.
struct FrameSize {
  double width = 150;
  double height = 100;
  bool operator==(const FrameSize&) const = default;
};

/// One map: what lies in a window of a projected plane.
struct MapScene {
  std::string title;
  std::string description;       ///< for who cannot see it
  std::string source;            ///< data, editions, CRS: printed under the frame
  Crs crs;                       ///< metres, x east, y north
  Box window;                    ///< what the frame shows
  FrameSize frame{};             ///< a page of a report has one size, a sheet its own
  std::vector<DrawLayer> layers; ///< drawn in this order
  Language language = Language::zh;
};

/// True if any of row `row` lies in `window`: a vertex, a piece of an edge, or the window itself inside a polygon.
bool showsIn(const FlatLayer& layer, std::size_t row, const Box& window);

/// A place to write a label at: a point of the row inside `window`, for polygons the middle of the widest of some
/// horizontal cuts (never outside, unlike a centroid). False if none is found.
bool labelPoint(const FlatLayer& layer, std::size_t row, const Box& window, double& x, double& y);

} // namespace ecoredline
