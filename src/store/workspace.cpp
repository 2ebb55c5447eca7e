#include "store/workspace.hpp"

#include "base/date.hpp"
#include "base/files.hpp"
#include "base/json_writer.hpp"
#include "store/geometry_blob.hpp"
#include "store/geopackage.hpp"
#include "store/import.hpp"
#include "store/list_table.hpp"
#include "store/reader.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"
#include "store/zone_table.hpp"

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace ecoredline {

namespace fs = std::filesystem;

struct Workspace::State {
  State(const fs::path& path, Database::Access access) : database(path, access) {}
  Database database;
};

namespace {

fs::path beside(const fs::path& path, const char* suffix) {
  return pathFromUtf8(toUtf8(path) + suffix);
}

void refuseExisting(const fs::path& path) {
  std::error_code failed;
  if (fs::exists(fs::symlink_status(path, failed)))
    throw StoreFailure({ErrorKind::input,
                        "workspace.exists",
                        {"文件已存在", "The file exists already"},
                        toUtf8(path),
                        {"另取文件名，或先移走原文件", "choose another name, or move the old file away"}});
  const fs::path folder = fs::absolute(path, failed).parent_path();
  if (!fs::is_directory(folder, failed))
    throw StoreFailure({ErrorKind::input,
                        "workspace.missing",
                        {"文件夹不存在", "The folder does not exist"},
                        toUtf8(folder),
                        {"先建立该文件夹", "make the folder first"}});
}

/// A half-made file that goes unless it was renamed.
class PartialFile {
 public:
  explicit PartialFile(fs::path path) : m_path(std::move(path)) { remove(); }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  ~PartialFile() { remove(); }
  const fs::path& path() const { return m_path; }

 private:
  void remove() const {
    std::error_code ignored;
    for (const char* suffix : {"", "-journal"}) fs::remove(beside(m_path, suffix), ignored);
  }
  fs::path m_path;
};

void moveIntoPlace(const fs::path& partial, const fs::path& path) {
  std::error_code failed;
  // A journal that a deleted workspace left behind would be rolled back into the new one.
  for (const char* orphan : {"-journal", "-wal", "-shm"}) fs::remove(beside(path, orphan), failed);
  refuseExisting(path);
  fs::rename(partial, path, failed);
  if (failed)
    throw StoreFailure(
        {ErrorKind::input,
         "workspace.read_only",
         {fmt::format("不能写入：{}", failed.message()), fmt::format("Cannot write: {}", failed.message())},
         toUtf8(path),
         {"检查文件夹的写权限", "check the permissions of the folder"}});
}

void createFile(const fs::path& path, const Text& title, const Catalogue& catalogue) {
  refuseExisting(path);
  const PartialFile partial(beside(path, ".partial"));
  {
    Database database(partial.path(), Database::Access::create);
    Transaction transaction(database);
    createWorkspaceTables(database, title, catalogue);
    transaction.commit();
  }
  moveIntoPlace(partial.path(), path);
}

FlatLayer readCoverage(const Database& database, std::int64_t version) {
  readVersion(database, version);
  FlatLayer area;
  area.crs = Crs::cgcs2000();
  Statement rows(database, "SELECT fid, geom FROM er_coverage WHERE version_id = ?1 ORDER BY fid");
  rows.bind(version);
  while (rows.step()) {
    if (!appendBlob(rows.bytes(1), rows.integer(0), area))
      throw StoreFailure(damagedError(database.path(), fmt::format("er_coverage fid {}", rows.integer(0))));
  }
  return area;
}

Error withdrawError(const Version& version, const fs::path& path) {
  return {ErrorKind::input,
          "workspace.already_withdrawn",
          {fmt::format("版本“{}”已于 {} 撤回：{}", version.label, version.withdrawn_at, version.withdrawn_reason),
           fmt::format("Version \"{}\" was withdrawn on {}: {}", version.label, version.withdrawn_at,
                       version.withdrawn_reason)},
          toUtf8(path),
          {"撤回记录不可更改", "a withdrawal stands as it was made"}};
}

void withdrawVersion(Database& database, std::int64_t id, const std::string& reason) {
  Transaction transaction(database);
  const Version version = readVersion(database, id);
  if (!version.withdrawn_at.empty()) throw StoreFailure(withdrawError(version, database.path()));
  Statement(database, "UPDATE er_versions SET withdrawn_at = ?2, withdrawn_reason = ?3 WHERE id = ?1")
      .bind(id, nowUtc(), reason)
      .run();
  Statement(database, "UPDATE gpkg_contents SET identifier = '[已撤回 withdrawn #' || ?1 || '] ' || identifier,"
                      " description = ?2 || ' · ' || description"
                      " WHERE table_name = (SELECT table_name FROM er_versions WHERE id = ?1)")
      .bind(id, reason)
      .run();
  JsonWriter json(0);
  json.beginObject().key("kind").text(version.kind).key("label").text(version.label);
  json.key("reason").text(reason).endObject();
  addJournal(database, "withdraw", std::to_string(id), json.take());
  transaction.commit();
}

void addRun(Database& database, const RunToKeep& run) {
  Statement(database, "INSERT INTO er_runs (id, time, title, json) VALUES (?1, ?2, ?3, ?4)")
      .bind(run.id, run.time, run.title, run.json)
      .run();
  Statement insert(database, "INSERT INTO er_findings (run, site, json) VALUES (?1, ?2, ?3)");
  for (const RunToKeep::Row& row : run.findings) insert.bind(run.id, row.site, row.json).run();
}

void keepRun(Database& database, const RunToKeep& run) {
  Transaction transaction(database);
  if (Statement known(database, "SELECT 1 FROM er_runs WHERE id = ?1"); !known.bind(run.id).step())
    addRun(database, run);
  JsonWriter json(0);
  json.beginObject().key("time").text(run.time).key("title").text(run.title).endObject();
  addJournal(database, "run", std::string(run.id), json.take());
  transaction.commit();
}

StoredRun readRun(const Database& database, const std::string& id) {
  Statement row(database, "SELECT id, time, title, json FROM er_runs WHERE id = ?1");
  if (!row.bind(id).step())
    throw StoreFailure({ErrorKind::input,
                        "workspace.no_run",
                        {fmt::format("工作空间中没有核查记录 {}", id), fmt::format("The workspace has no run {}", id)},
                        toUtf8(database.path()),
                        {"编号为 screen 输出的 12 位十六进制数", "the id is the 12 hex digits that `screen` prints"}});
  return {row.text(0), row.text(1), row.text(2), row.text(3)};
}

StoredReview keepReview(Database& database, const StoredReview& review) {
  StoredReview kept = review;
  kept.time = nowUtc();
  Transaction transaction(database);
  Statement(database, "INSERT INTO er_reviews (run, site, finding, decision, reviewer, reason, document, time)"
                      " VALUES (?1, ?2, nullif(?3, 0), ?4, ?5, ?6, nullif(?7, ''), ?8)")
      .bind(kept.run, kept.site, kept.finding, kept.decision, kept.by, kept.reason, kept.document, kept.time)
      .run();
  JsonWriter json(0);
  json.beginObject().key("site").text(kept.site).key("finding").integer(kept.finding);
  json.key("decision").text(kept.decision).key("by").text(kept.by).key("reason").text(kept.reason);
  json.key("document").text(kept.document).endObject();
  addJournal(database, "review", kept.run, json.take());
  transaction.commit();
  return kept;
}

std::vector<StoredReview> readReviews(const Database& database, const std::string& run) {
  std::vector<StoredReview> reviews;
  Statement rows(database, "SELECT run, site, coalesce(finding, 0), decision, reviewer, reason, coalesce(document, ''),"
                           " time FROM er_reviews WHERE run = ?1 ORDER BY number");
  rows.bind(run);
  while (rows.step())
    reviews.push_back({rows.text(0), rows.text(1), rows.integer(2), rows.text(3), rows.text(4), rows.text(5),
                       rows.text(6), rows.text(7)});
  return reviews;
}

std::map<std::string, std::string> newestCatalogue(const Database& database, std::string& hash) {
  std::map<std::string, std::string> files;
  Statement rows(database, "SELECT content_hash, path, bytes FROM er_catalogue"
                           " WHERE copy = (SELECT max(copy) FROM er_catalogue)");
  while (rows.step()) {
    const Bytes bytes = rows.bytes(2);
    hash = rows.text(0);
    files[rows.text(1)] = std::string(bytes.begin(), bytes.end());
  }
  return files;
}

} // namespace

Workspace::Workspace(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;
Workspace::~Workspace() = default;

Result<Workspace> Workspace::create(const fs::path& path, const Text& title, const Catalogue& catalogue) {
  const auto created = guarded([&] { createFile(path, title, catalogue); });
  if (!created) return fail(created.error());
  return open(path, Access::write);
}

Result<Workspace> Workspace::open(const fs::path& path, Access access) {
  return guarded([&] {
    auto state =
        std::make_unique<State>(path, access == Access::write ? Database::Access::write : Database::Access::read);
    checkWorkspace(state->database);
    return Workspace(std::move(state));
  });
}

Result<Catalogue> Workspace::catalogue() const {
  std::string hash;
  const auto files = guarded([&] { return newestCatalogue(m_state->database, hash); });
  if (!files) return fail(files.error());
  auto catalogue = Catalogue::fromFiles(*files);
  if (catalogue && catalogue->contentHash() != hash) return fail(damagedError(path(), "er_catalogue"));
  return catalogue;
}

Result<Version> Workspace::addVersion(const BoundLayer& layer, const NewVersion& version, Feedback& feedback) {
  return guarded(
      [&] { return readVersion(m_state->database, importVersion(m_state->database, layer, version, feedback)); });
}

Result<Version> Workspace::addList(const BoundList& list, const NewVersion& version, Feedback& feedback) {
  return guarded(
      [&] { return readVersion(m_state->database, importList(m_state->database, list, version, feedback)); });
}

Result<std::vector<Clause>> Workspace::clauses(std::int64_t version) const {
  return guarded([&] { return readClauses(m_state->database, version); });
}

Result<std::vector<FieldMapping>> Workspace::mapping(std::int64_t version) const {
  return guarded([&] { return readMapping(m_state->database, version); });
}

Result<std::vector<Version>> Workspace::versions() const {
  return guarded([&] { return readVersions(m_state->database); });
}

Result<Version> Workspace::withdraw(std::int64_t version, const std::string& reason) {
  if (reason.empty())
    return fail(ErrorKind::usage, "workspace.no_reason", {"撤回版本须写明理由", "A withdrawal needs a reason"}, {},
                {"加上 --reason", "add --reason"});
  return guarded([&] {
    withdrawVersion(m_state->database, version, reason);
    return readVersion(m_state->database, version);
  });
}

Result<FlatLayer> Workspace::coverageArea(std::int64_t version) const {
  return guarded([&] { return readCoverage(m_state->database, version); });
}

Result<std::unique_ptr<FlatReader>> Workspace::reader(std::int64_t version) const {
  return guarded([&]() -> std::unique_ptr<FlatReader> { return std::make_unique<VersionReader>(path(), version); });
}

Result<std::map<std::int64_t, Zone>> Workspace::zones(std::int64_t version,
                                                      const std::vector<std::int64_t>& rows) const {
  return guarded([&] { return readZones(m_state->database, version, rows); });
}

Result<void> Workspace::saveRun(const RunToKeep& run) {
  return guarded([&] { keepRun(m_state->database, run); });
}

Result<std::vector<StoredRun>> Workspace::runs() const {
  return guarded([&] {
    std::vector<StoredRun> runs;
    Statement rows(m_state->database, "SELECT id, time, title FROM er_runs ORDER BY time, id");
    while (rows.step()) runs.push_back({rows.text(0), rows.text(1), rows.text(2), {}});
    return runs;
  });
}

Result<StoredRun> Workspace::run(const std::string& id) const {
  return guarded([&] { return readRun(m_state->database, id); });
}

Result<std::vector<std::string>> Workspace::findings(const std::string& run, const std::string& site) const {
  return guarded([&] {
    std::vector<std::string> findings;
    Statement rows(m_state->database, "SELECT json FROM er_findings WHERE run = ?1 AND site = ?2 ORDER BY number");
    rows.bind(run, site);
    while (rows.step()) findings.push_back(rows.text(0));
    return findings;
  });
}

Result<StoredReview> Workspace::addReview(const StoredReview& review) {
  return guarded([&] {
    (void)readRun(m_state->database, review.run);
    return keepReview(m_state->database, review);
  });
}

Result<std::vector<StoredReview>> Workspace::reviews(const std::string& run) const {
  return guarded([&] { return readReviews(m_state->database, run); });
}

const fs::path& Workspace::path() const {
  return m_state->database.path();
}

} // namespace ecoredline
