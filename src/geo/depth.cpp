#include "geo/measure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

namespace ecoredline {

namespace {

struct Corner {
  double x;
  double y;
  bool real;      ///< a point of the part (false: a corner that cutting made up)
  bool real_edge; ///< the edge to the next corner is a piece of the part's outline
};
using Ring = std::span<const Corner>;

/// Rings one behind the other.
struct Rings {
  std::vector<Corner> corners;
  std::vector<std::uint32_t> ends;

  void close() {
    const auto begin = ends.empty() ? 0 : ends.back();
    if (corners.size() > begin) ends.push_back(static_cast<std::uint32_t>(corners.size()));
  }
  Ring ring(std::size_t i) const {
    const auto begin = i == 0 ? 0 : ends[i - 1];
    return Ring(corners).subspan(begin, ends[i] - begin);
  }
};

/// A wall, by its number, and the distance to it.
struct NearWall {
  double distance = std::numeric_limits<double>::infinity();
  std::size_t wall = 0;
};

/// Edges made ready for distances, each figure of all of them in a row, so that a processor takes several at a time.
class Walls {
 public:
  Walls() = default;
  explicit Walls(std::span<const Edge> edges) : m_count(edges.size()), m_figures(kFigures * edges.size()) {
    for (std::size_t i = 0; i < m_count; ++i) {
      const Edge& e = edges[i];
      const double dx = e.bx - e.ax, dy = e.by - e.ay, squared = dx * dx + dy * dy;
      const std::array<double, kFigures> figures{e.ax, e.ay, dx, dy, squared > 0 ? 1 / squared : 0};
      for (std::size_t f = 0; f < kFigures; ++f) m_figures[f * m_count + i] = figures[f];
    }
  }

  std::size_t size() const { return m_count; }

  /// Those that `squared` has no more than `limit` for.
  Walls within(std::span<const double> squared, double limit) const {
    Walls kept;
    kept.m_count = static_cast<std::size_t>(std::ranges::count_if(squared, [=](double d) { return d <= limit; }));
    kept.m_figures.resize(kFigures * kept.m_count + 1); // one more, to be written over without asking
    double* to = kept.m_figures.data();
    for (std::size_t f = 0; f < kFigures; ++f) {
      for (std::size_t i = 0; i < m_count; ++i) {
        *to = figure(f)[i];
        to += squared[i] <= limit ? 1 : 0;
      }
    }
    return kept;
  }

  /// Of the point of a wall that is nearest to a point: 0 at its start, 1 at its end.
  double footAlong(std::size_t i, double px, double py) const {
    const double along = (px - figure(0)[i]) * figure(2)[i] + (py - figure(1)[i]) * figure(3)[i];
    return std::clamp(along * figure(4)[i], 0.0, 1.0);
  }
  std::pair<double, double> footOf(std::size_t i, double px, double py) const {
    const double t = footAlong(i, px, py);
    return {figure(0)[i] + t * figure(2)[i], figure(1)[i] + t * figure(3)[i]};
  }
  double squaredTo(std::size_t i, double px, double py) const {
    const double t = footAlong(i, px, py);
    const double ex = px - figure(0)[i] - t * figure(2)[i], ey = py - figure(1)[i] - t * figure(3)[i];
    return ex * ex + ey * ey;
  }

  /// The nearest to a point, of equals the first; all squared distances are left in `squared`.
  NearWall nearest(double px, double py, std::vector<double>& squared) const {
    if (m_count == 0) return {};
    squared.resize(m_count);
    const double least = setSquared(px, py, squared.data());
    const auto at = static_cast<std::size_t>(std::ranges::find(squared, least) - squared.begin());
    return {std::sqrt(least), std::min(at, m_count - 1)};
  }

 private:
  static constexpr std::size_t kFigures = 5; ///< start x and y, length x and y, inverse of the squared length or 0

  const double* figure(std::size_t f) const { return m_figures.data() + f * m_count; }

  // GNU vectors: GCC and clang know them on every processor.
  using Two = double __attribute__((vector_size(2 * sizeof(double))));
  static Two both(const double* from) {
    Two two;
    std::memcpy(&two, from, sizeof two);
    return two;
  }

