#include "geo/flat_reader.hpp"

#include <algorithm>
#include <utility>

namespace ecoredline {

Result<void> FlatReader::readAll(const std::function<Result<void>(const FlatLayer&)>& take, Feedback& feedback) {
  const auto all = read(extent(), feedback);
  if (!all) return tl::unexpected<Error>(all.error());
  return take(*all);
}

FlatMemoryReader::FlatMemoryReader(FlatLayer layer) : m_indexed(std::make_shared<IndexedLayer>(std::move(layer))) {}
FlatMemoryReader::FlatMemoryReader(std::shared_ptr<const IndexedLayer> indexed) : m_indexed(std::move(indexed)) {}

Result<FlatLayer> FlatMemoryReader::read(const Box& window, Feedback& feedback) {
  if (feedback.cancelled()) return cancelledError();
  const auto met = m_indexed->index.rowsIn(window);
  std::vector<std::size_t> rows(met.begin(), met.end());
  std::ranges::stable_sort(rows, {}, [this](std::size_t row) { return m_indexed->layer.row_id[row]; });
  return selectRows(m_indexed->layer, rows);
}

} // namespace ecoredline
