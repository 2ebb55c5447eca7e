#pragma once

#include "geo/edge_runs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace ecoredline {

/// Angles of an arc, counter-clockwise (radians).
struct Turn {
  double from, to;
};

/// Whether a point, shifted by `shift` times (e, e²), e infinitely small, lies to the left of an edge (Edelsbrunner &
/// Mücke 1990, as EdgeRuns::inside).
inline bool isLeftOf(const Edge& e, double x, double y, int shift) {
  const double side = orientation(e.ax, e.ay, e.bx, e.by, x, y);
  if (side != 0) return side > 0;
  return e.by != e.ay ? (e.by < e.ay) == (shift > 0) : (e.bx > e.ax) == (shift > 0);
}

/// A polygon that edges and arcs near it are cut by. It must outlive the cutter.
class PolygonCutter {
 public:
  /// `mostly_clear`: most pieces lie farther from the polygon's outline than they are long. Then the last place that
  /// was asked for its distance from the outline answers for the pieces round it.
  explicit PolygonCutter(const EdgeRuns& polygon, bool mostly_clear = false)
      : m_polygon(polygon), m_mostly_clear(mostly_clear) {}

  /// Calls `f(from, to)` for the parts of an edge inside. Ties are broken as if the edge were shifted.
  template<class F>
  void forEachInside(const Edge& e, F&& f) {
    if (!m_polygon.box().meets(e.box())) return;
    const double half_x = (e.bx - e.ax) / 2, half_y = (e.by - e.ay) / 2;
    if (isClear(e.ax + half_x, e.ay + half_y, std::sqrt(half_x * half_x + half_y * half_y))) {
      if (m_inside) f(0.0, 1.0);
      return;
    }
    m_cuts.clear();
    forEachNear(e.box(), [&](const Edge& p) {
      if (isLeftOf(p, e.ax, e.ay, 1) == isLeftOf(p, e.bx, e.by, 1)) return;
      if (isLeftOf(e, p.ax, p.ay, -1) == isLeftOf(e, p.bx, p.by, -1)) return;
      const double ex = e.bx - e.ax, ey = e.by - e.ay, px = p.bx - p.ax, py = p.by - p.ay;
      const double t = ((p.ax - e.ax) * py - (p.ay - e.ay) * px) / (ex * py - ey * px);
      m_cuts.push_back(std::clamp(t, 0.0, 1.0));
    });
    std::ranges::sort(m_cuts);
    walk(m_polygon.inside(e.ax, e.ay), {0, 1}, f);
  }

  /// The same for a counter-clockwise arc of a circle, angles in [from, to], from >= 0. The circle is walked from the
  /// middle of the widest gap between two cuts, so that an arc may well begin on one.
  template<class F>
  void forEachInside(double x, double y, double r, Turn arc, F&& f) {
    const Box box{x - r, y - r, x + r, y + r};
    if (!m_polygon.box().meets(box)) return;
    if (isClear(x, y, r)) {
      if (m_inside) f(arc.from, arc.to);
      return;
    }
    m_cuts.clear();
    forEachNear(box, [&](const Edge& p) { cutCircle(x, y, r, p); });
    std::ranges::sort(m_cuts);
    const double start = middleOfWidestGap();
    for (double& cut : m_cuts) cut += cut < start ? kTurn : 0;
    std::ranges::sort(m_cuts);
    const bool inside = m_polygon.inside(x + r * std::cos(start), y + r * std::sin(start));
    for (const double turns : {-kTurn, 0.0}) { // the walk is [start, start + kTurn]; arcs lie in [0, kTurn]
      const auto part = [&](double from, double to) {
        from = std::max(from + turns, arc.from);
        to = std::min(to + turns, arc.to);
        if (from < to) f(from, to);
      };
      walk(inside, {start, start + kTurn}, part);
    }
  }

 private:
  /// Whether no outline comes within `reach` of a point, so that m_inside tells of all that ground. Distances are right
  /// to a rounding, hence the room.
  bool isClear(double x, double y, double reach) {
    if (!m_mostly_clear) return false;
    const auto answers = [&] {
      const double dx = x - m_x, dy = y - m_y;
      return std::sqrt(dx * dx + dy * dy) + reach < m_clear;
    };
    if (answers()) return true;
    constexpr double kRoom = 1e-6;
    m_clear = m_polygon.nearest(x, y).distance - kRoom;
    m_x = x;
    m_y = y;
    if (!answers()) return false;
    m_inside = m_polygon.inside(x, y);
    return true;
  }

  template<class F>
  void forEachNear(const Box& box, F&& f) const {
    m_polygon.forEachLeaf(m_polygon.origin().around(box), [&](const Run& run) {
      for (auto v = run.first; v < run.first + EdgeRuns::edgesIn(run); ++v) {
        const Edge p = m_polygon.edge(v, run);
        if (p.box().meets(box)) f(p);
      }
    });
  }

  /// An edge with one end in the circle cuts it once, one with both ends out twice or never: what an end is depends on
  /// that vertex alone, so that the cuts are even in number.
  void cutCircle(double x, double y, double r, const Edge& p) {
    const double ax = p.ax - x, ay = p.ay - y, bx = p.bx - x, by = p.by - y;
    const bool a_in = ax * ax + ay * ay < r * r, b_in = bx * bx + by * by < r * r;
    if (a_in && b_in) return;
    const double dx = bx - ax, dy = by - ay, a = dx * dx + dy * dy, b = ax * dx + ay * dy, away = ax * dy - ay * dx;
    const double root = a * r * r - away * away;
    if (!a_in && !b_in && (root <= 0 || b >= 0 || b <= -a)) return;
    const double half = std::sqrt(std::max(root, 0.0));
    const auto cut_at = [&](double t) {
      const double angle = std::atan2(ay + t * dy, ax + t * dx);
      m_cuts.push_back(angle < 0 ? angle + kTurn : angle);
    };
    if (!a_in) cut_at((-b - half) / a);
    if (!b_in) cut_at((-b + half) / a);
  }

  double middleOfWidestGap() const {
    if (m_cuts.empty()) return 0;
    double widest = m_cuts.front() + kTurn - m_cuts.back(), middle = m_cuts.back() + widest / 2;
    for (std::size_t i = 0; i + 1 < m_cuts.size(); ++i) {
      if (m_cuts[i + 1] - m_cuts[i] <= widest) continue;
      widest = m_cuts[i + 1] - m_cuts[i];
      middle = m_cuts[i] + widest / 2;
    }
    return middle < kTurn ? middle : middle - kTurn;
  }

  template<class F>
  void walk(bool inside, Turn whole, F&& f) {
    double from = whole.from;
    for (const double cut : m_cuts) {
      if (inside && cut > from) f(from, cut);
      inside = !inside;
      from = cut;
    }
    if (inside && whole.to > from) f(from, whole.to);
  }

  static constexpr double kTurn = 2 * std::numbers::pi;

  const EdgeRuns& m_polygon;
  bool m_mostly_clear;
  double m_x = 0, m_y = 0, m_clear = -1; ///< the place that was asked, and how far from it there is no outline
  bool m_inside = false;                 ///< there
  std::vector<double> m_cuts;
};

} // namespace ecoredline
