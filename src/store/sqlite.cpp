#include "store/sqlite.hpp"

#include "base/files.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <system_error>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

Error inputError(std::string code, Text what, const fs::path& path, Text advice) {
  return {ErrorKind::input, std::move(code), std::move(what), toUtf8(path), std::move(advice)};
}

Error missingError(const fs::path& path) {
  return inputError("workspace.missing", {"工作空间不存在或无权读取", "The workspace is missing or may not be read"},
                    path,
                    {"检查路径与读取权限；新建工作空间用 ecoredline init",
                     "check the path and the permission to read it; `ecoredline init` makes a new one"});
}

Error busyError(const fs::path& path) {
  return inputError("workspace.busy", {"工作空间正被另一程序占用", "Another program is using the workspace"}, path,
                    {"等另一任务结束，或在 QGIS 中保存并结束编辑后重试；工作空间未改动",
                     "wait for the other job, or end the edit session in QGIS, then try again; nothing was changed"});
}

Error fullError(const fs::path& path) {
  return inputError(
      "workspace.full", {"磁盘空间不足，未能写入工作空间", "The disk is full, nothing was written"}, path,
      {"清出空间后重试；工作空间保持原样", "free some space and try again; the workspace is as it was before"});
}

Error readOnlyError(const fs::path& path) {
  return inputError(
      "workspace.read_only", {"工作空间或其所在文件夹不可写", "The workspace or its folder cannot be written"}, path,
      {"检查文件及文件夹的写权限，或把工作空间复制到可写的位置；若上次写入被中断，须由有写权限的用户先打开一次",
       "check the permissions of the file and its folder, or copy the workspace to where you may write; "
       "after a broken-off import a user who may write must open it once"});
}

Error internalError(const fs::path& path, const std::string& detail) {
  return {ErrorKind::internal,
          "workspace.internal",
          {fmt::format("工作空间操作失败：{}", detail), fmt::format("A workspace operation failed: {}", detail)},
          toUtf8(path),
          {"请连同此信息报告问题", "please report this message"}};
}

bool isDiskFull(sqlite3* handle, int code) {
  if (code == SQLITE_FULL) return true;
  const int system = sqlite3_system_errno(handle);
  return code == SQLITE_IOERR && (system == ENOSPC || system == EDQUOT);
}

/// A table that someone dropped from outside is a damaged workspace, not a fault of ours.
bool isMissingTable(std::string_view message) {
  return message.starts_with("no such table") || message.starts_with("no such column");
}

Error errorOf(sqlite3* handle, const fs::path& path) {
  const int code = sqlite3_errcode(handle);
  const std::string message = sqlite3_errmsg(handle);
  if (isDiskFull(handle, code)) return fullError(path);
  switch (code) {
  case SQLITE_INTERRUPT:
    return cancelledError().value();
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return busyError(path);
  case SQLITE_READONLY:
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
    return readOnlyError(path);
  case SQLITE_NOTADB:
    return notAWorkspaceError(path);
  case SQLITE_CORRUPT:
  case SQLITE_IOERR:
    return damagedError(path, message);
  default:
    return isMissingTable(message) ? damagedError(path, message) : internalError(path, message);
  }
}

} // namespace

Error damagedError(const fs::path& path, const std::string& detail) {
  return inputError(
      "workspace.damaged",
      {fmt::format("工作空间已损坏：{}", detail), fmt::format("The workspace is damaged: {}", detail)}, path,
      {"请用备份替换；或检查磁盘、网络盘后重新复制", "use a backup, or check the disk and copy the file again"});
}

Error notAWorkspaceError(const fs::path& path) {
  return inputError("workspace.not_a_workspace",
                    {"该文件不是 EcoRedline 工作空间", "The file is not an EcoRedline workspace"}, path,
                    {"工作空间由 ecoredline init 建立；普通数据文件用 import 导入",
                     "workspaces are made by `ecoredline init`; data files are brought in by `import`"});
}

Database::Database(const fs::path& path, Access access) : m_path(path) {
  std::error_code failed;
  if (access != Access::create) {
    if (!fs::exists(path, failed)) throw StoreFailure(missingError(path));
    if (!fs::is_regular_file(path, failed)) throw StoreFailure(notAWorkspaceError(path));
  }
  try {
    open(access);
    configure(access);
  } catch (...) {
    sqlite3_close(m_handle);
    throw;
  }
}

void Database::open(Access access) {
  const int create = access == Access::create ? SQLITE_OPEN_CREATE : 0;
  const int flags = SQLITE_OPEN_READWRITE | create | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(toUtf8(m_path).c_str(), &m_handle, flags, nullptr);
  if (code != SQLITE_OK && access != Access::create) throw StoreFailure(missingError(m_path));
  if (code != SQLITE_OK) throw StoreFailure(errorOf(m_handle, m_path));
}

