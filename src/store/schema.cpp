#include "store/schema.hpp"

#include "base/date.hpp"
#include "base/files.hpp"
#include "store/geopackage.hpp"

#include <fmt/format.h>

#include <charconv>

namespace ecoredline {

namespace {

constexpr const char* kOwnTables = R"sql(
CREATE TABLE er_meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE er_catalogue (
  copy INTEGER NOT NULL, content_hash TEXT NOT NULL, imported_at TEXT NOT NULL, path TEXT NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (copy, path));
CREATE TABLE er_versions (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL, date TEXT NOT NULL,
  effective_to TEXT, table_name TEXT NOT NULL UNIQUE, content_hash TEXT NOT NULL, provenance_hash TEXT NOT NULL,
  crs TEXT NOT NULL, crs_wkt TEXT NOT NULL, features INTEGER NOT NULL, zones INTEGER NOT NULL, invalid INTEGER NOT NULL,
  vertices INTEGER NOT NULL, accuracy_m DOUBLE NOT NULL, accuracy_assumed BOOLEAN NOT NULL,
  coverage_mode TEXT NOT NULL, coverage_text TEXT NOT NULL, source_path TEXT, source_layer TEXT, source_encoding TEXT,
  source_crs TEXT, source_hash TEXT, catalogue_hash TEXT, imported_at TEXT NOT NULL, withdrawn_at TEXT,
  withdrawn_reason TEXT, notes TEXT, UNIQUE (kind, label));
CREATE TABLE er_columns (
  version_id INTEGER NOT NULL REFERENCES er_versions(id), ordinal INTEGER NOT NULL, column_name TEXT NOT NULL,
  role TEXT NOT NULL, name TEXT NOT NULL, type TEXT, mapped_from TEXT, mapped_how TEXT,
  PRIMARY KEY (version_id, ordinal));
CREATE TABLE er_zone_shapes (
  id INTEGER PRIMARY KEY NOT NULL, version_id INTEGER NOT NULL REFERENCES er_versions(id), zone_row INTEGER NOT NULL,
  rung TEXT NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, shape BLOB,
  UNIQUE (version_id, zone_row));
CREATE TABLE er_coverage (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, version_id INTEGER NOT NULL REFERENCES er_versions(id),
  kind TEXT NOT NULL, label TEXT NOT NULL, mode TEXT NOT NULL, coverage_text TEXT NOT NULL, geom MULTIPOLYGON);
CREATE TABLE er_runs (
  number INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, id TEXT NOT NULL UNIQUE, time TEXT NOT NULL, title TEXT NOT NULL,
  json TEXT NOT NULL);
CREATE TABLE er_findings (
  number INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, run TEXT NOT NULL REFERENCES er_runs (id), site TEXT NOT NULL,
  json TEXT NOT NULL);
CREATE INDEX er_findings_of_site ON er_findings (run, site);
CREATE TABLE er_reviews (
  number INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, run TEXT NOT NULL REFERENCES er_runs (id), site TEXT NOT NULL,
  finding INTEGER, decision TEXT NOT NULL, reviewer TEXT NOT NULL, reason TEXT NOT NULL, document TEXT,
  time TEXT NOT NULL);
CREATE TABLE er_journal (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, time TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
  detail TEXT NOT NULL);
CREATE TRIGGER er_versions_kept_update BEFORE UPDATE ON er_versions
WHEN OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR NEW.withdrawn_reason IS NULL
  OR NEW.id IS NOT OLD.id OR NEW.kind IS NOT OLD.kind OR NEW.label IS NOT OLD.label OR NEW.date IS NOT OLD.date
  OR NEW.effective_to IS NOT OLD.effective_to OR NEW.table_name IS NOT OLD.table_name
  OR NEW.content_hash IS NOT OLD.content_hash OR NEW.provenance_hash IS NOT OLD.provenance_hash
  OR NEW.crs IS NOT OLD.crs OR NEW.crs_wkt IS NOT OLD.crs_wkt OR NEW.features IS NOT OLD.features
  OR NEW.zones IS NOT OLD.zones OR NEW.invalid IS NOT OLD.invalid OR NEW.vertices IS NOT OLD.vertices
  OR NEW.accuracy_m IS NOT OLD.accuracy_m OR NEW.accuracy_assumed IS NOT OLD.accuracy_assumed
  OR NEW.coverage_mode IS NOT OLD.coverage_mode OR NEW.coverage_text IS NOT OLD.coverage_text
  OR NEW.source_path IS NOT OLD.source_path OR NEW.source_layer IS NOT OLD.source_layer
  OR NEW.source_encoding IS NOT OLD.source_encoding OR NEW.source_crs IS NOT OLD.source_crs
  OR NEW.source_hash IS NOT OLD.source_hash OR NEW.catalogue_hash IS NOT OLD.catalogue_hash
  OR NEW.imported_at IS NOT OLD.imported_at OR NEW.notes IS NOT OLD.notes
BEGIN SELECT RAISE(ABORT, '版本登记只增不改,误导入的版本用 layers --withdraw 撤回 / a version is only ever withdrawn'); END;
CREATE TRIGGER er_versions_kept_delete BEFORE DELETE ON er_versions
BEGIN SELECT RAISE(ABORT, '版本登记只增不删,误导入的版本用 layers --withdraw 撤回 / a version is only ever withdrawn'); END;
)sql";

constexpr const char* kVersionColumns =
    "SELECT id, kind, label, date, effective_to, content_hash, provenance_hash, crs, features, zones, invalid, "
    "accuracy_m,"
    " accuracy_assumed, coverage_mode, coverage_text, source_path, source_hash, imported_at, withdrawn_at,"
    " withdrawn_reason, notes FROM er_versions ";

void registerTables(Database& database, const std::string& now) {
  struct Shown {
    const char* table;
    const char* title;
    const char* description;
  };
  constexpr Shown kShown[] = {{"er_versions", "图层版本登记", "layer versions, withdrawn ones too"},
                              {"er_runs", "核查记录", "screening runs"},
                              {"er_findings", "核查发现", "findings of the runs, one a row"},
                              {"er_reviews", "人工复核记录", "decisions people recorded about findings"},
                              {"er_journal", "操作日志", "journal, append-only"}};
  for (const Shown& shown : kShown)
    addContents(database, {shown.table, "attributes", shown.title, shown.description, now, {}, 0});
  addContents(database, {"er_coverage", "features", "版本覆盖范围", "where absence means none there", now, {}, 4490});
  addGeometryColumn(database, "er_coverage", "MULTIPOLYGON", 4490);
  for (const char* table : {"er_meta", "er_catalogue", "er_versions", "er_columns", "er_zone_shapes", "er_coverage",
                            "er_runs", "er_findings", "er_reviews", "er_journal"})
    addExtension(database, table, "", "ecoredline_workspace");
  for (const char* table : {"er_catalogue", "er_columns", "er_zone_shapes", "er_coverage", "er_runs", "er_findings",
                            "er_reviews", "er_journal"})
    keepRows(database, table, Rows::open);
}

void addCatalogueCopy(Database& database, const Catalogue& catalogue, const std::string& now) {
  Statement insert(
      database, "INSERT INTO er_catalogue (copy, content_hash, imported_at, path, bytes) VALUES (1, ?1, ?2, ?3, ?4)");
  for (const auto& [path, bytes] : catalogue.files())
    insert
        .bind(catalogue.contentHash(), now, path,
              Bytes(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()))
        .run();
}

Coverage::Mode modeFrom(const Database& database, std::string_view text) {
  for (const auto mode : {Coverage::Mode::none, Coverage::Mode::all, Coverage::Mode::admin, Coverage::Mode::polygon,
                          Coverage::Mode::features})
    if (name(mode) == text) return mode;
  throw StoreFailure(damagedError(database.path(), fmt::format("er_versions.coverage_mode = {}", text)));
}

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

Version versionAt(const Database& database, const Statement& row) {
  Version version;
  int at = 0;
  version.id = row.integer(at++);
  for (std::string* field : {&version.kind, &version.label, &version.date, &version.effective_to, &version.content_hash,
                             &version.provenance_hash, &version.crs})
    *field = row.text(at++);
  for (std::uint64_t* count : {&version.features, &version.zones, &version.invalid})
    *count = static_cast<std::uint64_t>(row.integer(at++));
  version.accuracy_m = row.real(at++);
  version.accuracy_assumed = row.integer(at++) != 0;
  version.coverage.mode = modeFrom(database, row.text(at++));
  for (std::string* field : {&version.coverage.text, &version.source_path, &version.source_hash, &version.imported_at,
                             &version.withdrawn_at, &version.withdrawn_reason})
    *field = row.text(at++);
  version.notes = linesOf(row.text(at));
  return version;
}

bool hasTable(const Database& database, const char* table) {
  Statement found(database, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1");
  return found.bind(table).step();
}

Error noVersionError(const Database& database, std::int64_t id) {
  return {ErrorKind::input,
          "workspace.no_version",
          {fmt::format("没有编号为 {} 的图层版本", id), fmt::format("There is no layer version {}", id)},
          toUtf8(database.path()),
          {"用 ecoredline layers 查看已有版本", "`ecoredline layers` lists the versions"}};
}

} // namespace

std::string_view name(Coverage::Mode mode) {
  switch (mode) {
  case Coverage::Mode::none:
    return "none";
  case Coverage::Mode::all:
    return "all";
  case Coverage::Mode::admin:
    return "admin";
  case Coverage::Mode::polygon:
    return "polygon";
  case Coverage::Mode::features:
    return "features";
  }
  return "none";
}

void createWorkspaceTables(Database& database, const Text& title, const Catalogue& catalogue) {
  const std::string now = nowUtc();
  createGeoPackage(database);
  database.run(kOwnTables);
  Statement meta(database, "INSERT INTO er_meta (key, value) VALUES (?1, ?2)");
  meta.bind("format", std::to_string(kWorkspaceFormat)).run();
  meta.bind("title_zh", title.zh).run();
  meta.bind("title_en", title.en).run();
  meta.bind("created_at", now).run();
  meta.bind("created_by", "EcoRedline " ECOREDLINE_VERSION).run();
  registerTables(database, now);
  addCatalogueCopy(database, catalogue, now);
  addJournal(database, "init", catalogue.contentHash(), "{}");
}

void checkWorkspace(const Database& database) {
  if (!hasTable(database, "er_meta") || !hasTable(database, "gpkg_contents"))
    throw StoreFailure(notAWorkspaceError(database.path()));
  Statement found(database, "SELECT value FROM er_meta WHERE key = 'format'");
  const std::string text = found.step() ? found.text(0) : "";
  int format = 0;
  std::from_chars(text.data(), text.data() + text.size(), format);
  if (format < 1) throw StoreFailure(notAWorkspaceError(database.path()));
  if (format > kWorkspaceFormat)
    throw StoreFailure({ErrorKind::input,
                        "workspace.newer_format",
                        {fmt::format("工作空间格式为第 {} 版，本程序只认到第 {} 版", format, kWorkspaceFormat),
                         fmt::format("The workspace has format {}, this program knows {}", format, kWorkspaceFormat)},
                        toUtf8(database.path()),
                        {"请升级 EcoRedline", "use a newer EcoRedline"}});
}

void keepRows(Database& database, const std::string& table, Rows rows) {
  using fmt::literals::operator""_a;
  constexpr const char* kTrigger = "CREATE TRIGGER {n} BEFORE {e} ON {t} BEGIN SELECT RAISE(ABORT, "
                                   "'版本与记录只增不改，请另行导入新版本 / versions and records are never edited: "
                                   "import a new version'); END;";
  const auto forbid = [&](const char* event) {
    database.run(fmt::format(kTrigger, "n"_a = sqlName(fmt::format("{}_kept_{}", table, event)), "e"_a = event,
                             "t"_a = sqlName(table)));
  };
  forbid("UPDATE");
  forbid("DELETE");
  if (rows == Rows::closed) forbid("INSERT");
}

void addJournal(Database& database, const std::string& action, const std::string& subject, const std::string& detail) {
  Statement(database, "INSERT INTO er_journal (time, action, subject, detail) VALUES (?1, ?2, ?3, ?4)")
      .bind(nowUtc(), action, subject, detail)
      .run();
}

void checkLabel(const Database& database, const LayerKind& kind, const std::string& label) {
  Statement known(database, "SELECT 1 FROM er_versions WHERE kind = ?1 AND label = ?2");
  if (!known.bind(kind.id, label).step()) return;
  throw StoreFailure({ErrorKind::input,
                      "workspace.label_exists",
                      {fmt::format("{}已有名为“{}”的版本", kind.title.zh, label),
                       fmt::format("{} already has a version \"{}\"", kind.title.en, label)},
                      toUtf8(database.path()),
                      {"用 --version 另取版本名（已撤回版本的名称也不再使用）",
                       "choose another label with --version (labels of withdrawn versions are not used again)"}});
}

std::vector<Version> readVersions(const Database& database) {
  std::vector<Version> versions;
  Statement rows(database, std::string(kVersionColumns) + "ORDER BY kind, date, id");
  while (rows.step()) versions.push_back(versionAt(database, rows));
  return versions;
}

Version readVersion(const Database& database, std::int64_t id) {
  Statement rows(database, std::string(kVersionColumns) + "WHERE id = ?1");
  if (!rows.bind(id).step()) throw StoreFailure(noVersionError(database, id));
  return versionAt(database, rows);
}

std::vector<FieldMapping> readMapping(const Database& database, std::int64_t version) {
  readVersion(database, version);
  Statement rows(database, "SELECT name, mapped_from, mapped_how FROM er_columns WHERE version_id = ?1 AND "
                           "mapped_how IS NOT NULL AND mapped_how <> '' ORDER BY ordinal");
  rows.bind(version);
  std::vector<FieldMapping> mapping;
  while (rows.step()) mapping.push_back({rows.text(0), rows.text(1), rows.text(2)});
  return mapping;
}

VersionPlace readPlace(const Database& database, std::int64_t id) {
  Statement row(database,
                "SELECT v.table_name, v.crs_wkt, v.zones, v.vertices, c.min_x, c.min_y, c.max_x, c.max_y"
                " FROM er_versions v LEFT JOIN gpkg_contents c ON c.table_name = v.table_name WHERE v.id = ?1");
  if (!row.bind(id).step()) throw StoreFailure(noVersionError(database, id));
  VersionPlace place;
  place.table = row.text(0);
  place.crs = expect(Crs::fromText(row.text(1)));
  place.zones = static_cast<std::uint64_t>(row.integer(2));
  place.vertices = static_cast<std::uint64_t>(row.integer(3));
  if (!row.isNull(4)) place.extent = {row.real(4), row.real(5), row.real(6), row.real(7)};
  return place;
}

} // namespace ecoredline
