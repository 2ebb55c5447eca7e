#include "tracking/frame.hpp"

#include "geo/edge_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ecoredline {

ClassOrder::ClassOrder(const LayerKind& kind) : m_kind(kind) {
  for (const ZoneClass& c : kind.classes) {
    m_ids.push_back(c.id);
    m_strictness.push_back(static_cast<std::uint32_t>(m_strictness.size()));
  }
  for (std::uint32_t c = 0; c < kind.classes.size(); ++c)
    for (const Reading& reading : kind.classes[c].readings) {
      const auto at = static_cast<std::size_t>(std::ranges::find(m_ids, reading.zone_class) - m_ids.begin());
      if (at < m_ids.size()) m_strictness[at] = std::min(m_strictness[at], c);
    }
}

std::uint32_t ClassOrder::rankOf(const std::string& zone_class) {
  const auto at = static_cast<std::uint32_t>(std::ranges::find(m_ids, zone_class) - m_ids.begin());
  if (at == m_ids.size()) {
    m_ids.push_back(zone_class);
    m_strictness.push_back(std::numeric_limits<std::uint32_t>::max());
  }
  return at;
}

Text ClassOrder::titleOf(std::uint32_t rank) const {
  if (const ZoneClass* known = m_kind.zoneClass(m_ids[rank])) return known->title;
  if (m_ids[rank].empty()) return {"类别不明", "class unknown"};
  return {m_ids[rank], m_ids[rank]};
}

Cause ClassOrder::causeOf(std::uint32_t from, std::uint32_t to) const {
  const auto reads = [&](std::uint32_t a, std::uint32_t b) {
    const ZoneClass* known = m_kind.zoneClass(m_ids[a]);
    return known != nullptr &&
           std::ranges::find(known->readings, m_ids[b], &Reading::zone_class) != known->readings.end();
  };
  if (reads(from, to) || reads(to, from) || m_strictness[from] == m_strictness[to]) return Cause::reclassified;
  return m_strictness[to] < m_strictness[from] ? Cause::upgraded : Cause::downgraded;
}

Result<VersionRows> readVersionRows(const Workspace& workspace, std::int64_t version, Feedback& feedback) {
  auto reader = workspace.reader(version);
  if (!reader) return fail(reader.error());
  VersionRows rows;
  const Box all{-std::numeric_limits<double>::max(), -std::numeric_limits<double>::max(),
                std::numeric_limits<double>::max(), std::numeric_limits<double>::max()};
  auto layer = (*reader)->read((*reader)->rows() == 0 ? all : (*reader)->extent(), feedback);
  if (!layer) return fail(layer.error());
  rows.layer = std::move(*layer);
  auto zones = workspace.zones(version);
  if (!zones) return fail(zones.error());
  rows.zones = std::move(*zones);
  return rows;
}

namespace {

/// Valid polygons only; what is left out is told.
FlatLayer polygonsOf(const VersionRows& rows, Frame& frame) {
  std::vector<std::size_t> kept;
  for (std::size_t row = 0; row < rows.layer.rows(); ++row) {
    const auto zone = rows.zones.find(rows.layer.row_id[row]);
    if (zone != rows.zones.end() && zone->second.invalid)
      frame.invalid.push_back(zone->second.zone_key);
    else if (rows.layer.shape[row] != Shape::polygon)
      ++frame.without_area;
    else
      kept.push_back(row);
  }
  if (kept.size() == rows.layer.rows()) return rows.layer;
  return selectRows(rows.layer, kept);
}

std::vector<TrackedZone> zonesOf(const FlatLayer& layer, const std::map<std::int64_t, Zone>& zones,
                                 ClassOrder& classes) {
  std::vector<TrackedZone> tracked;
  tracked.reserve(layer.rows());
  for (const std::int64_t id : layer.row_id) {
    const auto found = zones.find(id);
    const Zone& zone = found == zones.end() ? Zone{} : found->second;
    tracked.push_back({id, zone.zone_key, zone.zone_id, zone.zone_name, classes.rankOf(zone.zone_class), 0});
  }
  return tracked;
}

/// The vertices moved, the edges not densified.
Result<FlatLayer> vertexwise(const FlatLayer& layer, const Crs& to, const Transform& transform) {
  return moveLayer(layer, to, transform, std::numeric_limits<double>::infinity());
}

/// Pairs rows of the same shape: of several, one of the same id and class goes first.
class ShapePairs {
 public:
  ShapePairs(const std::vector<TrackedZone>& from, const std::vector<TrackedZone>& to) : m_from(from), m_to(to) {}

