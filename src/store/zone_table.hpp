#pragma once

#include "store/sqlite.hpp"
#include "store/workspace.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace ecoredline {

/// Attributes of a version's zones by zone_row; all, or those named that exist. Of a zone's rows the one with the
/// smallest feature hash speaks, so that the order of the file changes nothing. Throws StoreFailure.
std::map<std::int64_t, Zone> readZones(const Database& database, std::int64_t version,
                                       const std::vector<std::int64_t>& rows);

} // namespace ecoredline
