#pragma once

#include "geo/flat_layer.hpp"
#include "geo/orientation.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace ecoredline {

/// A straight piece of a row; a point row has edges of length 0.
struct Edge {
  double ax, ay, bx, by;

  Box box() const { return {std::min(ax, bx), std::min(ay, by), std::max(ax, bx), std::max(ay, by)}; }
};

/// The nearest point of an edge to a point, in a plane whose axes are scaled by `sx`, `sy`.
struct Foot {
  double t = 0;       ///< 0 at a, 1 at b
  double squared = 0; ///< squared scaled distance
};
inline Foot footOn(const Edge& edge, double x, double y, double sx = 1, double sy = 1) {
  const double dx = (edge.bx - edge.ax) * sx;
  const double dy = (edge.by - edge.ay) * sy;
  const double px = (x - edge.ax) * sx;
  const double py = (y - edge.ay) * sy;
  const double length = dx * dx + dy * dy;
  const double t = length > 0 ? std::clamp((px * dx + py * dy) / length, 0.0, 1.0) : 0.0;
  const double ex = px - t * dx;
  const double ey = py - t * dy;
  return {t, ex * ex + ey * ey};
}

/// A box of a few edges, or of a few such boxes: floats about an origin, rounded outwards (24 bytes for 16 edges).
struct Run {
  float min_x, min_y, max_x, max_y;
  std::uint32_t first; ///< vertex where the first edge starts
  std::uint32_t last;  ///< vertex where the last edge ends; below `first`: edges of several rings

  bool isOneRing() const { return first <= last; }
  bool meets(const Run& o) const {
    // All four, whatever the first says: which of them fails cannot be foreseen.
    return ((min_x <= o.max_x) & (o.min_x <= max_x) & (min_y <= o.max_y) & (o.min_y <= max_y)) != 0;
  }
};

/// Where the boxes of runs are counted from.
struct RunOrigin {
  double x = 0;
  double y = 0;

  /// A box of floats that surely holds `box`; `first` and `last` mean nothing.
  Run around(const Box& box) const;
  Box boxOf(const Run& run) const;
};

/// The edges of one row in a hierarchy: runs of kEdgesPerRun, groups of kFan runs, groups of those …, each with a box,
/// so that a question about one place looks at few of them (perf.md §4). A run lies in one ring, so that a ray passes
/// it by the sides of its two ends.
///
/// It reads the layer's arrays, and those of the LayerIndex that lent it: keep them alive and unmoved. Immutable once
/// made, so threads may share it.
class EdgeRuns {
 public:
  static constexpr std::size_t kEdgesPerRun = 16;
  static constexpr std::size_t kFan = 8;

  /// Makes runs of its own.
  EdgeRuns(const FlatLayer& layer, std::size_t row);
  /// Borrows `runs`, as build() wrote them.
  EdgeRuns(const FlatLayer& layer, std::size_t row, std::span<const Run> runs, std::size_t leaves, RunOrigin origin)
      : m_layer(&layer), m_row(row), m_origin(origin), m_leaves(leaves), m_runs(runs) {}
  EdgeRuns(const EdgeRuns&) = delete;
  EdgeRuns& operator=(const EdgeRuns&) = delete;
  EdgeRuns(EdgeRuns&&) = default;
  EdgeRuns& operator=(EdgeRuns&&) = default;
  ~EdgeRuns() = default;

  /// Lowest runs of a row, and all of them.
  static std::size_t countLeaves(const FlatLayer& layer, std::size_t row);
  static std::size_t countRuns(std::size_t leaves);
  static void build(const FlatLayer& layer, std::size_t row, const RunOrigin& origin, std::span<Run> runs);

  const FlatLayer& layer() const { return *m_layer; }
  std::size_t row() const { return m_row; }
  const Box& box() const { return m_layer->box[m_row]; }
  Shape shape() const { return m_layer->shape[m_row]; }
  const RunOrigin& origin() const { return m_origin; }
  Box boxOf(const Run& run) const { return m_origin.boxOf(run); }

  /// The lowest runs, by vertex.
  std::span<const Run> leaves() const { return m_runs.first(m_leaves); }
  /// Edges of a leaf are numbered [first, first + edgesIn(run)).
  static std::uint64_t edgesIn(const Run& run) { return run.first == run.last ? 1 : run.last - run.first; }
  Edge edge(std::uint64_t start, const Run& run) const {
    const auto end = run.first == run.last ? start : start + 1;
    return {m_layer->x[start], m_layer->y[start], m_layer->x[end], m_layer->y[end]};
  }
  double x(std::uint64_t vertex) const { return m_layer->x[vertex]; }
  double y(std::uint64_t vertex) const { return m_layer->y[vertex]; }
  /// First vertex of each ring.
  std::span<const std::uint64_t> ringStarts() const {
    return {m_layer->ring_vertex.data() + m_layer->row_ring[m_row], m_layer->ringsOf(m_row)};
  }

