#include "survey_rings.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace survey_txt {

namespace {

constexpr std::size_t kBands = 1024;

enum class Place { inside, outside, boundary };

struct Extent {
  double low_first = std::numeric_limits<double>::infinity();
  double low_second = low_first;
  double high_first = -low_first;
  double high_second = -low_first;

  void add(const Position& p) {
    low_first = std::min(low_first, p.first);
    low_second = std::min(low_second, p.second);
    high_first = std::max(high_first, p.first);
    high_second = std::max(high_second, p.second);
  }
  bool meets(const Extent& other) const {
    return low_first <= other.high_first && other.low_first <= high_first && low_second <= other.high_second &&
           other.low_second <= high_second;
  }
};

/// Neighbours that were rounded to millimetres lie as far off each other's edges: nearer than this is on the line.
/// Metres, or degrees where the numbers are small.
double toleranceOf(const Ring& ring) {
  const Position& p = ring.points.front();
  return std::abs(p.first) <= 360 && std::abs(p.second) <= 360 ? 2e-8 : 0.002;
}

/// On which side of the line a-b lies p? 0 = within `tolerance` of it.
int sideOf(const Position& a, const Position& b, const Position& p, double tolerance) {
  const double length = std::hypot(b.first - a.first, b.second - a.second);
  if (!(length > 0)) return 0;
  const double turn = (b.first - a.first) * (p.second - a.second) - (b.second - a.second) * (p.first - a.first);
  return turn > tolerance * length ? 1 : turn < -tolerance * length ? -1 : 0;
}

bool isBeside(const Position& a, const Position& b, const Position& p, double tolerance) {
  return std::min(a.first, b.first) <= p.first + tolerance && p.first <= std::max(a.first, b.first) + tolerance &&
         std::min(a.second, b.second) <= p.second + tolerance && p.second <= std::max(a.second, b.second) + tolerance;
}

/// A ring whose edges are found by the first coordinate.
class IndexedRing {
 public:
  explicit IndexedRing(const Ring& ring) : m_points(ring.points), m_tolerance(toleranceOf(ring)) {
    for (const Position& point : m_points) m_extent.add(point);
    const std::size_t count = std::clamp<std::size_t>(m_points.size() / 4, 1, kBands);
    m_bands.resize(count);
    for (std::size_t i = 0; i < m_points.size(); ++i) {
      const auto [low, high] = std::minmax(m_points[i].first, next(i).first);
      for (std::size_t band = bandOf(low - m_tolerance); band <= bandOf(high + m_tolerance); ++band)
        m_bands[band].push_back(i);
    }
  }

  const Extent& extent() const { return m_extent; }
  const std::vector<Position>& points() const { return m_points; }
  const Position& next(std::size_t i) const { return m_points[i + 1 == m_points.size() ? 0 : i + 1]; }

  /// Even-odd rule.
  Place placeOf(const Position& p) const {
    if (p.first < m_extent.low_first - m_tolerance || p.first > m_extent.high_first + m_tolerance)
      return Place::outside;
    bool inside = false;
    for (const std::size_t i : m_bands[bandOf(p.first)]) {
      const Position& a = m_points[i];
      const Position& b = next(i);
      const int side = sideOf(a, b, p, m_tolerance);
      if (side == 0 && isBeside(a, b, p, m_tolerance)) return Place::boundary;
      if ((a.first > p.first) == (b.first > p.first)) continue;
      if ((side > 0) == (b.first > a.first)) inside = !inside;
    }
    return inside ? Place::inside : Place::outside;
  }

  /// Does the edge a-b pass through an edge of this ring at a point inside both?
  bool isCrossedBy(const Position& a, const Position& b) const {
    const auto [low, high] = std::minmax(a.first, b.first);
    if (high < m_extent.low_first || low > m_extent.high_first) return false;
    for (std::size_t band = bandOf(low); band <= bandOf(high); ++band)
      for (const std::size_t i : m_bands[band])
        if (isCrossing(a, b, i)) return true;
    return false;
  }

