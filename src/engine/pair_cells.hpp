#pragma once

#include "geo/layer_index.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace ecoredline {

/// Who covers a cell of two polygons.
enum class PairCover : std::uint8_t { first, second, both };

/// Two polygons cut into cells.
struct PairCells {
  FlatLayer cells; ///< one connected polygon a row, of one part: a shell and its holes
  std::vector<PairCover> cover;
};

/// Cuts two valid polygons of a layer at their own edges, without GEOS and in time linear in their vertices.
///
/// 1. Edges that may meet are found by their runs; every sign is exact (orientation()). Edges that cross in a point
///    inside both are split at one and the same pair of doubles; an edge that a corner of the other polygon lies on is
///    split there. Borders that both have are then equal piece by piece, bit by bit.
/// 2. Each piece lies in the other polygon, out of it, or on its border, the same way or against it. That changes at
///    crossings, and is asked for (EdgeRuns::inside) at a corner, or at the middle of a piece, that lies clear of the
///    other's edges.
/// 3. Pieces chained end to end bound what both cover, what only the first and what only the second covers.
///
/// The cells depend on the ground alone, as those of flatPartition. nullopt where that is not enough: several pieces of
/// one cell start in one point, chains do not close, a crossing falls onto a corner, or a hole lies in no shell for
/// certain. What comes out may be wrong where polygons are not valid: balance it.
std::optional<PairCells> pairCells(const LayerIndex& rows, std::size_t first, std::size_t second);

} // namespace ecoredline
