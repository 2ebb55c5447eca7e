#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// What one column says of a zone; empty where it says nothing.
struct ZoneValue {
  std::string zone_key;
  std::string zone_name;
  std::string zone_class; ///< class id; "" = unknown
  std::string value;
};

/// A column of a version, by its name in the file as delivered or the id of a field of the kind, without regard to
/// case. Of a zone's rows the one with the smallest feature hash speaks. nullopt without such a column. Errors: as
/// Workspace.
Result<std::optional<std::vector<ZoneValue>>> readZoneColumn(const std::filesystem::path& workspace,
                                                             std::int64_t version, const std::string& name);

/// The columns that it knows, as delivered. Errors: as Workspace.
Result<std::vector<std::string>> zoneColumns(const std::filesystem::path& workspace, std::int64_t version);

} // namespace ecoredline