  /// As squaredTo, two at a time; the least of them.
  double setSquared(double px, double py, double* squared) const {
    constexpr double kFar = std::numeric_limits<double>::infinity();
    constexpr Two kStart{0, 0}, kEnd{1, 1};
    const double *x = figure(0), *y = figure(1), *dx = figure(2), *dy = figure(3), *inverse = figure(4);
    Two least{kFar, kFar};
    std::size_t i = 0;
    for (; i + 1 < m_count; i += 2) {
      const Two along_x = both(dx + i), along_y = both(dy + i), from_x = px - both(x + i), from_y = py - both(y + i);
      Two t = (from_x * along_x + from_y * along_y) * both(inverse + i);
      t = t < kStart ? kStart : t;
      t = t > kEnd ? kEnd : t;
      const Two ex = from_x - t * along_x, ey = from_y - t * along_y;
      const Two two = ex * ex + ey * ey;
      least = two < least ? two : least;
      std::memcpy(squared + i, &two, sizeof two);
    }
    if (i < m_count) squared[i] = squaredTo(i, px, py);
    return std::min({least[0], least[1], i < m_count ? squared[i] : kFar});
  }

  std::size_t m_count = 0;
  std::vector<double> m_figures;
};

/// A piece of the part: its rings cut to a box. What is cut away leaves edges along the box that bound no ground; they
/// do no harm, since only the hull of the corners is used.
struct Cell {
  Rings rings;
  Walls walls; ///< among them is the nearest of every point of the cell
  Box box;     ///< of the corners
  double bound = 0;
  std::size_t serial = 0; ///< ties go by age, so that the search is the same everywhere

  double centreX() const { return (box.min_x + box.max_x) / 2; }
  double centreY() const { return (box.min_y + box.max_y) / 2; }
  double radius() const {
    const double dx = box.max_x - box.min_x, dy = box.max_y - box.min_y;
    return std::sqrt(dx * dx + dy * dy) / 2;
  }
};

struct LowerBound {
  bool operator()(const Cell& a, const Cell& b) const {
    return a.bound != b.bound ? a.bound < b.bound : a.serial > b.serial;
  }
};

/// Sutherland & Hodgman 1974 against one line, keeping sign * (coordinate - limit) <= 0 and what is real.
void keepSide(Ring ring, double Corner::*axis, double limit, double sign, Rings& kept) {
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Corner& p = ring[i];
    const Corner& q = ring[i + 1 < ring.size() ? i + 1 : 0];
    const double dp = sign * (p.*axis - limit);
    const double dq = sign * (q.*axis - limit);
    if (dp <= 0) {
      kept.corners.push_back(p);
      if (dp == 0 && dq > 0) kept.corners.back().real_edge = false;
    }
    if ((dp < 0 && dq > 0) || (dp > 0 && dq < 0)) {
      const double t = dp / (dp - dq);
      Corner cut{p.x + t * (q.x - p.x), p.y + t * (q.y - p.y), p.real_edge, p.real_edge && dp > 0};
      cut.*axis = limit;
      kept.corners.push_back(cut);
    }
  }
  kept.close();
}

bool insideRings(const Rings& rings, double x, double y) {
  bool in = false;
  for (std::size_t r = 0; r < rings.ends.size(); ++r) {
    const Ring ring = rings.ring(r);
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Corner& p = ring[i];
      const Corner& q = ring[i + 1 < ring.size() ? i + 1 : 0];
      if (crossesRay({p.x, p.y, q.x, q.y}, x, y, 1)) in = !in;
    }
  }
  return in;
}

class Search {
 public:
  Search(const FlatLayer& part, std::size_t row, std::span<const Edge> walls, double tolerance, double cap)
      : m_polygon(part.shape[row] == Shape::polygon), m_all(walls), m_tolerance(tolerance), m_cap(cap) {
    for (auto ring = part.row_ring[row]; ring < part.row_ring[row + 1];) ring = addStart(part, row, ring);
  }

  double run() {
    while (!m_queue.empty() && m_best < m_cap) {
      std::ranges::pop_heap(m_queue, LowerBound());
      const Cell cell = std::move(m_queue.back());
      m_queue.pop_back();
      if (!canBeDeeper(cell.bound)) break;
      splitCell(cell);
    }
    return std::min(m_best, m_cap);
  }

 private:
  /// Cells for the part that begins at `ring`; the first ring after it. A line gives a cell for each edge.
  std::uint64_t addStart(const FlatLayer& part, std::size_t row, std::uint64_t ring) {
    const auto first = ring;
    Cell cell;
    do {
      const auto begin = part.ring_vertex[ring];
      const auto end = part.ring_vertex[ring + 1] - (m_polygon ? 1 : 0);
      if (!m_polygon && end - begin > 1) {
        for (auto v = begin; v + 1 < end; ++v) addEdge(part, v);
      } else {
        for (auto v = begin; v < end; ++v) cell.rings.corners.push_back({part.x[v], part.y[v], true, true});
        cell.rings.close();
      }
      ++ring;
    } while (m_polygon && ring < part.row_ring[row + 1] && part.ring_part[ring] == part.ring_part[first]);
    if (!cell.rings.ends.empty()) add(std::move(cell), m_all, true);
    return ring;
  }

