#include "geo/measure.hpp"
#include "geo/transform_cache.hpp"

#include <algorithm>
#include <cmath>
#include <geodesic.h>
#include <limits>
#include <map>
#include <memory>
#include <numbers>
#include <tuple>

namespace ecoredline {

namespace {

constexpr double kDegree = std::numbers::pi / 180;
constexpr double kEarthRadius = 6.371e6; // m, only for how much a plane can be wrong
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Distance kNowhere{kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};

struct Place {
  double x;
  double y;
};

struct Line {
  double metres = 0;
  double from = 0; ///< azimuth at the first point, towards the second
  double back = 0; ///< azimuth at the second point, towards the first
};

/// The ellipsoid under a CRS: geodesics between points given in the CRS.
class Ground {
 public:
  explicit Ground(const Crs& crs) {
    const double inverse = crs.inverseFlattening();
    geod_init(&m_geod, crs.semiMajorAxis(), inverse == 0 ? 0 : 1 / inverse);
    if (crs.isGeographic()) return;
    if (const auto base = crs.geographicBase()) m_to_lon_lat = cachedTransform(crs, *base);
  }

  Place lonLat(Place p) const {
    if (m_to_lon_lat && !m_to_lon_lat->apply({&p.x, 1}, {&p.y, 1})) return {kNaN, kNaN};
    return p;
  }
  Line line(Place from, Place to) const {
    Line l;
    double azimuth = 0;
    geod_inverse(&m_geod, from.y, from.x, to.y, to.x, &l.metres, &l.from, &azimuth);
    l.back = azimuth + 180;
    return l;
  }
  /// Metres east and north of one degree at a latitude.
  Place metresPerDegree(double latitude) const {
    const double s = std::sin(latitude * kDegree);
    const double e2 = m_geod.f * (2 - m_geod.f);
    const double w2 = 1 - e2 * s * s;
    const double n = m_geod.a / std::sqrt(w2);
    return {n * std::cos(latitude * kDegree) * kDegree, n * (1 - e2) / w2 * kDegree};
  }
  /// The squared geodesic between two places in degrees by Gauss's mid-latitude formulae, with terms of the third
  /// order. Against Karney's geodesics, up to 75° of latitude: 8e-11 of the distance at 20 km, 3e-9 at 100 km, 2e-6 at
  /// 500 km (200,000 pairs each); gaussError bounds it.
  double squaredByGauss(Place a, Place b) const {
    const double middle = (a.y + b.y) / 2 * kDegree;
    const double north = (b.y - a.y) * kDegree;
    const double east = (b.x - a.x) * kDegree;
    const double s = std::sin(middle);
    const double c = std::cos(middle);
    const double e2 = m_geod.f * (2 - m_geod.f);
    const double w2 = 1 - e2 * s * s;
    const double n = m_geod.a / std::sqrt(w2);
    const double h2 = e2 / (1 - e2) * c * c;
    const double v2 = 1 + h2;
    const double h2t2 = e2 / (1 - e2) * s * s;
    const double x = n * c * east * (1 - east * east * s * s / 24 + north * north * (v2 - 9 * h2t2) / (24 * v2 * v2));
    const double y = n * (1 - e2) / w2 * north * std::cos(east / 2) *
                     (1 + (1 - 2 * h2) * east * east * c * c / 24 + north * north * (h2 - h2t2) / (8 * v2 * v2));
    return x * x + y * y;
  }

 private:
  geod_geodesic m_geod{};
  std::shared_ptr<const Transform> m_to_lon_lat;
};

/// One Ground a thread and CRS: transforms must not leave their thread.
const Ground& groundOf(const Crs& crs) {
  thread_local std::map<std::string, std::unique_ptr<Ground>> made;
  auto& ground = made[crs.code()];
  if (!ground) ground = std::make_unique<Ground>(crs);
  return *ground;
}

/// A flat metric near a place: plane units to metres, and how wrong it may be there, relatively.
struct Metric {
  double sx = 1;
  double sy = 1;

