#include "tracking/parts.hpp"

#include "engine/parallel.hpp"

#include <algorithm>
#include <numeric>

namespace ecoredline {

namespace {

constexpr std::size_t kVerticesIndexedAtOnce = std::size_t{1} << 18U;

/// Ends of parts of whole rows.
std::vector<std::size_t> partEnds(const FlatLayer& layer) {
  std::vector<std::size_t> ends{0};
  std::size_t vertices = 0;
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    vertices += verticesOf(layer, row);
    if (vertices < kVerticesIndexedAtOnce && row + 1 < layer.rows()) continue;
    ends.push_back(row + 1);
    vertices = 0;
  }
  return ends;
}

/// What one part of a layer has of the index; its runs name vertices of the whole.
IndexArrays partOf(const FlatLayer& layer, std::size_t first, std::size_t last, const RunOrigin& origin) {
  std::vector<std::size_t> rows(last - first);
  std::iota(rows.begin(), rows.end(), first);
  const IndexedLayer part(selectRows(layer, rows), origin);
  IndexArrays arrays = part.index.arrays();
  const auto vertex = static_cast<std::uint32_t>(layer.ring_vertex[layer.row_ring[first]]);
  for (Run& run : arrays.runs) {
    if (!run.isOneRing()) continue;
    run.first += vertex;
    run.last += vertex;
  }
  return arrays;
}

/// Parts one behind the other; they are emptied.
IndexArrays joined(std::vector<IndexArrays>& parts, const RunOrigin& origin) {
  std::size_t runs = 0, rows = 0, rings = 0;
  for (const IndexArrays& part : parts) {
    runs += part.runs.size();
    rows += part.leaves.size();
    rings += part.turn.size();
  }
  IndexArrays all;
  all.origin = origin;
  all.runs.reserve(runs);
  all.row_runs.reserve(rows + 1);
  all.row_runs.push_back(0);
  all.leaves.reserve(rows);
  all.turn.reserve(rings);
  for (IndexArrays& part : parts) {
    const std::uint64_t before = all.runs.size();
    const IndexArrays& one = part;
    all.runs.append(one.runs.begin(), one.runs.end());
    for (std::size_t row = 1; row < one.row_runs.size(); ++row) all.row_runs.push_back(before + one.row_runs[row]);
    all.leaves.append(one.leaves.begin(), one.leaves.end());
    all.turn.append(one.turn.begin(), one.turn.end());
    part = {};
  }
  return all;
}

} // namespace

std::size_t verticesOf(const FlatLayer& layer, std::size_t row) {
  return layer.ring_vertex[layer.row_ring[row + 1]] - layer.ring_vertex[layer.row_ring[row]];
}

std::size_t verticesOf(const FlatLayer& layer, std::span<const std::size_t> rows) {
  std::size_t vertices = 0;
  for (const std::size_t row : rows) vertices += verticesOf(layer, row);
  return vertices;
}

Result<LayerIndex> indexOf(const FlatLayer& layer, int threads, Feedback& feedback) {
  const auto ends = partEnds(layer);
  if (ends.size() <= 2) return LayerIndex(layer);
  const RunOrigin origin = LayerIndex::originOf(layer.extent());
  std::vector<IndexArrays> parts(ends.size() - 1);
  const auto job = [&](std::size_t i) -> Result<void> {
    parts[i] = partOf(layer, ends[i], ends[i + 1], origin);
    return {};
  };
  if (auto done = forEachIndex(parts.size(), threads, feedback, job); !done) return fail(done.error());
  IndexArrays arrays = joined(parts, origin);
  IndexArrays tree = LayerIndex::treeOf(layer);
  arrays.order = std::move(tree.order);
  arrays.nodes = std::move(tree.nodes);
  arrays.level_end = std::move(tree.level_end);
  return LayerIndex(layer, std::move(arrays));
}

std::vector<std::vector<std::size_t>> partsByPlace(const FlatLayer& layer, std::span<const std::size_t> rows,
                                                   std::size_t vertices) {
  if (rows.empty()) return {};
  if (verticesOf(layer, rows) <= vertices) return {{rows.begin(), rows.end()}};
  std::vector<bool> asked(layer.rows());
  for (const std::size_t row : rows) asked[row] = true;
  std::vector<std::vector<std::size_t>> parts(1);
  std::size_t filled = 0;
  for (const std::size_t row : LayerIndex::treeOf(layer).order) {
    if (!asked[row]) continue;
    if (filled >= vertices) {
      parts.emplace_back();
      filled = 0;
    }
    parts.back().push_back(row);
    filled += verticesOf(layer, row);
  }
  for (auto& part : parts) std::ranges::sort(part);
  return parts;
}

} // namespace ecoredline
