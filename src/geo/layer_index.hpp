#pragma once

#include "geo/edge_runs.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace ecoredline {

/// What LayerIndex is made of: arrays that can be written to a file and looked at in place (engine/index_file.hpp).
struct IndexArrays {
  /// A box over children: nodes of the level below, or places in `order` for the lowest level.
  struct Node {
    Box box;
    std::uint32_t first = 0;
    std::uint32_t last = 0; ///< one behind
  };

  RunOrigin origin;
  FlatArray<Run> runs;                ///< of all rows
  FlatArray<std::uint64_t> row_runs;  ///< row r owns runs [row_runs[r], row_runs[r+1])
  FlatArray<std::uint32_t> leaves;    ///< of each row: the first runs are the lowest
  FlatArray<std::int8_t> turn;        ///< of each ring: 1 if its row lies to the left of it, -1 to the right, 0 none
  FlatArray<std::uint32_t> order;     ///< rows in the order of the tree's leaves
  FlatArray<Node> nodes;              ///< of the tree, lowest level first
  FlatArray<std::uint32_t> level_end; ///< nodes of level k end here
};

/// A whole layer made ready for questions about places: a tree over the boxes of its rows, packed by
/// sort-tile-recursive (Leutenegger, Lopez & Edgington 1997), and the edges of every row in runs. About 2 bytes a
/// vertex.
///
/// It looks into the layer's arrays: keep the layer alive and unmoved. Immutable once made, so threads may share it.
class LayerIndex {
 public:
  /// Makes the arrays. The layer has fewer than 2^32 vertices.
  explicit LayerIndex(const FlatLayer& layer);
  /// The same with boxes about a given origin, for layers that come in parts.
  LayerIndex(const FlatLayer& layer, const RunOrigin& origin);
  /// Over arrays that were made for exactly this layer.
  LayerIndex(const FlatLayer& layer, IndexArrays arrays);

  /// Where boxes of a layer of this extent are best counted from.
  static RunOrigin originOf(const Box& extent);
  /// Only the tree (order, nodes, level_end) over a layer's boxes; its vertices are not asked.
  static IndexArrays treeOf(const FlatLayer& layer);

  const FlatLayer& layer() const { return *m_layer; }
  const IndexArrays& arrays() const { return m_arrays; }
  EdgeRuns runs(std::size_t row) const {
    const auto first = m_arrays.row_runs[row];
    const std::span<const Run> runs(m_arrays.runs.data() + first, m_arrays.row_runs[row + 1] - first);
    return {*m_layer, row, runs, m_arrays.leaves[row], m_arrays.origin};
  }
  int turnOf(std::uint64_t ring) const { return m_arrays.turn[ring]; }

  /// Calls `f(row)` for every row whose box meets `window`, in the order of the tree.
  template<class F>
  void query(const Box& window, F&& f) const {
    if (m_arrays.level_end.empty()) return;
    const std::size_t top = m_arrays.level_end.size() - 1;
    const std::size_t begin = top == 0 ? 0 : m_arrays.level_end[top - 1];
    for (std::size_t node = begin; node < m_arrays.level_end[top]; ++node) descend(top, node, window, f);
  }
  /// Rows whose box meets `window`, ascending.
  std::vector<std::uint32_t> rowsIn(const Box& window) const;

  /// Bytes of the index itself.
  std::size_t bytes() const;

 private:
  template<class F>
  void descend(std::size_t level, std::size_t at, const Box& window, F& f) const {
    const IndexArrays::Node& node = m_arrays.nodes[at];
    if (!node.box.meets(window)) return;
    for (std::uint32_t child = node.first; child < node.last; ++child) {
      if (level > 0) {
        descend(level - 1, child, window, f);
        continue;
      }
      const std::uint32_t row = m_arrays.order[child];
      if (m_layer->box[row].meets(window)) f(row);
    }
  }

  const FlatLayer* m_layer;
  IndexArrays m_arrays;
};

/// A layer with its index, in one place so that the index can look into it.
struct IndexedLayer {
  explicit IndexedLayer(FlatLayer rows) : layer(std::move(rows)), index(layer) {}
  IndexedLayer(FlatLayer rows, const RunOrigin& origin) : layer(std::move(rows)), index(layer, origin) {}
  IndexedLayer(FlatLayer rows, IndexArrays arrays) : layer(std::move(rows)), index(layer, std::move(arrays)) {}
  IndexedLayer(const IndexedLayer&) = delete;
  IndexedLayer& operator=(const IndexedLayer&) = delete;

  FlatLayer layer;
  LayerIndex index;
};

} // namespace ecoredline
