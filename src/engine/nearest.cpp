#include "engine/nearest.hpp"

#include "engine/edge_overlay.hpp"
#include "engine/parallel.hpp"
#include "engine/zone_source.hpp"
#include "geo/geometry.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kDistanceRoom = 2e-3; // m: what a measured distance may be below a true bound, twice
constexpr Distance kShared{0, kNaN, kNaN, kNaN, kNaN, kNaN};

/// Measures one site against rows; keeps what only some rows ask for.
class SiteMeasure {
 public:
  SiteMeasure(const LayerIndex& sites, std::size_t site, const LayerIndex& layer)
      : m_sites(sites), m_layer(layer), m_runs(sites.runs(site)) {}

  const EdgeRuns& runs() const { return m_runs; }

  Distance to(std::size_t row) {
    const EdgeRuns other = m_layer.runs(row);
    if (m_runs.box().meets(other.box()) && sharesPoint(other)) return kShared;
    return geodesicDistance(m_runs, other, m_layer.layer().crs);
  }

  /// Lower bound of metres to anything in a box: between the box and the site's runs, unless the site holds the box.
  double least(const Box& box) const {
    const Crs& crs = m_layer.layer().crs;
    double least = std::numeric_limits<double>::infinity();
    m_runs.walk([&](const Run& run, bool leaf) {
      const double bound = metresBetween(m_runs.boxOf(run), box, crs);
      if (bound >= least) return false;
      if (leaf) least = bound;
      return true;
    });
    const bool holds = least > 0 && m_runs.shape() == Shape::polygon && m_runs.inside(box.min_x, box.min_y);
    return holds ? 0 : least;
  }

 private:
  bool sharesPoint(const EdgeRuns& other) {
    if (m_runs.shape() == Shape::polygon && other.shape() == Shape::polygon) {
      if (!m_overlay) m_overlay.emplace().setSite(m_sites, m_runs.row());
      const EdgeMeeting meeting = m_overlay->meet(m_layer, other.row());
      if (meeting.consistent) return meeting.relation != Relation::none;
    }
    if (!comeWithin(m_runs, other, contactOf(m_layer.layer().crs))) return nestingOf(m_runs, other) != Nesting::apart;
    const auto relation = tryRelate(geometry(), Geometry::fromRow(other.layer(), other.row()));
    return relation.value_or(Relation::touch_point) != Relation::none; // in contact: 0 to within kContact
  }

  const Geometry& geometry() {
    if (!m_geometry) m_geometry = Geometry::fromRow(m_runs.layer(), m_runs.row());
    return *m_geometry;
  }

  const LayerIndex& m_sites;
  const LayerIndex& m_layer;
  EdgeRuns m_runs;
  std::optional<EdgeOverlay> m_overlay;
  std::optional<Geometry> m_geometry;
};

/// The nearest rows found so far, nearest first.
class Found {
 public:
  Found(const FlatLayer& layer, const NearestOptions& options) : m_layer(layer), m_options(options) {}

  /// Nothing farther than this can still come in.
  double limit() const { return m_rows.size() < m_options.count ? m_options.radius_m : m_rows.back().distance.metres; }
  void add(const Neighbour& n) {
    if (!(n.distance.metres <= m_options.radius_m)) return; // NaN too
    const auto key = [this](const Neighbour& of) {
      return std::tuple(of.distance.metres, m_layer.row_id[of.row], of.row);
    };
    m_rows.insert(std::ranges::upper_bound(m_rows, key(n), {}, key), n);
    if (m_rows.size() > m_options.count) m_rows.pop_back();
  }
  std::vector<Neighbour> take() { return std::move(m_rows); }

 private:
  const FlatLayer& m_layer;
  const NearestOptions& m_options;
  std::vector<Neighbour> m_rows;
};

/// Nodes of the tree, rows by their boxes and rows by the site's runs, in one queue.
class BestFirst {
 public:
  BestFirst(SiteMeasure& site, const LayerIndex& layer) : m_site(site), m_layer(layer) {
    const auto& ends = layer.arrays().level_end;
    if (ends.empty()) return;
    m_top = ends.size() - 1;
    for (std::uint32_t node = m_top == 0 ? 0 : ends[m_top - 1]; node < ends[m_top]; ++node) {
      push(Step::node, m_top, node, layer.arrays().nodes[node].box);
    }
  }

  /// Measures rows while `found` could want one.
  void run(Found& found, const Feedback& feedback) {
    while (!m_queue.empty() && !feedback.cancelled()) {
      const Waiting next = m_queue.top();
      if (next.least > found.limit() + kDistanceRoom) return;
      m_queue.pop();
      take(next, found);
    }
  }

 private:
  enum class Step { node, row, close_row };
  struct Waiting {
    double least; ///< metres
    Step step;
    std::size_t level;                                                                               ///< of a node
    std::uint32_t at;                                                                                ///< node or row
    bool operator<(const Waiting& o) const { return std::tie(least, at) > std::tie(o.least, o.at); } // smallest on top
  };

  void push(Step step, std::size_t level, std::uint32_t at, const Box& box) {
    m_queue.push({metresBetween(m_site.runs().box(), box, m_layer.layer().crs), step, level, at});
  }

  void take(const Waiting& next, Found& found) {
    switch (next.step) {
    case Step::node:
      return open(next);
    case Step::row:
      m_queue.push({std::max(next.least, m_site.least(m_layer.layer().box[next.at])), Step::close_row, 0, next.at});
      return;
    case Step::close_row:
      found.add({next.at, m_site.to(next.at)});
      return;
    }
  }

  void open(const Waiting& next) {
    const IndexArrays& arrays = m_layer.arrays();
    const IndexArrays::Node& node = arrays.nodes[next.at];
    for (auto child = node.first; child < node.last; ++child) {
      if (next.level > 0) {
        push(Step::node, next.level - 1, child, arrays.nodes[child].box);
        continue;
      }
      const std::uint32_t row = arrays.order[child];
      push(Step::row, 0, row, m_layer.layer().box[row]);
    }
  }

  SiteMeasure& m_site;
  const LayerIndex& m_layer;
  std::size_t m_top = 0;
  std::priority_queue<Waiting> m_queue;
};

} // namespace

Result<std::vector<std::vector<Neighbour>>> nearestRows(const LayerIndex& sites, const LayerIndex& layer,
                                                        const NearestOptions& options, Feedback& feedback) {
  std::vector<std::vector<Neighbour>> nearest(sites.layer().rows());
  const auto search = [&](std::size_t site) -> Result<void> {
    if (options.count == 0 || sites.layer().box[site].empty()) return {};
    SiteMeasure measure(sites, site, layer);
    Found found(layer.layer(), options);
    BestFirst(measure, layer).run(found, feedback);
    nearest[site] = found.take();
    return {};
  };
  if (auto done = forEachIndex(nearest.size(), options.threads, feedback, search); !done) {
    return tl::unexpected<Error>(std::move(done.error()));
  }
  return nearest;
}

Distance distanceBetween(const LayerIndex& sites, std::size_t site, const LayerIndex& layer, std::size_t row) {
  return SiteMeasure(sites, site, layer).to(row);
}

} // namespace ecoredline