  /// Walks down the hierarchy: `enter(run, is_leaf)` says whether a run is of interest; what lies in it is asked next.
  /// Leaves come by vertex. `enter` does a leaf's work itself.
  template<class Enter>
  void walk(Enter&& enter) const {
    if (m_leaves <= kFan) {
      for (const Run& run : leaves()) enter(run, true);
      return;
    }
    const Levels levels(m_leaves);
    for (std::size_t i = 0; i < levels.count[levels.top]; ++i) descend(levels, levels.top, i, enter);
  }
  /// Leaves whose box meets `window`.
  template<class F>
  void forEachLeaf(const Run& window, F&& f) const {
    walk([&](const Run& run, bool leaf) {
      const bool met = run.meets(window);
      if (met && leaf) f(run);
      return met;
    });
  }

  /// True when the box of an edge meets `window`.
  bool meets(const Box& window) const;
  /// Even-odd rule over all rings, exact. A point on an edge is in or out as if it were shifted by `nudge` times
  /// (e, e²), e infinitely small: `nudge` is 1 or -1 (Edelsbrunner & Mücke 1990, Simulation of simplicity).
  bool inside(double x, double y, int nudge = 1) const;
  /// Planar distance from a point to the nearest edge and that edge; nothing farther than `limit` is looked for.
  struct Nearest {
    double distance = 1e300;
    Edge edge{};
  };
  Nearest nearest(double x, double y, double limit = 1e300) const;

 private:
  /// Where the runs of each level stand.
  struct Levels {
    explicit Levels(std::size_t leaves);
    std::array<std::size_t, 10> start; ///< 8^10 leaves are more than 32 bits can number
    std::array<std::size_t, 10> count;
    std::size_t top = 0;
  };

  template<class Enter>
  void descend(const Levels& levels, std::size_t level, std::size_t i, Enter& enter) const {
    if (!enter(m_runs[levels.start[level] + i], level == 0) || level == 0) return;
    const std::size_t last = std::min(levels.count[level - 1], (i + 1) * kFan);
    for (std::size_t child = i * kFan; child < last; ++child) descend(levels, level - 1, child, enter);
  }

  const FlatLayer* m_layer;
  std::size_t m_row;
  RunOrigin m_origin;
  std::size_t m_leaves = 0;
  std::span<const Run> m_runs;
  std::vector<Run> m_own;
};

inline EdgeRuns::Levels::Levels(std::size_t leaves) {
  start[0] = 0;
  count[0] = leaves;
  while (count[top] > kFan) {
    start[top + 1] = start[top] + count[top];
    count[top + 1] = (count[top] + kFan - 1) / kFan;
    ++top;
  }
}

/// Whether an edge is crossed from right to left or left to right by the ray from a point to the right, as
/// EdgeRuns::inside counts; for callers with edges of their own.
inline bool crossesRay(const Edge& e, double x, double y, int nudge) {
  const bool a_above = nudge > 0 ? e.ay > y : e.ay >= y;
  const bool b_above = nudge > 0 ? e.by > y : e.by >= y;
  if (a_above == b_above) return false;
  const double side = orientation(e.ax, e.ay, e.bx, e.by, x, y);
  // A point on the edge: orientation of the shifted point, -(by - ay) e + (bx - ax) e², times nudge; by != ay here.
  const bool left = side != 0 ? side > 0 : (nudge > 0) == (e.by < e.ay);
  return left == (e.by > e.ay);
}

/// Edges nearer than this to each other are in contact: then only exact predicates may say how two rows lie
/// (1e-6 m; in degrees 1e-11, `contactOf`).
inline constexpr double kContact = 1e-6;
double contactOf(const Crs& crs);

/// True when an edge of `a` comes within `distance` of an edge of `b`.
bool comeWithin(const EdgeRuns& a, const EdgeRuns& b, double distance);

/// How two rows without contact lie to each other. Without contact every ring lies wholly in or out of the other row,
/// so one vertex a ring decides.
enum class Nesting { apart, a_in_b, b_in_a, mixed };
Nesting nestingOf(const EdgeRuns& a, const EdgeRuns& b);

} // namespace ecoredline
