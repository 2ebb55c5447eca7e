#pragma once

#include "geo/geometry.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ecoredline {

/// Vertices above which a cluster is cut tile by tile.
inline constexpr std::size_t kLargeCluster = 8192;

using Vertex = std::pair<double, double>;
using Ring = std::vector<Vertex>; // closed: the last vertex repeats the first
enum class Turn { left, right };

/// A ring of a valid polygon from its smallest vertex, without repeated vertices, turning as asked. The smallest vertex
/// is a convex corner, so that the exact orientation there is the ring's.
Ring canonicalRing(const FlatLayer& layer, std::uint64_t ring, Turn turn);
void addRing(FlatBuilder& builder, const Ring& ring, std::uint32_t part);

/// Some edges of a cluster: vertices [first, last) of its rings, laid end to end.
struct Chain {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// All edges of one cluster that may lie in a box.
struct Tile {
  Box box;
  std::vector<Chain> chains;
  bool whole = true; ///< nothing is cut off by the box
};

/// The rings of a cluster, each once and in an order of their own, and how they are cut into tiles. Where and what the
/// tiles are depends on the set of rings only.
class LineWork {
 public:
  LineWork(const FlatLayer& layer, const std::vector<std::uint32_t>& rows);

  const std::vector<Tile>& tiles() const { return m_tiles; }
  /// The tile's edges and, where it cuts something off, its sides.
  Geometry linesOf(const Tile& tile) const;

 private:
  void divide(Tile tile, bool wanted);
  std::pair<Tile, Tile> halves(const Tile& tile) const;
  void keepEdges(const Tile& from, Tile& to) const;

  std::vector<double> m_x, m_y;
  std::vector<Tile> m_tiles;
};

} // namespace ecoredline
