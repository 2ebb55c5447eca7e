#include "geo/edge_runs.hpp"

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

double squaredGap(const Box& a, const Box& b) {
  const double dx = std::max({0.0, a.min_x - b.max_x, b.min_x - a.max_x});
  const double dy = std::max({0.0, a.min_y - b.max_y, b.min_y - a.max_y});
  return dx * dx + dy * dy;
}

double turn(const Edge& e, double x, double y) {
  return (e.bx - e.ax) * (y - e.ay) - (e.by - e.ay) * (x - e.ax);
}

bool cross(const Edge& p, const Edge& q) {
  const bool p_splits = (turn(p, q.ax, q.ay) > 0) != (turn(p, q.bx, q.by) > 0);
  const bool q_splits = (turn(q, p.ax, p.ay) > 0) != (turn(q, p.bx, p.by) > 0);
  return p_splits && q_splits;
}

bool comeWithin(const Edge& p, const Edge& q, double squared) {
  if (squaredGap(p.box(), q.box()) > squared) return false;
  return footOn(p, q.ax, q.ay).squared <= squared || footOn(p, q.bx, q.by).squared <= squared ||
         footOn(q, p.ax, p.ay).squared <= squared || footOn(q, p.bx, p.by).squared <= squared || cross(p, q);
}

bool runsComeWithin(const EdgeRuns& a, const EdgeRuns::Run& ra, const EdgeRuns& b, const EdgeRuns::Run& rb,
                    double squared) {
  for (auto i = ra.first; i < ra.first + EdgeRuns::edgesIn(ra); ++i) {
    const Edge p = a.edge(i, ra);
    if (squaredGap(p.box(), rb.box) > squared) continue;
    for (auto j = rb.first; j < rb.first + EdgeRuns::edgesIn(rb); ++j) {
      if (comeWithin(p, b.edge(j, rb), squared)) return true;
    }
  }
  return false;
}

/// A crossing of the ray from (x, y) to the right; the half-open rule counts a vertex on the ray once.
bool crossesRay(const Edge& e, double x, double y) {
  if ((e.ay > y) == (e.by > y)) return false;
  return (turn(e, x, y) > 0) == (e.by > e.ay);
}

} // namespace

Box Edge::box() const {
  return {std::min(ax, bx), std::min(ay, by), std::max(ax, bx), std::max(ay, by)};
}

Foot footOn(const Edge& edge, double x, double y, double sx, double sy) {
  const double dx = (edge.bx - edge.ax) * sx;
  const double dy = (edge.by - edge.ay) * sy;
  const double px = (x - edge.ax) * sx;
  const double py = (y - edge.ay) * sy;
  const double length = dx * dx + dy * dy;
  const double t = length > 0 ? std::clamp((px * dx + py * dy) / length, 0.0, 1.0) : 0.0;
  const double ex = px - t * dx;
  const double ey = py - t * dy;
  return {t, ex * ex + ey * ey};
}

EdgeRuns::EdgeRuns(const FlatLayer& layer, std::size_t row) : m_layer(&layer), m_row(row) {
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) addRing(ring);
}

void EdgeRuns::addRing(std::size_t ring) {
  const auto begin = m_layer->ring_vertex[ring];
  const auto end = m_layer->ring_vertex[ring + 1] - 1; // the ring's last vertex
  m_starts.push_back(begin);
  auto first = begin;
  do {
    Run run{{}, first, std::min<std::uint64_t>(first + kEdgesPerRun, end)};
    for (auto v = run.first; v <= run.last; ++v) run.box.add(m_layer->x[v], m_layer->y[v]);
    m_runs.push_back(run);
    first = run.last;
  } while (first < end);
}

Edge EdgeRuns::edge(std::uint64_t start, const Run& run) const {
  const auto end = run.first == run.last ? start : start + 1;
  return {m_layer->x[start], m_layer->y[start], m_layer->x[end], m_layer->y[end]};
}

bool EdgeRuns::meets(const Box& window) const {
  return std::ranges::any_of(m_runs, [&](const Run& run) {
    if (!run.box.meets(window)) return false;
    for (auto i = run.first; i < run.first + edgesIn(run); ++i) {
      if (edge(i, run).box().meets(window)) return true;
    }
    return false;
  });
}

bool EdgeRuns::inside(double px, double py) const {
  bool in = false;
  for (const Run& run : m_runs) {
    if (run.box.min_y > py || run.box.max_y < py || run.box.max_x < px) continue;
    for (auto i = run.first; i < run.last; ++i) in ^= crossesRay(edge(i, run), px, py);
  }
  return in;
}

EdgeRuns::Nearest EdgeRuns::nearest(double px, double py, double limit) const {
  Nearest best;
  double squared = limit * limit;
  const Box at{px, py, px, py};
  for (const Run& run : m_runs) {
    if (squaredGap(run.box, at) >= squared) continue;
    for (auto i = run.first; i < run.first + edgesIn(run); ++i) {
      const Edge e = edge(i, run);
      const double d = footOn(e, px, py).squared;
      if (d >= squared) continue;
      squared = d;
      best = {0, e};
    }
  }
  best.distance = std::sqrt(squared);
  return best;
}

double contactOf(const Crs& crs) {
  return crs.isGeographic() ? 1e-11 : kContact;
}

bool comeWithin(const EdgeRuns& a, const EdgeRuns& b, double distance) {
  const double squared = distance * distance;
  for (const auto& rb : b.runs()) {
    if (squaredGap(rb.box, a.box()) > squared) continue;
    for (const auto& ra : a.runs()) {
      if (squaredGap(ra.box, rb.box) <= squared && runsComeWithin(a, ra, b, rb, squared)) return true;
    }
  }
  return false;
}

Nesting nestingOf(const EdgeRuns& a, const EdgeRuns& b) {
  const auto countInside = [](const EdgeRuns& rings, const EdgeRuns& row) -> std::size_t {
    if (row.shape() != Shape::polygon || !rings.box().meets(row.box())) return 0;
    return static_cast<std::size_t>(
        std::ranges::count_if(rings.ringStarts(), [&](std::uint64_t v) { return row.inside(rings.x(v), rings.y(v)); }));
  };
  const std::size_t a_inside = countInside(a, b);
  const std::size_t b_inside = countInside(b, a);
  if (a_inside == 0 && b_inside == 0) return Nesting::apart;
  if (a_inside == a.ringStarts().size() && b_inside == 0) return Nesting::a_in_b;
  if (b_inside == b.ringStarts().size() && a_inside == 0) return Nesting::b_in_a;
  return Nesting::mixed;
}

} // namespace ecoredline
