#pragma once

#include "geo/flat_reader.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace ecoredline {

/// Zones of a stored version by place, on a connection of its own. Rows of one zone come united, as they were united
/// at import, so that the same workspace gives the same shapes under any GEOS. Used by one thread at a time.
class VersionReader final : public FlatReader {
 public:
  /// Throws StoreFailure.
  VersionReader(const std::filesystem::path& path, std::int64_t version);

  const Crs& crs() const override { return m_place.crs; }
  std::size_t rows() const override { return m_place.zones; }
  Box extent() const override { return m_place.extent; }
  /// Errors: as Workspace; cancelled.
  Result<FlatLayer> read(const Box& window, Feedback& feedback) override;
  Result<void> readAll(const std::function<Result<void>(const FlatLayer&)>& take, Feedback& feedback) override;

 private:
  struct JoinedZone {
    std::int64_t zone_row;
    Box box;
  };
  void loadJoined(std::int64_t version);
  std::vector<std::int64_t> zonesIn(const Box& window);
  FlatLayer readWindow(const Box& window, Feedback& feedback);
  FlatLayer emptyBatch() const;
  void readBatches(const std::function<Result<void>(const FlatLayer&)>& take, Feedback& feedback);
  bool isJoined(std::int64_t fid) const;
  void append(std::int64_t zone_row, const Box& window, FlatLayer& layer);
  void reserve(FlatLayer& layer, std::size_t zones) const;

  Database m_database;
  VersionPlace m_place;
  std::int64_t m_version;
  std::vector<JoinedZone> m_joined;        ///< zones of several rows, by zone_row
  std::vector<std::int64_t> m_joined_rows; ///< the fids of their rows, ascending
  Statement m_window;
  Statement m_row;
  Statement m_shape;
};

} // namespace ecoredline
