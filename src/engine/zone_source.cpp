#include "engine/zone_source.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

// Metres per degree of a meridian are 110,574 to 111,694, of the equator 111,320: a bound with room to spare.
constexpr double kLeastMetresPerDegree = 110500;
// Point scale of Gauss-Krueger inside a 6-degree zone is below 1.0015 (Snyder 1987, 8-4).
constexpr double kScaleRoom = 1.01;

double cosine(double latitude) {
  return std::max(1e-3, std::cos(std::min(std::abs(latitude), 90.0) * std::numbers::pi / 180));
}

double cosineOf(const Box& box) {
  return std::min(cosine(box.min_y), cosine(box.max_y));
}

Box common(const Box& a, const Box& b) {
  return {std::max(a.min_x, b.min_x), std::max(a.min_y, b.min_y), std::min(a.max_x, b.max_x),
          std::min(a.max_y, b.max_y)};
}

} // namespace

Box grownByMetres(const Box& box, const Crs& crs, double metres) {
  if (box.empty()) return box;
  if (!crs.isGeographic()) return box.grown(kScaleRoom * metres, kScaleRoom * metres);
  const double dy = metres / kLeastMetresPerDegree;
  return box.grown(dy / cosineOf(box.grown(0, dy)), dy);
}

double metresBetween(const Box& a, const Box& b, const Crs& crs) {
  const double dx = std::max({0.0, a.min_x - b.max_x, b.min_x - a.max_x});
  const double dy = std::max({0.0, a.min_y - b.max_y, b.min_y - a.max_y});
  if (!crs.isGeographic()) return std::hypot(dx, dy) / kScaleRoom;
  Box both = a;
  both.add(b);
  // A geodesic can bulge poleward of both boxes; half the longitude's way is more than it ever takes.
  const double most = both.grown(0, dx / 2).max_y;
  return std::hypot(dx * std::min(cosineOf(both), cosine(most)), dy) * kLeastMetresPerDegree / kScaleRoom;
}

ZoneSet::ZoneSet(std::shared_ptr<const IndexedLayer> zones, const Box& window)
    : m_zones(std::move(zones)), m_by_id(layer().rows()), m_window(window), m_lazy(layer().rows()) {
  std::iota(m_by_id.begin(), m_by_id.end(), 0U);
  const auto id = [this](std::uint32_t row) { return layer().row_id[row]; };
  if (!std::ranges::is_sorted(m_by_id, {}, id)) std::ranges::sort(m_by_id, {}, id);
}

ZoneSet::ZoneSet(FlatLayer layer, const Box& window)
    : ZoneSet(std::make_shared<IndexedLayer>(std::move(layer)), window) {}

const Geometry& ZoneSet::geometry(std::size_t row) const {
  Lazy& lazy = m_lazy[row];
  std::call_once(lazy.once, [&] { lazy.geometry = Geometry::fromRow(layer(), row); });
  return lazy.geometry;
}

std::optional<std::uint32_t> ZoneSet::rowOf(std::int64_t row_id) const {
  const auto id = [this](std::uint32_t row) { return layer().row_id[row]; };
  const auto at = std::ranges::lower_bound(m_by_id, row_id, {}, id);
  return at == m_by_id.end() || id(*at) != row_id ? std::nullopt : std::optional(*at);
}

std::size_t ZoneSet::countGroups(const std::function<std::uint32_t(std::int64_t)>& group) const {
  std::call_once(m_counted, [&] {
    std::set<std::uint32_t> groups;
    for (const std::int64_t zone : layer().row_id) groups.insert(group(zone));
    m_groups = groups.size();
  });
  return m_groups;
}

Result<std::shared_ptr<const ZoneSet>> zonesNear(FlatReader& reader, std::span<const Box> boxes, Feedback& feedback) {
  if (auto all = reader.whole()) return std::make_shared<const ZoneSet>(std::move(all), reader.extent());
  Box extent;
  for (const Box& box : boxes) extent.add(box);
  if (boxes.size() > ZoneSource::kSitesByWindow) boxes = std::span(&extent, 1);
  FlatBuilder builder(reader.crs());
  std::set<std::int64_t> taken;
  for (const Box& box : boxes) {
    auto near = reader.read(box, feedback);
    if (!near) return fail(near.error());
    for (std::size_t row = 0; row < near->rows(); ++row)
      if (taken.insert(near->row_id[row]).second) builder.copyRow(*near, row);
  }
  return std::make_shared<const ZoneSet>(builder.take(), extent);
}

ZoneSource::ZoneSource(FlatReader& reader, const FlatLayer& sites, double reach_m)
    : m_reader(reader), m_extent(reader.extent()), m_common(grownByMetres(sites.extent(), reader.crs(), reach_m)),
      m_by_window(sites.rows() <= kSitesByWindow) {
  if (auto zones = reader.whole()) m_whole = std::make_shared<const ZoneSet>(std::move(zones), m_extent);
}

Result<void> ZoneSource::prepare(Feedback& feedback) {
  if (m_whole || m_by_window || m_common.empty()) return {};
  return near(m_common, feedback).map([](const auto&) {});
}

Result<std::shared_ptr<const ZoneSet>> ZoneSource::near(const Box& window, Feedback& feedback) {
  if (m_whole) return m_whole;
  const std::lock_guard lock(m_mutex);
  if (m_by_window) return read(window, feedback);
  if (m_shared && holds(*m_shared, window)) return m_shared;
  const Box wanted = common(window, m_extent);
  const bool usual = !m_shared && (wanted.empty() || m_common.contains(wanted));
  auto set = read(usual ? m_common : m_extent, feedback);
  if (set) m_shared = *set;
  return set;
}

bool ZoneSource::holds(const ZoneSet& zones, const Box& window) const {
  const Box wanted = common(window, m_extent); // beyond the extent there is nothing
  return wanted.empty() || zones.window().contains(wanted);
}

Result<std::shared_ptr<const ZoneSet>> ZoneSource::read(const Box& window, Feedback& feedback) {
  auto layer = m_reader.read(window, feedback);
  if (!layer) return tl::unexpected<Error>(std::move(layer.error()));
  m_rows_read += layer->rows();
  return std::make_shared<const ZoneSet>(std::move(*layer), window);
}

std::uint64_t ZoneSource::rowsRead() const {
  const std::lock_guard lock(m_mutex);
  return m_rows_read;
}

} // namespace ecoredline
