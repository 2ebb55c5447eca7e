#include "store/table_file.hpp"

#include "base/date.hpp"
#include "base/files.hpp"
#include "store/geometry_blob.hpp"
#include "store/geopackage.hpp"
#include "store/sqlite.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <system_error>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

void createTable(Database& database, const FileTable& table) {
  std::string sql = fmt::format("CREATE TABLE {} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", sqlName(table.name));
  if (table.shapes != nullptr) sql += ", geom GEOMETRY";
  for (const FileColumn& column : table.columns)
    sql += fmt::format(", {} {}", sqlName(column.name), column.number ? "DOUBLE" : "TEXT");
  database.run(sql + ")");
  const std::int32_t srs = table.shapes == nullptr ? 0 : ensureSrs(database, table.shapes->crs);
  addContents(database, {table.name, table.shapes == nullptr ? "attributes" : "features", table.title, "", nowUtc(),
                         table.shapes == nullptr ? Box{} : table.shapes->extent(), srs});
  if (table.shapes == nullptr) return;
  addGeometryColumn(database, table.name, "GEOMETRY", srs);
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

void writeTables(const fs::path& partial, const std::vector<FileTable>& tables) {
  Database database(partial, Database::Access::create);
  Transaction transaction(database);
  createGeoPackage(database);
  for (const FileTable& table : tables) {
    createTable(database, table);
    addRows(database, table);
    if (table.shapes != nullptr) addRTreeTriggers(database, table.name);
  }
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

} // namespace ecoredline