/// A file that QGIS left in WAL mode cannot be read on media where its -shm file cannot be made, unless it is promised
/// not to change: which is so where nobody may write and no WAL content waits.
void Database::openImmutable() {
  std::error_code failed;
  const fs::path wal = pathFromUtf8(toUtf8(m_path) + "-wal");
  const auto size = fs::file_size(wal, failed);
  if (!failed && size > 0) throw StoreFailure(readOnlyError(m_path));
  sqlite3_close(m_handle);
  std::string uri = "file:";
  for (const char c : toUtf8(m_path))
    uri += (c == '?' || c == '#' || c == '%') ? fmt::format("%{:02x}", c) : std::string(1, c);
  uri += "?immutable=1";
  const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(uri.c_str(), &m_handle, flags, nullptr) != SQLITE_OK) throw StoreFailure(missingError(m_path));
}

void Database::configure(Access access) {
  sqlite3_extended_result_codes(m_handle, 0);
  sqlite3_busy_timeout(m_handle, kBusyTimeoutMs);
  if (access == Access::create) return;
  // The first read meets a wrong format, a hot journal and a WAL file.
  const char* probe = "SELECT count(*) FROM sqlite_master";
  int code = sqlite3_exec(m_handle, probe, nullptr, nullptr, nullptr);
  const bool unreadable = code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
  // A journal that waits to be rolled back is another matter: without that the file must not be read.
  if (unreadable && access == Access::read && sqlite3_extended_errcode(m_handle) != SQLITE_READONLY_ROLLBACK) {
    openImmutable();
    code = sqlite3_exec(m_handle, probe, nullptr, nullptr, nullptr);
  }
  if (code != SQLITE_OK) throw StoreFailure(errorOf(m_handle, m_path));
  run("PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA foreign_keys=OFF; PRAGMA temp_store=MEMORY");
  // Every version in a run has a connection of its own: what they keep adds up, and the system keeps the pages anyway.
  if (access == Access::read) run("PRAGMA query_only=1; PRAGMA cache_size=-8192");
  if (access == Access::write && readOnly()) throw StoreFailure(readOnlyError(m_path));
}

Database::~Database() {
  sqlite3_close(m_handle);
}

void Database::run(const std::string& sql) {
  if (sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) throw StoreFailure(lastError());
}

bool Database::readOnly() const {
  return sqlite3_db_readonly(m_handle, "main") != 0;
}

Error Database::lastError() const {
  return errorOf(m_handle, m_path);
}

Statement::Statement(const Database& database, std::string_view sql) : m_database(&database) {
  const int code = sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()), &m_handle, nullptr);
  if (code != SQLITE_OK) throw StoreFailure(database.lastError());
}

Statement::~Statement() {
  sqlite3_finalize(m_handle);
}

void Statement::bindAt(int index, std::int64_t value) {
  sqlite3_bind_int64(m_handle, index, value);
}
void Statement::bindAt(int index, double value) {
  sqlite3_bind_double(m_handle, index, value);
}
void Statement::bindAt(int index, std::nullptr_t) {
  sqlite3_bind_null(m_handle, index);
}

void Statement::bindAt(int index, std::string_view value) {
  const char* text = value.data() == nullptr ? "" : value.data();
  const int code = sqlite3_bind_text64(m_handle, index, text, value.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) throw StoreFailure(m_database->lastError());
}

void Statement::bindAt(int index, Bytes value) {
  const int code = sqlite3_bind_blob64(m_handle, index, value.data(), value.size(), SQLITE_STATIC);
  if (code != SQLITE_OK) throw StoreFailure(m_database->lastError());
}

bool Statement::step() {
  const int code = sqlite3_step(m_handle);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  Error error = m_database->lastError();
  reset();
  throw StoreFailure(std::move(error));
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() {
  sqlite3_reset(m_handle);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(m_handle, column);
}
double Statement::real(int column) const {
  return sqlite3_column_double(m_handle, column);
}
bool Statement::isNull(int column) const {
  return sqlite3_column_type(m_handle, column) == SQLITE_NULL;
}

std::string Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(m_handle, column));
  return text == nullptr ? std::string()
                         : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(m_handle, column)));
}

Bytes Statement::bytes(int column) const {
  const auto* data = static_cast<const unsigned char*>(sqlite3_column_blob(m_handle, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(m_handle, column))};
}

Interruptible::Interruptible(Database& database, const Feedback& feedback) : m_database(database) {
  constexpr int kInstructions = 100'000; // of SQLite's machine: some milliseconds
  const auto is_cancelled = [](void* asked) { return static_cast<const Feedback*>(asked)->cancelled() ? 1 : 0; };
  sqlite3_progress_handler(database.handle(), kInstructions, is_cancelled, const_cast<Feedback*>(&feedback));
}

Interruptible::~Interruptible() {
  sqlite3_progress_handler(m_database.handle(), 0, nullptr, nullptr);
}

Transaction::Transaction(Database& database) : m_database(database) {
  m_database.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  // A full disk may have rolled back already; then there is nothing to do.
  if (m_open && sqlite3_get_autocommit(m_database.handle()) == 0)
    sqlite3_exec(m_database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  m_database.run("COMMIT");
  m_open = false;
}

ReadTransaction::ReadTransaction(const Database& database)
    : m_database(database), m_is_own(sqlite3_get_autocommit(database.handle()) != 0) {
  if (m_is_own) Statement(m_database, "BEGIN").run();
}

ReadTransaction::~ReadTransaction() {
  if (m_is_own) sqlite3_exec(m_database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

std::string sqlName(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

} // namespace ecoredline
