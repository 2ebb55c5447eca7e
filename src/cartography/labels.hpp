#pragma once

#include "cartography/draw_layers.hpp"
#include "cartography/frame.hpp"

#include <span>
#include <string>
#include <vector>

namespace ecoredline {

inline constexpr double kLabelSize = 3.0; ///< mm, height of the letters' body

/// Text that has found its place: x is its middle, y its base line, mm of the page.
struct PlacedLabel {
  std::string text;
  std::string colour;
  double x = 0;
  double y = 0;
  Box box;
};

/// Columns of a terminal to millimetres: a wide character is as wide as it is high.
double textWidth(const std::string& text, double size);

/// Writes the labels of a scene where they hide neither one another nor `taken` nor leave the frame: those of higher
/// priority first, then in the order of layers and rows; on each of a few places in turn, and not at all if none is
/// free or the map has twenty. The same scene gives the same places.
std::vector<PlacedLabel> placeLabels(const MapScene& scene, const Frame& frame, std::span<const Box> taken);

} // namespace ecoredline
