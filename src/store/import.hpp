#pragma once

#include "base/feedback.hpp"
#include "store/sqlite.hpp"
#include "store/workspace.hpp"

namespace ecoredline {

/// Adds a version in one transaction and returns its id. Throws StoreFailure.
std::int64_t importVersion(Database& database, const BoundLayer& layer, const NewVersion& version, Feedback& feedback);

} // namespace ecoredline
