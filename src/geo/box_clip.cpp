#include "geo/box_clip.hpp"

#include <utility>

namespace ecoredline {

namespace {

/// Against one side of a box: keeps what has sign * (coordinate - limit) <= 0.
void keepSide(std::vector<RingVertex>& ring, double RingVertex::*axis, double limit, double sign) {
  std::vector<RingVertex> kept;
  kept.reserve(ring.size() + 4);
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const RingVertex& p = ring[i];
    const RingVertex& q = ring[i + 1 < ring.size() ? i + 1 : 0];
    const double dp = sign * (p.*axis - limit);
    const double dq = sign * (q.*axis - limit);
    if (dp <= 0) kept.push_back(p);
    if ((dp < 0 && dq > 0) || (dp > 0 && dq < 0)) {
      const double t = dp / (dp - dq);
      RingVertex cut{p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)};
      cut.*axis = limit;
      kept.push_back(cut);
    }
  }
  ring = std::move(kept);
}

} // namespace

void clipRing(std::vector<RingVertex>& ring, const Box& box) {
  keepSide(ring, &RingVertex::x, box.min_x, -1);
  keepSide(ring, &RingVertex::x, box.max_x, 1);
  keepSide(ring, &RingVertex::y, box.min_y, -1);
  keepSide(ring, &RingVertex::y, box.max_y, 1);
}

void appendInBox(const FlatLayer& layer, std::size_t row, const Box& box, FlatBuilder& builder) {
  std::vector<RingVertex> ring;
  std::vector<double> x, y;
  bool begun = false;
  for (auto r = layer.row_ring[row]; r < layer.row_ring[row + 1]; ++r) {
    const auto first = layer.ring_vertex[r], last = layer.ring_vertex[r + 1] - 1; // the last repeats the first
    ring.clear();
    for (auto v = first; v < last; ++v) ring.push_back({layer.x[v], layer.y[v]});
    clipRing(ring, box);
    if (ring.size() < 3) continue;
    x.clear();
    y.clear();
    for (const RingVertex& v : ring) {
      x.push_back(v.x);
      y.push_back(v.y);
    }
    x.push_back(x.front());
    y.push_back(y.front());
    if (!begun) builder.beginRow(Shape::polygon, layer.row_id[row]);
    begun = true;
    builder.addRing(x, y, layer.ring_part[r]);
  }
  if (begun) builder.endRow();
}

} // namespace ecoredline
