#pragma once

#include "cartography/frame.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ecoredline {

/// Where a grid line meets an edge of the frame.
struct GridTick {
  double at = 0; ///< mm of the page, along the edge
  std::string text;
};

/// Kilometre grid and graticule of a map frame.
struct SheetGrid {
  std::vector<GridTick> east;  ///< kilometre lines, upright: x of the page
  std::vector<GridTick> north; ///< kilometre lines, level: y of the page
  std::vector<GridTick> meridians_top, meridians_bottom, parallels_left, parallels_right;
  std::vector<std::pair<double, double>> crossings; ///< of the graticule, mm of the page
};

/// About a kilometre line every 40 mm and a meridian every 70 mm, at round numbers; a CRS without an operation to
/// EPSG:4490 has no graticule.
SheetGrid sheetGrid(const Frame& frame, const Crs& crs);

/// Degrees as 126°30′ or 126°30′15″.
std::string degreesText(double degrees);

/// The next denominator of a round scale (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 by powers of ten) not below `denominator`.
double roundScale(double denominator);

} // namespace ecoredline
