#include "store/zone_column.hpp"

#include "store/schema.hpp"
#include "store/sqlite.hpp"

#include <fmt/format.h>

#include <utility>

namespace ecoredline {

Result<std::optional<std::vector<ZoneValue>>> readZoneColumn(const std::filesystem::path& workspace,
                                                             std::int64_t version, const std::string& name) {
  return guarded([&]() -> std::optional<std::vector<ZoneValue>> {
    const Database database(workspace, Database::Access::read);
    checkWorkspace(database);
    Statement column(database, "SELECT column_name FROM er_columns WHERE version_id = ?1 AND role IN ('source', "
                               "'field') AND name = ?2 COLLATE NOCASE ORDER BY name = ?2 DESC, role DESC, ordinal");
    column.bind(version, name);
    if (!column.step()) return std::nullopt;
    Statement rows(database, fmt::format("SELECT zone_row, zone_key, zone_name, zone_class, {} FROM {} ORDER BY "
                                         "zone_row, feature_hash",
                                         sqlName(column.text(0)), sqlName(readPlace(database, version).table)));
    std::vector<ZoneValue> values;
    std::int64_t last = 0; // zone_row counts from 1
    while (rows.step()) {
      if (std::exchange(last, rows.integer(0)) == rows.integer(0)) continue;
      values.push_back({rows.text(1), rows.text(2), rows.text(3), rows.text(4)});
    }
    return values;
  });
}

Result<std::vector<std::string>> zoneColumns(const std::filesystem::path& workspace, std::int64_t version) {
  return guarded([&] {
    const Database database(workspace, Database::Access::read);
    checkWorkspace(database);
    std::vector<std::string> names;
    Statement rows(database, "SELECT name FROM er_columns WHERE version_id = ?1 AND role = 'source' ORDER BY ordinal");
    rows.bind(version);
    while (rows.step()) names.push_back(rows.text(0));
    return names;
  });
}

} // namespace ecoredline
