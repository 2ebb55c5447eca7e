#include "engine/placed_sites.hpp"

#include <algorithm>

namespace ecoredline {

namespace {

/// The rows of a layer by block, those of a block as they lie in the leaves of a tree.
std::vector<std::uint32_t> placed(const FlatLayer& sites) {
  const auto order = LayerIndex::treeOf(sites).order;
  std::vector<std::uint32_t> rows(order.begin(), order.end());
  std::ranges::stable_sort(rows, {}, [](std::uint32_t row) { return row / PlacedSites::kBlock; });
  return rows;
}

FlatLayer copyOf(const FlatLayer& sites, std::span<const std::uint32_t> rows) {
  FlatBuilder builder(sites.crs);
  builder.reserve(rows.size(), sites.ring_part.size(), sites.vertices());
  for (const std::uint32_t row : rows) builder.copyRow(sites, row);
  return builder.take();
}

} // namespace

PlacedSites::PlacedSites(const FlatLayer& sites)
    : m_count(sites.rows()), m_rows(placed(sites)), m_placed(copyOf(sites, m_rows)) {
  for (std::size_t end = 0; end < m_count;) {
    end = std::min(m_count, end + kBlock);
    const auto at = std::ranges::find_if(m_rows, [end](std::uint32_t row) { return row >= end; });
    m_block_end.push_back(static_cast<std::size_t>(at - m_rows.begin()));
  }
}

} // namespace ecoredline
