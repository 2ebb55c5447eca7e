#pragma once

#include "geo/layer_index.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace ecoredline {

/// Sites in an order that keeps neighbours together, block by block, so that what one site warmed up in the caches,
/// its own memory and the zones', serves the next. A copy: the sites' layer may go.
class PlacedSites {
 public:
  /// Sites of a block are neighbours in the file: few enough that their results can wait for each other.
  static constexpr std::size_t kBlock = 1 << 16;

  explicit PlacedSites(const FlatLayer& sites);

  /// The placed sites; sites without a geometry are left out.
  const LayerIndex& index() const { return m_placed.index; }
  /// The row that a placed site has in the sites' own layer.
  std::uint32_t rowOf(std::size_t placed) const { return m_rows[placed]; }
  /// Rows of the sites' own layer, blocks of them, rows of a block.
  std::size_t rows() const { return m_count; }
  std::size_t rowsIn(std::size_t block) const { return std::min(m_count - block * kBlock, kBlock); }
  std::size_t blocks() const { return m_block_end.size(); }
  /// Placed sites [first, last) whose rows are those of a block.
  std::size_t firstOf(std::size_t block) const { return block == 0 ? 0 : m_block_end[block - 1]; }
  std::size_t lastOf(std::size_t block) const { return m_block_end[block]; }

 private:
  std::size_t m_count;
  std::vector<std::uint32_t> m_rows;
  std::vector<std::size_t> m_block_end;
  IndexedLayer m_placed;
};

} // namespace ecoredline
