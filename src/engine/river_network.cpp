#include "engine/river_network.hpp"

#include "geo/edge_runs.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <queue>
#include <tuple>

namespace ecoredline {

namespace {

/// Sets of ends that are one node.
class Nodes {
 public:
  explicit Nodes(std::size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), std::size_t{0}); }

  std::size_t find(std::size_t i) {
    while (m_parent[i] != i) i = m_parent[i] = m_parent[m_parent[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { m_parent[std::max(find(a), find(b))] = std::min(find(a), find(b)); }

 private:
  std::vector<std::size_t> m_parent;
};

} // namespace

RiverNetwork::RiverNetwork(const FlatLayer& rivers, std::span<const Flow> flow, double join_m)
    : m_crs(rivers.crs), m_join(join_m) {
  for (std::size_t row = 0; row < rivers.rows(); ++row)
    if (rivers.shape[row] == Shape::line) addRow(rivers, row, flow[row]);
  splitAtJunctions();
  joinEnds();
}

void RiverNetwork::addRow(const FlatLayer& rivers, std::size_t row, Flow flow) {
  for (auto ring = rivers.row_ring[row]; ring < rivers.row_ring[row + 1]; ++ring) {
    Edge edge;
    for (auto i = rivers.ring_vertex[ring]; i < rivers.ring_vertex[ring + 1]; ++i)
      append(edge.path, {{rivers.x[i], rivers.y[i]}});
    if (edge.path.size() < 2) continue;
    if (flow == Flow::against) std::ranges::reverse(edge.path);
    edge.known = flow != Flow::unknown;
    edge.length = lengthOf(edge.path);
    m_edges.push_back(std::move(edge));
  }
}

double RiverNetwork::lengthOf(const Path& path) {
  double length = 0;
  for (std::size_t i = 1; i < path.size(); ++i)
    length += std::hypot(path[i].x - path[i - 1].x, path[i].y - path[i - 1].y);
  return length;
}

/// A vertex that repeats the last one is left out.
void RiverNetwork::append(Path& path, const Path& more) {
  for (const Vertex& v : more)
    if (path.empty() || path.back().x != v.x || path.back().y != v.y) path.push_back(v);
}

/// The part of a path between two lengths from its beginning.
RiverNetwork::Path RiverNetwork::cut(const Path& path, double from, double to) {
  Path part;
  double start = 0;
  for (std::size_t i = 1; i < path.size() && start <= to; ++i) {
    const Vertex a = path[i - 1];
    const Vertex b = path[i];
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    const double end = start + length;
    const auto at = [&](double along) {
      const double t = std::clamp((along - start) / length, 0.0, 1.0);
      return t >= 1 ? b : Vertex{a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
    };
    if (end >= from) append(part, {at(std::max(from, start)), at(std::min(to, end))});
    start = end;
  }
  return part;
}

std::vector<RiverNetwork::End> RiverNetwork::ends() const {
  std::vector<End> all;
  for (std::size_t e = 0; e < m_edges.size(); ++e) {
    const Path& path = m_edges[e].path;
    all.push_back({path.front().x, path.front().y, e, true});
    all.push_back({path.back().x, path.back().y, e, false});
  }
  std::ranges::sort(all, {}, &End::x);
  return all;
}

/// Lengths from the top at which ends of lines touch the middle of an edge, in order.
std::vector<double> RiverNetwork::splitsOf(const Edge& edge, const std::vector<End>& ends) const {
  std::vector<double> splits;
  double start = 0;
  for (std::size_t i = 1; i < edge.path.size(); ++i) {
    const ecoredline::Edge piece{edge.path[i - 1].x, edge.path[i - 1].y, edge.path[i].x, edge.path[i].y};
    const double length = std::hypot(piece.bx - piece.ax, piece.by - piece.ay);
    const Box near = piece.box().grown(m_join, m_join);
    for (auto end = std::ranges::lower_bound(ends, near.min_x, {}, &End::x); end != ends.end() && end->x <= near.max_x;
         ++end) {
      if (end->y < near.min_y || end->y > near.max_y) continue;
      const Foot foot = footOn(piece, end->x, end->y);
      if (foot.squared <= m_join * m_join) splits.push_back(start + foot.t * length);
    }
    start += length;
  }
  std::ranges::sort(splits);
  std::vector<double> kept;
  for (const double at : splits)
    if (at > m_join && at < edge.length - m_join && (kept.empty() || at > kept.back() + m_join)) kept.push_back(at);
  return kept;
}

void RiverNetwork::splitAtJunctions() {
  const std::vector<End> all = ends();
  std::vector<Edge> split;
  for (const Edge& edge : m_edges) {
    std::vector<double> at = splitsOf(edge, all);
    at.insert(at.begin(), 0.0);
    at.push_back(edge.length);
    for (std::size_t i = 1; i < at.size(); ++i) {
      Edge part = edge;
      if (at.size() > 2) part.path = cut(edge.path, at[i - 1], at[i]);
      part.length = lengthOf(part.path);
      split.push_back(std::move(part));
    }
  }
  m_edges = std::move(split);
}

void RiverNetwork::joinEnds() {
  const std::vector<End> all = ends();
  Nodes nodes(all.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t k = i + 1; k < all.size() && all[k].x - all[i].x <= m_join; ++k)
      if (std::hypot(all[k].x - all[i].x, all[k].y - all[i].y) <= m_join) nodes.join(i, k);
  m_ending.resize(all.size());
  m_starting.resize(all.size());
  m_unknown.resize(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    Edge& edge = m_edges[all[i].edge];
    const std::size_t node = nodes.find(i);
    (all[i].top ? edge.top : edge.bottom) = node;
    auto& list = !edge.known ? m_unknown : all[i].top ? m_starting : m_ending;
    list[node].push_back(all[i].edge);
  }
  // The sweep above goes by x; arms are taken in the order of the file, so that the same input gives the same bytes.
  for (auto* lists : {&m_ending, &m_starting, &m_unknown})
    for (auto& list : *lists) std::ranges::sort(list);
}

std::optional<RiverPlace> RiverNetwork::nearest(double x, double y, double limit_m) const {
  std::optional<RiverPlace> best;
  for (std::size_t e = 0; e < m_edges.size(); ++e) {
    double start = 0;
    const Path& path = m_edges[e].path;
    for (std::size_t i = 1; i < path.size(); ++i) {
      const double length = std::hypot(path[i].x - path[i - 1].x, path[i].y - path[i - 1].y);
      const Foot foot = footOn({path[i - 1].x, path[i - 1].y, path[i].x, path[i].y}, x, y);
      const double distance = std::sqrt(foot.squared);
      if (distance <= limit_m && (!best || distance < best->distance_m))
        best = RiverPlace{e, start + foot.t * length, distance};
      start += length;
    }
  }
  return best;
}

double RiverNetwork::distanceTo(double x, double y) const {
  const auto place = nearest(x, y, std::numeric_limits<double>::infinity());
  return place ? place->distance_m : std::numeric_limits<double>::infinity();
}

/// `length` of an edge from `from` (from its top) up or down, in the direction walked.
RiverNetwork::Path RiverNetwork::piece(const Edge& edge, double from, double length, bool up) const {
  Path part = up ? cut(edge.path, from - length, from) : cut(edge.path, from, from + length);
  if (up) std::ranges::reverse(part);
  return part;
}

RiverNetwork::Walk RiverNetwork::walk(const RiverPlace& place, double distance, bool up) const {
  // Dijkstra 1959: nodes by their shortest way along the water, so that what is left of the distance is known in each.
  using Reached = std::tuple<double, std::size_t, std::size_t>; // way, path that leads there, node
  std::priority_queue<Reached, std::vector<Reached>, std::greater<>> queue;
  std::vector<bool> settled(m_starting.size(), false);
  Walk walked;
  const auto go = [&](const Edge& edge, double from, double way, std::size_t path) {
    const double whole = up ? from : edge.length - from;
    const double taken = std::min(whole, distance - way);
    append(walked.paths[path], piece(edge, from, taken, up));
    walked.length += taken;
    if (whole <= distance - way) queue.emplace(way + whole, path, up ? edge.top : edge.bottom);
  };
  walked.paths.emplace_back();
  // A place on a node belongs to every arm of it, whichever of them it was snapped to.
  const Edge& first = m_edges[place.edge];
  if (up && place.along_m >= first.length - m_join)
    queue.emplace(0, 0, first.bottom);
  else if (!up && place.along_m <= m_join)
    queue.emplace(0, 0, first.top);
  else
    go(first, place.along_m, 0, 0);
  while (!queue.empty()) {
    const auto [way, path, node] = queue.top();
    queue.pop();
    if (settled[node] || way >= distance) continue;
    settled[node] = true;
    std::ranges::copy(m_unknown[node], std::back_inserter(walked.unknown));
    const auto& onward = up ? m_ending[node] : m_starting[node];
    if (onward.empty()) ++walked.ends;
    for (std::size_t i = 0; i < onward.size(); ++i) {
      const Edge& edge = m_edges[onward[i]];
      if (i > 0) walked.paths.emplace_back();
      go(edge, up ? edge.length : 0, way, i == 0 ? path : walked.paths.size() - 1);
    }
  }
  return walked;
}

Reach RiverNetwork::reach(const RiverPlace& place, double up_m, double down_m) const {
  Walk up = walk(place, up_m, true);
  Walk down = walk(place, down_m, false);
  Reach reach;
  reach.up_m = up.length;
  reach.down_m = down.length;
  reach.arms = up.paths.size() - 1;
  reach.ends = up.ends;
  reach.ends_below = down.ends > 0;
  std::vector<std::size_t> unknown = std::move(up.unknown);
  std::ranges::copy(down.unknown, std::back_inserter(unknown));
  std::ranges::sort(unknown);
  reach.unknown_joins = static_cast<std::size_t>(std::ranges::unique(unknown).begin() - unknown.begin());

  // One line through the place, so that the land along it has no seam there.
  std::ranges::reverse(down.paths.front());
  append(down.paths.front(), up.paths.front());
  std::vector<Path> paths = std::move(down.paths);
  paths.insert(paths.end(), std::make_move_iterator(up.paths.begin() + 1), std::make_move_iterator(up.paths.end()));
  FlatBuilder builder(m_crs);
  for (const Path& path : paths) {
    if (path.size() < 2) continue;
    std::vector<double> x;
    std::vector<double> y;
    for (const Vertex& v : path) {
      x.push_back(v.x);
      y.push_back(v.y);
    }
    builder.beginRow(Shape::line, 0);
    builder.addRing(x, y, 0);
    builder.endRow();
  }
  reach.paths = builder.take();
  return reach;
}

} // namespace ecoredline
