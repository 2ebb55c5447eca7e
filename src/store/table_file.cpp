#include "store/table_file.hpp"

#include "base/date.hpp"
#include "base/files.hpp"
#include "store/geometry_blob.hpp"
#include "store/geopackage.hpp"
#include "store/layer_style_table.hpp"
#include "store/sqlite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

// QGIS shows a layer of one sort of shape as one layer; of several it makes as many.
const char* geometryTypeOf(const FlatLayer& shapes) {
  Shape only = Shape::none;
  for (const Shape shape : shapes.shape) {
    if (shape == Shape::none) continue;
    if (only != Shape::none && only != shape) return "GEOMETRY";
    only = shape;
  }
  if (only == Shape::polygon) return "MULTIPOLYGON";
  return only == Shape::line ? "MULTILINESTRING" : only == Shape::point ? "MULTIPOINT" : "GEOMETRY";
}

void createTable(Database& database, const FileTable& table) {
  std::string sql = fmt::format("CREATE TABLE {} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", sqlName(table.name));
  const char* type = table.shapes == nullptr ? "" : geometryTypeOf(*table.shapes);
  if (table.shapes != nullptr) sql += fmt::format(", geom {}", type);
  for (const FileColumn& column : table.columns)
    sql += fmt::format(", {} {}", sqlName(column.name), column.number ? "DOUBLE" : "TEXT");
  database.run(sql + ")");
  const std::int32_t srs = table.shapes == nullptr ? 0 : ensureSrs(database, table.shapes->crs);
  addContents(database, {table.name, table.shapes == nullptr ? "attributes" : "features", table.title, "", nowUtc(),
                         table.shapes == nullptr ? Box{} : table.shapes->extent(), srs});
  if (table.shapes == nullptr) return;
  addGeometryColumn(database, table.name, type, srs);
  createRTree(database, table.name);
}

void bindCell(Statement& insert, int at, const FileColumn& column, const std::string& cell) {
  char* end = nullptr;
  if (cell.empty())
    insert.bindAt(at, nullptr);
  else if (const double value = std::strtod(cell.c_str(), &end); column.number && *end == '\0')
    insert.bindAt(at, value);
  else
    insert.bindAt(at, std::string_view(cell));
}

void addRows(Database& database, const FileTable& table) {
  std::string names = table.shapes == nullptr ? "fid" : "fid, geom";
  std::string values = table.shapes == nullptr ? "?1" : "?1, ?2";
  const int before = table.shapes == nullptr ? 1 : 2;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    names += ", " + sqlName(table.columns[c].name);
    values += fmt::format(", ?{}", before + 1 + static_cast<int>(c));
  }
  Statement insert(database, fmt::format("INSERT INTO {} ({}) VALUES ({})", sqlName(table.name), names, values));
  Statement box(database, table.shapes == nullptr ? "SELECT 1"
                                                  : fmt::format("INSERT INTO {} VALUES (?1, ?2, ?3, ?4, ?5)",
                                                                sqlName(rtreeName(table.name))));
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto fid = static_cast<std::int64_t>(row) + 1;
    std::string blob;
    insert.reset();
    insert.bindAt(1, fid);
    if (table.shapes != nullptr) blob = toBlob(*table.shapes, row, table.shapes->crs.epsg());
    if (table.shapes != nullptr && blob.empty()) insert.bindAt(2, nullptr);
    if (!blob.empty()) insert.bindAt(2, Bytes(reinterpret_cast<const unsigned char*>(blob.data()), blob.size()));
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      bindCell(insert, before + 1 + static_cast<int>(c), table.columns[c], table.rows[row][c]);
    insert.run();
    if (blob.empty()) continue;
    const Box& b = table.shapes->box[row];
    box.bind(fid, b.min_x, b.max_x, b.min_y, b.max_y).run();
  }
}

constexpr const char* kSchema = "http://www.geopackage.org/spec121/#extension_schema";
constexpr const char* kSchemaTables = R"sql(
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
)sql";
constexpr const char* kStyleTable = R"sql(
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT,
  f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT, ui TEXT, update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
)sql";

bool isDescribed(const FileColumn& column) {
  return !column.title.empty() || !column.choices.empty();
}

