#pragma once

#include "engine/flat_partition.hpp"
#include "tracking/causes.hpp"
#include "tracking/zone_lists.hpp"

#include <optional>
#include <span>
#include <vector>

namespace ecoredline {

/// A cell of the partition with the zones of either version over it, strictest first.
struct GroundCell {
  std::uint32_t cell = 0;              ///< row of Ground::shapes, or kNoShape
  double m2 = 0;                       ///< exact
  std::span<const std::uint32_t> from; ///< in Ground::lists
  std::span<const std::uint32_t> to;
};

/// The frame cut into ground that does not overlap.
struct Ground {
  ZoneLists lists;
  FlatLayer shapes;              ///< of cells that changed or that zones share: nothing else is asked for its outline
  std::vector<GroundCell> cells; ///< but those that one unchanged zone covers alone
  std::vector<Rung> rung;        ///< of the frame's rows
  std::vector<std::uint32_t> undecided; ///< rows of the frame
  std::vector<double> row_m2;           ///< exact areas of the frame's rows; NaN where undecided
  std::vector<SharedGround> shared;     ///< of zones of both versions
  double untouched_m2 = 0;              ///< of the cells left out
};

inline constexpr std::uint32_t kNoShape = ~std::uint32_t{0};

/// Zones that are the same in both versions and share ground with no other are not cut: they are kept as they are. The
/// others are cut in lots of neighbours (rows that share ground, directly or by others between them, stay together): of
/// each lot only the shapes that are needed stay, in scratch files where they are many, so that memory goes with the
/// number of changed pieces. Errors: cancelled, input.no_scratch.
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
/// Whether ground of a cell is counted once for several zones of one version.
bool isShared(const GroundCell& cell);
Result<Pieces> changedPieces(const Ground& ground, const Frame& frame, const Sight& sight, Feedback& feedback);

} // namespace ecoredline
