#include "engine/edge_contacts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <vector>

namespace ecoredline {

namespace {

struct Point {
  double x = 0, y = 0;
  bool operator==(const Point&) const = default;
};

/// Where a boundary passes into or out of the other polygon, with the site shifted by `nudge` (e, e²).
struct Event {
  std::uint32_t edge;
  double along; ///< distance from the edge's start along its longer axis: equal for equal points, growing along it
  Point at;
  int nudge;
};

/// What the pieces of one boundary were found to be.
struct Found {
  bool inside = false;
  bool outside = false;
  bool shared_same = false;     ///< on the other's border, both on the same side of it
  bool shared_opposite = false; ///< on the other's border, on either side of it
};

Point vertexOf(const EdgeRuns& row, std::uint32_t v) {
  return {row.x(v), row.y(v)};
}

bool boxHolds(Point a, Point b, Point p) {
  return std::min(a.x, b.x) <= p.x && p.x <= std::max(a.x, b.x) && std::min(a.y, b.y) <= p.y &&
         p.y <= std::max(a.y, b.y);
}

double alongOf(Point a, Point b, Point p) {
  return std::abs(b.x - a.x) >= std::abs(b.y - a.y) ? std::abs(p.x - a.x) : std::abs(p.y - a.y);
}

double side(Point a, Point b, Point p) {
  return orientation(a.x, a.y, b.x, b.y, p.x, p.y);
}

/// Two tied edges: where they cross when the site is shifted either way.
class Tie {
 public:
  Tie(const EdgeRuns& site, std::uint32_t s, const EdgeRuns& zone, std::uint32_t z)
      : m_a(vertexOf(site, s)), m_b(vertexOf(site, s + 1)), m_c(vertexOf(zone, z)),
        m_d(vertexOf(zone, z + 1)), m_of_zone{side(m_a, m_b, m_c), side(m_a, m_b, m_d)}, m_of_site{
                                                                                             side(m_c, m_d, m_a),
                                                                                             side(m_c, m_d, m_b)} {}

  bool isContact() const {
    return (m_of_zone[0] == 0 && boxHolds(m_a, m_b, m_c)) || (m_of_zone[1] == 0 && boxHolds(m_a, m_b, m_d)) ||
           (m_of_site[0] == 0 && boxHolds(m_c, m_d, m_a)) || (m_of_site[1] == 0 && boxHolds(m_c, m_d, m_b));
  }
  bool crosses(int nudge) const {
    return left(m_a, m_b, m_of_zone[0], -nudge) != left(m_a, m_b, m_of_zone[1], -nudge) &&
           left(m_c, m_d, m_of_site[0], nudge) != left(m_c, m_d, m_of_site[1], nudge);
  }
  /// The vertex they cross at: edges that cross only when shifted have an end of one on the other.
  Point at() const {
    if (m_of_site[0] == 0) return m_a;
    if (m_of_site[1] == 0) return m_b;
    return m_of_zone[0] == 0 ? m_c : m_d;
  }
  double alongSite() const { return alongOf(m_a, m_b, at()); }
  double alongZone() const { return alongOf(m_c, m_d, at()); }

 private:
  static bool left(Point a, Point b, double side, int nudge) {
    return side != 0 ? side > 0 : shiftedLeft(a.x, a.y, b.x, b.y, nudge);
  }

  Point m_a, m_b, m_c, m_d;
  std::array<double, 2> m_of_zone, m_of_site;
};

/// Follows one boundary from event to event. `shift` is how the site's shift looks from here: 1 for the site's own
/// boundary, -1 for the zone's, which moves against the site.
class Follower {
 public:
  Follower(const EdgeRuns& own, const LayerIndex& index, const EdgeRuns& other, int shift)
      : m_own(own), m_index(index), m_other(other), m_shift(shift) {}

  /// False when a ring does not come back to the state it began with.
  bool follow(std::vector<Event> events, Found& found) {
    std::ranges::sort(
        events, [](const Event& a, const Event& b) { return std::tie(a.edge, a.along) < std::tie(b.edge, b.along); });
    const FlatLayer& layer = m_own.layer();
    std::size_t from = 0;
    for (auto ring = layer.row_ring[m_own.row()]; ring < layer.row_ring[m_own.row() + 1]; ++ring) {
      std::size_t to = from;
      while (to < events.size() && events[to].edge < layer.ring_vertex[ring + 1]) ++to;
      if (!followRing(ring, {events.data() + from, to - from}, found)) return false;
      from = to;
    }
    return true;
  }

 private:
  struct State {
    bool plus, minus; ///< inside the other polygon with the site shifted by +(e, e²), by -(e, e²)
  };

