#include "coverage.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace ecoredline::bench {

namespace {

struct Step {
  int i, j;
};
constexpr int kSides = 6;
/// From a cell's centre to the neighbour's across side k, and to the corner where side k begins, counter-clockwise.
constexpr std::array<Step, kSides> kNeighbour{{{2, 0}, {1, 3}, {-1, 3}, {-2, 0}, {-1, -3}, {1, -3}}};
constexpr std::array<Step, kSides> kCorner{{{1, -1}, {1, 1}, {0, 2}, {-1, 1}, {-1, -1}, {0, -2}}};
constexpr double kTwoParts = .05;
constexpr int kGiant = 200; ///< cells; borders of larger zones are drawn finer
constexpr double kGiantDensity = 2.2;

/// Displacement of the midpoints, to be read at [0, 1] of the edge.
std::vector<double> fractal(RandomStream& random, int at_least) {
  int n = 1;
  while (n < at_least) n *= 2;
  std::vector<double> value(n + 1, 0.);
  double height = .5;
  for (int step = n; step > 1; step /= 2, height *= .62)
    for (int i = step / 2; i < n; i += step)
      value[i] = (value[i - step / 2] + value[i + step / 2]) / 2 + height * (random.uniform() - .5) * 2;
  return value;
}

/// Keeps a curve within the triangles of its ends and the centres of the cells on both sides: those of different edges
/// share no interior, so no two curves can cross.
double boundedAside(double aside, double t, const std::array<Apex, 2>& apexes) {
  for (const Apex& apex : apexes) {
    if ((apex.height > 0) != (aside > 0)) continue;
    double share = 1;
    if (apex.t > 0) share = std::min(share, t / apex.t);
    if (apex.t < 1) share = std::min(share, (1 - t) / (1 - apex.t));
    const double most = .9 * std::fabs(apex.height) * share;
    aside = std::clamp(aside, -most, most);
  }
  return aside;
}

double signedArea(const Ring& ring, const Extent& extent) {
  double twice = 0;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
    twice +=
        (ring[j].x - extent.west) * (ring[i].y - extent.south) - (ring[i].x - extent.west) * (ring[j].y - extent.south);
  return twice / 2;
}

} // namespace

Coverage::Coverage(std::uint64_t seed, const Extent& extent, const CoverageSpec& spec, bool bounded)
    : m_seed(seed), m_bounded(bounded), m_extent(extent), m_spec(spec), m_radius(spec.cell_m / std::sqrt(3.)),
      m_columns(static_cast<int>(extent.width() / spec.cell_m + 8)),
      m_rows(static_cast<int>(extent.height() / (1.5 * m_radius) + 8)) {
  grow();
  m_cells.resize(m_size.size());
  for (std::size_t cell = 0; cell < m_zone.size(); ++cell) m_cells[m_zone[cell]].push_back(static_cast<int>(cell));
}

Coverage::Node Coverage::centre(int cell) const {
  const int column = cell % m_columns;
  const int row = cell / m_columns;
  return {2 * column + (row & 1), 3 * row};
}

int Coverage::cellAt(Node node) const {
  if (node.j < 0 || node.i < 0 || node.j % 3 != 0) return -1;
  const int row = node.j / 3;
  const int twice = node.i - (row & 1);
  if (row >= m_rows || twice < 0 || twice % 2 != 0 || twice / 2 >= m_columns) return -1;
  return row * m_columns + twice / 2;
}

Point Coverage::warped(Point p) const {
  const auto seed = static_cast<double>(m_seed);
  const auto twice = static_cast<double>(2 * m_seed);
  return {p.x + 3500 * std::sin(p.x / 17000 + p.y / 29000 + seed) + 1500 * std::sin(p.y / 9000),
          p.y + 3500 * std::sin(p.y / 16000 - p.x / 31000 + twice) + 1500 * std::cos(p.x / 9500)};
}

Point Coverage::centrePoint(int cell) const {
  const Node node = centre(cell);
  return warped({m_extent.west + node.i * m_spec.cell_m / 2, m_extent.south + node.j * m_radius / 2});
}

