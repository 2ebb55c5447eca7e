#include "store/layer_table.hpp"

#include "store/geometry_blob.hpp"
#include "store/sqlite.hpp"

#include <fmt/format.h>

namespace ecoredline {

namespace {

constexpr std::size_t kRowsPerPoll = 1024;

struct TableFacts {
  std::string column;
  Crs crs;
};

TableFacts factsOf(Database& database, const std::string& table) {
  Statement statement(database, "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?1");
  statement.bind(table);
  if (!statement.step()) {
    throw StoreFailure({ErrorKind::input,
                        "layer.missing",
                        {"文件中没有图层 " + table, "The file has no layer " + table},
                        database.path().string(),
                        {}});
  }
  return {statement.text(0), Crs::fromEpsg(static_cast<int>(statement.integer(1))).value_or(Crs())};
}

/// Vertices that the table can hold at most: a blob is 16 bytes a vertex and some.
void reserve(Database& database, const std::string& table, const std::string& column, FlatLayer& layer) {
  Statement statement(database,
                      fmt::format("SELECT count(*), sum(length({})) FROM {}", sqlName(column), sqlName(table)));
  if (!statement.step() || statement.isNull(1)) return;
  const auto rows = static_cast<std::size_t>(statement.integer(0));
  const auto vertices = static_cast<std::size_t>(statement.integer(1)) / 16;
  layer.x.reserve(vertices);
  layer.y.reserve(vertices);
  layer.ring_vertex.reserve(rows + 1);
  layer.ring_part.reserve(rows);
  layer.row_ring.reserve(rows + 1);
  layer.shape.reserve(rows);
  layer.box.reserve(rows);
  layer.row_id.reserve(rows);
}

[[noreturn]] void refuse(const std::string& table, std::int64_t fid) {
  throw StoreFailure({ErrorKind::input,
                      "layer.other_shapes",
                      {"该图形不是多部件的二维图形，请先用 import 导入",
                       "This shape is not of the kind that can be read directly; import the file"},
                      fmt::format("{} fid {}", table, fid),
                      {}});
}

FlatLayer readAll(const std::filesystem::path& path, const std::string& table, Feedback& feedback) {
  Database database(path, Database::Access::read);
  // Every page is seen once: looked at where the system keeps it, and copied but once.
  database.run("PRAGMA cache_size=-1024; PRAGMA mmap_size=0x7fff0000");
  const TableFacts facts = factsOf(database, table);
  FlatLayer layer;
  layer.crs = facts.crs;
  const ReadTransaction snapshot(database);
  reserve(database, table, facts.column, layer);
  Statement rows(database, fmt::format("SELECT rowid, {} FROM {}", sqlName(facts.column), sqlName(table)));
  while (rows.step()) {
    if (layer.rows() % kRowsPerPoll == 0 && feedback.cancelled()) throw StoreFailure(cancelledError().value());
    const auto fid = rows.integer(0);
    if (rows.isNull(1))
      appendNothing(fid, layer);
    else if (!appendBlob(rows.bytes(1), fid, layer))
      refuse(table, fid);
  }
  return layer;
}

} // namespace

Result<FlatLayer> readLayerTable(const std::filesystem::path& path, const std::string& table, Feedback& feedback) {
  return guarded([&] { return readAll(path, table, feedback); });
}

} // namespace ecoredline
