#pragma once

#include "base/error.hpp"
#include "geo/flat_layer.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace ecoredline {

class ScratchFile;

/// A layer that comes in batches of rows. Up to kVerticesInMemory it stays in memory; beyond, its coordinates lie in
/// scratch files without a name, and the layer that is taken looks into them: the system keeps in memory what there is
/// room for. What stays in memory for good are 49 bytes a row and 12 a ring.
class LayerSpool {
 public:
  static constexpr std::uint64_t kVerticesInMemory = std::uint64_t{1} << 21U; // 32 MiB
  /// Vertices of a batch that neither wastes calls nor leaves the processor's cache by far.
  static constexpr std::uint64_t kBatch = std::uint64_t{1} << 17U;

  explicit LayerSpool(const Crs& crs, std::uint64_t in_memory = kVerticesInMemory);
  ~LayerSpool();
  LayerSpool(const LayerSpool&) = delete;
  LayerSpool& operator=(const LayerSpool&) = delete;

  /// Rows after those that are there. Errors: input.no_scratch.
  Result<void> add(const FlatLayer& rows);
  /// The whole layer; the spool is empty then. Errors: input.no_scratch.
  Result<FlatLayer> take();

 private:
  Result<void> spill();

  std::uint64_t m_in_memory;
  std::uint64_t m_vertices = 0;
  FlatLayer m_layer; ///< its x and y are empty once they are in the files
  std::unique_ptr<ScratchFile> m_x;
  std::unique_ptr<ScratchFile> m_y;
};

/// Rows copied one by one into a spool.
class SpooledRows {
 public:
  explicit SpooledRows(const Crs& crs, std::uint64_t in_memory = LayerSpool::kVerticesInMemory);

  /// Row `row` of `other` (same CRS) under another id. Errors: input.no_scratch.
  Result<void> copyRow(const FlatLayer& other, std::size_t row, std::int64_t row_id);
  /// Errors: input.no_scratch.
  Result<FlatLayer> take();

 private:
  FlatBuilder m_builder;
  std::uint64_t m_waiting = 0; ///< vertices in the builder
  bool m_handed_on = false;
  LayerSpool m_spool;
};
/// selectRows into a spool. Errors: input.no_scratch.
Result<FlatLayer> spooledRows(const FlatLayer& layer, std::span<const std::size_t> rows,
                              std::uint64_t in_memory = LayerSpool::kVerticesInMemory);

/// Rows [first, last) made anew.
using RowsAnew = std::function<Result<FlatLayer>(std::size_t first, std::size_t last)>;
/// All rows of `layer` made anew, in batches of about LayerSpool::kBatch vertices, as a layer in `crs`.
/// Errors: input.no_scratch and those of `made`.
Result<FlatLayer> madeInBatches(const FlatLayer& layer, const Crs& crs, const RowsAnew& made);

} // namespace ecoredline
