#include "cartography/draw_layers.hpp"

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

struct Rings {
  std::uint64_t begin;
  std::uint64_t end;
};

Rings ringsOf(const FlatLayer& layer, std::size_t row) {
  return {layer.row_ring[row], layer.row_ring[row + 1]};
}

bool inside(const Box& box, double x, double y) {
  return x >= box.min_x && x <= box.max_x && y >= box.min_y && y <= box.max_y;
}

// Liang and Barsky 1984: the piece of a segment inside a box, as two parameters.
bool crossesBox(const Box& box, double ax, double ay, double bx, double by) {
  double from = 0;
  double to = 1;
  const auto cut = [&](double step, double room) {
    if (step == 0) return room >= 0;
    const double at = room / step;
    if (step < 0)
      from = std::max(from, at);
    else
      to = std::min(to, at);
    return from <= to;
  };
  return cut(ax - bx, ax - box.min_x) && cut(bx - ax, box.max_x - ax) && cut(ay - by, ay - box.min_y) &&
         cut(by - ay, box.max_y - ay);
}

// Where the outline of a polygon crosses the line y = at (or x = at, `upright`), ascending: inside between the 1st and
// 2nd, 3rd and 4th …
std::vector<double> crossings(const FlatLayer& layer, std::size_t row, double at, bool upright = false) {
  const FlatArray<double>& along = upright ? layer.y : layer.x;
  const FlatArray<double>& across = upright ? layer.x : layer.y;
  std::vector<double> out;
  const Rings rings = ringsOf(layer, row);
  for (auto ring = rings.begin; ring < rings.end; ++ring)
    for (auto i = layer.ring_vertex[ring]; i + 1 < layer.ring_vertex[ring + 1]; ++i) {
      if ((across[i] > at) == (across[i + 1] > at)) continue;
      const double part = (at - across[i]) / (across[i + 1] - across[i]);
      out.push_back(along[i] + part * (along[i + 1] - along[i]));
    }
  std::ranges::sort(out);
  return out;
}

bool polygonHolds(const FlatLayer& layer, std::size_t row, double x, double y) {
  const auto cuts = crossings(layer, row, y);
  return std::ranges::count_if(cuts, [&](double cut) { return cut < x; }) % 2 == 1;
}

// How far it is from (x, y), inside, up or down to the outline or the window's edge, whichever is nearer.
double roomAbove(const FlatLayer& layer, std::size_t row, const Box& window, double x, double y) {
  double room = std::min(y - window.min_y, window.max_y - y);
  for (const double cut : crossings(layer, row, x, true)) room = std::min(room, std::abs(cut - y));
  return room;
}

bool polygonLabelPoint(const FlatLayer& layer, std::size_t row, const Box& window, double& x, double& y) {
  constexpr int kCuts = 9;
  constexpr double kFlat = 6; // letters are much wider than high: more height than this is of no use
  const Box& box = layer.box[row];
  const double low = std::max(box.min_y, window.min_y);
  const double high = std::min(box.max_y, window.max_y);
  double best = 0;
  for (int k = 0; k < kCuts; ++k) {
    const double at = low + (high - low) * (k + 0.5) / kCuts;
    const auto cuts = crossings(layer, row, at);
    for (std::size_t i = 0; i + 1 < cuts.size(); i += 2) {
      const double from = std::max(cuts[i], window.min_x);
      const double to = std::min(cuts[i + 1], window.max_x);
      if (to - from <= best) continue; // whatever its height
      const double middle = (from + to) / 2;
      const double room = std::min(to - from, kFlat * roomAbove(layer, row, window, middle, at));
      if (room <= best) continue;
      best = room;
      x = middle;
      y = at;
    }
  }
  return best > 0;
}

// The middle of the longest edge that has its middle in the window.
bool lineLabelPoint(const FlatLayer& layer, std::size_t row, const Box& window, double& x, double& y) {
  double best = -1;
  const Rings rings = ringsOf(layer, row);
  for (auto ring = rings.begin; ring < rings.end; ++ring)
    for (auto i = layer.ring_vertex[ring]; i + 1 < layer.ring_vertex[ring + 1]; ++i) {
      const double mx = (layer.x[i] + layer.x[i + 1]) / 2;
      const double my = (layer.y[i] + layer.y[i + 1]) / 2;
      const double length = std::hypot(layer.x[i + 1] - layer.x[i], layer.y[i + 1] - layer.y[i]);
      if (length <= best || !inside(window, mx, my)) continue;
      best = length;
      x = mx;
      y = my;
    }
  return best >= 0;
}

} // namespace

bool showsIn(const FlatLayer& layer, std::size_t row, const Box& window) {
  if (!layer.box[row].meets(window)) return false;
  const Rings rings = ringsOf(layer, row);
  for (auto ring = rings.begin; ring < rings.end; ++ring) {
    const auto first = layer.ring_vertex[ring];
    const auto last = layer.ring_vertex[ring + 1];
    for (auto i = first; i < last; ++i) {
      if (inside(window, layer.x[i], layer.y[i])) return true;
      if (i + 1 < last && crossesBox(window, layer.x[i], layer.y[i], layer.x[i + 1], layer.y[i + 1])) return true;
    }
  }
  return layer.shape[row] == Shape::polygon &&
         polygonHolds(layer, row, (window.min_x + window.max_x) / 2, (window.min_y + window.max_y) / 2);
}

bool labelPoint(const FlatLayer& layer, std::size_t row, const Box& window, double& x, double& y) {
  if (layer.ringsOf(row) == 0) return false;
  switch (layer.shape[row]) {
  case Shape::polygon:
    return polygonLabelPoint(layer, row, window, x, y);
  case Shape::line:
    return lineLabelPoint(layer, row, window, x, y);
  default: {
    const auto at = layer.ring_vertex[layer.row_ring[row]];
    x = layer.x[at];
    y = layer.y[at];
    return inside(window, x, y);
  }
  }
}

} // namespace ecoredline
