#pragma once

#include "base/feedback.hpp"
#include "report/area_ledger.hpp"
#include "store/workspace.hpp"
#include "tracking/same_vertices.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ecoredline {

/// A zone as the ledger knows it.
struct TrackedZone {
  std::int64_t row_id = 0;
  std::string key; ///< zone_key
  std::string id;  ///< zone_id; "" = none
  std::string title;
  std::uint32_t class_rank = 0; ///< place in ClassOrder
  std::uint32_t row = 0;        ///< row of Frame::layer
};

/// The classes of a kind, strictest first: the order of the catalogue, where a class that the law reads an older one
/// as stands beside that one. Unknown classes come last.
class ClassOrder {
 public:
  explicit ClassOrder(const LayerKind& kind);

  std::uint32_t rankOf(const std::string& zone_class);
  const std::string& idOf(std::uint32_t rank) const { return m_ids[rank]; }
  Text titleOf(std::uint32_t rank) const;
  std::size_t size() const { return m_ids.size(); }
  /// How ground changes that goes from one class to another.
  Cause causeOf(std::uint32_t from, std::uint32_t to) const;

 private:
  const LayerKind& m_kind;
  std::vector<std::string> m_ids;
  std::vector<std::uint32_t> m_strictness; ///< 0 the strictest; equal for a class and what it is read as
};

/// Two versions in one CRS, each shape once.
struct Frame {
  FlatLayer layer; ///< polygons; row_id = row
  std::vector<TrackedZone> from;
  std::vector<TrackedZone> to;
  /// Of each row: the zone of either version that has this shape, or kNoZone.
  std::vector<std::uint32_t> from_zone;
  std::vector<std::uint32_t> to_zone;
  SameBoundary same;
  std::vector<std::string> invalid; ///< zone keys left out
  std::uint64_t without_area = 0;
};
inline constexpr std::uint32_t kNoZone = ~std::uint32_t{0};

/// What a version hands in; of a large one the coordinates lie in scratch files (geo/layer_spool.hpp).
struct VersionRows {
  FlatLayer layer; ///< row_id as in `zones`
  std::map<std::int64_t, Zone> zones;
};
Result<VersionRows> readVersionRows(const Workspace& workspace, std::int64_t version, Feedback& feedback);

struct BothRows {
  VersionRows from;
  VersionRows to;
};
/// Two versions side by side, each on a connection of its own. Errors: as readVersionRows.
Result<BothRows> readBoth(const Workspace& workspace, std::int64_t from, std::int64_t to, int threads,
                          Feedback& feedback);

/// Brings the later version onto the earlier's vertices (same_vertices.hpp) and finds the shapes that both have. Where
/// the CRS differ, and not by a subtraction, the frame is EPSG:4490 (design: Numbers 1). Errors: as moveLayer.
Result<Frame> frameOf(VersionRows from, VersionRows to, ClassOrder& classes, int threads, Feedback& feedback);

} // namespace ecoredline
