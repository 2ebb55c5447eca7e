#include "cartography/labels.hpp"

#include "base/markup.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

constexpr int kLongestLabel = 28;       // columns
constexpr std::size_t kMostLabels = 20; // a map with more is read by nobody
constexpr double kGap = 0.8;            // mm between a shape and a label outside it

struct Wanted {
  std::string text;
  const DrawLayer* layer = nullptr;
  Box around; // of the row on the page, for labels outside
  double x = 0;
  double y = 0;
};

Box onPage(const Box& box, const Frame& frame) {
  return {frame.x(box.min_x), frame.y(box.max_y), frame.x(box.max_x), frame.y(box.min_y)};
}

std::vector<Wanted> wantedLabels(const MapScene& scene, const Frame& frame) {
  std::vector<Wanted> out;
  std::set<std::pair<const DrawLayer*, std::string>> seen; // a zone in several rows is named once
  for (const DrawLayer& layer : scene.layers)
    for (std::size_t row = 0; row < std::min(layer.labels.size(), layer.shapes.rows()); ++row) {
      const bool point = layer.shapes.shape[row] == Shape::point;
      const double drawn = point ? layer.style.marker_mm / 2 : layer.style.stroke_mm / 2;
      Wanted wanted{shortened(layer.labels[row], kLongestLabel), &layer,
                    onPage(layer.shapes.box[row], frame).grown(drawn, drawn)};
      double x = 0;
      double y = 0;
      if (wanted.text.empty() || seen.contains({&layer, wanted.text})) continue;
      if (!labelPoint(layer.shapes, row, frame.window(), x, y)) continue;
      seen.insert({&layer, wanted.text});
      wanted.x = frame.x(x);
      wanted.y = frame.y(y);
      out.push_back(std::move(wanted));
    }
  std::ranges::stable_sort(
      out, [](const Wanted& a, const Wanted& b) { return a.layer->label_priority > b.layer->label_priority; });
  return out;
}

// Middles of the label's box, the best first.
std::vector<std::pair<double, double>> places(const Wanted& label, double width) {
  const double half = kLabelSize / 2;
  const Box& around = label.around;
  if (label.layer->label_outside)
    return {{around.max_x + kGap + width / 2, label.y},
            {label.x, around.min_y - kGap - half},
            {label.x, around.max_y + kGap + half},
            {around.min_x - kGap - width / 2, label.y},
            {around.max_x + kGap + width / 2, around.min_y - kGap - half},
            {around.max_x + kGap + width / 2, around.max_y + kGap + half},
            {around.min_x - kGap - width / 2, around.min_y - kGap - half},
            {around.min_x - kGap - width / 2, around.max_y + kGap + half},
            {label.x, label.y}};
  if (label.layer->shapes.shape.front() == Shape::point)
    return {{label.x + 2 + width / 2, label.y},
            {label.x - 2 - width / 2, label.y},
            {label.x, label.y - 2 - half},
            {label.x, label.y + 2 + half}};
  std::vector<std::pair<double, double>> out;
  for (const double dy : {0.0, -1.4, 1.4, -2.8, 2.8, -5.0, 5.0})
    for (const double dx : {0.0, -0.5, 0.5, -1.0, 1.0})
      out.emplace_back(label.x + dx * width, label.y + dy * kLabelSize);
  return out;
}

// The boxes of what the map is about (the site, where it meets a zone), small enough to keep off.
std::vector<Box> keptFree(const MapScene& scene, const Frame& frame) {
  std::vector<Box> out;
  for (const DrawLayer& layer : scene.layers)
    for (std::size_t row = 0; layer.label_outside && row < layer.shapes.rows(); ++row)
      out.push_back(onPage(layer.shapes.box[row], frame));
  return out;
}

bool isFree(const Box& box, std::span<const Box> used) {
  return std::ranges::none_of(used, [&](const Box& other) { return other.meets(box); });
}

Box boxAt(double x, double y, double width) {
  return {x - width / 2 - 0.4, y - kLabelSize / 2 - 0.2, x + width / 2 + 0.4, y + kLabelSize / 2 + 0.2};
}

} // namespace

double textWidth(const std::string& text, double size) {
  return displayWidth(text) * size * 0.52;
}

std::vector<PlacedLabel> placeLabels(const MapScene& scene, const Frame& frame, std::span<const Box> taken) {
  std::vector<PlacedLabel> placed;
  std::vector<Box> used(taken.begin(), taken.end());
  const std::vector<Box> keep_free = keptFree(scene, frame);
  for (const Wanted& label : wantedLabels(scene, frame)) {
    if (placed.size() == kMostLabels) break;
    const double width = textWidth(label.text, kLabelSize);
    const auto candidates = places(label, width);
    const auto fits = [&](const auto& place, bool polite) {
      const Box box = boxAt(place.first, place.second, width);
      return frame.onPage().contains(box) && isFree(box, used) && (!polite || isFree(box, keep_free));
    };
    auto found = std::ranges::find_if(candidates, [&](const auto& place) { return fits(place, true); });
    if (found == candidates.end())
      found = std::ranges::find_if(candidates, [&](const auto& place) { return fits(place, false); });
    if (found == candidates.end()) continue;
    const auto [x, y] = *found;
    used.push_back(boxAt(x, y, width));
    const std::string colour = label.layer->label_colour.empty() ? "#344054" : label.layer->label_colour;
    placed.push_back({label.text, colour, x, y + kLabelSize * 0.36, used.back()});
  }
  return placed;
}

} // namespace ecoredline
