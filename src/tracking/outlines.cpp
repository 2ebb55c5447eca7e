#include "tracking/outlines.hpp"

#include "base/hash.hpp"
#include "engine/line_work.hpp"
#include "engine/local.hpp"
#include "geo/edge_model.hpp"
#include "tracking/hash_slots.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kMoveSlack = 0.05;     // m
constexpr double kMoveRelative = 0.005; // convergence and scale over one zone
constexpr double kStraight = 0.002;     // m: less beside the line between its neighbours a point is no corner
constexpr double kLookBeside = 0.002;   // m: how far beside an edge a point is asked

/// Calls `f(ax, ay, bx, by)` for every edge of a row.
template<class F>
void forEachEdge(const FlatLayer& layer, std::size_t row, F&& f) {
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring)
    for (auto v = layer.ring_vertex[ring]; v + 1 < layer.ring_vertex[ring + 1]; ++v)
      f(layer.x[v], layer.y[v], layer.x[v + 1], layer.y[v + 1]);
}

std::uint64_t edgeKey(double ax, double ay, double bx, double by) {
  std::array<double, 4> ends{ax, ay, bx, by};
  if (bx < ax || (bx == ax && by < ay)) ends = {bx, by, ax, ay};
  const std::uint64_t key = checksum(std::as_bytes(std::span<const double>(ends)));
  return key == HashSlots::kNoKey ? 0 : key;
}

double shareOf(const FlatLayer& layer, std::span<const std::uint32_t> rows, const HashSlots& known) {
  const ShortLength length(layer.crs);
  double all = 0, shared = 0;
  for (const std::uint32_t row : rows)
    forEachEdge(layer, row, [&](double ax, double ay, double bx, double by) {
      const double metres = length(ax, ay, bx, by);
      all += metres;
      if (known.contains(edgeKey(ax, ay, bx, by))) shared += metres;
    });
  return all > 0 ? shared / all : 0;
}

HashSlots edgesOf(const FlatLayer& layer, std::span<const std::uint32_t> rows) {
  std::size_t vertices = 0;
  for (const std::uint32_t row : rows)
    vertices += layer.ring_vertex[layer.row_ring[row + 1]] - layer.ring_vertex[layer.row_ring[row]];
  HashSlots edges(vertices);
  for (const std::uint32_t row : rows)
    forEachEdge(layer, row, [&](double ax, double ay, double bx, double by) { edges.at(edgeKey(ax, ay, bx, by), 1); });
  return edges;
}

/// The ring without points on straight stretches: what densifying put in is no corner.
Ring cornersOf(const Ring& ring, const Crs& crs) {
  Ring corners;
  for (std::size_t v = 0; v < ring.size(); ++v) {
    if (!corners.empty() && v + 1 < ring.size()) {
      const PlaneScale scale = scaleAt(crs, ring[v].second);
      const Edge edge{corners.back().first, corners.back().second, ring[v + 1].first, ring[v + 1].second};
      const Foot foot = footOn(edge, ring[v].first, ring[v].second, scale.x, scale.y);
      if (foot.squared < kStraight * kStraight) continue;
    }
    corners.push_back(ring[v]);
  }
  return corners;
}

/// A row's rings from their smallest vertices, by size and place.
std::vector<Ring> ringsOf(const FlatLayer& layer, std::uint32_t row) {
  std::vector<Ring> rings;
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring)
    rings.push_back(cornersOf(canonicalRing(layer, ring, Turn::left), layer.crs));
  std::ranges::stable_sort(rings, [](const Ring& a, const Ring& b) {
    return a.size() != b.size() ? a.size() < b.size() : a.front() < b.front();
  });
  return rings;
}

} // namespace

double Move::length() const {
  return std::hypot(east_m, north_m);
}

double sharedOutline(const FlatLayer& layer, std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  return std::max(shareOf(layer, a, edgesOf(layer, b)), shareOf(layer, b, edgesOf(layer, a)));
}

std::optional<Move> moveBetween(const FlatLayer& layer, std::uint32_t a, std::uint32_t b) {
  if (layer.ringsOf(a) != layer.ringsOf(b)) return std::nullopt;
  const auto p = ringsOf(layer, a), q = ringsOf(layer, b);
  std::vector<Move> moves;
  for (std::size_t r = 0; r < p.size(); ++r) {
    if (p[r].size() != q[r].size()) return std::nullopt;
    for (std::size_t v = 0; v < p[r].size(); ++v) {
      const PlaneScale scale = scaleAt(layer.crs, p[r][v].second);
      moves.push_back({(q[r][v].first - p[r][v].first) * scale.x, (q[r][v].second - p[r][v].second) * scale.y});
    }
  }
  Move mean;
  for (const Move& m : moves) {
    mean.east_m += m.east_m / static_cast<double>(moves.size());
    mean.north_m += m.north_m / static_cast<double>(moves.size());
  }
  const double slack = kMoveSlack + kMoveRelative * mean.length();
  const bool one = std::ranges::all_of(
      moves, [&](const Move& m) { return std::hypot(m.east_m - mean.east_m, m.north_m - mean.north_m) <= slack; });
  if (!one || mean.length() <= kSameVertex) return std::nullopt;
  return mean;
}

Sides sidesOf(const FlatLayer& pieces, std::size_t row, const LayerIndex& zones, const Frame& frame) {
  const PlaneScale scale = scaleAt(pieces.crs, (pieces.box[row].min_y + pieces.box[row].max_y) / 2);
  const EdgeRuns own(pieces, row);
  Sides sides;
  double all = 0;
  forEachEdge(pieces, row, [&](double ax, double ay, double bx, double by) {
    const double dx = (bx - ax) * scale.x, dy = (by - ay) * scale.y;
    const double metres = std::hypot(dx, dy);
    if (metres == 0) return;
    double x = (ax + bx) / 2 + dy / metres * kLookBeside / scale.x;
    double y = (ay + by) / 2 - dx / metres * kLookBeside / scale.y;
    if (own.inside(x, y)) {
      x = (ax + bx) / 2 - dy / metres * kLookBeside / scale.x;
      y = (ay + by) / 2 + dx / metres * kLookBeside / scale.y;
    }
    bool from = false, to = false;
    zones.query({x, y, x, y}, [&](std::uint32_t zone) {
      const bool news = (!from && frame.from_zone[zone] != kNoZone) || (!to && frame.to_zone[zone] != kNoZone);
      if (!news || !zones.runs(zone).inside(x, y)) return;
      from = from || frame.from_zone[zone] != kNoZone;
      to = to || frame.to_zone[zone] != kNoZone;
    });
    all += metres;
    (from && to ? sides.both : from ? sides.from : to ? sides.to : sides.neither) += metres;
  });
  if (all > 0)
    for (double* share : {&sides.both, &sides.neither, &sides.from, &sides.to}) *share /= all;
  return sides;
}

} // namespace ecoredline
