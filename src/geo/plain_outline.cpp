#include "geo/plain_outline.hpp"

#include "geo/orientation.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ecoredline {

namespace {

constexpr std::size_t kMostRings = 64;      // beyond, pairs of rings would cost more than GEOS
constexpr std::size_t kStepsAVertex = 200;  // beyond, the outline is of a kind that GEOS' tree suits better
constexpr std::size_t kStepsAtLeast = 1000; // of a small outline

/// Consecutive edges that run towards one quarter of the compass: they cannot meet each other, and the box of any
/// stretch of them is that of its ends.
struct Chain {
  std::uint64_t first, last; ///< vertices
  std::uint64_t ring;
  Box box;
};

class OutlineTest {
 public:
  OutlineTest(const FlatLayer& layer, std::size_t row)
      : m_x(layer.x.data()), m_y(layer.y.data()), m_layer(layer), m_first_ring(layer.row_ring[row]),
        m_last_ring(layer.row_ring[row + 1]) {}

  bool passes() {
    const std::size_t rings = m_last_ring - m_first_ring;
    if (rings == 0 || rings > kMostRings) return false;
    for (std::uint64_t ring = m_first_ring; ring < m_last_ring; ++ring)
      if (!addChains(ring)) return false;
    const auto vertices = m_layer.ring_vertex[m_last_ring] - m_layer.ring_vertex[m_first_ring];
    m_steps = kStepsAVertex * vertices + kStepsAtLeast;
    return noneMeet() && (rings == 1 || areNested());
  }

 private:
  /// False for what only GEOS judges: open and short rings, repeated vertices, what is not a number.
  bool addChains(std::uint64_t ring) {
    const std::uint64_t first = m_layer.ring_vertex[ring];
    const std::uint64_t last = m_layer.ring_vertex[ring + 1] - 1;
    if (last < first + 3 || m_x[first] != m_x[last] || m_y[first] != m_y[last]) return false;
    std::uint64_t start = first;
    int quarter = -1;
    for (std::uint64_t v = first; v < last; ++v) {
      const double dx = m_x[v + 1] - m_x[v];
      const double dy = m_y[v + 1] - m_y[v];
      if (!std::isfinite(dx) || !std::isfinite(dy) || (dx == 0 && dy == 0)) return false;
      const int next = (dx >= 0 ? 1 : 0) + (dy >= 0 ? 2 : 0);
      if (next != quarter && v > first) {
        m_chains.push_back({start, v, ring, boxOf(start, v)});
        start = v;
      }
      quarter = next;
    }
    m_chains.push_back({start, last, ring, boxOf(start, last)});
    m_rings.emplace_back();
    for (std::uint64_t v = first; v < last; ++v) m_rings.back().add(m_x[v], m_y[v]);
    return true;
  }

  Box boxOf(std::uint64_t from, std::uint64_t to) const {
    return {std::min(m_x[from], m_x[to]), std::min(m_y[from], m_y[to]), std::max(m_x[from], m_x[to]),
            std::max(m_y[from], m_y[to])};
  }

  /// Chains by their beginning along the longer side: each is compared with those that begin before it ends.
  bool noneMeet() {
    Box all;
    for (const Box& ring : m_rings) all.add(ring);
    const bool by_x = all.max_x - all.min_x >= all.max_y - all.min_y;
    std::ranges::sort(m_chains, {}, [by_x](const Chain& chain) { return by_x ? chain.box.min_x : chain.box.min_y; });
    for (std::size_t i = 0; i < m_chains.size(); ++i) {
      const double end = by_x ? m_chains[i].box.max_x : m_chains[i].box.max_y;
      for (std::size_t k = i + 1; k < m_chains.size(); ++k) {
        const Box& box = m_chains[k].box;
        if ((by_x ? box.min_x : box.min_y) > end) break;
        if (m_steps-- == 0) return false;
        if (box.meets(m_chains[i].box) && !areApart(m_chains[i], m_chains[k])) return false;
      }
    }
    return true;
  }

