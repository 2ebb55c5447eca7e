#include "layer_rows.hpp"

#include "sqlite_file.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <thread>

namespace ecoredline::bench {

namespace {

/// Bytes before the WKB of a GeoPackage geometry (OGC 12-128r18, 2.1.3: the envelope's code stands in the flags).
std::size_t headerBytes(const std::uint8_t* blob) {
  constexpr std::array<std::size_t, 8> kEnvelope{0, 32, 48, 48, 64, 0, 0, 0};
  return 8 + kEnvelope[(blob[3] >> 1U) & 7U];
}

/// Reads numbers off a little-endian WKB, as the generator's GDAL writes it on this machine.
class Wkb {
 public:
  explicit Wkb(const std::uint8_t* at) : m_at(at) {}

  std::uint32_t type() {
    ++m_at; // byte order
    return number();
  }
  std::uint32_t number() {
    std::uint32_t value = 0;
    std::memcpy(&value, m_at, sizeof value);
    m_at += sizeof value;
    return value;
  }
  void vertices(std::uint32_t count, std::vector<double>& xy) {
    const std::size_t old = xy.size();
    xy.resize(old + 2 * std::size_t{count});
    std::memcpy(xy.data() + old, m_at, 16 * std::size_t{count});
    m_at += 16 * std::size_t{count};
  }

 private:
  const std::uint8_t* m_at;
};

void appendPolygon(Wkb& wkb, FlatRows& rows) {
  const std::uint32_t rings = wkb.number();
  for (std::uint32_t ring = 0; ring < rings; ++ring) {
    const std::uint32_t count = wkb.number(); // before vertices() moves on
    wkb.vertices(count, rows.xy);
    rows.ring_end.push_back(rows.xy.size() / 2);
  }
}

void appendRow(const std::uint8_t* bytes, FlatRows& rows) {
  constexpr std::uint32_t kPolygon = 3;
  Wkb wkb(bytes);
  if (wkb.type() == kPolygon) {
    appendPolygon(wkb, rows);
    return;
  }
  const std::uint32_t parts = wkb.number();
  for (std::uint32_t part = 0; part < parts; ++part) {
    wkb.type();
    appendPolygon(wkb, rows);
  }
}

} // namespace

void readRows(const std::string& file, const std::string& layer,
              const std::function<void(std::int64_t, std::span<const std::uint8_t>)>& row) {
  const Database database = openForReading(file);
  const Statement statement = prepared(database.get(), fmt::format("SELECT fid, geom FROM \"{}\" ORDER BY fid", layer));
  while (step(statement.get())) {
    const auto* blob = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement.get(), 1));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement.get(), 1));
    const std::size_t header = headerBytes(blob);
    row(sqlite3_column_int64(statement.get(), 0), {blob + header, size - header});
  }
}

FlatRows readFlat(const std::string& file, const std::string& layer) {
  FlatRows rows;
  readRows(file, layer, [&](std::int64_t fid, std::span<const std::uint8_t> wkb) {
    appendRow(wkb.data(), rows);
    rows.row_rings.push_back(rows.ring_end.size());
    rows.fid.push_back(fid);
  });
  return rows;
}

void inParallel(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& job) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) job(i);
  };
  std::vector<std::jthread> others;
  for (unsigned t = 1; t < threads; ++t) others.emplace_back(work);
  work();
}

} // namespace ecoredline::bench