  double squaredGap(const Box& a, const Box& b) const {
    const double dx = sx * std::max({0.0, a.min_x - b.max_x, b.min_x - a.max_x});
    const double dy = sy * std::max({0.0, a.min_y - b.max_y, b.min_y - a.max_y});
    return dx * dx + dy * dy;
  }
  /// No two points of the boxes are farther apart.
  double squaredReach(const Box& a, const Box& b) const {
    const double dx = sx * (std::max(a.max_x, b.max_x) - std::min(a.min_x, b.min_x));
    const double dy = sy * (std::max(a.max_y, b.max_y) - std::min(a.min_y, b.min_y));
    return dx * dx + dy * dy;
  }
};

Metric metricAt(const Ground& ground, const Crs& crs, const Box& place) {
  if (!crs.isGeographic()) return {};
  const Place m = ground.metresPerDegree((place.min_y + place.max_y) / 2);
  return {m.x, m.y};
}

/// Bound of |planar / true - 1| for all points within `reach` metres of `place`, after the best constant factor.
double metricError(const Crs& crs, const Metric& metric, const Box& place, double reach) {
  const double curvature = (reach / kEarthRadius) * (reach / kEarthRadius);
  if (crs.isGeographic()) {
    const double middle = std::cos((place.min_y + place.max_y) / 2 * kDegree);
    const double south = std::clamp(place.min_y - reach / metric.sy, -89.9, 89.9);
    const double north = std::clamp(place.max_y + reach / metric.sy, -89.9, 89.9);
    return 2e-5 + curvature +
           std::max(std::abs(std::cos(south * kDegree) / middle - 1), std::abs(std::cos(north * kDegree) / middle - 1));
  }
  if (!crs.isGaussKruger()) return 0.05; // nothing is stored in such a system; a wide net costs only time
  const double west = place.min_x - crs.falseEasting() - reach;
  const double east = place.max_x - crs.falseEasting() + reach;
  const double far = std::max(west * west, east * east);
  const double near = west * east < 0 ? 0 : std::min(west * west, east * east);
  return 1e-8 + (far - near) / (2 * kEarthRadius * kEarthRadius); // point scale 1 + x²/2R², Snyder 1987 (8-4)
}

/// A vertex of one row and an edge of the other.
struct Approach {
  double squared = 0; ///< planar
  double t = 0;
  Place vertex{};
  Edge edge{};
  bool vertex_of_a = true;

