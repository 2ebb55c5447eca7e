#include "pairs_file.hpp"

#include <sqlite3.h>

namespace ecoredline::bench {

namespace {

// What OGC 12-128r18 asks of a file without geometries.
constexpr const char* kSchema = R"sql(
PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10200;
BEGIN;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326,
   'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]', NULL);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('pairs', 'attributes', 'pairs');
CREATE TABLE pairs (fid INTEGER PRIMARY KEY NOT NULL, site INTEGER, layer TEXT, zone INTEGER,
  relation TEXT, overlap_m2 REAL, share REAL);
)sql";

} // namespace

PairsFile::PairsFile(const std::string& path) : m_database(createFile(path)) {
  execute(m_database.get(), kSchema);
  m_insert = prepared(m_database.get(), "INSERT INTO pairs (site, layer, zone, relation, overlap_m2, share) "
                                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
}

PairsFile::~PairsFile() {
  m_insert.reset();
  execute(m_database.get(), "COMMIT");
}

void PairsFile::add(const Pair& pair) {
  sqlite3_stmt* row = m_insert.get();
  sqlite3_bind_int64(row, 1, pair.site);
  sqlite3_bind_text(row, 2, pair.layer, -1, SQLITE_STATIC);
  sqlite3_bind_int64(row, 3, pair.zone);
  sqlite3_bind_text(row, 4, pair.relation, -1, SQLITE_STATIC);
  sqlite3_bind_double(row, 5, pair.overlap_m2);
  sqlite3_bind_double(row, 6, pair.share);
  step(row);
  sqlite3_reset(row);
}

} // namespace ecoredline::bench