  void addEdge(const FlatLayer& part, std::uint64_t v) {
    Cell cell;
    cell.rings.corners = {{part.x[v], part.y[v], true, true}, {part.x[v + 1], part.y[v + 1], true, true}};
    cell.rings.close();
    add(std::move(cell), m_all, true);
  }

  void splitCell(const Cell& cell) {
    const bool wide = cell.box.max_x - cell.box.min_x >= cell.box.max_y - cell.box.min_y;
    const auto axis = wide ? &Corner::x : &Corner::y;
    const double middle = wide ? cell.centreX() : cell.centreY();
    for (const double sign : {1.0, -1.0}) {
      Cell half;
      half.rings.corners.reserve(cell.rings.corners.size() + 2); // one line cuts a convex ring twice
      for (std::size_t i = 0; i < cell.rings.ends.size(); ++i)
        keepSide(cell.rings.ring(i), axis, middle, sign, half.rings);
      if (!half.rings.ends.empty()) add(std::move(half), cell.walls, false);
    }
  }

  bool canBeDeeper(double bound) const { return bound > m_best + m_tolerance; }

  /// Looks at the points of a cell, bounds it, and queues it if it may hold something deeper. What is cheap is asked
  /// first: most cells end at the distance of their centre.
  void add(Cell cell, const Walls& walls, bool whole) {
    if (m_best >= m_cap) return;
    bool holds_part = whole;
    for (const Corner& c : cell.rings.corners) {
      cell.box = {std::min(cell.box.min_x, c.x), std::min(cell.box.min_y, c.y), std::max(cell.box.max_x, c.x),
                  std::max(cell.box.max_y, c.y)};
      holds_part = holds_part || c.real;
    }
    const double x = cell.centreX(), y = cell.centreY(), radius = cell.radius();
    NearWall centre = walls.nearest(x, y, m_squared);
    if (!canBeDeeper(centre.distance + radius)) return;
    const bool may_climb = m_polygon && centre.distance > m_best;
    const bool centre_in = (may_climb || !holds_part) && m_polygon && insideRings(cell.rings, x, y);
    if (!holds_part && !centre_in) return; // nothing of the part is left in it
    if (centre_in) m_best = std::max(m_best, centre.distance);
    if (m_best >= m_cap) return;
    keepNear(cell, walls, centre.distance + 2 * radius, centre.wall);
    if (centre_in && may_climb) climb(cell, centre);
    lookAtCorners(cell, centre.wall);
    cell.bound = std::min(centre.distance + radius, boundOf(cell));
    if (!canBeDeeper(cell.bound)) return;
    cell.serial = m_serial++;
    m_queue.push_back(std::move(cell));
    std::ranges::push_heap(m_queue, LowerBound());
  }

  /// Keeps the walls that can be the nearest of some point of the cell: such a point lies within the radius r of the
  /// centre, so it has a wall within d + r, d the centre's own distance, and that wall lies within d + 2r of the
  /// centre. The centre's squared distances are in m_squared; `wall` is followed to its new number.
  void keepNear(Cell& cell, const Walls& walls, double reach, std::size_t& wall) const {
    const double limit = reach * reach * (1 + 1e-9);
    cell.walls = walls.within(m_squared, limit);
    const auto before = std::span(m_squared).first(wall);
    wall = static_cast<std::size_t>(std::ranges::count_if(before, [=](double d) { return d <= limit; }));
  }

  /// Leaves some walls to bound the cell by in m_bounding, and notes the depth of real corners. A corner that one of
  /// those walls shows to be no deeper than what was found is not asked for its nearest.
  void lookAtCorners(const Cell& cell, std::size_t centre_wall) {
    constexpr std::size_t kWalls = 12;
    m_bounding = {centre_wall};
    for (const Corner& c : cell.rings.corners) {
      if ((!c.real && m_bounding.size() == kWalls) || isNoDeeper(cell, c)) continue;
      const NearWall near = cell.walls.nearest(c.x, c.y, m_squared);
      if (c.real) m_best = std::max(m_best, near.distance);
      if (m_bounding.size() < kWalls && std::ranges::find(m_bounding, near.wall) == m_bounding.end())
        m_bounding.push_back(near.wall);
    }
  }

  bool isNoDeeper(const Cell& cell, const Corner& c) const {
    const auto shows = [&](std::size_t w) { return cell.walls.squaredTo(w, c.x, c.y) <= m_best * m_best; };
    return std::any_of(m_bounding.rbegin(), m_bounding.rend(), shows); // the last first: corners are neighbours
  }