  auto key() const { return std::tuple(squared, !vertex_of_a, vertex.x, vertex.y, edge.ax, edge.ay, edge.bx, edge.by); }
};

/// A leaf and the squared gap between its box and something else.
struct FarLeaf {
  double gap;
  const Run* leaf;
  bool operator<(const FarLeaf& o) const { return gap != o.gap ? gap > o.gap : leaf > o.leaf; } // nearest on top
};

/// A heap of the leaves of `to`, the one with the least gap to `from` on top, none beyond `limit`. Without a limit
/// every run gives one: it holds an edge, which is no farther than the far corners of the two boxes.
std::vector<FarLeaf> leavesByGap(const Box& from, const EdgeRuns& to, const Metric& metric, double limit) {
  std::vector<FarLeaf> leaves;
  const bool unlimited = std::isinf(limit);
  double sure = limit;
  to.walk([&](const Run& run, bool is_leaf) {
    const Box box = to.boxOf(run);
    const double gap = metric.squaredGap(box, from);
    if (gap > sure) return false;
    if (unlimited) sure = std::min(sure, metric.squaredReach(box, from));
    if (is_leaf) leaves.push_back({gap, &run});
    return true;
  });
  std::erase_if(leaves, [&](const FarLeaf& far) { return far.gap > sure; });
  std::make_heap(leaves.begin(), leaves.end());
  return leaves;
}

/// A leaf of a row.
struct Leaf {
  const EdgeRuns& row;
  const Run& run;
};

template<class Found>
void approachLeaves(Leaf from, Leaf to, const Metric& metric, const double& limit, Found& found) {
  const Box box = to.row.boxOf(to.run);
  for (auto v = from.run.first; v <= from.run.last; ++v) {
    const Place p{from.row.x(v), from.row.y(v)};
    if (metric.squaredGap(box, {p.x, p.y, p.x, p.y}) > limit) continue;
    for (auto i = to.run.first; i < to.run.first + EdgeRuns::edgesIn(to.run); ++i) {
      const Edge e = to.row.edge(i, to.run);
      const Foot foot = footOn(e, p.x, p.y, metric.sx, metric.sy);
      if (foot.squared <= limit) found(Approach{foot.squared, foot.t, p, e, true});
    }
  }
}

/// Calls `found` for each vertex of `from` and edge of `to` nearer than `limit` (squared; `found` may lower it). Runs
/// come nearest box first: the limit is then low before the far ones are asked.
template<class Found>
void approach(const EdgeRuns& from, const EdgeRuns& to, const Metric& metric, const double& limit, Found&& found) {
  for (auto leaves = leavesByGap(from.box(), to, metric, limit); !leaves.empty(); leaves.pop_back()) {
    std::pop_heap(leaves.begin(), leaves.end());
    if (leaves.back().gap > limit) break;
    const Run& rt = *leaves.back().leaf;
    const Box box = to.boxOf(rt);
    from.walk([&](const Run& rf, bool is_leaf) {
      if (metric.squaredGap(box, from.boxOf(rf)) > limit) return false;
      if (is_leaf) approachLeaves({from, rf}, {to, rt}, metric, limit, found);
      return true;
    });
  }
}

template<class Found>
void approachBothWays(const EdgeRuns& a, const EdgeRuns& b, const Metric& metric, const double& limit, Found&& found) {
  approach(a, b, metric, limit, found);
  approach(b, a, metric, limit, [&](Approach near) {
    near.vertex_of_a = false;
    found(near);
  });
}

Place on(const Edge& e, double t) {
  return {e.ax + t * (e.bx - e.ax), e.ay + t * (e.by - e.ay)};
}

/// The planar distance once more, with the metres of a degree at the middle latitude of the two points: for far shapes
/// in degrees it tells apart what one metric for all cannot (second order in distance / radius).
double squaredAtMidLatitude(const Ground& ground, const Approach& near) {
  const Place foot = on(near.edge, near.t);
  const Place m = ground.metresPerDegree((near.vertex.y + foot.y) / 2);
  const double dx = m.x * (foot.x - near.vertex.x);
  const double dy = m.y * (foot.y - near.vertex.y);
  return dx * dx + dy * dy;
}

/// Its bound: the middle-latitude formula's (Bomford 1980, below (d/R)²/2 at the latitudes of this program), and the
/// square of the coarse metric's, for the foot that was found by that.
double midLatitudeError(double metres, double coarse) {
  const double relative = metres / kEarthRadius;
  return 2e-5 + relative * relative + coarse * coarse;
}

/// The foot and the distance once more by Gauss: a parabola through three points of the edge about the foot of the
/// coarse metric, a metre apart or more, for squared distances along an edge are all but one.
void measureByGauss(const Ground& ground, Approach& near) {
  const Place m = ground.metresPerDegree(near.vertex.y);
  const Edge& e = near.edge;
  const double length = std::hypot((e.bx - e.ax) * m.x, (e.by - e.ay) * m.y);
  const double step = length > 0 ? std::max(1e-3, 1 / length) : 0;
  const auto at = [&](double t) { return ground.squaredByGauss(near.vertex, on(e, t)); };
  near.squared = at(near.t);
  if (step == 0) return;
  const double before = at(near.t - step);
  const double after = at(near.t + step);
  const double bend = before + after - 2 * near.squared;
  if (!(bend > 0)) return;
  const double t = std::clamp(near.t + step * (before - after) / (2 * bend), 0.0, 1.0);
  if (const double squared = at(t); squared < near.squared) {
    near.t = t;
    near.squared = squared;
  }
}

/// Bound of what measureByGauss leaves, relative.
double gaussError(double metres) {
  const double relative = metres / kEarthRadius;
  const double squared = relative * relative;
  return 2e-8 + 1e-4 * squared + 4 * squared * squared;
}

/// Metres per unit of t along the edge at t, and the azimuth of growing t.
std::pair<double, double> headingAt(const Ground& ground, const Edge& e, double t) {
  const double step = t < 0.5 ? 1e-4 : -1e-4;
  const Place p = ground.lonLat(on(e, t));
  const Place q = ground.lonLat(on(e, t + step));
  const Place m = ground.metresPerDegree((p.y + q.y) / 2);
  const double east = (q.x - p.x) * m.x / step;
  const double north = (q.y - p.y) * m.y / step;
  return {std::hypot(east, north), std::atan2(east, north) / kDegree};
}

/// The geodesic from the vertex to the nearest point of its edge: Newton's method along the edge, which is straight in
/// the CRS. Each step projects the geodesic on the edge.
Line shortest(const Ground& ground, const Approach& near, double& t) {
  constexpr int kSteps = 12;
  constexpr double kSettled = 1e-7; // m: what is left of the distance, the square of a step along the edge over 2d
  const Place vertex = ground.lonLat(near.vertex);
  t = near.t;
  Line best = ground.line(vertex, ground.lonLat(on(near.edge, t)));
  for (int i = 0; i < kSteps && best.metres > 0; ++i) {
    const auto [speed, azimuth] = headingAt(ground, near.edge, t);
    if (!(speed > 0)) break;
    const double along = best.metres * std::cos((azimuth - best.back) * kDegree);
    const double next = std::clamp(t + along / speed, 0.0, 1.0);
    if (std::pow((next - t) * speed, 2) < 2 * best.metres * kSettled) break;
    const Line line = ground.line(vertex, ground.lonLat(on(near.edge, next)));
    if (line.metres > best.metres) break;
    t = next;
    best = line;
  }
  return best;
}

/// All approaches that the plane cannot tell from the nearest one, found in one search: its limit is as wide as the
/// plane can be wrong at the distance found so far.
class NearestOnes {
 public:
  NearestOnes(const Crs& crs, const Metric& metric, const Box& place) : m_crs(crs), m_metric(metric), m_place(place) {}

