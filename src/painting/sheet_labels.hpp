#pragma once

#include "cartography/draw_layers.hpp"
#include "painting/canvas.hpp"
#include "painting/outlines.hpp"

#include <span>
#include <string>
#include <vector>

namespace ecoredline {

/// Text that has found its place on a sheet; x is its middle, y its base line, mm of the page.
struct SheetLabel {
  std::string text;
  std::string colour;
  double x = 0;
  double y = 0;
  double size = 0;
  double turn = 0;        ///< degrees clockwise, for text along a line
  std::vector<Box> boxes; ///< what it covers: one box, along a line a chain of them
};

/// Places the labels of a scene: inside areas at their pole of inaccessibility, along lines at their straightest
/// stretch, round points, and beside what the map is about. None covers another, `taken` or the frame's edge; the
/// higher priority goes first, then the larger room. What finds no place is left out: the sheet's tables have it.
/// The same scene gives the same places.
std::vector<SheetLabel> sheetLabels(const MapScene& scene, const PageGrid& grid, const Canvas& canvas,
                                    std::span<const Box> taken, double size);

} // namespace ecoredline
