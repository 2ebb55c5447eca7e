#include "geo/edge_runs.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace ecoredline {

namespace {

// A step outwards always, not only when rounding asks for it: it covers the rounding of the subtraction too. At least
// one unit in the last place (2^-23 of the value), without asking the library for the next float.
float stepOf(float value) {
  return std::max(std::abs(value) * 0x1.000002p-23F, std::numeric_limits<float>::min());
}
float below(double value) {
  const auto near = static_cast<float>(value);
  return near - stepOf(near);
}
float above(double value) {
  const auto near = static_cast<float>(value);
  return near + stepOf(near);
}

double squaredGap(const Box& a, const Box& b) {
  const double dx = std::max({0.0, a.min_x - b.max_x, b.min_x - a.max_x});
  const double dy = std::max({0.0, a.min_y - b.max_y, b.min_y - a.max_y});
  return dx * dx + dy * dy;
}

bool cross(const Edge& p, const Edge& q) {
  const auto side = [](const Edge& e, double x, double y) { return orientation(e.ax, e.ay, e.bx, e.by, x, y) > 0; };
  return side(p, q.ax, q.ay) != side(p, q.bx, q.by) && side(q, p.ax, p.ay) != side(q, p.bx, p.by);
}

bool comeWithin(const Edge& p, const Edge& q, double squared) {
  if (squaredGap(p.box(), q.box()) > squared) return false;
  return footOn(p, q.ax, q.ay).squared <= squared || footOn(p, q.bx, q.by).squared <= squared ||
         footOn(q, p.ax, p.ay).squared <= squared || footOn(q, p.bx, p.by).squared <= squared || cross(p, q);
}

bool runsComeWithin(const EdgeRuns& a, const Run& ra, const EdgeRuns& b, const Run& rb, double squared) {
  const Box box = b.boxOf(rb);
  for (auto i = ra.first; i < ra.first + EdgeRuns::edgesIn(ra); ++i) {
    const Edge p = a.edge(i, ra);
    if (squaredGap(p.box(), box) > squared) continue;
    for (auto j = rb.first; j < rb.first + EdgeRuns::edgesIn(rb); ++j) {
      if (comeWithin(p, b.edge(j, rb), squared)) return true;
    }
  }
  return false;
}

Run joined(const Run& a, const Run& b) {
  Run run{std::min(a.min_x, b.min_x),
          std::min(a.min_y, b.min_y),
          std::max(a.max_x, b.max_x),
          std::max(a.max_y, b.max_y),
          a.first,
          b.last};
  const bool one_ring = a.isOneRing() && b.isOneRing() && a.last == b.first;
  if (!one_ring) {
    run.first = 1;
    run.last = 0;
  }
  return run;
}

std::size_t groupsOf(std::size_t count) {
  return (count + EdgeRuns::kFan - 1) / EdgeRuns::kFan;
}

/// How many rings of one row begin inside another.
std::size_t countInside(const EdgeRuns& rings, const EdgeRuns& row) {
  if (row.shape() != Shape::polygon || !rings.box().meets(row.box())) return 0;
  return static_cast<std::size_t>(
      std::ranges::count_if(rings.ringStarts(), [&](std::uint64_t v) { return row.inside(rings.x(v), rings.y(v)); }));
}

std::uint64_t lastVertex(const FlatLayer& layer, std::uint64_t ring) {
  return layer.ring_vertex[ring + 1] - 1;
}

} // namespace

Run RunOrigin::around(const Box& box) const {
  return {below(box.min_x - x), below(box.min_y - y), above(box.max_x - x), above(box.max_y - y), 1, 0};
}

Box RunOrigin::boxOf(const Run& run) const {
  return {x + run.min_x, y + run.min_y, x + run.max_x, y + run.max_y};
}

EdgeRuns::EdgeRuns(const FlatLayer& layer, std::size_t row) : m_layer(&layer), m_row(row) {
  const Box& b = layer.box[row];
  if (!b.empty()) m_origin = {b.min_x / 2 + b.max_x / 2, b.min_y / 2 + b.max_y / 2};
  m_leaves = countLeaves(layer, row);
  m_own.resize(countRuns(m_leaves));
  build(layer, row, m_origin, m_own);
  m_runs = m_own;
}

std::size_t EdgeRuns::countLeaves(const FlatLayer& layer, std::size_t row) {
  std::size_t leaves = 0;
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    const auto edges = lastVertex(layer, ring) - layer.ring_vertex[ring];
    leaves += std::max<std::size_t>(1, (edges + kEdgesPerRun - 1) / kEdgesPerRun);
  }
  return leaves;
}

std::size_t EdgeRuns::countRuns(std::size_t leaves) {
  std::size_t runs = leaves;
  for (std::size_t count = leaves; count > kFan;) {
    count = groupsOf(count);
    runs += count;
  }
  return runs;
}