 private:
  bool isCrossing(const Position& a, const Position& b, std::size_t edge) const {
    const Position& c = m_points[edge];
    const Position& d = next(edge);
    return sideOf(a, b, c, m_tolerance) * sideOf(a, b, d, m_tolerance) < 0 &&
           sideOf(c, d, a, m_tolerance) * sideOf(c, d, b, m_tolerance) < 0;
  }

  std::size_t bandOf(double first) const {
    const double height = m_extent.high_first - m_extent.low_first;
    if (!(height > 0) || !std::isfinite(height)) return 0;
    const double share = std::clamp((first - m_extent.low_first) / height, 0.0, 1.0);
    return std::min(m_bands.size() - 1, static_cast<std::size_t>(share * static_cast<double>(m_bands.size())));
  }

  const std::vector<Position>& m_points;
  double m_tolerance;
  Extent m_extent;
  std::vector<std::vector<std::size_t>> m_bands;
};

enum class Relation { apart, within, crossing };

/// Of `ring` to `other`: its vertices and the middles of its edges say where it lies.
Relation relationOf(const IndexedRing& ring, const IndexedRing& other) {
  if (!ring.extent().meets(other.extent())) return Relation::apart;
  bool inside = false;
  bool outside = false;
  for (std::size_t i = 0; i < ring.points().size(); ++i) {
    const Position& a = ring.points()[i];
    const Position& b = ring.next(i);
    if (other.isCrossedBy(a, b)) return Relation::crossing;
    for (const Position& p : {a, Position{a.first + (b.first - a.first) / 2, a.second + (b.second - a.second) / 2}}) {
      const Place place = other.placeOf(p);
      inside = inside || place == Place::inside;
      outside = outside || place == Place::outside;
    }
    if (inside && outside) return Relation::crossing;
  }
  if (!inside && !outside) return Relation::crossing; // every point on the other's boundary: the same ring again
  return inside ? Relation::within : Relation::apart;
}

} // namespace

double doubleArea(const Ring& ring) {
  double sum = 0;
  const Position& origin = ring.points.front();
  for (std::size_t i = 0; i < ring.points.size(); ++i) {
    const Position& a = ring.points[i];
    const Position& b = ring.points[i + 1 == ring.points.size() ? 0 : i + 1];
    sum +=
        (a.first - origin.first) * (b.second - origin.second) - (b.first - origin.first) * (a.second - origin.second);
  }
  return sum;
}

Assembly assemble(const std::vector<Ring>& rings) {
  std::vector<IndexedRing> indexed;
  indexed.reserve(rings.size());
  for (const Ring& ring : rings) indexed.emplace_back(ring);
  std::vector<std::vector<std::size_t>> around(rings.size());
  for (std::size_t i = 0; i < rings.size(); ++i)
    for (std::size_t j = 0; j < rings.size(); ++j) {
      if (i == j) continue;
      const Relation relation = relationOf(indexed[i], indexed[j]);
      if (relation == Relation::crossing) return {{}, std::pair{std::min(i, j), std::max(i, j)}};
      if (relation == Relation::within) around[i].push_back(j);
    }
  Assembly assembly;
  std::vector<std::size_t> part_of(rings.size());
  for (std::size_t i = 0; i < rings.size(); ++i)
    if (around[i].size() % 2 == 0) {
      part_of[i] = assembly.parts.size();
      assembly.parts.push_back({i});
    }
  for (std::size_t i = 0; i < rings.size(); ++i)
    if (around[i].size() % 2 == 1) {
      // The innermost of those around it is the one that itself lies in all the others.
      const std::size_t inner =
          *std::ranges::max_element(around[i], {}, [&](std::size_t ring) { return around[ring].size(); });
      if (around[inner].size() % 2 == 1) return {{}, std::pair{std::min(i, inner), std::max(i, inner)}};
      assembly.parts[part_of[inner]].push_back(i);
    }
  return assembly;
}

} // namespace survey_txt
