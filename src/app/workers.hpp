#pragma once

#include "base/error.hpp"
#include "base/feedback.hpp"

#include <cstddef>
#include <functional>

namespace ecoredline {

/// One unit of work by its number.
using DoPiece = std::function<Result<void>(std::size_t piece)>;
/// Makes a worker with everything of its own that must not be shared; called on the thread that the worker runs on.
using MakeWorker = std::function<Result<DoPiece>()>;

/// Does pieces 0 … count-1, each once, on up to `threads` threads (0 = as many as there are processors). After the
/// first error or a cancel no new piece is begun; that error is returned, the one of the lowest piece where several
/// met one. Errors: cancelled; the workers'.
Result<void> doPieces(std::size_t count, int threads, const MakeWorker& make, Feedback& feedback);

} // namespace ecoredline
