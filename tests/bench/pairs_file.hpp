#pragma once

#include "sqlite_file.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ecoredline::bench {

/// One overlap of a site and a zone, as every program of the benchmark writes it.
struct Pair {
  std::int64_t site;
  const char* layer;
  std::int64_t zone;
  const char* relation;
  double overlap_m2;
  double share;
};

/// A GeoPackage with the attribute table `pairs`, written by SQLite in one transaction, several rows with one INSERT.
class PairsFile {
 public:
  explicit PairsFile(const std::string& path);
  ~PairsFile();
  PairsFile(const PairsFile&) = delete;
  PairsFile& operator=(const PairsFile&) = delete;

  void add(const Pair& pair);

 private:
  void write(sqlite3_stmt* insert);

  Database m_database;
  Statement m_insert, m_insert_one;
  std::vector<Pair> m_waiting;
};

} // namespace ecoredline::bench
