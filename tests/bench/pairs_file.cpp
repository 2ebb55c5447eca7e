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

constexpr std::size_t kRows = 64; // of one INSERT

std::string insertOf(std::size_t rows) {
  std::string sql = "INSERT INTO pairs (site, layer, zone, relation, overlap_m2, share) VALUES ";
  for (std::size_t i = 0; i < rows; ++i) sql += i == 0 ? "(?,?,?,?,?,?)" : ",(?,?,?,?,?,?)";
  return sql;
}

void bind(sqlite3_stmt* row, int first, const Pair& pair) {
  sqlite3_bind_int64(row, first, pair.site);
  sqlite3_bind_text(row, first + 1, pair.layer, -1, SQLITE_STATIC);
  sqlite3_bind_int64(row, first + 2, pair.zone);
  sqlite3_bind_text(row, first + 3, pair.relation, -1, SQLITE_STATIC);
  sqlite3_bind_double(row, first + 4, pair.overlap_m2);
  sqlite3_bind_double(row, first + 5, pair.share);
}

} // namespace

PairsFile::PairsFile(const std::string& path) : m_database(createFile(path)) {
  execute(m_database.get(), kSchema);
  m_insert = prepared(m_database.get(), insertOf(kRows));
  m_insert_one = prepared(m_database.get(), insertOf(1));
}

PairsFile::~PairsFile() {
  for (const Pair& pair : m_waiting) {
    bind(m_insert_one.get(), 1, pair);
    write(m_insert_one.get());
  }
  m_insert.reset();
  m_insert_one.reset();
  execute(m_database.get(), "COMMIT");
}

void PairsFile::add(const Pair& pair) {
  m_waiting.push_back(pair);
  if (m_waiting.size() < kRows) return;
  for (std::size_t i = 0; i < kRows; ++i) bind(m_insert.get(), static_cast<int>(6 * i + 1), m_waiting[i]);
  write(m_insert.get());
  m_waiting.clear();
}

void PairsFile::write(sqlite3_stmt* insert) {
  step(insert);
  sqlite3_reset(insert);
}

} // namespace ecoredline::bench
