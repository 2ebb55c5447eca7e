#pragma once

#include "cartography/frame.hpp"

#include <cstdint>
#include <vector>

namespace ecoredline {

/// A point of the page on a fine grid. Every vertex goes to the grid by itself, so two rows that share a border share
/// it afterwards too, whatever the scale.
struct GridPoint {
  std::int32_t x = 0;
  std::int32_t y = 0;
  bool operator==(const GridPoint&) const = default;
};

/// A ring or a line string on the grid; `part` as in FlatLayer.
struct GridRing {
  std::vector<GridPoint> points;
  std::uint32_t part = 0;
};

/// The grid of a page: `step` millimetres (half a pixel, or what a printer shows).
struct PageGrid {
  const Frame* frame = nullptr;
  double step = 0.02;

  GridPoint at(double east, double north) const;
  double millimetres(std::int32_t value) const { return value * step; }
};

/// The rings of a row on the grid, repeated points dropped, every other point kept: for borders that are compared.
std::vector<GridRing> snappedRings(const FlatLayer& layer, std::size_t row, const PageGrid& grid);

/// Drops points that add nothing: those on the straight way between their neighbours, and spikes of no width. The
/// ground covered stays exactly the same. A polygon's ring that vanishes is empty afterwards.
void dropNeedless(GridRing& ring, bool closed);

/// A polygon's rings for filling: needless points dropped, holes that vanish left out; a shell that vanishes becomes a
/// box of one step, so that a small zone is still seen.
std::vector<GridRing> areaRings(const FlatLayer& layer, std::size_t row, const PageGrid& grid);

/// The outlines of all polygons of a layer as lines, each piece of border once however many zones share it.
std::vector<GridRing> bordersOnce(const FlatLayer& layer, const PageGrid& grid);

} // namespace ecoredline
