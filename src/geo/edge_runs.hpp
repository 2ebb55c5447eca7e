#pragma once

#include "geo/flat_layer.hpp"

#include <cstdint>
#include <vector>

namespace ecoredline {

/// A straight piece of a row; a point row has edges of length 0.
struct Edge {
  double ax, ay, bx, by;

  Box box() const;
};

/// The nearest point of an edge to a point, in a plane whose axes are scaled by `sx`, `sy`.
struct Foot {
  double t = 0;       ///< 0 at a, 1 at b
  double squared = 0; ///< squared scaled distance
};
Foot footOn(const Edge& edge, double x, double y, double sx = 1, double sy = 1);

/// The edges of one row in runs of kEdgesPerRun with a box each, so that a question about one place looks at few of
/// them (perf.md §4: chunks of 16 with boxes). It reads the layer's arrays: keep the layer alive and unmoved.
/// Immutable once made, so threads may share it.
class EdgeRuns {
 public:
  static constexpr std::size_t kEdgesPerRun = 16;

  struct Run {
    Box box;
    std::uint64_t first = 0; ///< vertex where the first edge starts
    std::uint64_t last = 0;  ///< vertex where the last edge ends
  };

  EdgeRuns(const FlatLayer& layer, std::size_t row);

  const Box& box() const { return m_layer->box[m_row]; }
  Shape shape() const { return m_layer->shape[m_row]; }
  const std::vector<Run>& runs() const { return m_runs; }
  /// Edges of a run are numbered [first, first + edgesIn(run)).
  static std::uint64_t edgesIn(const Run& run) { return run.first == run.last ? 1 : run.last - run.first; }
  Edge edge(std::uint64_t start, const Run& run) const;

  /// True when the box of an edge meets `window`.
  bool meets(const Box& window) const;
  /// Even-odd rule over all rings. For points at least kContact away from every edge the answer is exact; nearer ones
  /// need GEOS' predicates.
  bool inside(double x, double y) const;
  /// First vertex of each ring.
  const std::vector<std::uint64_t>& ringStarts() const { return m_starts; }
  double x(std::uint64_t vertex) const { return m_layer->x[vertex]; }
  double y(std::uint64_t vertex) const { return m_layer->y[vertex]; }
  /// Planar distance from a point to the nearest edge and that edge; nothing farther than `limit` is looked for.
  struct Nearest {
    double distance = 1e300;
    Edge edge{};
  };
  Nearest nearest(double x, double y, double limit = 1e300) const;

 private:
  void addRing(std::size_t ring);

  const FlatLayer* m_layer;
  std::size_t m_row;
  std::vector<Run> m_runs;
  std::vector<std::uint64_t> m_starts;
};

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