  /// The least of: over each wall, over each pair of walls (their mean), the largest value at a corner. Any that shows
  /// the cell to be no deeper than what was found will do.
  double boundOf(const Cell& cell) {
    const std::size_t corners = cell.rings.corners.size();
    m_scratch.clear();
    double bound = std::numeric_limits<double>::infinity();
    for (const std::size_t w : m_bounding) {
      const auto own = m_scratch.size();
      for (const Corner& c : cell.rings.corners) m_scratch.push_back(std::sqrt(cell.walls.squaredTo(w, c.x, c.y)));
      bound = std::min(bound, *std::max_element(m_scratch.begin() + static_cast<std::ptrdiff_t>(own), m_scratch.end()));
      if (!canBeDeeper(bound)) return bound;
    }
    for (std::size_t v = 0; v < m_bounding.size(); ++v) {
      for (std::size_t w = v + 1; w < m_bounding.size(); ++w) {
        double largest = 0;
        for (std::size_t i = 0; i < corners && largest < bound; ++i)
          largest = std::max(largest, (m_scratch[v * corners + i] + m_scratch[w * corners + i]) / 2);
        bound = std::min(bound, largest);
        if (!canBeDeeper(bound)) return bound;
      }
    }
    return bound;
  }

  /// From the centre, in the part, straight away from the nearest wall, in shorter and shorter steps: it brings the
  /// search onto the ridge early. It only finds good points; what is proved is proved by the bounds. It stays in the
  /// circle round the cell, where the cell's walls are all that count.
  void climb(const Cell& cell, NearWall near) {
    constexpr std::size_t kMostTries = 24, kMostDistances = 1000; // where walls are many, halving the cell is cheaper
    const std::size_t tries = std::min(kMostTries, kMostDistances / std::max<std::size_t>(1, cell.walls.size()));
    double x = cell.centreX(), y = cell.centreY();
    const double x0 = x, y0 = y, radius = cell.radius();
    double step = std::min(near.distance, radius);
    std::size_t ahead = near.wall; // the wall that stopped the last step mostly stops the next
    for (std::size_t i = 0; i < tries && step > m_tolerance / 4 && m_best < m_cap; ++i) {
      if (!(near.distance > 0)) return;
      const auto [fx, fy] = cell.walls.footOf(near.wall, x, y);
      const double nx = x + (x - fx) / near.distance * step;
      const double ny = y + (y - fy) / near.distance * step;
      if (cell.walls.squaredTo(ahead, nx, ny) <= near.distance * near.distance) {
        step /= 2;
        continue;
      }
      const NearWall next = cell.walls.nearest(nx, ny, m_squared);
      ahead = next.wall;
      if (next.distance > near.distance && std::hypot(nx - x0, ny - y0) <= radius && insideRings(cell.rings, nx, ny)) {
        x = nx;
        y = ny;
        near = next;
        m_best = std::max(m_best, near.distance);
      } else {
        step /= 2;
      }
    }
  }

  bool m_polygon;
  Walls m_all;
  double m_tolerance;
  double m_cap;
  double m_best = 0;
  std::size_t m_serial = 0;
  std::vector<Cell> m_queue;     ///< a heap, the highest bound on top
  std::vector<double> m_squared; ///< distances of the last point that was asked for its nearest wall
  std::vector<double> m_scratch;
  std::vector<std::size_t> m_bounding; ///< of the walls of the cell at hand
};

} // namespace

double farthestFrom(const FlatLayer& part, std::size_t row, std::span<const Edge> walls, double tolerance, double cap) {
  if (part.shape[row] == Shape::none || walls.empty()) return std::numeric_limits<double>::quiet_NaN();
  return Search(part, row, walls, tolerance, cap).run();
}

std::vector<Edge> edgesOf(const FlatLayer& layer, std::size_t row) {
  std::vector<Edge> edges;
  const auto first_ring = layer.row_ring[row], last_ring = layer.row_ring[row + 1];
  edges.reserve(layer.ring_vertex[last_ring] - layer.ring_vertex[first_ring]);
  for (auto ring = first_ring; ring < last_ring; ++ring) {
    const auto first = layer.ring_vertex[ring], last = layer.ring_vertex[ring + 1];
    if (last == first + 1) edges.push_back({layer.x[first], layer.y[first], layer.x[first], layer.y[first]});
    for (auto v = first; v + 1 < last; ++v) edges.push_back({layer.x[v], layer.y[v], layer.x[v + 1], layer.y[v + 1]});
  }
  return edges;
}

} // namespace ecoredline