  bool insideShifted(Point p, int nudge) const {
    const Box& box = m_other.box();
    if (p.x < box.min_x || p.x > box.max_x || p.y < box.min_y || p.y > box.max_y) return false;
    return m_other.inside(p.x, p.y, nudge * m_shift);
  }

  bool followRing(std::uint64_t ring, std::span<const Event> events, Found& found) const {
    const FlatLayer& layer = m_own.layer();
    const auto first = static_cast<std::uint32_t>(layer.ring_vertex[ring]);
    const auto last = static_cast<std::uint32_t>(layer.ring_vertex[ring + 1] - 1);
    const Point start = vertexOf(m_own, first);
    const State begin{insideShifted(start, 1), insideShifted(start, -1)};
    if (events.empty()) {
      if (begin.plus != begin.minus) return false;
      (begin.plus ? found.inside : found.outside) = true;
      return true;
    }
    const int turn = m_index.turnOf(ring);
    State state = begin;
    Point at = start;
    std::uint32_t edge = first;
    for (const Event& e : events) {
      if (e.at != at || leavesVertex(edge, e.edge, at)) classify(state, directionFrom(edge, at, last), turn, found);
      (e.nudge > 0 ? state.plus : state.minus) ^= true;
      at = e.at;
      edge = e.edge;
    }
    if (at != start || leavesVertex(edge, last, at)) classify(state, directionFrom(edge, at, last), turn, found);
    return state.plus == begin.plus && state.minus == begin.minus;
  }

  /// A ring may come back to the same place without standing still: true when some vertex between lies elsewhere.
  bool leavesVertex(std::uint32_t from, std::uint32_t to, Point at) const {
    for (auto v = from + 1; v <= to && v < from + kFewVertices; ++v) {
      if (vertexOf(m_own, v) != at) return true;
    }
    return to >= from + kFewVertices;
  }

  /// Direction of the boundary just behind a point of an edge.
  Point directionFrom(std::uint32_t edge, Point at, std::uint32_t last) const {
    for (auto v = edge + 1; v <= last; ++v) {
      const Point next = vertexOf(m_own, v);
      if (next != at) return {next.x - at.x, next.y - at.y};
    }
    return {};
  }

  void classify(const State& state, Point direction, int turn, Found& found) const {
    if (state.plus == state.minus) {
      (state.plus ? found.inside : found.outside) = true;
      return;
    }
    if (turn < 0) direction = {-direction.x, -direction.y};
    const bool shift_to_inside =
        direction.y != 0 ? (m_shift > 0) == (direction.y < 0) : (m_shift > 0) == (direction.x > 0);
    (state.plus == shift_to_inside ? found.shared_same : found.shared_opposite) = true;
  }

  static constexpr std::uint32_t kFewVertices = 8; // more than that many vertices in one place are no ring

  const EdgeRuns& m_own;
  const LayerIndex& m_index;
  const EdgeRuns& m_other;
  int m_shift;
};

Relation relationOf(const Found& site, const Found& zone) {
  const bool shared_same = site.shared_same || zone.shared_same;
  const bool shared_opposite = site.shared_opposite || zone.shared_opposite;
  const bool interiors_meet = site.inside || zone.inside || shared_same;
  if (!interiors_meet) return shared_opposite ? Relation::touch_line : Relation::touch_point;
  const bool site_sticks_out = site.outside || zone.inside || shared_opposite;
  const bool zone_sticks_out = zone.outside || site.inside || shared_opposite;
  if (!site_sticks_out && !zone_sticks_out) return Relation::equals;
  if (!site_sticks_out) return Relation::within;
  return zone_sticks_out ? Relation::overlap : Relation::contains;
}

} // namespace

std::optional<Relation> contactRelation(const EdgeRuns& site, const LayerIndex& sites, const EdgeRuns& zone,
                                        const LayerIndex& zones,
                                        std::span<const std::pair<std::uint32_t, std::uint32_t>> tied) {
  std::vector<Event> of_site, of_zone;
  bool contact = false;
  for (const auto& [s, z] : tied) {
    const Tie tie(site, s, zone, z);
    contact = contact || tie.isContact();
    for (const int nudge : {1, -1}) {
      if (!tie.crosses(nudge)) continue;
      of_site.push_back({s, tie.alongSite(), tie.at(), nudge});
      of_zone.push_back({z, tie.alongZone(), tie.at(), nudge});
    }
  }
  if (!contact) return Relation::none;
  Found from_site, from_zone;
  if (!Follower(site, sites, zone, 1).follow(std::move(of_site), from_site)) return std::nullopt;
  if (!Follower(zone, zones, site, -1).follow(std::move(of_zone), from_zone)) return std::nullopt;
  return relationOf(from_site, from_zone);
}

} // namespace ecoredline
