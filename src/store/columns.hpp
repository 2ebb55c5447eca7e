#pragma once

#include "catalogue/bind.hpp"
#include "store/sqlite.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ecoredline {

/// Where a column of a version's table comes from.
enum class ColumnRole {
  zone,   ///< the words every kind has: zone_id, zone_name, zone_class …, and our own marks
  field,  ///< another canonical field of the kind
  source, ///< a column of the file, as met
};
std::string_view name(ColumnRole role);

/// One column of a version's table besides fid and geom.
struct PlannedColumn {
  std::string column; ///< in the table
  ColumnRole role = ColumnRole::zone;
  std::string name;        ///< canonical field id, or the name as met
  std::string type;        ///< GeoPackage type
  std::string met_type;    ///< source: as the format declared it
  std::string mapped_from; ///< canonical: the column it was bound to
  std::string mapped_how;
  std::size_t source = 0; ///< source: position among the file's columns
};

/// The columns of a version's table, in order. Names are made unique without regard to case, as SQLite compares them.
std::vector<PlannedColumn> planColumns(const BoundLayer& layer);

/// A file's column name that can stand in SQL: "src_" and the name without control characters.
std::string sourceColumnName(std::string_view met);

} // namespace ecoredline
