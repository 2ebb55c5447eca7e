#include "geo/measure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <queue>

namespace ecoredline {

namespace {

struct Corner {
  double x;
  double y;
  bool real;      ///< a point of the part (false: a corner that cutting made up)
  bool real_edge; ///< the edge to the next corner is a piece of the part's outline
};
using Ring = std::vector<Corner>;

/// A piece of the part: its rings cut to a box. What is cut away leaves edges along the box that bound no ground; they
/// do no harm, since only the hull of the corners is used.
struct Cell {
  std::vector<Ring> rings;
  Box box; ///< of the corners
  double bound = 0;
  std::size_t serial = 0; ///< ties go by age, so that the search is the same everywhere
};

struct LowerBound {
  bool operator()(const Cell& a, const Cell& b) const {
    return a.bound != b.bound ? a.bound < b.bound : a.serial > b.serial;
  }
};

/// Sutherland & Hodgman 1974 against one line, keeping sign * (coordinate - limit) <= 0 and what is real.
Ring keepSide(const Ring& ring, double Corner::*axis, double limit, double sign) {
  Ring kept;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Corner& p = ring[i];
    const Corner& q = ring[(i + 1) % ring.size()];
    const double dp = sign * (p.*axis - limit);
    const double dq = sign * (q.*axis - limit);
    if (dp <= 0) {
      kept.push_back(p);
      if (dp == 0 && dq > 0) kept.back().real_edge = false;
    }
    if ((dp < 0 && dq > 0) || (dp > 0 && dq < 0)) {
      const double t = dp / (dp - dq);
      Corner cut{p.x + t * (q.x - p.x), p.y + t * (q.y - p.y), p.real_edge, p.real_edge && dp > 0};
      cut.*axis = limit;
      kept.push_back(cut);
    }
  }
  return kept;
}

class Search {
 public:
  Search(const FlatLayer& part, std::size_t row, const EdgeRuns& edges, double tolerance, double cap)
      : m_part(part, row), m_edges(edges), m_tolerance(tolerance), m_cap(cap) {
    for (auto ring = part.row_ring[row]; ring < part.row_ring[row + 1];) ring = addStart(part, row, ring);
  }

  double run() {
    while (!m_queue.empty() && m_best < m_cap) {
      const Cell cell = m_queue.top();
      if (cell.bound <= m_best + m_tolerance) break;
      m_queue.pop();
      splitCell(cell);
    }
    return std::min(m_best, m_cap);
  }

 private:
  /// Cells for the part that begins at `ring`; the first ring after it. A line gives a cell for each edge.
  std::uint64_t addStart(const FlatLayer& part, std::size_t row, std::uint64_t ring) {
    const bool polygon = part.shape[row] == Shape::polygon;
    const auto first = ring;
    Cell cell;
    do {
      const auto begin = part.ring_vertex[ring];
      const auto end = part.ring_vertex[ring + 1] - (polygon ? 1 : 0);
      Ring corners;
      for (auto v = begin; v < end; ++v) corners.push_back({part.x[v], part.y[v], true, true});
      if (polygon || corners.size() == 1)
        cell.rings.push_back(std::move(corners));
      else
        addLine(corners);
      ++ring;
    } while (polygon && ring < part.row_ring[row + 1] && part.ring_part[ring] == part.ring_part[first]);
    if (!cell.rings.empty()) add(std::move(cell), true);
    return ring;
  }

  void addLine(const Ring& corners) {
    for (std::size_t i = 0; i + 1 < corners.size(); ++i) add({{{corners[i], corners[i + 1]}}, {}, 0, 0}, true);
  }

  void splitCell(const Cell& cell) {
    const bool wide = cell.box.max_x - cell.box.min_x >= cell.box.max_y - cell.box.min_y;
    const auto axis = wide ? &Corner::x : &Corner::y;
    const double middle = wide ? (cell.box.min_x + cell.box.max_x) / 2 : (cell.box.min_y + cell.box.max_y) / 2;
    for (const double sign : {1.0, -1.0}) {
      Cell half;
      for (const Ring& ring : cell.rings) {
        Ring kept = keepSide(ring, axis, middle, sign);
        if (!kept.empty()) half.rings.push_back(std::move(kept));
      }
      if (!half.rings.empty()) add(std::move(half), false);
    }
  }

