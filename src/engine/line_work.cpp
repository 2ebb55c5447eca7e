#include "engine/line_work.hpp"

#include "geo/edge_runs.hpp"

#include <algorithm>
#include <array>

namespace ecoredline {

namespace {

constexpr double kRoom = 199;
constexpr std::size_t kTileVertices = kLargeCluster / 2;

std::size_t verticesIn(const Tile& tile) {
  std::size_t n = 0;
  for (const Chain& c : tile.chains) n += c.last - c.first;
  return n;
}

double medianOf(const Tile& tile, const std::vector<double>& along) {
  std::vector<double> middles;
  for (const Chain& c : tile.chains) {
    for (auto v = c.first; v + 1 < c.last; ++v) middles.push_back((along[v] + along[v + 1]) / 2);
  }
  const auto middle = middles.begin() + static_cast<std::ptrdiff_t>(middles.size() / 2);
  std::ranges::nth_element(middles, middle);
  return *middle;
}

} // namespace

Ring canonicalRing(const FlatLayer& layer, std::uint64_t ring, Turn turn) {
  Ring r;
  for (auto v = layer.ring_vertex[ring]; v < layer.ring_vertex[ring + 1]; ++v) {
    const Vertex p{layer.x[v], layer.y[v]};
    if (r.empty() || r.back() != p) r.push_back(p);
  }
  if (r.size() > 1 && r.front() == r.back()) r.pop_back();
  std::ranges::rotate(r, std::ranges::min_element(r));
  const Vertex &a = r.back(), &b = r.front(), &c = r[r.size() > 1 ? 1 : 0];
  const bool left = orientation(a.first, a.second, b.first, b.second, c.first, c.second) > 0;
  if (left != (turn == Turn::left)) std::reverse(r.begin() + 1, r.end());
  r.push_back(r.front());
  return r;
}

void addRing(FlatBuilder& builder, const Ring& ring, std::uint32_t part) {
  std::vector<double> x, y;
  x.reserve(ring.size());
  y.reserve(ring.size());
  for (const auto& [vx, vy] : ring) {
    x.push_back(vx);
    y.push_back(vy);
  }
  builder.addRing(x, y, part);
}

LineWork::LineWork(const FlatLayer& layer, const std::vector<std::uint32_t>& rows) {
  std::vector<Ring> rings;
  Box extent;
  for (const auto row : rows) {
    extent.add(layer.box[row]);
    for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
      rings.push_back(canonicalRing(layer, ring, Turn::left));
    }
  }
  std::ranges::sort(rings);
  rings.erase(std::unique(rings.begin(), rings.end()), rings.end());
  // A little wider, so that its sides do not run along edges.
  const double room = (extent.max_x - extent.min_x + extent.max_y - extent.min_y) / kRoom;
  Tile all{extent.grown(room, room), {}, true};
  for (const Ring& ring : rings) {
    all.chains.push_back({m_x.size(), m_x.size() + ring.size()});
    for (const auto& [x, y] : ring) {
      m_x.push_back(x);
      m_y.push_back(y);
    }
  }
  divide(std::move(all), m_x.size() > kLargeCluster);
}

Geometry LineWork::linesOf(const Tile& tile) const {
  FlatBuilder builder{Crs()};
  builder.beginRow(Shape::line, 0);
  std::uint32_t part = 0;
  for (const Chain& c : tile.chains) {
    builder.addRing({m_x.data() + c.first, c.last - c.first}, {m_y.data() + c.first, c.last - c.first}, part++);
  }
  if (!tile.whole) {
    const Box& b = tile.box;
    const std::array x{b.min_x, b.max_x, b.max_x, b.min_x, b.min_x};
    const std::array y{b.min_y, b.min_y, b.max_y, b.max_y, b.min_y};
    builder.addRing(x, y, part);
  }
  builder.endRow();
  return Geometry::fromRow(builder.take(), 0);
}

/// Halves a tile at the median of its edges' middles, the longer way, until it is small or halves are no smaller.
void LineWork::divide(Tile tile, bool wanted) {
  const std::size_t vertices = verticesIn(tile);
  if (wanted && vertices > kTileVertices) {
    auto [low, high] = halves(tile);
    const std::size_t most = std::max(verticesIn(low), verticesIn(high));
    if (most < vertices - vertices / 4) {
      divide(std::move(low), true);
      divide(std::move(high), true);
      return;
    }
  }
  m_tiles.push_back(std::move(tile));
}

std::pair<Tile, Tile> LineWork::halves(const Tile& tile) const {
  Tile low{tile.box, {}, false}, high{tile.box, {}, false};
  const bool across = tile.box.max_x - tile.box.min_x >= tile.box.max_y - tile.box.min_y;
  const double at = medianOf(tile, across ? m_x : m_y);
  (across ? low.box.max_x : low.box.max_y) = at;
  (across ? high.box.min_x : high.box.min_y) = at;
  keepEdges(tile, low);
  keepEdges(tile, high);
  return {std::move(low), std::move(high)};
}

/// The edges of `from` whose boxes meet that of `to`, next to each other in chains.
void LineWork::keepEdges(const Tile& from, Tile& to) const {
  for (const Chain& c : from.chains) {
    bool open = false;
    for (auto v = c.first; v + 1 < c.last; ++v) {
      const bool met = Edge{m_x[v], m_y[v], m_x[v + 1], m_y[v + 1]}.box().meets(to.box);
      if (met && !open) to.chains.push_back({v, v + 1});
      open = met;
      if (met) to.chains.back().last = v + 2;
    }
  }
}

} // namespace ecoredline
