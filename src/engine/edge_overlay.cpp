#include "engine/edge_overlay.hpp"

#include "engine/edge_contacts.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ecoredline {

namespace {

constexpr int kShift = 1; // the site is shifted by +(e, e²)
constexpr std::size_t kMostVertices = EdgeRuns::kEdgesPerRun + 1;

bool separated(double ax, double ay, double dx, double dy, const Box& box) {
  const double cx = (box.min_x + box.max_x) / 2 - ax, cy = (box.min_y + box.max_y) / 2 - ay;
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

Sides sidesOf(const Edge& e, const double* x, const double* y, std::size_t count) {
  Sides sides;
  std::array<double, kMostVertices> doubt;
  const double dx = e.bx - e.ax, dy = e.by - e.ay;
  for (std::size_t i = 0; i < count; ++i) {
    const double l = dx * (y[i] - e.ay), r = dy * (x[i] - e.ax);
    sides.orientation[i] = l - r;
    doubt[i] = kOrientationFilter * (std::abs(l) + std::abs(r));
  }
  std::uint32_t unsure = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sides.left |= static_cast<std::uint32_t>(sides.orientation[i] > 0) << i;
    unsure |= static_cast<std::uint32_t>(!(std::abs(sides.orientation[i]) > doubt[i])) << i;
  }
  for (std::size_t i = 0; unsure != 0; ++i, unsure >>= 1) {
    if ((unsure & 1) == 0) continue;
    const double exact = sides.orientation[i] = exactOrientation(e.ax, e.ay, e.bx, e.by, x[i], y[i]);
    // The edge moves by +(e, e²), so the vertex does by -(e, e²) against it.
    const bool left = exact != 0 ? exact > 0 : shiftedLeft(e.ax, e.ay, e.bx, e.by, -kShift);
    sides.left = (sides.left & ~(1u << i)) | (static_cast<std::uint32_t>(left) << i);
    if (exact == 0) sides.on_line |= 1u << i;
  }
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
  std::size_t edges = 0;
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    const auto first = static_cast<std::uint32_t>(layer.ring_vertex[ring]);
    const auto last = static_cast<std::uint32_t>(layer.ring_vertex[ring + 1] - 1);
    m_site_rings.push_back({first, last, 0, false, static_cast<std::int8_t>(sites.turnOf(ring))});
    edges += last - first;
  }
  m_few.clear();
  if (edges > kFewEdges) return;
  m_few.resize(edges);
  SiteEdge* edge = m_few.data();
  for (const Stretch& ring : m_site_rings) {
    for (auto v = ring.first; v < ring.last; ++v) *edge++ = siteEdge(v);
  }
}

EdgeOverlay::SiteEdge EdgeOverlay::siteEdge(std::uint32_t v) const {
  const Edge e{m_site_x[v], m_site_y[v], m_site_x[v + 1], m_site_y[v + 1]};
  return {e.ax, e.ay, e.bx, e.by, e.box(), v};
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
  m_zone->forEachLeaf(window, [this](const Run& run) { takeLeaf(run); });
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
  for (const SiteEdge& edge : m_near) crossRun(edge, run);
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

void EdgeOverlay::addIfNear(const SiteEdge& edge, const Box& box) {
  if (edge.box.meets(box) && !separated(edge.ax, edge.ay, edge.bx - edge.ax, edge.by - edge.ay, box))
    m_near.push_back(edge);
}

/// The site's edges that may meet anything in a box.
void EdgeOverlay::findNearEdges(const Box& box) {
  m_near.clear();
  if (!m_few.empty()) {
    for (const SiteEdge& edge : m_few) addIfNear(edge, box);
    return;
  }
  const EdgeRuns& site = *m_site;
  site.forEachLeaf(site.origin().around(box), [&](const Run& run) {
    for (auto v = run.first; v < run.last; ++v) addIfNear(siteEdge(v), box);
  });
}

/// Crosses a site edge with all edges of a run.
void EdgeOverlay::crossRun(const SiteEdge& edge, const Run& run) {
  const std::size_t edges = run.last - run.first;
  const Sides sides =
      sidesOf({edge.ax, edge.ay, edge.bx, edge.by}, m_zone_x + run.first, m_zone_y + run.first, edges + 1);
  const std::uint32_t all = (1u << edges) - 1;
  if (std::uint32_t tied = (sides.on_line | sides.on_line >> 1) & all; tied != 0) {
    for (std::uint32_t i = 0; tied != 0; ++i, tied >>= 1) {
      if ((tied & 1) != 0) noteTie(edge, run.first + i);
    }
  }
  std::uint32_t split = (sides.left ^ sides.left >> 1) & all;
  for (std::uint32_t i = 0; split != 0; ++i, split >>= 1) {
    if ((split & 1) != 0) crossEdges(edge, sides.orientation[i], sides.orientation[i + 1], run.first + i);
  }
}

/// Remembers a pair of edges of which an end of the zone's lies on the line of the site's, if they can touch.
void EdgeOverlay::noteTie(const SiteEdge& site, std::uint32_t v) {
  const Edge zone{m_zone_x[v], m_zone_y[v], m_zone_x[v + 1], m_zone_y[v + 1]};
  if (zone.box().meets(site.box)) m_ties.emplace_back(site.vertex, v);
}

/// The zone edge's ends lie on both sides of the site edge: `d1` and `d2` are their orientations.
void EdgeOverlay::crossEdges(const SiteEdge& site, double d1, double d2, std::uint32_t v) {
  const double cx = m_zone_x[v], cy = m_zone_y[v], dx = m_zone_x[v + 1], dy = m_zone_y[v + 1];
  const double d3 = orientation(cx, cy, dx, dy, site.ax, site.ay);
  const double d4 = orientation(cx, cy, dx, dy, site.bx, site.by);
  const bool zone_tied = d1 == 0 || d2 == 0; // noted by crossRun
  const bool site_tied = d3 == 0 || d4 == 0;
  if (site_tied && !zone_tied) noteTie(site, v);
  const auto left = [&](double d) { return d != 0 ? d > 0 : shiftedLeft(cx, cy, dx, dy, kShift); };
  if (left(d3) == left(d4)) return;
  if (!zone_tied && !site_tied) m_proper = true;
  Crossing c{site.vertex, v, d3 / (d3 - d4), d1 / (d1 - d2), 0, 0};
  c.x = site.ax + c.along_site * (site.bx - site.ax);
  c.y = site.ay + c.along_site * (site.by - site.ay);
  // A tie is exact, so the crossing is on the vertex that made it, wherever the line above rounds to.
  if (d1 == 0) c.x = cx, c.y = cy;
  if (d2 == 0) c.x = dx, c.y = dy;
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
