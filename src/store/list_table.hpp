#pragma once

#include "base/feedback.hpp"
#include "catalogue/access_list.hpp"
#include "store/sqlite.hpp"
#include "store/workspace.hpp"

#include <cstdint>
#include <vector>

namespace ecoredline {

/// Writes an access list as a version: an attributes table that QGIS opens, one row a clause. Throws StoreFailure.
std::int64_t importList(Database& database, const BoundList& list, const NewVersion& version, Feedback& feedback);

/// The clauses of a version, in the order of its file. Throws StoreFailure: workspace.no_version, workspace.damaged.
std::vector<Clause> readClauses(const Database& database, std::int64_t version);

} // namespace ecoredline