Point Coverage::cornerPoint(Node node) const {
  const auto place = static_cast<std::uint64_t>(node.i + 1000) * 1000003 + node.j + 1000;
  RandomStream random(mixed(m_seed ^ mixed(place)));
  Point p{m_extent.west + node.i * m_spec.cell_m / 2, m_extent.south + node.j * m_radius / 2};
  p.x += (random.uniform() - .5) * .4 * m_spec.cell_m;
  p.y += (random.uniform() - .5) * .4 * m_spec.cell_m;
  return warped(p);
}

int Coverage::flood(RandomStream& random, int cell, int wanted, int zone) {
  std::vector<int> front{cell};
  int taken = 0;
  while (taken < wanted && !front.empty()) {
    std::size_t at = random.below(front.size());
    if (random.uniform() < .5) at = front.size() - 1; // half the steps go on from the newest cell: ragged zones
    const int next = front[at];
    front[at] = front.back();
    front.pop_back();
    if (m_zone[next] >= 0) continue;
    m_zone[next] = zone;
    ++taken;
    const Node node = centre(next);
    for (const Step& step : kNeighbour) {
      const int neighbour = cellAt({node.i + step.i, node.j + step.j});
      if (neighbour >= 0 && m_zone[neighbour] < 0) front.push_back(neighbour);
    }
  }
  return taken;
}

void Coverage::grow() {
  const int count = m_columns * m_rows;
  m_zone.assign(count, -1);
  RandomStream random(mixed(m_seed + 5));
  std::vector<int> order(count);
  for (int i = 0; i < count; ++i) order[i] = i;
  for (int i = count - 1; i > 0; --i) std::swap(order[i], order[random.below(i + 1)]);
  for (const int cell : order) {
    if (m_zone[cell] >= 0) continue;
    const int zone = static_cast<int>(m_size.size());
    const int wanted =
        m_size.size() < m_spec.giants.size()
            ? m_spec.giants[m_size.size()]
            : std::min(m_spec.largest, static_cast<int>(std::pow(random.uniform() + 1e-12, -1 / m_spec.pareto)));
    int taken = flood(random, cell, wanted, zone);
    if (random.uniform() < kTwoParts) {
      const int up = static_cast<int>(random.below(5)) - 2;
      const int right = static_cast<int>(random.below(9));
      const Node node = centre(cell);
      const int second = cellAt({node.i + 2 * right - 8, node.j + 6 * up});
      if (second >= 0 && m_zone[second] < 0) taken += flood(random, second, std::max(1, wanted / 2), zone);
    }
    m_size.push_back(taken);
  }
}

std::unordered_map<int, int> Coverage::partsOf(const std::vector<int>& cells, std::size_t zone) const {
  std::unordered_map<int, int> part;
  int parts = 0;
  for (const int first : cells) {
    if (part.contains(first)) continue;
    std::vector<int> open{first};
    part[first] = parts;
    while (!open.empty()) {
      const Node node = centre(open.back());
      open.pop_back();
      for (const Step& step : kNeighbour) {
        const int next = cellAt({node.i + step.i, node.j + step.j});
        if (next < 0 || m_zone[next] != static_cast<int>(zone) || part.contains(next)) continue;
        part[next] = parts;
        open.push_back(next);
      }
    }
    ++parts;
  }
  return part;
}

std::vector<std::pair<Coverage::Node, Coverage::Side>> Coverage::sidesOf(const std::vector<int>& cells,
                                                                         std::size_t zone) const {
  std::vector<std::pair<Node, Side>> sides;
  for (const int cell : cells) {
    const Node node = centre(cell);
    for (int k = 0; k < kSides; ++k) {
      const int outer = cellAt({node.i + kNeighbour[k].i, node.j + kNeighbour[k].j});
      if (outer >= 0 && m_zone[outer] == static_cast<int>(zone)) continue;
      const Step& to = kCorner[(k + 1) % kSides];
      sides.push_back({{node.i + kCorner[k].i, node.j + kCorner[k].j}, {{node.i + to.i, node.j + to.j}, cell, outer}});
    }
  }
  return sides;
}

double Coverage::densityOf(std::size_t zone, const Side& side) const {
  const bool giant = m_size[zone] > kGiant || (side.outer >= 0 && m_size[m_zone[side.outer]] > kGiant);
  return m_spec.density * (giant ? kGiantDensity : 1);
}

