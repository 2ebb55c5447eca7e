#include "engine/edge_overlay.hpp"

#include "engine/edge_contacts.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <experimental/simd>

namespace ecoredline {

namespace {

namespace stdx = std::experimental;
using Doubles = stdx::native_simd<double>;

constexpr int kShift = 1; // the site is shifted by +(e, e²)
constexpr std::size_t kMostVertices = EdgeRuns::kEdgesPerRun + 1;

bool separated(const Edge& e, const Box& box) {
  const double dx = e.bx - e.ax, dy = e.by - e.ay;
  const double cx = (box.min_x + box.max_x) / 2 - e.ax, cy = (box.min_y + box.max_y) / 2 - e.ay;
  const double hx = (box.max_x - box.min_x) / 2, hy = (box.max_y - box.min_y) / 2;
  const double l = dx * cy, r = dy * cx;
  constexpr double kRoom = 1e-14; // far above the rounding of this line, far below what would be lost by it
  return std::abs(l - r) - kRoom * (std::abs(l) + std::abs(r)) > std::abs(dx) * hy + std::abs(dy) * hx;
}

/// Whether a run's vertices lie left of an edge that is shifted, and which lie exactly on its line.
struct Sides {
  std::array<double, kMostVertices> orientation;
  std::uint32_t left = 0; ///< one bit a vertex
  std::uint32_t on_line = 0;
};

/// Sets `orientation` to the plain orientations of vertices against an edge; true when the sign of each is sure.
bool plainOrientations(const Edge& e, const double* x, const double* y, std::size_t count, double* orientation) {
  const double dx = e.bx - e.ax, dy = e.by - e.ay;
  std::size_t i = 0;
  Doubles::mask_type sure(true);
  for (; i + Doubles::size() <= count; i += Doubles::size()) {
    const Doubles l = dx * (Doubles(y + i, stdx::element_aligned) - e.ay);
    const Doubles r = dy * (Doubles(x + i, stdx::element_aligned) - e.ax);
    (l - r).copy_to(orientation + i, stdx::element_aligned);
    sure = sure && abs(l - r) > kOrientationFilter * (abs(l) + abs(r));
  }
  bool all_sure = all_of(sure);
  for (; i < count; ++i) {
    const double l = dx * (y[i] - e.ay), r = dy * (x[i] - e.ax);
    orientation[i] = l - r;
    all_sure = all_sure && std::abs(l - r) > kOrientationFilter * (std::abs(l) + std::abs(r));
  }
  return all_sure;
}

/// Makes sure of the vertices that rounding could have put on the wrong side.
void makeSure(const Edge& e, const double* x, const double* y, std::size_t count, Sides& sides) {
  for (std::size_t i = 0; i < count; ++i) {
    const double exact = sides.orientation[i] = orientation(e.ax, e.ay, e.bx, e.by, x[i], y[i]);
    // The edge moves by +(e, e²), so the vertex does by -(e, e²) against it.
    const bool left = exact != 0 ? exact > 0 : shiftedLeft(e.ax, e.ay, e.bx, e.by, -kShift);
    sides.left = (sides.left & ~(1u << i)) | (static_cast<std::uint32_t>(left) << i);
    if (exact == 0) sides.on_line |= 1u << i;
  }
}

Sides sidesOf(const Edge& e, const double* x, const double* y, std::size_t count) {
  Sides sides;
  const bool sure = plainOrientations(e, x, y, count, sides.orientation.data());
  for (std::size_t i = 0; i < count; ++i)
    sides.left |= static_cast<std::uint32_t>(!std::signbit(sides.orientation[i])) << i;
  if (!sure) makeSure(e, x, y, count, sides);
  return sides;
}

} // namespace

void EdgeOverlay::setSite(const LayerIndex& sites, std::size_t row) {
  m_sites = &sites;
  m_site.emplace(sites.runs(row));
  const FlatLayer& layer = sites.layer();
  m_site_x = layer.x.data();
  m_site_y = layer.y.data();
  m_site_box = layer.box[row];
  m_site_rings.clear();
  m_few.reset(m_site_box);
  m_is_few = true;
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    const auto first = static_cast<std::uint32_t>(layer.ring_vertex[ring]);
    const auto last = static_cast<std::uint32_t>(layer.ring_vertex[ring + 1] - 1);
    m_site_rings.push_back({first, last, 0, false, static_cast<std::int8_t>(sites.turnOf(ring))});
    m_is_few = m_is_few && m_few.addRing(m_site_x, m_site_y, first, last);
  }
}