  /// Looks at the points of a cell, bounds it, and queues it if it may hold something deeper.
  void add(Cell cell, bool whole) {
    bool holds_part = whole;
    for (const Ring& ring : cell.rings) {
      for (const Corner& c : ring) {
        cell.box.add(c.x, c.y);
        holds_part = holds_part || c.real;
      }
    }
    std::vector<Edge> walls;
    const double cx = (cell.box.min_x + cell.box.max_x) / 2;
    const double cy = (cell.box.min_y + cell.box.max_y) / 2;
    const auto centre = m_edges.nearest(cx, cy);
    walls.push_back(centre.edge);
    const bool centre_in = m_part.shape() == Shape::polygon && m_part.inside(cx, cy);
    if (centre_in && centre.distance > m_best) climb(cx, cy, centre);
    lookAtCorners(cell, walls);
    if (!holds_part && !centre_in) return; // nothing of the part is left in it
    cell.bound = boundOf(cell, walls);
    if (cell.bound <= m_best + m_tolerance) return;
    cell.serial = m_serial++;
    m_queue.push(std::move(cell));
  }

  void lookAtCorners(const Cell& cell, std::vector<Edge>& walls) {
    constexpr std::size_t kWalls = 12;
    for (const Ring& ring : cell.rings) {
      for (const Corner& c : ring) {
        const auto near = m_edges.nearest(c.x, c.y);
        if (c.real) m_best = std::max(m_best, near.distance);
        const auto same = [&](const Edge& e) {
          return e.ax == near.edge.ax && e.ay == near.edge.ay && e.bx == near.edge.bx && e.by == near.edge.by;
        };
        if (walls.size() < kWalls && std::ranges::none_of(walls, same)) walls.push_back(near.edge);
      }
    }
  }

  /// The least of: over each wall, over each pair of walls (their mean), the largest value at a corner.
  static double boundOf(const Cell& cell, const std::vector<Edge>& walls) {
    std::vector<std::vector<double>> distance(walls.size());
    for (std::size_t w = 0; w < walls.size(); ++w) {
      for (const Ring& ring : cell.rings) {
        for (const Corner& c : ring) distance[w].push_back(std::sqrt(footOn(walls[w], c.x, c.y).squared));
      }
    }
    double bound = std::numeric_limits<double>::infinity();
    for (std::size_t v = 0; v < walls.size(); ++v) {
      for (std::size_t w = v; w < walls.size(); ++w) {
        double largest = 0;
        for (std::size_t i = 0; i < distance[v].size(); ++i) {
          largest = std::max(largest, (distance[v][i] + distance[w][i]) / 2);
        }
        bound = std::min(bound, largest);
      }
    }
    return bound;
  }

  /// From a point of the part straight away from the nearest wall, in shorter and shorter steps: it brings the search
  /// onto the ridge early. It only finds good points; what is proved is proved by the bounds.
  void climb(double x, double y, EdgeRuns::Nearest near) {
    constexpr int kTries = 24;
    m_best = std::max(m_best, near.distance);
    double step = near.distance;
    for (int i = 0; i < kTries && step > m_tolerance / 4; ++i) {
      const Foot foot = footOn(near.edge, x, y);
      const double fx = near.edge.ax + foot.t * (near.edge.bx - near.edge.ax);
      const double fy = near.edge.ay + foot.t * (near.edge.by - near.edge.ay);
      if (!(near.distance > 0)) return;
      const double nx = x + (x - fx) / near.distance * step;
      const double ny = y + (y - fy) / near.distance * step;
      const auto next = m_edges.nearest(nx, ny);
      if (next.distance > near.distance && m_part.inside(nx, ny)) {
        x = nx;
        y = ny;
        near = next;
        m_best = std::max(m_best, near.distance);
      } else {
        step /= 2;
      }
    }
  }

  EdgeRuns m_part;
  const EdgeRuns& m_edges;
  double m_tolerance;
  double m_cap;
  double m_best = 0;
  std::size_t m_serial = 0;
  std::priority_queue<Cell, std::vector<Cell>, LowerBound> m_queue;
};

} // namespace

double farthestFrom(const FlatLayer& part, std::size_t row, const EdgeRuns& edges, double tolerance, double cap) {
  if (part.shape[row] == Shape::none || edges.leaves().empty()) return std::numeric_limits<double>::quiet_NaN();
  return Search(part, row, edges, tolerance, cap).run();
}

} // namespace ecoredline