  /// Squared; add() lowers it.
  const double& limit() const { return m_limit; }
  void add(const Approach& near) {
    if (near.squared < m_least) {
      m_least = near.squared;
      const double metres = planar();
      // What bounds the error bounds it nearer by as well: new for a distance that is much less only.
      if (metres < kMuchLess * m_error_at) {
        m_error = metricError(m_crs, m_metric, m_place, 1.1 * metres);
        m_error_at = metres;
      }
      m_limit = std::max(m_least, std::pow(metres * (1 + 2.2 * m_error), 2)); // the nearest stays in, whatever rounds
    }
    if (m_near.size() == m_full) dropFar(m_limit);
    m_near.push_back(near);
  }

  bool empty() const { return m_near.empty(); }
  double planar() const { return std::sqrt(m_least); }
  /// Of the plane, at that distance.
  double error() const { return metricError(m_crs, m_metric, m_place, 1.1 * planar()); }
  const Approach& first() const { return *std::ranges::min_element(m_near, {}, &Approach::key); }
  /// The nearest, and the others within a distance of the plane.
  std::vector<Approach> take(double within = kFar) {
    dropFar(std::clamp(within * within, m_least, m_limit));
    return std::move(m_near);
  }

 private:
  static constexpr double kFar = std::numeric_limits<double>::infinity();
  static constexpr double kMuchLess = 0.8;

  void dropFar(double limit) {
    std::erase_if(m_near, [&](const Approach& near) { return near.squared > limit; });
    m_full = std::max<std::size_t>(64, 2 * m_near.size());
  }

