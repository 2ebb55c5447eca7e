#include "store/reader.hpp"

#include "store/geometry_blob.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace ecoredline {

namespace {

constexpr std::size_t kZonesPerPoll = 256;
constexpr std::size_t kVerticesPerBatch = 1 << 20;

} // namespace

VersionReader::VersionReader(const std::filesystem::path& path, std::int64_t version)
    : m_database(path, Database::Access::read), m_place(readPlace(m_database, version)), m_version(version),
      m_window(m_database,
               fmt::format("SELECT id FROM {} WHERE minx <= ?1 AND maxx >= ?2 AND miny <= ?3 AND maxy >= ?4",
                           sqlName("rtree_" + m_place.table + "_geom"))),
      m_row(m_database, fmt::format("SELECT geom FROM {} WHERE fid = ?1", sqlName(m_place.table))),
      m_shape(m_database, "SELECT shape FROM er_zone_shapes WHERE version_id = ?1 AND zone_row = ?2") {
  // A workspace has a reader for each of its versions, for as long as a window is open: caches of a few pages each, for
  // the system keeps the file's.
  m_database.run("PRAGMA cache_size=-512");
  loadJoined(version);
}

void VersionReader::loadJoined(std::int64_t version) {
  Statement zones(m_database, "SELECT zone_row, min_x, min_y, max_x, max_y FROM er_zone_shapes"
                              " WHERE version_id = ?1 ORDER BY zone_row");
  zones.bind(version);
  Statement rows(m_database, fmt::format("SELECT fid FROM {} WHERE zone_row = ?1", sqlName(m_place.table)));
  while (zones.step()) {
    Box box;
    if (!zones.isNull(1)) box = {zones.real(1), zones.real(2), zones.real(3), zones.real(4)};
    m_joined.push_back({zones.integer(0), box});
    rows.bind(zones.integer(0));
    while (rows.step()) m_joined_rows.push_back(rows.integer(0));
  }
  std::ranges::sort(m_joined_rows);
}

bool VersionReader::isJoined(std::int64_t fid) const {
  return std::ranges::binary_search(m_joined_rows, fid);
}

/// Zones whose box may meet `window`, ascending: the R-tree rounds outwards to floats (4 m in a zoned easting).
std::vector<std::int64_t> VersionReader::zonesIn(const Box& window) {
  std::vector<std::int64_t> zones;
  m_window.bind(window.max_x, window.min_x, window.max_y, window.min_y);
  while (m_window.step()) {
    const auto fid = m_window.integer(0);
    if (m_joined.empty() || !isJoined(fid)) zones.push_back(fid);
  }
  m_window.reset();
  for (const JoinedZone& zone : m_joined) {
    if (zone.box.meets(window)) zones.push_back(zone.zone_row);
  }
  std::ranges::sort(zones);
  return zones;
}

void VersionReader::reserve(FlatLayer& layer, std::size_t zones) const {
  if (m_place.zones == 0) return;
  const double share = std::min(1.0, static_cast<double>(zones) / static_cast<double>(m_place.zones));
  const auto vertices = static_cast<std::size_t>(share * static_cast<double>(m_place.vertices));
  layer.x.reserve(vertices);
  layer.y.reserve(vertices);
  for (auto* per_zone : {&layer.row_ring, &layer.ring_vertex}) per_zone->reserve(zones + 1);
  layer.box.reserve(zones);
}

void VersionReader::append(std::int64_t zone_row, const Box& window, FlatLayer& layer) {
  Statement& statement = isJoined(zone_row) ? m_shape.bind(m_version, zone_row) : m_row.bind(zone_row);
  const bool found = statement.step();
  const Bytes blob = found ? statement.bytes(0) : Bytes();
  const bool good = found && (!boxOfBlob(blob).meets(window) || appendBlob(blob, zone_row, layer));
  statement.reset();
  if (!good) throw StoreFailure(damagedError(m_database.path(), fmt::format("{} fid {}", m_place.table, zone_row)));
}

FlatLayer VersionReader::readWindow(const Box& window, Feedback& feedback) {
  FlatLayer layer;
  layer.crs = m_place.crs;
  if (window.empty()) return layer;
  const ReadTransaction snapshot(m_database);
  const auto zones = zonesIn(window);
  reserve(layer, zones.size());
  for (std::size_t i = 0; i < zones.size(); ++i) {
    if (i % kZonesPerPoll == 0 && feedback.cancelled()) throw StoreFailure(cancelledError().value());
    append(zones[i], window, layer);
  }
  return layer;
}

// With room for a batch: rows are appended one by one, and an array that must move for each costs far more than them.
FlatLayer VersionReader::emptyBatch() const {
  FlatLayer batch;
  batch.crs = m_place.crs;
  const auto most = std::min(static_cast<std::size_t>(m_place.vertices), kVerticesPerBatch + kVerticesPerBatch / 8);
  batch.x.reserve(most);
  batch.y.reserve(most);
  return batch;
}

void VersionReader::readBatches(const std::function<Result<void>(const FlatLayer&)>& take, Feedback& feedback) {
  const ReadTransaction snapshot(m_database);
  FlatLayer batch = emptyBatch();
  for (const std::int64_t zone : zonesIn(m_place.extent)) {
    if (feedback.cancelled()) throw StoreFailure(cancelledError().value());
    append(zone, m_place.extent, batch);
    if (batch.vertices() < kVerticesPerBatch) continue;
    expect(take(batch));
    batch = emptyBatch();
  }
  if (batch.rows() > 0) expect(take(batch));
}

Result<void> VersionReader::readAll(const std::function<Result<void>(const FlatLayer&)>& take, Feedback& feedback) {
  return guarded([&] { readBatches(take, feedback); });
}

Result<FlatLayer> VersionReader::read(const Box& window, Feedback& feedback) {
  return guarded([&] { return readWindow(window, feedback); });
}

} // namespace ecoredline
