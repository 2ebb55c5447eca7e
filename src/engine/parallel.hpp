#pragma once

#include "base/error.hpp"
#include "base/feedback.hpp"

#include <cstddef>
#include <functional>

namespace ecoredline {

/// Runs `job(i)` for every i below `count` on `threads` threads (0 = as many as the machine has) and reports progress.
/// Jobs write to places of their own, so that the result is the same for any number of threads. The cancel flag is
/// polled before each job. A loop inside a job shares the threads of the loop around it, whatever it asks for.
/// Errors: cancelled; else that of the lowest i that failed.
Result<void> forEachIndex(std::size_t count, int threads, Feedback& feedback,
                          const std::function<Result<void>(std::size_t)>& job);

} // namespace ecoredline
