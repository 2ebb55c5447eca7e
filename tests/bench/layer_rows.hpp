#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace ecoredline::bench {

/// The rows of a layer of a GeoPackage in the order of their fids, by SQLite alone: `row` gets the fid and the geometry
/// as WKB.
void readRows(const std::string& file, const std::string& layer,
              const std::function<void(std::int64_t fid, std::span<const std::uint8_t> wkb)>& row);

/// Geometry of a layer in flat arrays, as little work as reading it can be.
struct FlatRows {
  std::vector<double> xy;               ///< x0, y0, x1, y1, …
  std::vector<std::uint64_t> ring_end;  ///< in vertices
  std::vector<std::uint64_t> row_rings; ///< rings up to and with each row
  std::vector<std::int64_t> fid;
};
FlatRows readFlat(const std::string& file, const std::string& layer);

/// Calls `job(0)` … `job(count - 1)` on `threads` threads, each taking the next one that is free.
void inParallel(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& job);

} // namespace ecoredline::bench