// Titles and choices of columns (Schema extension, annex F.9).
void describeColumns(Database& database, const std::vector<FileTable>& tables) {
  const auto described = [](const FileTable& table) { return std::ranges::any_of(table.columns, isDescribed); };
  if (std::ranges::none_of(tables, described)) return;
  database.run(kSchemaTables);
  for (const char* table : {"gpkg_data_columns", "gpkg_data_column_constraints"})
    Statement(database, "INSERT INTO gpkg_extensions VALUES (?1, NULL, 'gpkg_schema', ?2, 'read-write')")
        .bind(table, kSchema)
        .run();
  for (const FileTable& table : tables)
    for (const FileColumn& column : table.columns) {
      if (!isDescribed(column)) continue;
      const std::string domain = table.name + "_" + column.name;
      Statement add(database, "INSERT INTO gpkg_data_columns VALUES (?1, ?2, ?2, ?3, NULL, NULL, nullif(?4, ''))");
      add.bind(table.name, column.name, column.title, column.choices.empty() ? std::string() : domain).run();
      for (const FileChoice& choice : column.choices)
        Statement(database,
                  "INSERT INTO gpkg_data_column_constraints VALUES (?1, 'enum', ?2, NULL, NULL, NULL, NULL, ?3)")
            .bind(domain, choice.value, choice.title)
            .run();
    }
}

// What QGIS calls the default style of a layer, its form included.
void keepForms(Database& database, const std::vector<FileTable>& tables) {
  if (std::ranges::all_of(tables, [](const FileTable& table) { return table.form.empty(); })) return;
  database.run(kStyleTable);
  addContents(database, {"layer_styles", "attributes", "layer_styles", "", nowUtc(), {}, 0});
  for (const FileTable& table : tables) {
    if (table.form.empty()) continue;
    Statement(database, "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
                        " styleName, styleQML, styleSLD, useAsDefault, description, owner)"
                        " VALUES ('', '', ?1, ?2, ?1, ?3, '', 1, '', '')")
        .bind(table.name, table.shapes == nullptr ? "" : "geom", table.form)
        .run();
  }
}

// With everything that the standard's own tables say of it; nothing where there is no such table.
void dropTable(Database& database, const std::string& table) {
  database.run(fmt::format("DROP TABLE IF EXISTS {}", sqlName(table)));
  database.run(fmt::format("DROP TABLE IF EXISTS {}", sqlName(rtreeName(table))));
  for (const char* of : {"gpkg_geometry_columns", "gpkg_extensions", "gpkg_contents"})
    Statement(database, fmt::format("DELETE FROM {} WHERE table_name = ?1", of)).bind(table).run();
}

void writeTables(const fs::path& partial, const std::vector<FileTable>& tables) {
  Database database(partial, Database::Access::create);
  Transaction transaction(database);
  createGeoPackage(database);
  for (const FileTable& table : tables) {
    createTable(database, table);
    addRows(database, table);
    if (table.shapes != nullptr) addRTreeTriggers(database, table.name);
  }
  describeColumns(database, tables);
  keepForms(database, tables);
  transaction.commit();
}

} // namespace

Result<void> writeTableFile(const fs::path& path, const std::vector<FileTable>& tables) {
  const fs::path partial = pathFromUtf8(toUtf8(path) + ".partial");
  std::error_code ignored;
  fs::remove(partial, ignored);
  auto written = guarded([&] { writeTables(partial, tables); });
  std::error_code failed;
  if (written) fs::rename(partial, path, failed);
  if (written && !failed) return {};
  fs::remove(partial, ignored);
  if (!written) return written;
  return fail(ErrorKind::input, "output.write_failed",
              {fmt::format("写入失败：{}", failed.message()), fmt::format("Writing failed: {}", failed.message())},
              toUtf8(path), {"检查剩余空间与写入权限", "check free space and permissions"});
}

Result<void> putTable(const fs::path& geopackage, const FileTable& table) {
  return guarded([&] {
    Database database(geopackage, Database::Access::write);
    Transaction transaction(database);
    dropTable(database, table.name);
    createTable(database, table);
    addRows(database, table);
    if (table.shapes != nullptr) addRTreeTriggers(database, table.name);
    if (!table.form.empty()) putLayerStyle(database, {table.name, "EcoRedline", table.form, "", nowUtc()});
    transaction.commit();
  });
}

} // namespace ecoredline
