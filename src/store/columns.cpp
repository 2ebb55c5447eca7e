#include "store/columns.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

namespace ecoredline {

namespace {

constexpr std::pair<const char*, const char*> kZoneColumns[] = {
    {"zone_row", "INTEGER"},   {"zone_key", "TEXT"},       {"zone_id", "TEXT"},    {"zone_name", "TEXT"},
    {"zone_class", "TEXT"},    {"zone_class_raw", "TEXT"}, {"derived", "BOOLEAN"}, {"row_state", "TEXT"},
    {"source_row", "INTEGER"}, {"feature_hash", "TEXT"}};

/// INTEGER or DOUBLE where every cell is a number, else TEXT.
std::string typeOf(const Column& column) {
  bool integers = false;
  bool reals = false;
  for (const Value& value : column.values) {
    if (std::holds_alternative<std::string>(value)) return "TEXT";
    integers = integers || std::holds_alternative<std::int64_t>(value);
    reals = reals || std::holds_alternative<double>(value);
  }
  if (reals) return "DOUBLE";
  return integers ? "INTEGER" : "TEXT";
}

/// Names already given, compared as SQLite compares them.
class Names {
 public:
  Names() : m_taken{"fid", "geom"} {}

  std::string unique(const std::string& wanted) {
    std::string name = wanted;
    for (int n = 2; !m_taken.insert(lowered(name)).second; ++n) name = fmt::format("{}_{}", wanted, n);
    return name;
  }

 private:
  std::set<std::string> m_taken;
};

/// The kind's own fields in its order, then whatever else the rows carry.
std::vector<std::string> fieldsOf(const BoundLayer& layer) {
  std::vector<std::string> fields;
  std::set<std::string> known{"zone_id", "zone_name", "zone_class"};
  for (const Field& field : layer.kind->fields) {
    if (known.insert(field.id).second) fields.push_back(field.id);
  }
  std::set<std::string> others;
  for (const BoundRow& row : layer.rows) {
    for (const auto& [field, value] : row.fields) {
      if (!known.contains(field)) others.insert(field);
    }
  }
  fields.insert(fields.end(), others.begin(), others.end());
  return fields;
}

void noteMapping(const BoundLayer& layer, PlannedColumn& column) {
  const auto mapping = std::ranges::find(layer.mapping, column.name, &FieldMapping::canonical);
  if (mapping == layer.mapping.end()) return;
  column.mapped_from = mapping->column;
  column.mapped_how = mapping->how;
}

} // namespace

std::string_view name(ColumnRole role) {
  switch (role) {
  case ColumnRole::zone:
    return "zone";
  case ColumnRole::field:
    return "field";
  case ColumnRole::source:
    return "source";
  }
  return "zone";
}

std::string sourceColumnName(std::string_view met) {
  std::string name = "src_";
  for (const char c : met) name += static_cast<unsigned char>(c) < 0x20 || c == '"' ? '_' : c;
  return name;
}

std::vector<PlannedColumn> planColumns(const BoundLayer& layer) {
  Names names;
  std::vector<PlannedColumn> plan;
  for (const auto& [column, type] : kZoneColumns)
    plan.push_back({names.unique(column), ColumnRole::zone, column, type, {}, {}, {}, 0});
  for (const std::string& field : fieldsOf(layer))
    plan.push_back({names.unique(field), ColumnRole::field, field, "TEXT", {}, {}, {}, 0});
  for (std::size_t i = 0; i < layer.table.columns.size(); ++i) {
    const Column& met = layer.table.columns[i];
    plan.push_back(
        {names.unique(sourceColumnName(met.name)), ColumnRole::source, met.name, typeOf(met), met.type, {}, {}, i});
  }
  for (PlannedColumn& column : plan) {
    if (column.role != ColumnRole::source) noteMapping(layer, column);
  }
  return plan;
}

} // namespace ecoredline