  /// Halves whichever is longer until boxes part or single edges are left.
  bool areApart(const Chain& a, const Chain& b) {
    if (m_steps == 0) return false;
    --m_steps;
    if (!boxOf(a.first, a.last).meets(boxOf(b.first, b.last))) return true;
    const std::uint64_t of_a = a.last - a.first;
    const std::uint64_t of_b = b.last - b.first;
    if (of_a == 1 && of_b == 1) return edgesApart(a, b);
    if (of_a < of_b) return areApart(b, a);
    const std::uint64_t middle = a.first + of_a / 2;
    return areApart({a.first, middle, a.ring, {}}, b) && areApart({middle, a.last, a.ring, {}}, b);
  }

  /// Two edges share nothing, or the one vertex that joins them.
  bool edgesApart(const Chain& a, const Chain& b) const {
    if (a.ring == b.ring) {
      if (follows(a, b)) return turnsAway(a.first, a.last, b.last);
      if (follows(b, a)) return turnsAway(b.first, b.last, a.last);
    }
    return isBeside(a, b) || isBeside(b, a);
  }

  bool follows(const Chain& a, const Chain& b) const {
    return a.last == b.first ||
           (a.last == m_layer.ring_vertex[a.ring + 1] - 1 && b.first == m_layer.ring_vertex[a.ring]);
  }

  /// Does the outline p -> q -> r not run back on itself? On one line both products have one sign, and it is exact.
  bool turnsAway(std::uint64_t p, std::uint64_t q, std::uint64_t r) const {
    if (orientation(m_x[p], m_y[p], m_x[q], m_y[q], m_x[r], m_y[r]) != 0) return true;
    return (m_x[p] - m_x[q]) * (m_x[r] - m_x[q]) + (m_y[p] - m_y[q]) * (m_y[r] - m_y[q]) < 0;
  }

  /// Both ends of `b` on one side of the line of `a`.
  bool isBeside(const Chain& a, const Chain& b) const {
    const double from = sideOf(a, b.first);
    const double to = sideOf(a, b.last);
    return (from > 0 && to > 0) || (from < 0 && to < 0);
  }
  double sideOf(const Chain& edge, std::uint64_t v) const {
    return orientation(m_x[edge.first], m_y[edge.first], m_x[edge.last], m_y[edge.last], m_x[v], m_y[v]);
  }

  /// No two rings meet: one vertex of a hole tells where all of it lies. Where boxes meet, GEOS is asked.
  bool areNested() const {
    std::vector<std::uint64_t> shells;
    for (std::uint64_t ring = m_first_ring; ring < m_last_ring; ++ring) {
      const auto meets = [&](std::uint64_t other) { return boxOfRing(other).meets(boxOfRing(ring)); };
      if (ring == m_first_ring || m_layer.ring_part[ring] != m_layer.ring_part[ring - 1]) {
        if (std::ranges::any_of(shells, meets)) return false;
        shells.push_back(ring);
        continue;
      }
      if (!isInside(m_layer.ring_vertex[ring], shells.back())) return false;
      for (std::uint64_t hole = shells.back() + 1; hole < ring; ++hole)
        if (meets(hole)) return false;
    }
    return true;
  }

  const Box& boxOfRing(std::uint64_t ring) const { return m_rings[ring - m_first_ring]; }

  bool isInside(std::uint64_t v, std::uint64_t ring) const {
    bool inside = false;
    for (std::uint64_t i = m_layer.ring_vertex[ring]; i + 1 < m_layer.ring_vertex[ring + 1]; ++i) {
      const bool goes_up = m_y[i] <= m_y[v];
      if (goes_up == (m_y[i + 1] <= m_y[v])) continue;
      const double side = orientation(m_x[i], m_y[i], m_x[i + 1], m_y[i + 1], m_x[v], m_y[v]);
      if ((side > 0) == goes_up) inside = !inside;
    }
    return inside;
  }

  const double* m_x;
  const double* m_y;
  const FlatLayer& m_layer;
  std::uint64_t m_first_ring, m_last_ring;
  std::vector<Chain> m_chains;
  std::vector<Box> m_rings;
  std::size_t m_steps = 0;
};

} // namespace

bool isPlainlyValid(const FlatLayer& layer, std::size_t row) {
  return layer.shape[row] == Shape::polygon && OutlineTest(layer, row).passes();
}

} // namespace ecoredline
