#pragma once

#include "painting/outlines.hpp"

#include <vector>

namespace ecoredline {

/// Where a label has most room inside an area.
struct Pole {
  double x = 0; ///< mm of the page
  double y = 0;
  double room = 0; ///< half the width, mm, of an ellipse there that touches the outline; 0 = no place found
};

/// The pole of inaccessibility of an area inside `window` (page), to 2 % of its size: the middle of the largest
/// ellipse, `flat` times as wide as high, that holes and outline leave room for. Text is wide: a circle would put it
/// badly. Method: quadtree of cells by their best possible distance (Agafonkin 2016, "polylabel").
Pole poleOf(const std::vector<GridRing>& rings, const PageGrid& grid, const Box& window, double flat);

} // namespace ecoredline
