#pragma once

#include <cstddef>
#include <functional>

namespace ecoredline {

/// Runs `job(first, last)` for consecutive blocks of at most `block` of `count` things, on as many threads as the
/// machine has; one block runs in this thread. Blocks may run in any order: jobs write to places of their own, so that
/// the result is the same for any number of threads. The first exception of a job is thrown here, once all have ended.
void forBlocks(std::size_t count, std::size_t block, const std::function<void(std::size_t, std::size_t)>& job);

} // namespace ecoredline
