#include "geo/layer_index.hpp"

#include <algorithm>
#include <cmath>
#include <compare>
#include <span>

namespace ecoredline {

namespace {

constexpr std::size_t kTreeFan = 8;

/// Twice the signed area of a ring about its first vertex.
double turnOfRing(const FlatLayer& layer, std::uint64_t ring) {
  const auto first = layer.ring_vertex[ring];
  const double* x = layer.x.data();
  const double* y = layer.y.data();
  double sum = 0;
  for (auto i = first; i + 1 < layer.ring_vertex[ring + 1]; ++i) {
    sum += (x[i] - x[first]) * (y[i + 1] - y[first]) - (x[i + 1] - x[first]) * (y[i] - y[first]);
  }
  return sum;
}

void setTurns(const FlatLayer& layer, std::size_t row, FlatArray<std::int8_t>& turns) {
  std::int8_t* turn = turns.data();
  const auto first = layer.row_ring[row];
  for (auto ring = first; ring < layer.row_ring[row + 1]; ++ring) {
    const bool shell = ring == first || layer.ring_part[ring] != layer.ring_part[ring - 1];
    const double area = turnOfRing(layer, ring);
    turn[ring] = area == 0 ? 0 : (area > 0) == shell ? 1 : -1;
  }
}

using Node = IndexArrays::Node;

/// Nodes over `count` children, kTreeFan each.
template<class BoxAt>
std::vector<Node> groupsOver(std::size_t first, std::size_t count, const BoxAt& box_at) {
  std::vector<Node> nodes;
  for (std::size_t i = 0; i < count; i += kTreeFan) {
    Node node{
        {}, static_cast<std::uint32_t>(first + i), static_cast<std::uint32_t>(first + std::min(count, i + kTreeFan))};
    for (auto k = node.first; k < node.last; ++k) node.box.add(box_at(k));
    nodes.push_back(node);
  }
  return nodes;
}

/// A row by one middle of its box, with the key beside it so that sorting touches nothing else.
struct Placed {
  double at; ///< twice the middle
  std::uint32_t row;

  auto operator<=>(const Placed&) const = default;
};

/// Rows with a geometry in vertical slices of equal count, each by its height (sort, tile, recurse).
std::vector<std::uint32_t> tiled(const FlatLayer& layer) {
  const Box* box = layer.box.data();
  std::vector<Placed> rows;
  rows.reserve(layer.rows());
  for (std::uint32_t row = 0; row < layer.rows(); ++row) {
    if (!box[row].empty()) rows.push_back({box[row].min_x + box[row].max_x, row});
  }
  std::ranges::sort(rows);
  for (Placed& p : rows) p.at = box[p.row].min_y + box[p.row].max_y;
  const double leaves = std::ceil(static_cast<double>(rows.size()) / kTreeFan);
  const auto slice = static_cast<std::size_t>(std::ceil(std::sqrt(leaves))) * kTreeFan;
  for (std::size_t i = 0; i < rows.size(); i += slice)
    std::ranges::sort(std::span(rows).subspan(i, std::min(slice, rows.size() - i)));
  std::vector<std::uint32_t> order(rows.size());
  std::ranges::transform(rows, order.begin(), &Placed::row);
  return order;
}

void buildTree(const FlatLayer& layer, IndexArrays& arrays) {
  auto order = tiled(layer);
  if (order.empty()) return;
  std::vector<Node> nodes = groupsOver(0, order.size(), [&](std::size_t k) { return layer.box[order[k]]; });
  std::vector<std::uint32_t> level_end{static_cast<std::uint32_t>(nodes.size())};
  for (std::size_t begin = 0; nodes.size() - begin > kTreeFan;) {
    const auto above = groupsOver(begin, nodes.size() - begin, [&](std::size_t k) { return nodes[k].box; });
    begin = nodes.size();
    nodes.insert(nodes.end(), above.begin(), above.end());
    level_end.push_back(static_cast<std::uint32_t>(nodes.size()));
  }
  arrays.order = std::move(order);
  arrays.nodes = std::move(nodes);
  arrays.level_end = std::move(level_end);
}

} // namespace

RunOrigin LayerIndex::originOf(const Box& extent) {
  if (extent.empty()) return {};
  // A whole number, so that differences to it are exact for coordinates of any plane.
  return {std::round(extent.min_x / 2 + extent.max_x / 2), std::round(extent.min_y / 2 + extent.max_y / 2)};
}

IndexArrays LayerIndex::treeOf(const FlatLayer& layer) {
  IndexArrays arrays;
  buildTree(layer, arrays);
  return arrays;
}

LayerIndex::LayerIndex(const FlatLayer& layer) : LayerIndex(layer, originOf(layer.extent())) {}

LayerIndex::LayerIndex(const FlatLayer& layer, const RunOrigin& origin) : m_layer(&layer) {
  const std::size_t rows = layer.rows();
  m_arrays.origin = origin;
  std::vector<std::uint64_t> row_runs(rows + 1);
  std::vector<std::uint32_t> leaves(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    leaves[row] = static_cast<std::uint32_t>(EdgeRuns::countLeaves(layer, row));
    row_runs[row + 1] = row_runs[row] + EdgeRuns::countRuns(leaves[row]);
  }
  m_arrays.runs.resize(row_runs.back());
  m_arrays.turn.resize(layer.ring_part.size());
  Run* runs = m_arrays.runs.data();
  for (std::size_t row = 0; row < rows; ++row) {
    EdgeRuns::build(layer, row, m_arrays.origin, {runs + row_runs[row], row_runs[row + 1] - row_runs[row]});
    if (layer.shape[row] == Shape::polygon) setTurns(layer, row, m_arrays.turn);
  }
  m_arrays.row_runs = std::move(row_runs);
  m_arrays.leaves = std::move(leaves);
  buildTree(layer, m_arrays);
}

LayerIndex::LayerIndex(const FlatLayer& layer, IndexArrays arrays) : m_layer(&layer), m_arrays(std::move(arrays)) {}

std::vector<std::uint32_t> LayerIndex::rowsIn(const Box& window) const {
  std::vector<std::uint32_t> rows;
  query(window, [&rows](std::uint32_t row) { rows.push_back(row); });
  std::ranges::sort(rows);
  return rows;
}

std::size_t LayerIndex::bytes() const {
  const auto of = [](const auto& array) { return array.size() * sizeof array[0]; };
  return of(m_arrays.runs) + of(m_arrays.row_runs) + of(m_arrays.leaves) + of(m_arrays.turn) + of(m_arrays.order) +
         of(m_arrays.nodes) + of(m_arrays.level_end);
}

} // namespace ecoredline