  const Crs& m_crs;
  const Metric& m_metric;
  const Box& m_place;
  double m_least = kFar;
  double m_limit = kFar;
  double m_error = 0;
  double m_error_at = kFar; ///< the distance it was asked for
  std::size_t m_full = 64;
  std::vector<Approach> m_near;
};

/// Planar distances of a Gauss-Krueger zone brought to the ground by the surveyor's reduction of a line,
/// 1 - (y1² + y1 y2 + y2²) / 6R² (Bomford 1980): what is left is the same for neighbours, but for
/// reducedError.
void reduceToGround(const Crs& crs, std::vector<Approach>& candidates) {
  if (!crs.isGaussKruger()) return;
  for (Approach& near : candidates) {
    const double from = near.vertex.x - crs.falseEasting(), to = on(near.edge, near.t).x - crs.falseEasting();
    const double factor = 1 - (from * from + from * to + to * to) / (6 * kEarthRadius * kEarthRadius);
    near.squared *= factor * factor;
  }
}

/// `error`: of the plane before.
double reducedError(const Crs& crs, double error) {
  return crs.isGaussKruger() ? 2e-8 + error / 100 : error;
}

/// Whether the planar foot may stand for the geodesic's. It strays by the bend of lines and the change of scale,
/// together below (|y| + d) d / R² of the distance d, and the distance is wrong by half the square of that.
bool feetHold(const Crs& crs, const Box& place, double metres) {
  if (!crs.isGaussKruger()) return false;
  const double west = std::abs(place.min_x - crs.falseEasting()), east = std::abs(place.max_x - crs.falseEasting());
  const double strays = (std::max(west, east) + metres) * metres / (kEarthRadius * kEarthRadius);
  return strays < 3e-4; // 5e-8 of the distance
}

Distance distanceOf(const Approach& near, const Line& line, double t) {
  const Place foot = on(near.edge, t);
  double bearing = near.vertex_of_a ? line.from : line.back;
  bearing = std::fmod(bearing + 720, 360);
  Distance d{line.metres, line.metres > 0 ? bearing : kNaN, near.vertex.x, near.vertex.y, foot.x, foot.y};
  if (!near.vertex_of_a) {
    std::swap(d.ax, d.bx);
    std::swap(d.ay, d.by);
  }
  return d;
}

/// The best of all approaches that the plane cannot tell apart. A plane may be wrong by a factor that is the same for
/// all of them (the scale of a Gauss-Krueger zone): it is taken from the first geodesic; `error` is what is left. What
/// cannot be shorter by kSame is left alone: a corner is the nearest point of both its edges.
///
/// Where feet hold, one geodesic to each is enough; else it is sought along the edge.
Distance bestOf(const Ground& ground, std::vector<Approach> candidates, double error, bool feet_hold) {
  constexpr double kSame = 1e-4; // m
  const auto measure = [&](const Approach& near, double& at) {
    if (!feet_hold) return shortest(ground, near, at);
    at = near.t;
    return ground.line(ground.lonLat(near.vertex), ground.lonLat(on(near.edge, at)));
  };
  std::ranges::sort(candidates, {}, &Approach::key);
  const Approach first = candidates.front();
  double t = 0;
  Line line = measure(first, t);
  Distance best = distanceOf(first, line, t);
  const double scale = first.squared > 0 ? line.metres / std::sqrt(first.squared) : 1;
  for (const Approach& near : std::span(candidates).subspan(1)) {
    if (std::sqrt(near.squared) * scale / ((1 + error) * (1 + error)) > best.metres - kSame) break;
    line = measure(near, t);
    if (line.metres < best.metres) best = distanceOf(near, line, t);
  }
  return best;
}

/// The same in degrees. There the metric has no factor of its own: nothing nearest is farther in the plane than any one
/// distance on the ground, with the plane's error. Few are left to geodesics when Gauss has told them apart.
Distance bestByGauss(const Ground& ground, NearestOnes& nearest, double coarse) {
  Approach first = nearest.first();
  measureByGauss(ground, first);
  double sure = std::sqrt(first.squared);
  sure = std::min(sure * (1 + gaussError(sure)), nearest.planar() * (1 + 2 * coarse));
  std::vector<Approach> candidates = nearest.take(sure * (1 + coarse));
  for (Approach& near : candidates) near.squared = squaredAtMidLatitude(ground, near);
  const Approach kept = *std::ranges::min_element(candidates, {}, &Approach::key);
  const double error = midLatitudeError(nearest.planar(), coarse);
  const double limit = sure * (1 + error) * (1 + error);
  std::erase_if(candidates, [&](const Approach& near) { return near.squared > limit * limit; });
  if (candidates.empty()) candidates.push_back(kept); // beyond what the errors are bounds for
  for (Approach& near : candidates) measureByGauss(ground, near);
  return bestOf(ground, std::move(candidates), gaussError(sure), true);
}

} // namespace

Distance geodesicDistance(const EdgeRuns& a, const EdgeRuns& b, const Crs& crs) {
  if (a.leaves().empty() || b.leaves().empty()) return kNowhere;
  const Ground& ground = groundOf(crs);
  const Metric metric = metricAt(ground, crs, a.box());
  NearestOnes nearest(crs, metric, a.box());
  approachBothWays(a, b, metric, nearest.limit(), [&](const Approach& near) { nearest.add(near); });
  if (nearest.empty()) return kNowhere; // coordinates that are no numbers
  const double planar = nearest.planar(), error = nearest.error();
  const Approach first = nearest.first();
  if (2 * error * planar <= 5e-4 + 5e-8 * planar) { // half of what the header allows
    const Line line = ground.line(ground.lonLat(first.vertex), ground.lonLat(on(first.edge, first.t)));
    return distanceOf(first, line, first.t);
  }
  const double coarse = 1.1 * error;
  if (crs.isGeographic()) return bestByGauss(ground, nearest, coarse);
  std::vector<Approach> candidates = nearest.take();
  reduceToGround(crs, candidates);
  return bestOf(ground, std::move(candidates), reducedError(crs, coarse), feetHold(crs, a.box(), planar));
}

} // namespace ecoredline
