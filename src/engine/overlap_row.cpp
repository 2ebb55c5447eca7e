#include "engine/overlap_row.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace ecoredline {

namespace {

/// Pieces laid end to end.
struct Chain {
  std::vector<double> x, y; ///< closed
  double area = 0;          ///< > 0: a shell
};

class Chainer {
 public:
  explicit Chainer(std::vector<Edge> pieces) : m_pieces(std::move(pieces)), m_used(m_pieces.size(), false) {
    std::ranges::sort(m_pieces, {}, [](const Edge& e) { return std::tuple(e.ax, e.ay, e.bx, e.by); });
  }

  /// nullopt when a chain does not close.
  std::optional<std::vector<Chain>> chains() {
    std::vector<Chain> all;
    for (std::size_t i = 0; i < m_pieces.size(); ++i) {
      if (m_used[i]) continue;
      auto chain = chainFrom(i);
      if (!chain) return std::nullopt;
      if (chain->area != 0) all.push_back(std::move(*chain));
    }
    return all;
  }

 private:
  std::optional<Chain> chainFrom(std::size_t first) {
    Chain chain;
    const double x0 = m_pieces[first].ax, y0 = m_pieces[first].ay;
    chain.x = {x0};
    chain.y = {y0};
    for (std::optional<std::size_t> at = first; at; at = next(chain.x.back(), chain.y.back())) {
      const Edge& e = m_pieces[*at];
      m_used[*at] = true;
      chain.area += ((e.ax - x0) * (e.by - y0) - (e.bx - x0) * (e.ay - y0)) / 2;
      chain.x.push_back(e.bx);
      chain.y.push_back(e.by);
      if (e.bx == x0 && e.by == y0) return chain;
    }
    return std::nullopt;
  }

  /// A piece not yet used that starts here.
  std::optional<std::size_t> next(double x, double y) const {
    const auto start = [](const Edge& e) { return std::pair(e.ax, e.ay); };
    const auto range = std::ranges::equal_range(m_pieces, std::pair(x, y), {}, start);
    for (auto it = range.begin(); it != range.end(); ++it) {
      const auto i = static_cast<std::size_t>(it - m_pieces.begin());
      if (!m_used[i]) return i;
    }
    return std::nullopt;
  }

  std::vector<Edge> m_pieces;
  std::vector<bool> m_used;
};

bool holds(const Chain& shell, const Chain& hole) {
  bool in = false;
  for (std::size_t i = 0; i + 1 < shell.x.size(); ++i) {
    if (crossesRay({shell.x[i], shell.y[i], shell.x[i + 1], shell.y[i + 1]}, hole.x[0], hole.y[0], 1)) in = !in;
  }
  return in;
}

/// The smallest shell round a hole; the first where a hole only touches.
std::size_t shellOf(const std::vector<Chain>& chains, const Chain& hole) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < chains.size(); ++i) {
    const bool smaller = chains[i].area > 0 && (!best || chains[i].area < chains[*best].area);
    if (smaller && chains[i].area > -hole.area && holds(chains[i], hole)) best = i;
  }
  return best.value_or(0);
}

} // namespace

std::optional<FlatLayer> overlapRow(const EdgeOverlay& edges, const Crs& crs) {
  std::vector<Edge> pieces;
  edges.forEachPiece([&](double ax, double ay, double bx, double by) {
    if (ax != bx || ay != by) pieces.push_back({ax, ay, bx, by});
  });
  auto chains = Chainer(std::move(pieces)).chains();
  if (!chains) return std::nullopt;
  std::ranges::stable_sort(*chains, std::ranges::greater(), &Chain::area); // shells first
  std::vector<std::vector<std::size_t>> holes(chains->size());
  for (std::size_t i = 0; i < chains->size(); ++i) {
    if ((*chains)[i].area < 0) holes[shellOf(*chains, (*chains)[i])].push_back(i);
  }
  FlatBuilder builder(crs);
  builder.beginRow(Shape::polygon, 0);
  std::uint32_t part = 0;
  for (std::size_t i = 0; i < chains->size() && (*chains)[i].area > 0; ++i, ++part) {
    builder.addRing((*chains)[i].x, (*chains)[i].y, part);
    for (const std::size_t hole : holes[i]) builder.addRing((*chains)[hole].x, (*chains)[hole].y, part);
  }
  builder.endRow();
  return builder.take();
}

} // namespace ecoredline
