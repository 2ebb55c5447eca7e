#pragma once

#include "outlines.hpp"

#include <array>
#include <compare>
#include <unordered_map>
#include <utility>

namespace ecoredline::bench {

struct Polygon {
  Ring shell; ///< counter-clockwise
  std::vector<Ring> holes;
};

/// A cell's centre seen from an edge: how far to its left, and where along it (0 at its start, 1 at its end).
struct Apex {
  double height;
  double t;
};

/// How the zones of one coverage are grown.
struct CoverageSpec {
  const char* layer;
  double cell_m;           ///< between the centres of two neighbouring cells
  double pareto;           ///< exponent of the zones' sizes
  std::vector<int> giants; ///< cells of the first zones
  double density;          ///< vertices on a shared edge, on average
  int smallest;            ///< zones of fewer cells are left out
  double kept;             ///< share of the zones that are kept
  int largest;             ///< cells of a zone that is not a giant
};

/// A planar coverage as zoning maps are: a warped grid of hexagons, cells joined to zones of Pareto sizes (5 % in two
/// parts), each shared edge one fractal curve that is made once. So neighbours share their borders vertex by vertex,
/// holes are natural, and no two zones overlap.
class Coverage {
 public:
  /// `bounded`: no curve can leave its own two triangles (below). Set M was drawn before that bound was thought of; its
  /// zones are valid (checked with GEOS), and its reference figures hold for it as it was drawn.
  Coverage(std::uint64_t seed, const Extent& extent, const CoverageSpec& spec, bool bounded);

  std::uint64_t seed() const { return m_seed; }
  std::size_t zones() const { return m_cells.size(); }
  int cellsOf(std::size_t zone) const { return m_size[zone]; }
  /// The parts of one zone. Edges are remembered, for the neighbour needs the same ones.
  std::vector<Polygon> outline(std::size_t zone);

 private:
  /// A node of the triangular lattice: centres and corners of the cells.
  struct Node {
    int i, j;
    auto operator<=>(const Node&) const = default;
  };
  struct Side {
    Node end;
    int inner; ///< cell on the left
    int outer; ///< cell on the right, -1 outside
  };

  Node centre(int cell) const;
  int cellAt(Node node) const; ///< -1 when there is none
  Point warped(Point p) const;
  Point centrePoint(int cell) const;
  Point cornerPoint(Node node) const;

  void grow();
  int flood(RandomStream& random, int cell, int wanted, int zone);
  /// Which part of its zone each cell belongs to.
  std::unordered_map<int, int> partsOf(const std::vector<int>& cells, std::size_t zone) const;
  std::vector<std::pair<Node, Side>> sidesOf(const std::vector<int>& cells, std::size_t zone) const;
  /// The curve from `a` to `b`, a < b.
  const Ring& edge(Node a, Node b, const Side& side, double density);
  /// Where a new edge runs, and the centres of the two cells beside it.
  struct EdgeFrame {
    Point from, to;
    double length;
    Point direction; ///< of length 1
    std::array<Apex, 2> apexes;
  };
  EdgeFrame frameOf(Node a, Node b, const Side& side) const;
  Ring makeEdge(RandomStream& random, const EdgeFrame& frame, double density) const;
  double densityOf(std::size_t zone, const Side& side) const;
  void append(Ring& ring, Node a, const Side& side, double density);

  std::uint64_t m_seed;
  bool m_bounded;
  Extent m_extent;
  CoverageSpec m_spec;
  double m_radius; ///< of a cell
  int m_columns, m_rows;
  std::vector<int> m_zone; ///< of each cell
  std::vector<int> m_size; ///< cells of each zone
  std::vector<std::vector<int>> m_cells;
  std::unordered_map<std::uint64_t, Ring> m_edges;
};

} // namespace ecoredline::bench
