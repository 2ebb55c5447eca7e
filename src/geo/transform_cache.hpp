#pragma once

#include "geo/crs.hpp"

namespace ecoredline {

/// This thread's Transform between two systems, made once; null if there is none. It must not leave the thread.
/// For measuring row by row, where making one each time would cost more than the measure.
std::shared_ptr<const Transform> cachedTransform(const Crs& from, const Crs& to);

} // namespace ecoredline
