#include "store/geopackage.hpp"

#include "base/files.hpp"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <ogr_spatialref.h>

#include <algorithm>

namespace ecoredline {

namespace {

constexpr std::int32_t kFirstOwnSrs = 900001;

constexpr const char* kStandardTables = R"sql(
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system');
)sql";

/// WKT1 as the standard asks for it (annex: definition); PROJ's WKT2 stays in er_versions.
std::string wkt1(const Database& database, const std::string& definition) {
  OGRSpatialReference srs;
  char* text = nullptr;
  const bool good = srs.SetFromUserInput(definition.c_str()) == OGRERR_NONE && srs.exportToWkt(&text) == OGRERR_NONE;
  const std::string wkt = text == nullptr ? "" : text;
  CPLFree(text);
  if (!good || wkt.empty())
    throw StoreFailure({ErrorKind::internal,
                        "workspace.internal",
                        {"坐标系无法写成 WKT", "The coordinate system cannot be written as WKT"},
                        toUtf8(database.path()),
                        {}});
  return wkt;
}

void addSrs(Database& database, const Crs& crs, std::int32_t id) {
  const bool known = crs.epsg() != 0;
  const std::string definition = wkt1(database, known ? crs.code() : crs.wkt());
  Statement(database, "INSERT INTO gpkg_spatial_ref_sys VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
      .bind(crs.name(), std::int64_t{id}, known ? "EPSG" : "NONE", std::int64_t{id}, definition, crs.code())
      .run();
}

/// The standard wants milliseconds.
std::string changeTime(const std::string& utc) {
  return utc.substr(0, 19) + ".000Z";
}

std::int32_t ownSrs(Database& database, const Crs& crs) {
  Statement known(database, "SELECT srs_id FROM gpkg_spatial_ref_sys WHERE description = ?1");
  const std::string code = crs.code();
  if (known.bind(code).step()) return static_cast<std::int32_t>(known.integer(0));
  Statement last(database, "SELECT coalesce(max(srs_id), 0) FROM gpkg_spatial_ref_sys WHERE organization = 'NONE'");
  last.step();
  const auto id = std::max(kFirstOwnSrs, static_cast<std::int32_t>(last.integer(0)) + 1);
  last.reset();
  addSrs(database, crs, id);
  return id;
}

} // namespace

void createGeoPackage(Database& database) {
  database.run(kStandardTables);
  ensureSrs(database, expect(Crs::fromEpsg(4326)));
  ensureSrs(database, Crs::cgcs2000());
}

std::int32_t ensureSrs(Database& database, const Crs& crs) {
  if (crs.epsg() == 0) return ownSrs(database, crs);
  Statement known(database, "SELECT 1 FROM gpkg_spatial_ref_sys WHERE srs_id = ?1");
  if (!known.bind(crs.epsg()).step()) addSrs(database, crs, crs.epsg());
  return crs.epsg();
}

void addContents(Database& database, const ContentsEntry& entry) {
  const std::string last_change = changeTime(entry.last_change);
  Statement insert(database, "INSERT INTO gpkg_contents VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
  insert.bind(entry.table, entry.data_type, entry.identifier, entry.description, last_change);
  if (!entry.extent.empty()) {
    insert.bindAt(6, entry.extent.min_x);
    insert.bindAt(7, entry.extent.min_y);
    insert.bindAt(8, entry.extent.max_x);
    insert.bindAt(9, entry.extent.max_y);
  }
  if (entry.data_type == "features") insert.bindAt(10, std::int64_t{entry.srs_id});
  insert.run();
}

void growExtent(Database& database, const std::string& table, const Box& box, const std::string& last_change) {
  if (box.empty()) return;
  Statement(database,
            "UPDATE gpkg_contents SET min_x = min(coalesce(min_x, ?2), ?2), min_y = min(coalesce(min_y, ?3), ?3),"
            " max_x = max(coalesce(max_x, ?4), ?4), max_y = max(coalesce(max_y, ?5), ?5), last_change = ?6"
            " WHERE table_name = ?1")
      .bind(table, box.min_x, box.min_y, box.max_x, box.max_y, changeTime(last_change))
      .run();
}

void addGeometryColumn(Database& database, const std::string& table, const std::string& type, std::int32_t srs_id) {
  Statement(database, "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)")
      .bind(table, type, std::int64_t{srs_id})
      .run();
}

void addExtension(Database& database, const std::string& table, const std::string& column,
                  const std::string& extension) {
  const bool rtree = extension == "gpkg_rtree_index";
  Statement insert(database, "INSERT INTO gpkg_extensions VALUES (?1, ?2, ?3, ?4, ?5)");
  insert.bind(table, nullptr, extension,
              rtree ? "http://www.geopackage.org/spec130/#extension_rtree" : "docs/workspace.md of EcoRedline",
              "write-only"); // both are safe to read for who does not know them
  if (!column.empty()) insert.bindAt(2, column);
  insert.run();
}

std::string rtreeName(const std::string& table) {
  return "rtree_" + table + "_geom";
}

void createRTree(Database& database, const std::string& table) {
  database.run(
      fmt::format("CREATE VIRTUAL TABLE {} USING rtree(id, minx, maxx, miny, maxy)", sqlName(rtreeName(table))));
}

void addRTreeTriggers(Database& database, const std::string& table) {
  // Annex F.3 of the standard, word for word; QGIS and OGR bring the ST_ functions, we insert before they exist.
  constexpr const char* kTriggers = R"sql(
CREATE TRIGGER "{r}_insert" AFTER INSERT ON "{t}"
  WHEN (new."geom" NOT NULL AND NOT ST_IsEmpty(NEW."geom"))
BEGIN INSERT OR REPLACE INTO "{r}" VALUES (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),
  ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")); END;
CREATE TRIGGER "{r}_update1" AFTER UPDATE OF "geom" ON "{t}"
  WHEN OLD."fid" = NEW."fid" AND (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))
BEGIN INSERT OR REPLACE INTO "{r}" VALUES (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),
  ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")); END;
CREATE TRIGGER "{r}_update2" AFTER UPDATE OF "geom" ON "{t}"
  WHEN OLD."fid" = NEW."fid" AND (NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))
BEGIN DELETE FROM "{r}" WHERE id = OLD."fid"; END;
CREATE TRIGGER "{r}_update3" AFTER UPDATE ON "{t}"
  WHEN OLD."fid" != NEW."fid" AND (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))
BEGIN DELETE FROM "{r}" WHERE id = OLD."fid";
  INSERT OR REPLACE INTO "{r}" VALUES (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),
  ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")); END;
CREATE TRIGGER "{r}_update4" AFTER UPDATE ON "{t}"
  WHEN OLD."fid" != NEW."fid" AND (NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))
BEGIN DELETE FROM "{r}" WHERE id IN (OLD."fid", NEW."fid"); END;
CREATE TRIGGER "{r}_delete" AFTER DELETE ON "{t}" WHEN old."geom" NOT NULL
BEGIN DELETE FROM "{r}" WHERE id = OLD."fid"; END;
)sql";
  using fmt::literals::operator""_a;
  database.run(fmt::format(kTriggers, "r"_a = rtreeName(table), "t"_a = table));
  addExtension(database, table, "geom", "gpkg_rtree_index");
}

} // namespace ecoredline
