#pragma once

#include "screening/kind_run.hpp"

#include <cstddef>
#include <functional>

namespace ecoredline {

/// Does `job(context, i)` for every i below `count`, several at once on the threads of the request (0 = as many as the
/// machine has); jobs share these threads with the work inside them. Each gets a context that no other job uses at the
/// same time, with a connection to the workspace and an evaluator of its own. Jobs write to places of their own, so
/// that the result is the same for any number of threads.
///
/// `feedback` hears of all jobs as of one stage after another: of the stage that began last, and of how much of all
/// jobs is done. Errors: cancelled; that of opening the workspace once more; else that of the lowest i that failed.
Result<void> forEachKind(RunShared& shared, std::size_t count, Feedback& feedback,
                         const std::function<Result<void>(RunContext&, std::size_t)>& job);

} // namespace ecoredline
