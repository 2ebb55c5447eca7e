#include "engine/shapes.hpp"

#include "engine/overlap_row.hpp"
#include "engine/parallel.hpp"
#include "engine/zone_source.hpp"
#include "geo/overlay.hpp"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <span>

namespace ecoredline {

namespace {

constexpr std::size_t kRequestsPerJob = 256;

/// The sites that requests name, each once, with an index.
struct WantedSites {
  WantedSites(const FlatLayer& sites, const std::vector<ShapeRequest>& requests) {
    for (const ShapeRequest& request : requests) rows.push_back(request.site);
    std::ranges::sort(rows);
    const auto again = std::ranges::unique(rows);
    rows.erase(again.begin(), again.end());
    indexed.emplace(selectRows(sites, rows));
  }

  std::uint32_t rowOf(std::uint32_t site) const {
    return static_cast<std::uint32_t>(std::ranges::lower_bound(rows, site) - rows.begin());
  }

  std::vector<std::size_t> rows; ///< of the layer handed over, ascending
  std::optional<IndexedLayer> indexed;
};

/// Makes shapes on one thread.
class ShapeMaker {
 public:
  ShapeMaker(const WantedSites& sites, const ZoneSet& zones, EdgeOverlay& edges)
      : m_sites(sites.indexed->index), m_zones(zones), m_edges(edges) {}

  void add(FlatBuilder& out, std::uint32_t site, std::int64_t zone, std::int64_t id) {
    const FlatLayer& sites = m_sites.layer();
    const auto row = m_zones.rowOf(zone);
    const bool areal = row && sites.shape[site] == Shape::polygon && m_zones.layer().shape[*row] == Shape::polygon;
    if (areal && addByEdges(out, site, *row, id)) return;
    const Geometry whole = row ? Geometry::fromRow(m_zones.layer(), *row) : Geometry();
    // A frame much wider than the site cannot touch the overlap; it spares overlaying whole zones.
    const Box& box = sites.box[site];
    const double margin = std::max(box.max_x - box.min_x, box.max_y - box.min_y) + 1e-3;
    const Overlay overlay =
        guardedIntersection(Geometry::fromRow(sites, site), clipped(whole, box.grown(margin, margin)));
    const Shape shape = overlay.rung == Rung::undecided ? Shape::none : sites.shape[site];
    overlay.shape.appendTo(out, shape, id);
  }

 private:
  /// False when the edges do not say.
  bool addByEdges(FlatBuilder& out, std::uint32_t site, std::uint32_t zone, std::int64_t id) {
    if (m_last != site) m_edges.setSite(m_sites, site);
    m_last = site;
    const EdgeMeeting meeting = m_edges.meet(m_zones.index(), zone);
    if (!meeting.consistent) return false;
    switch (meeting.relation) {
    case Relation::equals:
    case Relation::within:
      out.copyRow(m_sites.layer(), site, id);
      return true;
    case Relation::contains:
      out.copyRow(m_zones.layer(), zone, id);
      return true;
    case Relation::overlap:
      break;
    default:
      out.beginRow(Shape::polygon, id); // they share no ground
      out.endRow();
      return true;
    }
    const auto shape = overlapRow(m_edges, m_sites.layer().crs);
    if (!shape || invalidityOf(*shape, 0)) return false;
    out.copyRow(*shape, 0, id);
    return true;
  }

  const LayerIndex& m_sites;
  const ZoneSet& m_zones;
  EdgeOverlay& m_edges;
  std::uint32_t m_last = std::numeric_limits<std::uint32_t>::max(); ///< site that the edges know
};

} // namespace

Result<FlatLayer> overlapShapes(const FlatLayer& sites, FlatReader& zones, const std::vector<ShapeRequest>& requests,
                                Feedback& feedback, int threads) {
  if (feedback.cancelled()) return cancelledError();
  if (requests.empty()) return FlatBuilder(sites.crs).take();
  const WantedSites wanted(sites, requests);
  const FlatLayer& layer = wanted.indexed->layer;
  auto near = zonesNear(zones, std::span(layer.box.data(), layer.rows()), feedback);
  if (!near) return fail(near.error());
  std::vector<FlatLayer> made((requests.size() + kRequestsPerJob - 1) / kRequestsPerJob);
  tbb::enumerable_thread_specific<EdgeOverlay> edges;
  const auto job = [&](std::size_t j) -> Result<void> {
    ShapeMaker maker(wanted, **near, edges.local());
    FlatBuilder builder(sites.crs);
    const std::size_t end = std::min(requests.size(), (j + 1) * kRequestsPerJob);
    for (std::size_t i = j * kRequestsPerJob; i < end && !feedback.cancelled(); ++i)
      maker.add(builder, wanted.rowOf(requests[i].site), requests[i].zone, static_cast<std::int64_t>(i));
    made[j] = builder.take();
    return {};
  };
  if (auto done = forEachIndex(made.size(), threads, feedback, job); !done) return fail(done.error());
  if (feedback.cancelled()) return cancelledError();
  FlatBuilder all(sites.crs);
  for (const FlatLayer& part : made)
    for (std::size_t row = 0; row < part.rows(); ++row) all.copyRow(part, row);
  return all.take();
}

} // namespace ecoredline
