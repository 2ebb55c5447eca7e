#include "store/layer_styles.hpp"

#include "store/layer_style_table.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"

namespace ecoredline {

namespace {

bool exists(const Database& database, const char* table) {
  Statement find(database, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1");
  return find.bind(table).step();
}

// A DATETIME as the GeoPackage standard wants it, with milliseconds.
std::string withMilliseconds(std::string time) {
  if (time.size() == 20 && time.back() == 'Z') time.insert(19, ".000");
  return time;
}

void createTable(Database& database, const std::string& time) {
  if (exists(database, "layer_styles")) return;
  database.run("CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), "
               "f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), "
               "styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
               "update_time DATETIME)");
  Statement contents(database,
                     "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
                     "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?1)");
  contents.bind(time).run();
}

} // namespace

void putLayerStyle(Database& database, const LayerStyle& style) {
  const std::string time = withMilliseconds(style.time);
  createTable(database, time);
  std::string column = "geom";
  {
    Statement geometry(database, "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?1");
    if (geometry.bind(style.table).step()) column = geometry.text(0);
  }
  Statement(database, "DELETE FROM layer_styles WHERE f_table_name = ?1 AND styleName = ?2")
      .bind(style.table, style.name)
      .run();
  Statement(database, "UPDATE layer_styles SET useAsDefault = 0 WHERE f_table_name = ?1").bind(style.table).run();
  Statement(database,
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
            "styleQML, styleSLD, useAsDefault, description, owner, update_time) "
            "VALUES ('', '', ?1, ?2, ?3, ?4, ?5, 1, 'EcoRedline', '', ?6)")
      .bind(style.table, column, style.name, style.qml, style.sld, time)
      .run();
}

Result<void> saveLayerStyle(const std::filesystem::path& geopackage, const LayerStyle& style) {
  return guarded([&] {
    Database database(geopackage, Database::Access::write);
    Transaction transaction(database);
    putLayerStyle(database, style);
    transaction.commit();
  });
}

Result<std::string> versionTable(const std::filesystem::path& workspace, std::int64_t version) {
  return guarded([&] {
    const Database database(workspace, Database::Access::read);
    return readPlace(database, version).table;
  });
}

} // namespace ecoredline