Edge EdgeOverlay::siteEdge(std::uint32_t v) const {
  return {m_site_x[v], m_site_y[v], m_site_x[v + 1], m_site_y[v + 1]};
}

Edge EdgeOverlay::zoneEdge(std::uint32_t v) const {
  return {m_zone_x[v], m_zone_y[v], m_zone_x[v + 1], m_zone_y[v + 1]};
}

EdgeMeeting EdgeOverlay::meet(const LayerIndex& zones, std::size_t row) {
  m_zones = &zones;
  m_zone.emplace(zones.runs(row));
  const FlatLayer& layer = zones.layer();
  m_zone_x = layer.x.data();
  m_zone_y = layer.y.data();
  m_ring = layer.row_ring[row];
  m_by_zone.clear();
  m_by_site.clear();
  m_stretches.clear();
  m_ties.clear();
  m_state = m_proper = m_zone_inside = m_site_inside = m_site_outside = false;
  m_consistent = true;
  m_zone_outside = !m_site_box.contains(layer.box[row]);
  const Run window = m_zone->origin().around(m_site_box);
  m_leaves.clear();
  m_zone->forEachLeaf(window, [this](const Run& run) {
    __builtin_prefetch(m_zone_x + run.first); // far from everything seen so far: they come while others are looked for
    __builtin_prefetch(m_zone_y + run.first);
    __builtin_prefetch(m_zone_x + run.first + 8);
    __builtin_prefetch(m_zone_y + run.first + 8);
    m_leaves.push_back(&run);
  });
  for (const Run* run : m_leaves) takeLeaf(*run);
  if (!m_stretches.empty()) m_consistent = leaveStretch() && m_consistent;
  walkSite();
  if (!m_consistent) return {Relation::none, false};
  if (m_proper) return {Relation::overlap};
  if (m_ties.empty()) return {plainRelation()};
  const auto touching = contactRelation(*m_site, *m_sites, *m_zone, zones, m_ties);
  if (!touching) return {Relation::none, false};
  return {*touching == Relation::none ? plainRelation() : *touching};
}

/// Without a tie or a crossing every ring lies wholly in the other polygon or out of it.
Relation EdgeOverlay::plainRelation() const {
  if (!m_site_inside && !m_zone_inside) return Relation::none;
  if (!m_site_outside && !m_zone_inside) return Relation::within;
  if (!m_zone_outside && !m_site_inside) return Relation::contains;
  return Relation::overlap;
}

bool EdgeOverlay::siteHolds(std::uint32_t v) const {
  const double x = m_zone_x[v], y = m_zone_y[v];
  if (x < m_site_box.min_x || x > m_site_box.max_x || y < m_site_box.min_y || y > m_site_box.max_y) return false;
  return m_site->inside(x, y, -kShift);
}

/// The last stretch must end as its last vertex lies.
bool EdgeOverlay::leaveStretch() {
  return m_state == siteHolds(m_stretches.back().last);
}

int EdgeOverlay::turnAt(std::uint32_t v) {
  const auto& starts = m_zones->layer().ring_vertex;
  while (starts[m_ring + 1] <= v) ++m_ring;
  return m_zones->turnOf(m_ring);
}

void EdgeOverlay::takeLeaf(const Run& run) {
  const bool goes_on = !m_stretches.empty() && m_stretches.back().last == run.first;
  if (!goes_on) {
    if (!m_stretches.empty()) m_consistent = leaveStretch() && m_consistent;
    m_state = siteHolds(run.first);
  }
  const std::size_t before = m_by_zone.size();
  findNearEdges(m_zone->boxOf(run));
  for (const std::uint32_t edge : m_near) crossRun(edge, run);
  const std::size_t count = m_by_zone.size() - before;
  if (count > 1) {
    std::sort(m_by_zone.begin() + static_cast<std::ptrdiff_t>(before), m_by_zone.end(),
              [](const Crossing& a, const Crossing& b) {
                return a.zone_edge != b.zone_edge ? a.zone_edge < b.zone_edge : a.along_zone < b.along_zone;
              });
  }
  const auto turn = static_cast<std::int8_t>(turnAt(run.first));
  m_consistent = m_consistent && turn != 0;
  m_stretches.push_back({run.first, run.last, static_cast<std::uint32_t>(m_by_zone.size()), m_state, turn});
  (m_state ? m_zone_inside : m_zone_outside) = true;
  if (count > 0) m_zone_inside = m_zone_outside = true;
  m_state ^= count % 2 != 0;
}

