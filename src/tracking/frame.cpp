#include "tracking/frame.hpp"

#include "engine/local.hpp"
#include "engine/parallel.hpp"
#include "geo/edge_model.hpp"
#include "geo/layer_spool.hpp"
#include "tracking/parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

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

namespace {

constexpr std::size_t kZonesReadAtOnce = 10'000; // some hundredths of a second: a cancel is heard between them

/// The zones of the rows, where they are many some at a time.
Result<std::map<std::int64_t, Zone>> zonesOf(const Workspace& workspace, std::int64_t version, const FlatLayer& rows,
                                             Feedback& feedback) {
  if (rows.rows() <= kZonesReadAtOnce) return workspace.zones(version);
  std::map<std::int64_t, Zone> all;
  for (std::size_t first = 0; first < rows.rows(); first += kZonesReadAtOnce) {
    if (feedback.cancelled()) return cancelledError();
    const auto* const from = rows.row_id.begin() + first;
    const std::vector<std::int64_t> some(from, from + std::min(kZonesReadAtOnce, rows.rows() - first));
    auto zones = workspace.zones(version, some);
    if (!zones) return zones;
    all.merge(*zones);
  }
  return all;
}

} // namespace

Result<VersionRows> readVersionRows(const Workspace& workspace, std::int64_t version, Feedback& feedback) {
  auto reader = workspace.reader(version);
  if (!reader) return fail(reader.error());
  VersionRows rows;
  LayerSpool spool((*reader)->crs(), kTrackedInMemory);
  const auto take = [&](const FlatLayer& batch) { return spool.add(batch); };
  if (auto read = (*reader)->readAll(take, feedback); !read) return fail(read.error());
  auto layer = spool.take();
  if (!layer) return fail(layer.error());
  rows.layer = std::move(*layer);
  auto zones = zonesOf(workspace, version, rows.layer, feedback);
  if (!zones) return fail(zones.error());
  rows.zones = std::move(*zones);
  return rows;
}

Result<BothRows> readBoth(const Workspace& workspace, std::int64_t from, std::int64_t to, int threads,
                          Feedback& feedback) {
  const std::array versions{from, to};
  std::array<Result<VersionRows>, 2> rows;
  const auto job = [&](std::size_t i) -> Result<void> {
    const auto own = Workspace::open(workspace.path(), Workspace::Access::read);
    if (!own) return fail(own.error());
    rows[i] = readVersionRows(*own, versions[i], feedback);
    if (!rows[i]) return fail(rows[i].error());
    return {};
  };
  if (auto done = forEachIndex(rows.size(), threads, feedback, job); !done) return fail(done.error());
  return BothRows{std::move(*rows[0]), std::move(*rows[1])};
}

namespace {

constexpr std::size_t kVerticesAdoptedAtOnce = std::size_t{1} << 18U;

/// Valid polygons only; what is left out is told.
Result<FlatLayer> polygonsOf(VersionRows& rows, Frame& frame) {
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
  if (kept.size() == rows.layer.rows()) return std::move(rows.layer);
  return spooledRows(rows.layer, kept, kTrackedInMemory);
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

/// Rows by shape, in order; each is handed out once.
class RowsByShape {
 public:
  /// `rows` ascending.
  RowsByShape(const std::vector<ShapeKey>& keys, const std::vector<std::size_t>& rows) {
    m_entries.reserve(rows.size());
    for (const std::size_t row : rows) m_entries.push_back({keys[row], static_cast<std::uint32_t>(row), false});
    std::ranges::stable_sort(m_entries, {}, &Entry::key);
  }

  /// The row of this shape that is left and for which `score(row)` is highest, the first of several; kNoZone.
  template<class Score>
  std::uint32_t take(const ShapeKey& key, Score&& score) {
    Entry* best = nullptr;
    int best_score = -1;
    for (auto at = std::ranges::lower_bound(m_entries, key, {}, &Entry::key); at != m_entries.end() && at->key == key;
         ++at) {
      if (at->taken) continue;
      const int one = score(at->row);
      if (one <= best_score) continue;
      best = &*at;
      best_score = one;
    }
    if (best == nullptr) return kNoZone;
    best->taken = true;
    return best->row;
  }

 private:
  struct Entry {
    ShapeKey key;
    std::uint32_t row;
    bool taken;
  };
  std::vector<Entry> m_entries;
};

class FrameMaker {
 public:
  FrameMaker(Frame& frame, FlatLayer from, FlatLayer to, int threads)
      : m_frame(frame), m_from(std::move(from)), m_to(std::move(to)), m_threads(threads) {}

  Result<void> run(Feedback& feedback) {
    m_partner.assign(m_to.rows(), kNoZone);
    m_taken.assign(m_from.rows(), false);
    auto keys = shapeKeys(m_from, m_threads, feedback);
    if (!keys) return tl::unexpected<Error>(keys.error());
    m_from_keys = std::move(*keys);
    if (m_from.crs == m_to.crs)
      if (auto done = pairUp(m_to, allRows(m_to), feedback); !done) return done;
    if (auto done = adoptRest(feedback); !done) return done;
    if (feedback.cancelled()) return cancelledError();
    return join(feedback);
  }

 private:
  static std::vector<std::size_t> allRows(const FlatLayer& layer) {
    std::vector<std::size_t> rows(layer.rows());
    for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = row;
    return rows;
  }

  /// Pairs rows of the same shape: of several, one of the same id and class goes first. Row i of `later` is the later
  /// version's row `rows[i]`.
  Result<void> pairUp(const FlatLayer& later, const std::vector<std::size_t>& rows, Feedback& feedback) {
    const auto keys = shapeKeys(later, m_threads, feedback);
    if (!keys) return tl::unexpected<Error>(keys.error());
    RowsByShape earlier(m_from_keys, notTaken());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const TrackedZone& to = m_frame.to[rows[i]];
      const std::uint32_t from = earlier.take((*keys)[i], [&](std::uint32_t row) {
        const TrackedZone& one = m_frame.from[row];
        return (one.id == to.id ? 4 : 0) + (one.class_rank == to.class_rank ? 2 : 0) + (one.title == to.title ? 1 : 0);
      });
      m_partner[rows[i]] = from;
      if (from != kNoZone) m_taken[from] = true;
    }
    return {};
  }
  std::vector<std::size_t> notTaken() const {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < m_from.rows(); ++row)
      if (!m_taken[row]) rows.push_back(row);
    return rows;
  }