  void enter(std::uint32_t zone, const ShapeKey& key) { m_by_key.emplace(key, zone); }
  /// The zone of the earlier version that `zone` of the later is paired with; kNoZone.
  std::uint32_t take(std::uint32_t zone, const ShapeKey& key) {
    const auto [begin, end] = m_by_key.equal_range(key);
    auto best = end;
    int best_score = -1;
    for (auto at = begin; at != end; ++at) {
      const TrackedZone &a = m_from[at->second], &b = m_to[zone];
      const int score = (a.id == b.id ? 4 : 0) + (a.class_rank == b.class_rank ? 2 : 0) + (a.title == b.title ? 1 : 0);
      if (score > best_score) {
        best = at;
        best_score = score;
      }
    }
    if (best == end) return kNoZone;
    const std::uint32_t found = best->second;
    m_by_key.erase(best);
    return found;
  }

 private:
  const std::vector<TrackedZone>& m_from;
  const std::vector<TrackedZone>& m_to;
  std::multimap<ShapeKey, std::uint32_t> m_by_key;
};

class FrameMaker {
 public:
  FrameMaker(Frame& frame, FlatLayer from, FlatLayer to)
      : m_frame(frame), m_from(std::move(from)), m_to(std::move(to)) {}

  Result<void> run(Feedback& feedback) {
    m_partner.assign(m_to.rows(), kNoZone);
    m_taken.assign(m_from.rows(), false);
    if (m_from.crs == m_to.crs) pairUp(allRows(m_to));
    if (feedback.cancelled()) return cancelledError();
    if (auto done = adoptRest(); !done) return done;
    if (feedback.cancelled()) return cancelledError();
    return join();
  }

 private:
  static std::vector<std::size_t> allRows(const FlatLayer& layer) {
    std::vector<std::size_t> rows(layer.rows());
    for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = row;
    return rows;
  }

  void pairUp(const std::vector<std::size_t>& later) {
    ShapePairs pairs(m_frame.from, m_frame.to);
    for (std::uint32_t row = 0; row < m_from.rows(); ++row)
      if (!m_taken[row]) pairs.enter(row, shapeKey(m_from, row));
    for (const std::size_t row : later) {
      m_partner[row] = pairs.take(static_cast<std::uint32_t>(row), shapeKey(m_to, row));
      if (m_partner[row] != kNoZone) m_taken[m_partner[row]] = true;
    }
  }

  /// Rows without partner are put onto the earlier's vertices and asked again.
  Result<void> adoptRest() {
    std::vector<std::size_t> rest, earlier;
    for (std::size_t row = 0; row < m_to.rows(); ++row)
      if (m_partner[row] == kNoZone) rest.push_back(row);
    for (std::size_t row = 0; row < m_from.rows(); ++row)
      if (!m_taken[row]) earlier.push_back(row);
    if (rest.empty()) return {};
    const FlatLayer later = rest.size() == m_to.rows() ? m_to : selectRows(m_to, rest);
    const FlatLayer base = earlier.size() == m_from.rows() ? m_from : selectRows(m_from, earlier);
    FlatLayer plain = later, dense = later;
    if (!(m_from.crs == m_to.crs)) {
      const auto transform = Transform::between(m_to.crs, m_from.crs);
      if (!transform) return tl::unexpected<Error>(transform.error());
      m_bends = !transform->isSubtraction();
      auto moved = vertexwise(later, m_from.crs, *transform);
      if (!moved) return tl::unexpected<Error>(moved.error());
      auto densely = moveLayer(later, m_from.crs, *transform);
      if (!densely) return tl::unexpected<Error>(densely.error());
      plain = std::move(*moved);
      dense = std::move(*densely);
    }
    Adopted adopted = adoptVertices(plain, dense, base);
    putBack(rest, std::move(adopted));
    return {};
  }