Ring Coverage::makeEdge(RandomStream& random, const EdgeFrame& frame, double density) const {
  const Point& from = frame.from;
  const auto [dx, dy] = frame.direction;
  const double length = frame.length;
  const int pieces =
      std::max(2, static_cast<int>(density * std::exp(.6 * random.bell()) * length / (m_spec.cell_m * .577)));
  const auto shift = fractal(random, pieces);
  const auto last = static_cast<double>(shift.size() - 1);
  const double room = std::min(std::fabs(frame.apexes[0].height), std::fabs(frame.apexes[1].height));
  Ring curve{{toMillimetre(from.x), toMillimetre(from.y)}};
  for (int i = 1; i < pieces; ++i) {
    const double t = (i + (random.uniform() - .5) * .6) / pieces;
    const double height = std::clamp(shift[static_cast<std::size_t>(t * last)], -1., 1.);
    double aside = height * .8 * room * 2 * std::min(t, 1 - t) * .9;
    if (m_bounded) aside = boundedAside(aside, t, frame.apexes);
    curve.push_back(
        {toMillimetre(from.x + dx * length * t - dy * aside), toMillimetre(from.y + dy * length * t + dx * aside)});
  }
  curve.push_back({toMillimetre(frame.to.x), toMillimetre(frame.to.y)});
  return curve;
}

Coverage::EdgeFrame Coverage::frameOf(Node a, Node b, const Side& side) const {
  EdgeFrame frame{cornerPoint(a), cornerPoint(b), 0, {}, {}};
  const Point& from = frame.from;
  frame.length = std::hypot(frame.to.x - from.x, frame.to.y - from.y);
  const double dx = (frame.to.x - from.x) / frame.length;
  const double dy = (frame.to.y - from.y) / frame.length;
  frame.direction = {dx, dy};
  const auto apexOf = [&](int cell) -> Apex {
    const Point c = centrePoint(cell);
    return {-(c.x - from.x) * dy + (c.y - from.y) * dx, ((c.x - from.x) * dx + (c.y - from.y) * dy) / frame.length};
  };
  frame.apexes[0] = apexOf(side.inner);
  // Nothing lies beyond the coverage: as much room as on this side.
  frame.apexes[1] = side.outer >= 0 ? apexOf(side.outer) : Apex{-frame.apexes[0].height, frame.apexes[0].t};
  return frame;
}

const Ring& Coverage::edge(Node a, Node b, const Side& side, double density) {
  const auto packed = [](Node node) {
    return (static_cast<std::uint64_t>(node.i + 9) << 32U) | static_cast<std::uint64_t>(node.j + 9);
  };
  const std::uint64_t key = mixed(mixed(packed(a)) ^ packed(b));
  const auto known = m_edges.find(key);
  if (known != m_edges.end()) return known->second;
  RandomStream random(mixed(m_seed * 77 + key));
  return m_edges[key] = makeEdge(random, frameOf(a, b, side), density);
}

void Coverage::append(Ring& ring, Node a, const Side& side, double density) {
  if (a < side.end) {
    const Ring& curve = edge(a, side.end, side, density);
    ring.insert(ring.end(), curve.begin(), curve.end() - 1);
  } else {
    const Ring& curve = edge(side.end, a, side, density);
    ring.insert(ring.end(), curve.rbegin(), curve.rend() - 1);
  }
}

std::vector<Polygon> Coverage::outline(std::size_t zone) {
  const auto part = partsOf(m_cells[zone], zone);
  const auto sides = sidesOf(m_cells[zone], zone);
  std::map<Node, Side> next(sides.begin(), sides.end()); // three edges meet in a node: one side of a zone leaves it
  int parts = 0;
  for (const auto& [cell, number] : part) parts = std::max(parts, number + 1);
  std::vector<Polygon> polygons(parts);
  while (!next.empty()) {
    Ring ring;
    int owner = 0;
    const Node start = next.begin()->first;
    Node at = start;
    do {
      const auto found = next.find(at);
      const Side side = found->second;
      owner = part.at(side.inner);
      append(ring, at, side, densityOf(zone, side));
      next.erase(found);
      at = side.end;
    } while (at != start);
    if (signedArea(ring, m_extent) > 0)
      polygons[owner].shell = std::move(ring);
    else
      polygons[owner].holes.push_back(std::move(ring));
  }
  return polygons;
}

} // namespace ecoredline::bench