  /// Rows without partner are put onto the earlier's vertices and asked again; a few neighbours at a time.
  Result<void> adoptRest(Feedback& feedback) {
    std::vector<std::size_t> rest;
    for (std::size_t row = 0; row < m_to.rows(); ++row)
      if (m_partner[row] == kNoZone) rest.push_back(row);
    if (rest.empty()) return {};
    if (!(m_from.crs == m_to.crs)) {
      auto transform = Transform::between(m_to.crs, m_from.crs);
      if (!transform) return tl::unexpected<Error>(transform.error());
      m_bends = !transform->isSubtraction();
      m_transform.emplace(std::move(*transform));
    }
    const LayerIndex earlier(m_from, LayerIndex::treeOf(m_from));
    LayerSpool adopted(m_from.crs, kTrackedInMemory);
    m_rest_row.assign(m_to.rows(), kNoZone);
    const auto parts = partsByPlace(m_to, rest, kVerticesAdoptedAtOnce);
    rest.clear();
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (feedback.cancelled()) return cancelledError();
      auto one = adoptPart(parts[i], earlier, feedback);
      if (!one) return tl::unexpected<Error>(one.error());
      if (auto added = adopted.add(one->layer); !added) return added;
      note(*one);
      for (const std::size_t row : parts[i]) {
        m_rest_row[row] = static_cast<std::uint32_t>(rest.size());
        rest.push_back(row);
      }
      feedback.progress(i + 1, parts.size());
    }
    auto layer = adopted.take();
    if (!layer) return tl::unexpected<Error>(layer.error());
    m_rest = std::move(*layer);
    return pairUp(m_rest, rest, feedback);
  }

  Result<Adopted> adoptPart(const std::vector<std::size_t>& rows, const LayerIndex& earlier, Feedback& feedback) const {
    FlatLayer plain = selectRows(m_to, rows);
    std::optional<FlatLayer> dense; // none: the same as `plain`
    if (m_transform) {
      auto densely = moveLayer(plain, m_from.crs, *m_transform);
      if (!densely) return tl::unexpected<Error>(densely.error());
      auto moved = vertexwise(plain, m_from.crs, *m_transform);
      if (!moved) return tl::unexpected<Error>(moved.error());
      dense = std::move(*densely);
      plain = std::move(*moved);
    }
    const PlaneScale scale = scaleAt(m_from.crs, plain.extent().min_y);
    std::vector<std::size_t> near;
    earlier.query(plain.extent().grown(2 * kSameVertex / scale.x, 2 * kSameVertex / scale.y), [&](std::uint32_t row) {
      if (!m_taken[row]) near.push_back(row);
    });
    std::ranges::sort(near);
    return adoptVertices(plain, dense ? *dense : plain, {m_from, &near}, m_threads, feedback);
  }

  void note(const Adopted& adopted) {
    m_frame.same.moved_vertices += adopted.moved;
    m_frame.same.largest_m = std::max(m_frame.same.largest_m, adopted.largest_m);
    for (const double off : adopted.area_off_m2) m_frame.same.area_m2 += off;
  }

  /// Both versions one behind the other, each shape once.
  Result<void> join(Feedback& feedback) {
    std::vector<std::uint32_t> later(m_from.rows(), kNoZone);
    const auto later_rows = static_cast<std::uint32_t>(m_partner.size());
    m_to = {}; // every row that has no partner stands in m_rest
    for (std::uint32_t row = 0; row < later_rows; ++row)
      if (m_partner[row] != kNoZone) later[m_partner[row]] = row;
    SpooledRows all(m_from.crs, kTrackedInMemory);
    const auto add = [&](const FlatLayer& layer, std::size_t row, std::uint32_t from,
                         std::uint32_t to) -> Result<void> {
      if (feedback.cancelled()) return cancelledError();
      const auto id = static_cast<std::int64_t>(m_frame.from_zone.size());
      m_frame.from_zone.push_back(from);
      m_frame.to_zone.push_back(to);
      return all.copyRow(layer, row, id);
    };
    for (std::uint32_t row = 0; row < m_from.rows(); ++row)
      if (auto added = add(m_from, row, row, later[row]); !added) return added;
    for (std::uint32_t row = 0; row < later_rows; ++row)
      if (m_partner[row] == kNoZone)
        if (auto added = add(m_rest, m_rest_row[row], kNoZone, row); !added) return added;
    m_from = {};
    m_rest = {};
    auto layer = all.take();
    if (!layer) return fail(layer.error());
    m_frame.layer = std::move(*layer);
    nameRows();
    return bend(feedback);
  }

  void nameRows() {
    for (std::uint32_t row = 0; row < m_frame.from_zone.size(); ++row) {
      if (m_frame.from_zone[row] != kNoZone) m_frame.from[m_frame.from_zone[row]].row = row;
      if (m_frame.to_zone[row] != kNoZone) m_frame.to[m_frame.to_zone[row]].row = row;
      if (m_frame.from_zone[row] != kNoZone && m_frame.to_zone[row] != kNoZone) ++m_frame.same.zones;
    }
  }

  /// To EPSG:4490, where the CRS differ by more than a subtraction.
  Result<void> bend(Feedback& feedback) {
    const Crs degrees = Crs::cgcs2000();
    if (!m_bends || m_frame.layer.crs == degrees) return {};
    const auto transform = Transform::between(m_frame.layer.crs, degrees);
    if (!transform) return fail(transform.error());
    const auto made = [&](std::size_t first, std::size_t last) -> Result<FlatLayer> {
      if (feedback.cancelled()) return cancelledError();
      std::vector<std::size_t> rows(last - first);
      std::iota(rows.begin(), rows.end(), first);
      return moveLayer(selectRows(m_frame.layer, rows), degrees, *transform);
    };
    auto moved = madeInBatches(m_frame.layer, degrees, made);
    if (!moved) return fail(moved.error());
    m_frame.layer = std::move(*moved);
    return {};
  }

  Frame& m_frame;
  FlatLayer m_from;
  FlatLayer m_to;
  int m_threads;
  FlatLayer m_rest;                      ///< later rows put onto the earlier's vertices
  std::vector<std::uint32_t> m_rest_row; ///< per later row: its place in m_rest, or kNoZone
  std::vector<ShapeKey> m_from_keys;
  std::vector<std::uint32_t> m_partner; ///< per later row: the earlier one of the same shape
  std::vector<bool> m_taken;            ///< per earlier row
  std::optional<Transform> m_transform; ///< of the later to the earlier CRS, where they differ
  bool m_bends = false;                 ///< the CRS differ by more than a subtraction
};

} // namespace

Result<Frame> frameOf(VersionRows from, VersionRows to, ClassOrder& classes, int threads, Feedback& feedback) {
  Frame frame;
  auto earlier = polygonsOf(from, frame);
  if (!earlier) return fail(earlier.error());
  auto later = polygonsOf(to, frame);
  if (!later) return fail(later.error());
  frame.from = zonesOf(*earlier, from.zones, classes);
  frame.to = zonesOf(*later, to.zones, classes);
  from = {};
  to = {};
  FrameMaker maker(frame, std::move(*earlier), std::move(*later), threads);
  if (auto done = maker.run(feedback); !done) return tl::unexpected<Error>(done.error());
  return frame;
}

} // namespace ecoredline
