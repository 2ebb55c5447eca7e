#include "painting/pole.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <queue>

namespace ecoredline {

namespace {

struct Edge {
  double ax, ay, bx, by;
};

struct Cell {
  double x, y, half;
  double distance; ///< of its middle, negative outside
  double best;     ///< nothing in the cell can be better
  bool operator<(const Cell& o) const { return best < o.best; }
};

double squareDistanceTo(const Edge& edge, double x, double y) {
  const double dx = edge.bx - edge.ax;
  const double dy = edge.by - edge.ay;
  const double length = dx * dx + dy * dy;
  const double part = length > 0 ? std::clamp(((x - edge.ax) * dx + (y - edge.ay) * dy) / length, 0.0, 1.0) : 0;
  const double ox = x - edge.ax - part * dx;
  const double oy = y - edge.ay - part * dy;
  return ox * ox + oy * oy;
}

// Works in a plane stretched upwards by `flat`, where the ellipse is a circle.
class PoleFinder {
 public:
  PoleFinder(const std::vector<GridRing>& rings, const PageGrid& grid, const Box& window, double flat)
      : m_window{window.min_x, window.min_y * flat, window.max_x, window.max_y * flat} {
    for (const GridRing& ring : rings)
      for (std::size_t i = 0; i < ring.points.size(); ++i) {
        const GridPoint& a = ring.points[i];
        const GridPoint& b = ring.points[(i + 1) % ring.points.size()];
        m_edges.push_back(
            {grid.millimetres(a.x), grid.millimetres(a.y) * flat, grid.millimetres(b.x), grid.millimetres(b.y) * flat});
        m_box.add(m_edges.back().ax, m_edges.back().ay);
      }
    m_box.min_x = std::max(m_box.min_x, m_window.min_x);
    m_box.max_x = std::min(m_box.max_x, m_window.max_x);
    m_box.min_y = std::max(m_box.min_y, m_window.min_y);
    m_box.max_y = std::min(m_box.max_y, m_window.max_y);
  }

  Cell find() const {
    constexpr double kPrecision = 0.02;
    constexpr int kMostCells = 4000;
    constexpr double kAcross = 4;
    Cell best{0, 0, 0, -1, -1};
    if (m_edges.empty() || !(m_box.max_x > m_box.min_x) || !(m_box.max_y > m_box.min_y)) return best;
    const double width = m_box.max_x - m_box.min_x;
    const double height = m_box.max_y - m_box.min_y;
    const double size = std::max(std::min(width, height), std::max(width, height) / (8 * kAcross));
    const double half = size / kAcross;
    std::priority_queue<Cell> open;
    for (double x = m_box.min_x + half; x - half < m_box.max_x; x += 2 * half)
      for (double y = m_box.min_y + half; y - half < m_box.max_y; y += 2 * half) open.push(cell(x, y, half));
    for (int count = 0; !open.empty() && count < kMostCells; ++count) {
      const Cell next = open.top();
      open.pop();
      if (next.distance > best.distance) best = next;
      if (next.best - best.distance <= kPrecision * size) break;
      const double quarter = next.half / 2;
      for (const double dx : {-quarter, quarter})
        for (const double dy : {-quarter, quarter}) open.push(cell(next.x + dx, next.y + dy, quarter));
    }
    return best;
  }

 private:
  Cell cell(double x, double y, double half) const {
    bool in = false;
    double square = std::numeric_limits<double>::max();
    for (const Edge& edge : m_edges) {
      if ((edge.ay > y) != (edge.by > y) && x < (edge.bx - edge.ax) * (y - edge.ay) / (edge.by - edge.ay) + edge.ax)
        in = !in;
      square = std::min(square, squareDistanceTo(edge, x, y));
    }
    double distance = std::sqrt(square);
    const double to_frame =
        std::min(std::min(x - m_window.min_x, m_window.max_x - x), std::min(y - m_window.min_y, m_window.max_y - y));
    distance = in ? std::min(distance, to_frame) : -distance;
    return {x, y, half, distance, distance + half * std::numbers::sqrt2};
  }

  std::vector<Edge> m_edges;
  Box m_window;
  Box m_box;
};

} // namespace

Pole poleOf(const std::vector<GridRing>& rings, const PageGrid& grid, const Box& window, double flat) {
  const Cell found = PoleFinder(rings, grid, window, flat).find();
  if (!(found.distance > 0)) return {};
  return {found.x, found.y / flat, found.distance};
}

} // namespace ecoredline
