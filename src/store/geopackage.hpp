#pragma once

#include "geo/flat_layer.hpp"
#include "store/sqlite.hpp"

#include <cstdint>
#include <string>

namespace ecoredline {

/// The part of the file that is the OGC standard's (GeoPackage 1.3, OGC 12-128r18). Everything here throws
/// StoreFailure.

/// A table as gpkg_contents lists it.
struct ContentsEntry {
  std::string table;
  std::string data_type;  ///< "features" or "attributes"
  std::string identifier; ///< what QGIS shows; unique in the file
  std::string description;
  std::string last_change; ///< UTC, "2026-11-22T03:04:05Z"
  Box extent;              ///< features only; empty = none
  std::int32_t srs_id = 0;
};

/// Header marks and the standard's own tables, with the reference systems that must always be there and EPSG:4490.
void createGeoPackage(Database& database);

/// The srs_id of `crs`, added with its WKT1 where it is missing. Systems without an EPSG code get a number from 900001.
std::int32_t ensureSrs(Database& database, const Crs& crs);

void addContents(Database& database, const ContentsEntry& entry);

/// Grows the extent of `table` to hold `box`.
void growExtent(Database& database, const std::string& table, const Box& box, const std::string& last_change);

/// Registers `table`.geom; `type` is e.g. "MULTIPOLYGON" or "GEOMETRY".
void addGeometryColumn(Database& database, const std::string& table, const std::string& type, std::int32_t srs_id);

/// Notes that `table` belongs to an extension (F.2 of the standard; `column` may be empty).
void addExtension(Database& database, const std::string& table, const std::string& column,
                  const std::string& extension);

/// The R-tree table of `table`.geom (annex F.3), empty; its triggers come with addRTreeTriggers after the rows are in.
void createRTree(Database& database, const std::string& table);
void addRTreeTriggers(Database& database, const std::string& table);
std::string rtreeName(const std::string& table);

} // namespace ecoredline