  void putBack(const std::vector<std::size_t>& rest, Adopted adopted) {
    m_frame.same.moved_vertices = adopted.moved;
    m_frame.same.largest_m = adopted.largest_m;
    for (const double off : adopted.area_off_m2) m_frame.same.area_m2 += off;
    if (rest.size() == m_to.rows()) {
      m_to = std::move(adopted.layer);
    } else {
      FlatBuilder builder(m_from.crs);
      std::size_t next = 0;
      for (std::size_t row = 0; row < m_to.rows(); ++row) {
        if (next < rest.size() && rest[next] == row)
          builder.copyRow(adopted.layer, next++);
        else
          builder.copyRow(m_to, row);
      }
      m_to = builder.take();
    }
    pairUp(rest);
  }

  Result<void> join() {
    FlatBuilder builder(m_from.crs);
    const auto add = [&](const FlatLayer& layer, std::size_t row, std::uint32_t from, std::uint32_t to) {
      builder.copyRow(layer, row, static_cast<std::int64_t>(m_frame.from_zone.size()));
      m_frame.from_zone.push_back(from);
      m_frame.to_zone.push_back(to);
    };
    std::vector<std::uint32_t> later(m_from.rows(), kNoZone);
    for (std::uint32_t row = 0; row < m_to.rows(); ++row)
      if (m_partner[row] != kNoZone) later[m_partner[row]] = row;
    for (std::uint32_t row = 0; row < m_from.rows(); ++row) add(m_from, row, row, later[row]);
    for (std::uint32_t row = 0; row < m_to.rows(); ++row)
      if (m_partner[row] == kNoZone) add(m_to, row, kNoZone, row);
    for (std::uint32_t row = 0; row < m_frame.from_zone.size(); ++row) {
      if (m_frame.from_zone[row] != kNoZone) m_frame.from[m_frame.from_zone[row]].row = row;
      if (m_frame.to_zone[row] != kNoZone) m_frame.to[m_frame.to_zone[row]].row = row;
      if (m_frame.from_zone[row] != kNoZone && m_frame.to_zone[row] != kNoZone) ++m_frame.same.zones;
    }
    m_frame.layer = builder.take();
    if (!m_bends || m_frame.layer.crs == Crs::cgcs2000()) return {};
    auto moved = moveLayer(m_frame.layer, Crs::cgcs2000());
    if (!moved) return tl::unexpected<Error>(moved.error());
    m_frame.layer = std::move(*moved);
    return {};
  }

  Frame& m_frame;
  FlatLayer m_from;
  FlatLayer m_to;
  std::vector<std::uint32_t> m_partner; ///< per later row: the earlier one of the same shape
  std::vector<bool> m_taken;            ///< per earlier row
  bool m_bends = false;                 ///< the CRS differ by more than a subtraction
};

} // namespace

Result<Frame> frameOf(VersionRows from, VersionRows to, ClassOrder& classes, Feedback& feedback) {
  Frame frame;
  FlatLayer earlier = polygonsOf(from, frame);
  FlatLayer later = polygonsOf(to, frame);
  frame.from = zonesOf(earlier, from.zones, classes);
  frame.to = zonesOf(later, to.zones, classes);
  from = {};
  to = {};
  FrameMaker maker(frame, std::move(earlier), std::move(later));
  if (auto done = maker.run(feedback); !done) return tl::unexpected<Error>(done.error());
  return frame;
}

} // namespace ecoredline
