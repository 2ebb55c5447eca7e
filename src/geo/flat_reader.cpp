#include "geo/flat_reader.hpp"

#include <algorithm>
#include <utility>

namespace ecoredline {

FlatMemoryReader::FlatMemoryReader(FlatLayer layer) : m_layer(std::move(layer)), m_tree(m_layer) {}

Result<FlatLayer> FlatMemoryReader::read(const Box& window, Feedback& feedback) {
  if (feedback.cancelled()) return cancelledError();
  const auto met = m_tree.query(window);
  std::vector<std::size_t> rows(met.begin(), met.end());
  std::ranges::stable_sort(rows, {}, [this](std::size_t row) { return m_layer.row_id[row]; });
  return selectRows(m_layer, rows);
}

} // namespace ecoredline
