#pragma once

#include "cartography/frame.hpp"

#include <cstdint>
#include <span>
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

/// Rings or lines on the grid in one array: a layer has millions of points.
struct GridLines {
  std::vector<GridPoint> points;
  std::vector<std::size_t> begin{0}; ///< of each line; the last is the end of all

  std::size_t size() const { return begin.size() - 1; }
  std::span<const GridPoint> operator[](std::size_t line) const {
    return std::span(points).subspan(begin[line], begin[line + 1] - begin[line]);
  }
  void clear() {
    points.clear();
    begin.resize(1);
  }
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

/// The same for all polygons of a layer; rings keep the layer's numbers, those of other shapes are empty.
GridLines snappedLayer(const FlatLayer& layer, const PageGrid& grid);

/// The layer with its vertices moved to the grid and repeated ones left out: what it looks like on the page does not
/// change, and neighbours share their borders as before. Rings that shrink to a point stay.
FlatLayer thinnedToGrid(const FlatLayer& layer, const PageGrid& grid);

/// Drops points that add nothing: those on the straight way between their neighbours, and spikes of no width. The
/// ground covered stays exactly the same. A polygon's ring that vanishes is empty afterwards.
void dropNeedless(GridRing& ring, bool closed);

/// A polygon's rings for filling: needless points dropped, holes that vanish left out; a shell that vanishes becomes a
/// box of one step, so that a small zone is still seen.
std::vector<GridRing> areaRings(const FlatLayer& layer, std::size_t row, const PageGrid& grid);

/// The same from `rings`, the layer on the grid, into `out`, which keeps its memory from row to row.
void areaRings(const FlatLayer& layer, std::size_t row, const GridLines& rings, GridLines& out);

/// The outlines of all polygons as lines, each piece of border once however many zones share it. `rings` are those of
/// snappedLayer.
GridLines bordersOnce(const GridLines& rings);

} // namespace ecoredline
