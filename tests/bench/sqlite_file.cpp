#include "sqlite_file.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>

namespace ecoredline::bench {

namespace {

[[noreturn]] void giveUp(sqlite3* database, const std::string& what) {
  fmt::print(stderr, "{}: {}\n", what, sqlite3_errmsg(database));
  std::exit(3);
}

Database opened(const std::string& path, int flags) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(raw);
  if (code != SQLITE_OK) giveUp(raw, path);
  return database;
}

} // namespace

void CloseDatabase::operator()(sqlite3* database) const {
  sqlite3_close(database);
}

void FinalizeStatement::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Database openForReading(const std::string& path) {
  Database database = opened(path, SQLITE_OPEN_READONLY);
  execute(database.get(), "PRAGMA mmap_size = 8000000000");
  return database;
}

Database createFile(const std::string& path) {
  std::filesystem::remove(path);
  Database database = opened(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  execute(database.get(), "PRAGMA page_size = 32768; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
                          "PRAGMA locking_mode = EXCLUSIVE;");
  return database;
}

Statement prepared(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(database, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK) giveUp(database, sql);
  return Statement(raw);
}

void execute(sqlite3* database, const std::string& sql) {
  if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) giveUp(database, sql);
}

bool step(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) giveUp(sqlite3_db_handle(statement), "step");
  return code == SQLITE_ROW;
}

} // namespace ecoredline::bench