void EdgeRuns::build(const FlatLayer& layer, std::size_t row, const RunOrigin& origin, std::span<Run> runs) {
  const double* x = layer.x.data();
  const double* y = layer.y.data();
  std::size_t leaves = 0;
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    const auto end = lastVertex(layer, ring);
    auto first = layer.ring_vertex[ring];
    do {
      const auto last = std::min<std::uint64_t>(first + kEdgesPerRun, end);
      Box box;
      for (auto v = first; v <= last; ++v) box.add(x[v], y[v]);
      Run& run = runs[leaves++] = origin.around(box);
      run.first = static_cast<std::uint32_t>(first);
      run.last = static_cast<std::uint32_t>(last);
      first = last;
    } while (first < end);
  }
  for (std::size_t start = 0, count = leaves; count > kFan;) {
    const std::size_t next = start + count;
    for (std::size_t i = 0; i < groupsOf(count); ++i) {
      Run group = runs[start + i * kFan];
      for (auto k = i * kFan + 1; k < std::min(count, (i + 1) * kFan); ++k) group = joined(group, runs[start + k]);
      runs[next + i] = group;
    }
    start = next;
    count = groupsOf(count);
  }
}

bool EdgeRuns::meets(const Box& window) const {
  bool met = false;
  const Run around = m_origin.around(window);
  walk([&](const Run& run, bool leaf) {
    if (met || !run.meets(around)) return false;
    if (!leaf) return true;
    for (auto i = run.first; i < run.first + edgesIn(run) && !met; ++i) met = edge(i, run).box().meets(window);
    return false;
  });
  return met;
}

static_assert(EdgeRuns::kEdgesPerRun < 32, "a bit for each end of a run's edges");

bool EdgeRuns::inside(double px, double py, int nudge) const {
  bool in = false;
  const Run at = m_origin.around({px, py, px, py});
  const double* xs = m_layer->x.data();
  const double* ys = m_layer->y.data();
  walk([&](const Run& run, bool leaf) {
    if (((at.max_y < run.min_y) | (at.min_y > run.max_y) | (at.min_x > run.max_x)) != 0) return false;
    if (run.isOneRing() && at.max_x < run.min_x) { // wholly right of the point: only its ends count
      const bool first_above = nudge > 0 ? ys[run.first] > py : ys[run.first] >= py;
      const bool last_above = nudge > 0 ? ys[run.last] > py : ys[run.last] >= py;
      in ^= first_above != last_above;
      return false;
    }
    if (!leaf) return true;
    // Which ends lie above, a bit each, then only the edges between two that differ: no branch that cannot be foreseen.
    std::uint32_t above = 0;
    for (std::uint32_t i = 0; i <= run.last - run.first; ++i) {
      const double y = ys[run.first + i];
      above |= static_cast<std::uint32_t>(nudge > 0 ? y > py : y >= py) << i;
    }
    const std::uint32_t edges = (1U << (run.last - run.first)) - 1;
    for (std::uint32_t straddling = (above ^ (above >> 1U)) & edges; straddling != 0; straddling &= straddling - 1) {
      const auto i = run.first + static_cast<std::uint32_t>(std::countr_zero(straddling));
      in ^= crossesRay({xs[i], ys[i], xs[i + 1], ys[i + 1]}, px, py, nudge);
    }
    return false;
  });
  return in;
}

EdgeRuns::Nearest EdgeRuns::nearest(double px, double py, double limit) const {
  Nearest best;
  double squared = limit * limit;
  const Box at{px, py, px, py};
  walk([&](const Run& run, bool leaf) {
    if (squaredGap(boxOf(run), at) >= squared) return false;
    if (!leaf) return true;
    for (auto i = run.first; i < run.first + edgesIn(run); ++i) {
      const Edge e = edge(i, run);
      const double d = footOn(e, px, py).squared;
      if (d >= squared) continue;
      squared = d;
      best = {0, e};
    }
    return false;
  });
  best.distance = std::sqrt(squared);
  return best;
}

double contactOf(const Crs& crs) {
  return crs.isGeographic() ? 1e-11 : kContact;
}

bool comeWithin(const EdgeRuns& a, const EdgeRuns& b, double distance) {
  const double squared = distance * distance;
  bool found = false;
  b.walk([&](const Run& rb, bool b_leaf) {
    const Box box = b.boxOf(rb);
    if (found || squaredGap(box, a.box()) > squared) return false;
    if (!b_leaf) return true;
    a.walk([&](const Run& ra, bool a_leaf) {
      if (found || squaredGap(a.boxOf(ra), box) > squared) return false;
      if (a_leaf) found = runsComeWithin(a, ra, b, rb, squared);
      return true;
    });
    return false;
  });
  return found;
}

Nesting nestingOf(const EdgeRuns& a, const EdgeRuns& b) {
  const std::size_t a_inside = countInside(a, b);
  const std::size_t b_inside = countInside(b, a);
  if (a_inside == 0 && b_inside == 0) return Nesting::apart;
  if (a_inside == a.ringStarts().size() && b_inside == 0) return Nesting::a_in_b;
  if (b_inside == b.ringStarts().size() && a_inside == 0) return Nesting::b_in_a;
  return Nesting::mixed;
}

} // namespace ecoredline
