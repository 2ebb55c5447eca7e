#pragma once

#include "base/feedback.hpp"
#include "engine/edge_overlay.hpp"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace ecoredline {

/// Whether two polygons share ground, or their edges cannot tell: common borders and corners are no ground.
bool mayShareGround(const EdgeMeeting& meeting);

/// Two polygon rows of one layer.
using RowPair = std::pair<std::uint32_t, std::uint32_t>;

/// Of each pair whether its rows share ground, or might (mayShareGround). Pairs of one first row stand together: it is
/// made ready once for them. The same for any number of threads. Errors: cancelled.
Result<std::vector<bool>> sharedGround(const LayerIndex& rows, std::span<const RowPair> pairs, int threads,
                                       Feedback& feedback);

} // namespace ecoredline
