#pragma once

#include "base/error.hpp"
#include "base/feedback.hpp"

#include <cstdint>
#include <exception>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace ecoredline {

/// How store/ tells itself that the file failed: so that no write can go unchecked (QGIS#44282). It never leaves the
/// module: every public function turns it into a Result (`guarded`).
class StoreFailure : public std::exception {
 public:
  explicit StoreFailure(Error error) : m_error(std::move(error)) {}
  const Error& error() const { return m_error; }
  const char* what() const noexcept override { return m_error.code.c_str(); }

 private:
  Error m_error;
};

/// Runs `work` and turns a StoreFailure into the failure side.
template<class Work>
auto guarded(const Work& work) -> Result<decltype(work())> {
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const StoreFailure& failure) {
    return fail(failure.error());
  }
}

/// The value, or the failure thrown on.
template<class T>
T expect(Result<T> result) {
  if (!result) throw StoreFailure(std::move(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// One connection to the workspace file. Not for two threads at a time.
///
/// 1. Rollback journal, synchronous FULL: one file when nobody writes, safe under kill -9 and power failure.
/// 2. `read` opens for writing where it may, forbids itself to write, and so can roll back what a killed import left;
///    on media or for users that cannot write it reads only.
/// 3. No memory map: it saves a tenth of reading, and a file cut short under it ends the program (SIGBUS).
/// 4. Waits kBusyTimeoutMs for another program's lock, then fails with workspace.busy.
class Database {
 public:
  enum class Access { create, read, write };
  /// Throws StoreFailure: workspace.missing, .read_only, .not_a_workspace, .damaged, .busy.
  Database(const std::filesystem::path& path, Access access);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  /// Statements without parameters or rows.
  void run(const std::string& sql);
  /// True where the file, its medium or its permissions allow no write.
  bool readOnly() const;
  sqlite3* handle() const { return m_handle; }
  const std::filesystem::path& path() const { return m_path; }
  /// What the last call failed with, in words for people.
  Error lastError() const;

 private:
  void open(Access access);
  void openImmutable();
  void configure(Access access);
  std::filesystem::path m_path;
  sqlite3* m_handle = nullptr;
};

inline constexpr int kBusyTimeoutMs = 3000;

/// Bytes of a BLOB; they belong to someone else.
using Bytes = std::span<const unsigned char>;

/// A prepared statement. Every failure throws StoreFailure.
class Statement {
 public:
  Statement(const Database& database, std::string_view sql);
  Statement(Statement&& other) noexcept
      : m_database(other.m_database), m_handle(std::exchange(other.m_handle, nullptr)) {}
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  /// Starts afresh with these values for ?1, ?2, … Text and bytes must live until the statement is stepped to its end.
  template<class... Values>
  Statement& bind(const Values&... values) {
    reset();
    int index = 0;
    (bindAt(++index, values), ...);
    return *this;
  }
  void bindAt(int index, std::int64_t value);
  void bindAt(int index, int value) { bindAt(index, static_cast<std::int64_t>(value)); }
  void bindAt(int index, double value);
  void bindAt(int index, std::string_view value);
  void bindAt(int index, const char* value) { bindAt(index, std::string_view(value)); }
  void bindAt(int index, Bytes value);
  void bindAt(int index, std::nullptr_t);

  /// True while there is a row.
  bool step();
  /// To the end, for statements without rows.
  void run();
  void reset();

  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const; ///< NULL as ""
  Bytes bytes(int column) const;      ///< valid until the next step
  bool isNull(int column) const;

 private:
  const Database* m_database;
  sqlite3_stmt* m_handle = nullptr;
};

/// While it lives, statements of a connection stop soon after the user's wish to: as `cancelled`.
class Interruptible {
 public:
  Interruptible(Database& database, const Feedback& feedback);
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;
  ~Interruptible();

 private:
  Database& m_database;
};

/// One change of the workspace: all of it or nothing.
class Transaction {
 public:
  explicit Transaction(Database& database);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Database& m_database;
  bool m_open = true;
};

/// Holds the shared lock over many reads: one state of the file, and no lock calls per statement. Inside a transaction
/// that is open it is nothing: the lock is held.
class ReadTransaction {
 public:
  explicit ReadTransaction(const Database& database);
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;
  ~ReadTransaction();

 private:
  const Database& m_database;
  bool m_is_own;
};

/// `name` as an SQL identifier.
std::string sqlName(std::string_view name);

/// The workspace cannot be used since it is broken.
Error damagedError(const std::filesystem::path& path, const std::string& detail);
/// It is some other file.
Error notAWorkspaceError(const std::filesystem::path& path);

} // namespace ecoredline
