#pragma once

#include <memory>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace ecoredline::bench {

struct CloseDatabase {
  void operator()(sqlite3* database) const;
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const;
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// A failure ends the program with SQLite's message: there is nothing a benchmark could do about it.

/// For reading alone, mapped into memory.
Database openForReading(const std::string& path);
/// A new file, without a journal and without waiting for the disk: it can be made again.
Database createFile(const std::string& path);
Statement prepared(sqlite3* database, const std::string& sql);
void execute(sqlite3* database, const std::string& sql);
/// False at the end of the rows.
bool step(sqlite3_stmt* statement);

} // namespace ecoredline::bench
