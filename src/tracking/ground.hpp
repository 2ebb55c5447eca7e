#pragma once

#include "engine/flat_partition.hpp"
#include "tracking/causes.hpp"

#include <optional>
#include <vector>

namespace ecoredline {

/// A cell of the partition with the zones of either version over it, strictest first.
struct GroundCell {
  std::uint32_t cell = 0;
  std::vector<std::uint32_t> from;
  std::vector<std::uint32_t> to;
};

/// The frame cut into ground that does not overlap.
struct Ground {
  FlatPartition flat;               ///< of the rows that had to be cut, numbered as the frame's
  std::vector<GroundCell> cells;    ///< but those that one unchanged zone covers alone
  std::vector<double> row_m2;       ///< exact areas of the frame's rows; NaN where undecided
  std::vector<SharedGround> shared; ///< of zones of both versions
  double untouched_m2 = 0;          ///< of the cells left out
};

/// Zones that are the same in both versions and share ground with no other are not cut: they are kept as they are.
/// Errors: cancelled.
Result<Ground> cutGround(const LayerIndex& index, const Frame& frame, int threads, Feedback& feedback);

/// Where each version says whether there is something, in the frame's CRS; nullopt: everywhere, or not stated.
struct Sight {
  std::optional<FlatLayer> from;
  std::optional<FlatLayer> to;
};

/// Ground that changed and its shapes.
struct Pieces {
  FlatLayer layer;
  std::vector<ChangedPiece> pieces;
  std::size_t undecided = 0; ///< cells that the coverage could not be cut from: they count as in sight
};
Result<Pieces> changedPieces(const Ground& ground, const Frame& frame, const Sight& sight, Feedback& feedback);

} // namespace ecoredline
