#pragma once

#include "source/reference_boundaries.hpp"
#include "store/workspace.hpp"

namespace ecoredline {

/// County boundaries for the front door: the workspace's admin_division in force, else the base boundaries that come
/// with the product (about ±100 m, good enough to tell one county or zone from another), else none.
Result<ReferenceBoundaries> referenceBoundaries(const Workspace* workspace, const Date& as_of);

} // namespace ecoredline
