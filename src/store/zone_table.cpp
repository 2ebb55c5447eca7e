#include "store/zone_table.hpp"

#include "store/schema.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>

namespace ecoredline {

namespace {

/// Canonical fields of a version: id and column.
using FieldColumns = std::vector<std::pair<std::string, std::string>>;

FieldColumns fieldColumns(const Database& database, std::int64_t version) {
  FieldColumns fields;
  Statement rows(database, "SELECT name, column_name FROM er_columns WHERE version_id = ?1 AND role = 'field' "
                           "ORDER BY ordinal");
  rows.bind(version);
  while (rows.step()) fields.emplace_back(rows.text(0), rows.text(1));
  return fields;
}

std::string selectOf(const std::string& table, const FieldColumns& fields) {
  std::string select = "SELECT zone_row, derived, row_state, zone_key, zone_id, zone_name, zone_class, zone_class_raw";
  for (const auto& [field, column] : fields) select += ", " + sqlName(column);
  return fmt::format("{} FROM {}", select, sqlName(table));
}

Zone zoneAt(const Statement& row, const FieldColumns& fields) {
  Zone zone;
  zone.row_id = row.integer(0);
  int at = 3;
  for (std::string* text : {&zone.zone_key, &zone.zone_id, &zone.zone_name, &zone.zone_class, &zone.zone_class_raw})
    *text = row.text(at++);
  for (const auto& [field, column] : fields) {
    if (std::string value = row.text(at++); !value.empty()) zone.fields.emplace(field, std::move(value));
  }
  return zone;
}

/// Rows come by zone and feature hash: the first of a zone speaks, the others may only mark it.
void takeRows(Statement& rows, const FieldColumns& fields, std::map<std::int64_t, Zone>& zones) {
  while (rows.step()) {
    auto known = zones.find(rows.integer(0));
    if (known == zones.end()) known = zones.emplace_hint(known, rows.integer(0), zoneAt(rows, fields));
    known->second.derived = known->second.derived || rows.integer(1) != 0;
    known->second.invalid = known->second.invalid || rows.text(2) == "invalid";
  }
}

void markUndecided(const Database& database, std::int64_t version, std::map<std::int64_t, Zone>& zones) {
  Statement rows(database, "SELECT zone_row FROM er_zone_shapes WHERE version_id = ?1 AND rung = 'undecided'");
  rows.bind(version);
  while (rows.step()) {
    if (const auto zone = zones.find(rows.integer(0)); zone != zones.end()) zone->second.invalid = true;
  }
}

} // namespace

std::map<std::int64_t, Zone> readZones(const Database& database, std::int64_t version,
                                       const std::vector<std::int64_t>& rows) {
  std::map<std::int64_t, Zone> zones;
  const ReadTransaction snapshot(database);
  const VersionPlace place = readPlace(database, version);
  const FieldColumns fields = fieldColumns(database, version);
  const std::string select = selectOf(place.table, fields);
  if (rows.empty()) {
    Statement all(database, select + " ORDER BY zone_row, feature_hash");
    takeRows(all, fields, zones);
  } else {
    Statement one(database, select + " WHERE zone_row = ?1 ORDER BY feature_hash");
    for (const std::int64_t row : std::set<std::int64_t>(rows.begin(), rows.end()))
      takeRows(one.bind(row), fields, zones);
  }
  markUndecided(database, version, zones);
  return zones;
}

} // namespace ecoredline
