#pragma once

#include "geo/flat_layer.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ecoredline {

/// How a river line flows, measured against the order of its vertices.
enum class Flow : std::uint8_t { along, against, unknown };

/// A place on a network: where an intake takes its water from.
struct RiverPlace {
  std::size_t edge = 0;
  double along_m = 0;    ///< from the upstream end of the edge
  double distance_m = 0; ///< from what was snapped to it
};

/// The part of a network that lies within a distance of a place.
struct Reach {
  FlatLayer paths;         ///< lines, one row each, continuous through the place and through confluences
  double up_m = 0;         ///< length of all arms above the place
  double down_m = 0;       ///< below it
  std::size_t arms = 0;    ///< upstream arms besides the first
  std::size_t ends = 0;    ///< arms that end above before the distance is reached: a source, or the end of the data
  bool ends_below = false; ///< the same below
  std::size_t unknown_joins = 0; ///< lines of unknown flow that touch it and were not walked
};

/// River centrelines with their flow, in a projected plane.
///
/// 1. Lengths are those of the plane (in a 3-degree Gauss-Krueger zone at most 1.8e-4 of the length too long).
/// 2. Ends of lines within `join_m` of each other are one node; an end within `join_m` of the middle of a line splits
///    it there. Lines that merely cross are not joined: one may pass over the other.
/// 3. Upstream all arms are walked, each as far as what is left of the distance on the shortest way to it; downstream
///    only lines that carry the water away, so a tributary that joins below is not entered, and where a river parts all
///    its arms are taken. Loops end where they meet what was reached before.
/// 4. A place within `join_m` of a node is on that node.
/// 5. A line whose flow is unknown is never walked, only counted.
class RiverNetwork {
 public:
  /// Rows that are no lines are left out. `flow` has one value a row; all parts of a row flow alike.
  RiverNetwork(const FlatLayer& rivers, std::span<const Flow> flow, double join_m);

  /// The nearest point of a line, also of one whose flow is unknown, at most `limit_m` away.
  std::optional<RiverPlace> nearest(double x, double y, double limit_m) const;
  bool flowKnown(const RiverPlace& place) const { return m_edges[place.edge].known; }
  /// Distance to the nearest line, however far; infinity without lines.
  double distanceTo(double x, double y) const;
  /// `place` must lie on an edge whose flow is known.
  Reach reach(const RiverPlace& place, double up_m, double down_m) const;

 private:
  struct Vertex {
    double x, y;
  };
  using Path = std::vector<Vertex>;
  struct Edge {
    Path path; ///< from its upstream to its downstream end, as far as the flow is known
    bool known = true;
    double length = 0;
    std::size_t top = 0; ///< node of the upstream end
    std::size_t bottom = 0;
  };
  struct End {
    double x, y;
    std::size_t edge;
    bool top;
  };
  /// What was reached in one direction; the first path begins at the place.
  struct Walk {
    std::vector<Path> paths;
    double length = 0;
    std::size_t ends = 0;
    std::vector<std::size_t> unknown; ///< edges, may repeat
  };

  void addRow(const FlatLayer& rivers, std::size_t row, Flow flow);
  void splitAtJunctions();
  void joinEnds();
  std::vector<End> ends() const; ///< of all edges, by x
  std::vector<double> splitsOf(const Edge& edge, const std::vector<End>& ends) const;
  static double lengthOf(const Path& path);
  static Path cut(const Path& path, double from, double to);
  static void append(Path& path, const Path& more);
  Path piece(const Edge& edge, double from, double length, bool up) const;
  Walk walk(const RiverPlace& place, double distance, bool up) const;

  Crs m_crs;
  double m_join;
  std::vector<Edge> m_edges;
  std::vector<std::vector<std::size_t>> m_ending;   ///< edges that end (bottom) in a node
  std::vector<std::vector<std::size_t>> m_starting; ///< edges that start (top) in a node
  std::vector<std::vector<std::size_t>> m_unknown;  ///< edges of unknown flow at a node
};

} // namespace ecoredline
