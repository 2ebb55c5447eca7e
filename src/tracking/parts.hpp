#pragma once

#include "base/feedback.hpp"
#include "geo/layer_index.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace ecoredline {

/// Vertices of a layer of the ledger that stay in memory; beyond, its coordinates lie in scratch files
/// (geo/layer_spool.hpp). Four layers of a ledger may be as large.
inline constexpr std::uint64_t kTrackedInMemory = std::uint64_t{1} << 23U; // 128 MiB

/// Vertices of one row, or of some.
std::size_t verticesOf(const FlatLayer& layer, std::size_t row);
std::size_t verticesOf(const FlatLayer& layer, std::span<const std::size_t> rows);

/// LayerIndex(layer), made in parts side by side, so that a cancel is heard. Errors: cancelled.
Result<LayerIndex> indexOf(const FlatLayer& layer, int threads, Feedback& feedback);

/// Some rows of a layer in parts of about `vertices`, each a few neighbours and ascending; where all fit into one they
/// are one. No row is cut.
std::vector<std::vector<std::size_t>> partsByPlace(const FlatLayer& layer, std::span<const std::size_t> rows,
                                                   std::size_t vertices);

} // namespace ecoredline