/// The site's edges that may meet anything in a box.
void EdgeOverlay::findNearEdges(const Box& box) {
  if (m_is_few) return m_few.find(box, m_near);
  m_near.clear();
  const EdgeRuns& site = *m_site;
  site.forEachLeaf(site.origin().around(box), [&](const Run& run) {
    for (auto v = run.first; v < run.last; ++v) {
      const Edge edge = siteEdge(v);
      if (edge.box().meets(box) && !separated(edge, box)) m_near.push_back(v);
    }
  });
}

/// Crosses a site edge with all edges of a run.
void EdgeOverlay::crossRun(std::uint32_t site_edge, const Run& run) {
  const std::size_t edges = run.last - run.first;
  const Sides sides = sidesOf(siteEdge(site_edge), m_zone_x + run.first, m_zone_y + run.first, edges + 1);
  const std::uint32_t all = (1u << edges) - 1;
  for (std::uint32_t tied = (sides.on_line | sides.on_line >> 1) & all; tied != 0; tied &= tied - 1)
    noteTie(site_edge, run.first + static_cast<std::uint32_t>(std::countr_zero(tied)));
  for (std::uint32_t split = (sides.left ^ sides.left >> 1) & all; split != 0; split &= split - 1) {
    const auto i = static_cast<std::uint32_t>(std::countr_zero(split));
    crossEdges(site_edge, run.first + i, sides.orientation[i], sides.orientation[i + 1]);
  }
}

/// Remembers a pair of edges of which an end of the zone's lies on the line of the site's, if they can touch.
void EdgeOverlay::noteTie(std::uint32_t site_edge, std::uint32_t zone_edge) {
  if (zoneEdge(zone_edge).box().meets(siteEdge(site_edge).box())) m_ties.emplace_back(site_edge, zone_edge);
}

/// The zone edge's ends lie on both sides of the site edge: `d1` and `d2` are their orientations.
void EdgeOverlay::crossEdges(std::uint32_t site_edge, std::uint32_t zone_edge, double d1, double d2) {
  const Edge site = siteEdge(site_edge), zone = zoneEdge(zone_edge);
  const double d3 = orientation(zone.ax, zone.ay, zone.bx, zone.by, site.ax, site.ay);
  const double d4 = orientation(zone.ax, zone.ay, zone.bx, zone.by, site.bx, site.by);
  const bool zone_tied = d1 == 0 || d2 == 0; // noted by crossRun
  const bool site_tied = d3 == 0 || d4 == 0;
  if (site_tied && !zone_tied) noteTie(site_edge, zone_edge);
  const auto left = [&](double d) { return d != 0 ? d > 0 : shiftedLeft(zone.ax, zone.ay, zone.bx, zone.by, kShift); };
  if (left(d3) == left(d4)) return;
  if (!zone_tied && !site_tied) m_proper = true;
  Crossing c{site_edge, zone_edge, d3 / (d3 - d4), d1 / (d1 - d2), 0, 0};
  c.x = site.ax + c.along_site * (site.bx - site.ax);
  c.y = site.ay + c.along_site * (site.by - site.ay);
  // A tie is exact, so the crossing is on the vertex that made it, wherever the line above rounds to.
  if (d1 == 0) c.x = zone.ax, c.y = zone.ay;
  if (d2 == 0) c.x = zone.bx, c.y = zone.by;
  if (d3 == 0) c.x = site.ax, c.y = site.ay;
  if (d4 == 0) c.x = site.bx, c.y = site.by;
  m_by_zone.push_back(c);
}

/// Follows the site's rings: where each starts, and whether each comes back to that.
void EdgeOverlay::walkSite() {
  m_by_site.assign(m_by_zone.begin(), m_by_zone.end());
  if (m_by_site.size() > 1) {
    std::ranges::sort(m_by_site, [](const Crossing& a, const Crossing& b) {
      return a.site_edge != b.site_edge ? a.site_edge < b.site_edge : a.along_site < b.along_site;
    });
  }
  std::size_t at = 0;
  for (Stretch& ring : m_site_rings) {
    ring.inside = m_zone->inside(m_site_x[ring.first], m_site_y[ring.first], kShift);
    m_consistent = m_consistent && ring.turn != 0;
    const std::size_t before = at;
    while (at < m_by_site.size() && m_by_site[at].site_edge < ring.last) ++at;
    m_consistent = m_consistent && (at - before) % 2 == 0;
    ring.crossings_end = static_cast<std::uint32_t>(at);
    (ring.inside ? m_site_inside : m_site_outside) = true;
  }
}

} // namespace ecoredline
