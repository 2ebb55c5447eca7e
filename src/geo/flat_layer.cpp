#include "geo/flat_layer.hpp"

#include <algorithm>
#include <utility>

namespace ecoredline {

std::size_t FlatLayer::partsOf(std::size_t row) const {
  std::size_t parts = 0;
  for (std::uint64_t k = row_ring[row]; k < row_ring[row + 1]; ++k) {
    if (k == row_ring[row] || ring_part[k] != ring_part[k - 1]) ++parts;
  }
  return parts;
}

Box FlatLayer::extent() const {
  Box all;
  for (const Box& b : box) all.add(b);
  return all;
}

void FlatBuilder::reserve(std::size_t rows, std::size_t rings, std::size_t vertices) {
  m_layer.x.reserve(vertices);
  m_layer.y.reserve(vertices);
  m_layer.ring_vertex.reserve(rings + 1);
  m_layer.ring_part.reserve(rings);
  m_layer.row_ring.reserve(rows + 1);
  m_layer.shape.reserve(rows);
  m_layer.box.reserve(rows);
  m_layer.row_id.reserve(rows);
}

void FlatBuilder::beginRow(Shape shape, std::int64_t row_id) {
  m_layer.shape.push_back(shape);
  m_layer.row_id.push_back(row_id);
  m_layer.box.emplace_back();
}

void FlatBuilder::addRing(std::span<const double> x, std::span<const double> y, std::uint32_t part) {
  if (x.empty()) return;
  m_layer.x.append(x.begin(), x.end());
  m_layer.y.append(y.begin(), y.end());
  const bool closed = x.front() == x.back() && y.front() == y.back();
  if (m_layer.shape.back() == Shape::polygon && !closed) {
    m_layer.x.push_back(x.front());
    m_layer.y.push_back(y.front());
  }
  for (std::size_t i = 0; i < x.size(); ++i) m_layer.box.back().add(x[i], y[i]);
  m_layer.ring_vertex.push_back(m_layer.x.size());
  m_layer.ring_part.push_back(part);
}

void FlatBuilder::endRow() {
  if (m_layer.ring_part.size() == m_layer.row_ring.back()) m_layer.shape.back() = Shape::none;
  m_layer.row_ring.push_back(m_layer.ring_part.size());
}

void FlatBuilder::copyRow(const FlatLayer& other, std::size_t row) {
  copyRow(other, row, other.row_id[row]);
}

void FlatBuilder::copyRow(const FlatLayer& other, std::size_t row, std::int64_t row_id) {
  const auto first_ring = other.row_ring[row];
  const auto last_ring = other.row_ring[row + 1];
  const auto first = static_cast<std::ptrdiff_t>(other.ring_vertex[first_ring]);
  const auto last = static_cast<std::ptrdiff_t>(other.ring_vertex[last_ring]);
  const auto base = m_layer.x.size();
  m_layer.x.append(other.x.begin() + first, other.x.begin() + last);
  m_layer.y.append(other.y.begin() + first, other.y.begin() + last);
  for (auto k = first_ring; k < last_ring; ++k) {
    m_layer.ring_vertex.push_back(base + other.ring_vertex[k + 1] - other.ring_vertex[first_ring]);
    m_layer.ring_part.push_back(other.ring_part[k]);
  }
  m_layer.row_ring.push_back(m_layer.ring_part.size());
  m_layer.shape.push_back(other.shape[row]);
  m_layer.box.push_back(other.box[row]);
  m_layer.row_id.push_back(row_id);
}

FlatLayer FlatBuilder::take() {
  FlatLayer fresh;
  fresh.crs = m_layer.crs;
  return std::exchange(m_layer, std::move(fresh));
}

FlatLayer selectRows(const FlatLayer& layer, std::span<const std::size_t> rows) {
  FlatBuilder builder(layer.crs);
  for (std::size_t row : rows) builder.copyRow(layer, row);
  return builder.take();
}

FlatLayer keepRows(const FlatLayer& layer, const std::vector<bool>& keep) {
  FlatBuilder builder(layer.crs);
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    if (keep[row]) {
      builder.copyRow(layer, row);
      continue;
    }
    builder.beginRow(Shape::none, layer.row_id[row]);
    builder.endRow();
  }
  return builder.take();
}

} // namespace ecoredline
