#include "engine/band.hpp"

#include "engine/edge_overlay.hpp"
#include "engine/local.hpp"
#include "engine/overlap_row.hpp"
#include "engine/parallel.hpp"
#include "engine/site_rims.hpp"
#include "engine/union_walls.hpp"
#include "engine/zone_source.hpp"
#include "geo/edge_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kDepthStep = 100.0; // m: an edge in degrees strays 0.2 mm from its chord (step² tan(latitude) / 8R)
constexpr double kSliverShare = 0.8; // of a piece's outline within eps of both borders (semantics M16)
constexpr int kSamplesPerEps = 8;    // of that outline
constexpr int kMostSamples = 4000;   // per edge: a bound for edges that are very long against eps

FlatLayer rowAlone(const FlatLayer& layer, std::size_t row) {
  FlatBuilder builder(layer.crs);
  builder.copyRow(layer, row);
  return builder.take();
}

double nearestOf(const std::vector<Edge>& edges, double x, double y) {
  double squared = std::numeric_limits<double>::infinity();
  for (const Edge& e : edges) {
    const double dx = e.bx - e.ax, dy = e.by - e.ay, px = x - e.ax, py = y - e.ay;
    const double length = dx * dx + dy * dy, along = px * dx + py * dy;
    const double t = along <= 0 || length == 0 ? 0 : along >= length ? 1 : along / length;
    const double ex = px - t * dx, ey = py - t * dy;
    squared = std::min(squared, ex * ex + ey * ey);
  }
  return std::sqrt(squared);
}

/// Everything about one request. Lengths are metres of the site's plane; areas are by `method`.
///
/// No union and no eroded zone is built. Depth is the distance to the union's walls. What lies within eps of a border
/// is its rim, a buffer of the border's lines near the site; what is left of the overlap outside the rim of the union
/// is the overlap with the eroded union, and what the site has in the rim of the zone but outside the zone is what a
/// dilated zone would gain.
class BandMaker {
 public:
  /// `alone`: one request is all there is of the site.
  BandMaker(const LayerIndex& sites, const SiteView& site, const ZoneSet& zones, const PlaneMover& mover, bool alone)
      : m_site(site), m_zones(zones), m_mover(mover), m_alone(alone), m_rims(site, zones, mover) {
    if (site.shape == Shape::polygon) m_edges.setSite(sites, site.row);
  }

  Result<Band> of(const BandRequest& request) {
    m_request = &request;
    Band band;
    const auto row = m_zones.rowOf(request.zone);
    if (!row) return fail(unknownZone(request.zone));
    const Shape kind = lowerShape(m_site.shape, m_zones.layer().shape[*row]);
    const bool areal = kind == Shape::polygon;
    band.depth_m = kNaN;
    if (!areal || !request.want_areas) band.low_m2 = band.high_m2 = band.sliver_m2 = kNaN;
    if (auto done = fill(band, *row, kind); !done) return tl::unexpected<Error>(std::move(done.error()));
    if (band.rung == Rung::undecided) band = undecided();
    return band;
  }

 private:
  static Error unknownZone(std::int64_t zone) {
    const std::string id = std::to_string(zone);
    return {
        ErrorKind::internal,
        "engine.unknown_zone",
        {"误差带请求中的分区 " + id + " 不在项目用地附近", "Zone " + id + " of a band request is not near its site"},
        {},
        {}};
  }

  static Band undecided() {
    Band band;
    band.rung = Rung::undecided;
    band.depth_m = band.low_m2 = band.high_m2 = band.sliver_m2 = kNaN;
    return band;
  }

  /// The worse of two rungs stands for a figure that both had a part in.
  static void note(Band& band, Rung rung) { band.rung = std::max(band.rung, rung); }

  /// What site and zone share: as the pairs have it, and in the plane.
  struct Common {
    FlatLayer as_pairs;
    FlatLayer plane;
    bool is_site = false; ///< all of it
    bool empty() const { return plane.shape[0] == Shape::none; }
  };

  Result<void> fill(Band& band, std::uint32_t row, Shape kind) {
    m_depth_in_site.reset();
    Common common = commonOf(band, row, kind);
    auto moved = m_mover.move(common.as_pairs);
    if (!moved) return tl::unexpected<Error>(std::move(moved.error()));
    common.plane = std::move(*moved);
    if (auto done = setDepthInUnion(band, row, common); !done) return done;
    const bool hit =
        !common.empty() && (kind == Shape::polygon ? isHit(piecesOf(common.as_pairs, 0)) : runsInside(band));
    if (auto done = setCertain(band, common, hit); !done) return done;
    const bool want = m_request->want_areas && kind == Shape::polygon;
    if (!want || band.rung == Rung::undecided) return {};
    return setAreas(band, row, common, hit ? overlapArea(common.as_pairs) : 0);
  }

  /// In the zones' CRS alone.
  Common commonOf(Band& band, std::uint32_t row, Shape kind) {
    if (kind == Shape::polygon) {
      if (auto by_edges = commonByEdges(row)) return std::move(*by_edges);
    }
    const Overlay overlap = overlapWith(m_site, m_zones, row);
    note(band, overlap.rung);
    return {rowOf(overlap.shape, m_zones.layer().crs, kind), {}};
  }

  std::optional<Common> commonByEdges(std::uint32_t row) {
    const EdgeMeeting meeting = m_edges.meet(m_zones.index(), row);
    if (!meeting.consistent) return std::nullopt;
    switch (meeting.relation) {
    case Relation::equals:
    case Relation::within:
      return Common{rowAlone(m_site.layer, m_site.row), {}, true};
    case Relation::contains:
      return Common{rowAlone(m_zones.layer(), row), {}};
    case Relation::overlap:
      if (auto pieces = overlapRow(m_edges, m_zones.layer().crs)) return Common{std::move(*pieces), {}};
      return std::nullopt;
    default:
      return Common{rowOf(Geometry(), m_zones.layer().crs, Shape::polygon), {}};
    }
  }

  double overlapArea(const FlatLayer& as_pairs) const {
    if (!std::isnan(m_request->overlap_m2)) return m_request->overlap_m2;
    return areaOf(as_pairs, 0, m_site.method(), m_site.officialZone());
  }

  /// A line or point on the zone's border shares points with it but is not inside.
  static bool runsInside(const Band& band) { return std::isnan(band.depth_m) || band.depth_m > kContact; }

  /// Depth in the union of the strict zones, by the walls within `reach` of the overlap. A point as far as r from the
  /// overlap's centre, which is d from the nearest wall, is no deeper than d + r: walls farther away than that from all
  /// of the overlap cannot be the nearest of any of its points.
  Result<void> setDepthInUnion(Band& band, std::uint32_t row, const Common& common) {
    constexpr double kRoom = 1.01; // scales of the plane and of the layer's CRS differ by less
    if (common.empty() || m_zones.layer().shape[row] != Shape::polygon) return {};
    const Box& place = m_alone ? common.as_pairs.box[0] : m_site.box;
    auto strict = strictNear(grownByMetres(place, m_zones.layer().crs, kDepthCap));
    const Box& box = common.plane.box[0];
    const double x = (box.min_x + box.max_x) / 2, y = (box.min_y + box.max_y) / 2;
    const double radius = kRoom * std::hypot(box.max_x - box.min_x, box.max_y - box.min_y) / 2;
    if (m_far.rows != strict) {
      const Alone alone = distanceAlone(common.as_pairs.box[0], row);
      if (alone.least >= kDepthCap && holdsItsMiddle(common.as_pairs)) { // and no union is less deep
        band.depth_m = kDepthCap;
        return {};
      }
      const double least = kRoom * (alone.most + radius);
      if (auto done = lookAsFar(std::move(strict), place, std::min(least, kDepthCap)); !done) return done;
    }
    for (;;) {
      const double needed = kRoom * (nearestOf(m_far.walls, x, y) + radius), reach = m_far.reach;
      if (reach >= kDepthCap || needed <= reach) break;
      const double next = std::isfinite(needed) ? std::max(needed, kRoom * reach) : 2 * reach;
      if (auto done = lookAsFar(std::move(m_far.rows), place, std::min(next, kDepthCap)); !done) return done;
    }
    band.depth_m =
        m_far.walls.empty() ? kDepthCap : farthestFrom(common.plane, 0, m_far.walls, kDepthTolerance, kDepthCap);
    return {};
  }

  static bool holdsItsMiddle(const FlatLayer& row) {
    const Box& box = row.box[0];
    return row.shape[0] == Shape::polygon &&
           EdgeRuns(row, 0).inside((box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2);
  }

  /// Metres from the middle of a box to the border of one zone: surely at least, and about at most. What is above
  /// kDepthCap is as good as that.
  struct Alone {
    double least, most;
  };
  Alone distanceAlone(const Box& box, std::uint32_t row) const {
    constexpr double kRoom = 1.05;
    const double x = (box.min_x + box.max_x) / 2, y = (box.min_y + box.max_y) / 2;
    const Crs& crs = m_zones.layer().crs;
    const double narrow = scaleAt(crs, y).x / kRoom, wide = scaleAt(crs, 0).x;
    const double units = m_zones.runs(row).nearest(x, y, kRoom * kDepthCap / narrow).distance;
    return {narrow * units, wide * units};
  }

  /// Walls of a union as far as `reach` metres from a place, for this request and for those after it.
  Result<void> lookAsFar(std::vector<std::uint32_t> rows, const Box& place, double reach) {
    const Box window = grownByMetres(place, m_zones.layer().crs, reach);
    const auto walls = m_mover.move(unionWalls(m_zones, rows, window), kDepthStep);
    if (!walls) return tl::unexpected<Error>(walls.error());
    m_far = {std::move(rows), reach, edgesOf(*walls, 0)};
    return {};
  }

  /// The zone and the strict ones near it, each once, in the order of their rows.
  std::vector<std::uint32_t> strictNear(const Box& window) const {
    std::set<std::uint32_t> rows;
    const auto add = [&](std::int64_t id) {
      const auto row = m_zones.rowOf(id);
      if (row && m_zones.layer().shape[*row] == Shape::polygon && m_zones.layer().box[*row].meets(window)) {
        rows.insert(*row);
      }
    };
    add(m_request->zone);
    for (const std::int64_t id : m_request->strict) add(id);
    return {rows.begin(), rows.end()};
  }

  /// The site eroded by eps meets the zone iff a point of the overlap lies deeper than eps in the site: no buffer, and
  /// so no arc, decides.
  Result<void> setCertain(Band& band, const Common& common, bool hit) {
    const double eps = m_request->eps_m;
    const bool deep = band.depth_m > eps; // false for NaN
    if (hit && !deep && eps > 0 && m_site.shape == Shape::polygon) {
      if (auto ready = m_rims.prepare(); !ready) return ready;
      m_depth_in_site = farthestFrom(common.plane, 0, edgesOf(m_rims.plane(), 0), kDepthTolerance, 2 * eps);
    }
    band.certain = hit && (eps <= 0 || deep || m_depth_in_site.value_or(0) > eps);
    return {};
  }

  /// low, high and sliver, held to low <= overlap <= high: the overlap is comparePairs' figure in the zones' CRS, low
  /// and high are that figure less or more some ground of the plane.
  Result<void> setAreas(Band& band, std::uint32_t row, const Common& common, double overlap_m2) {
    band.low_m2 = band.high_m2 = overlap_m2;
    if (m_request->eps_m <= 0) return {};
    const std::uint32_t own[] = {row};
    const auto walls = m_rims.walls(own, m_request->eps_m);
    if (!walls) return tl::unexpected<Error>(walls.error());
    if (auto ready = m_rims.prepare(); !ready) return ready;
    if (walls->shape[0] == Shape::none) return {}; // no border of the zone within eps
    std::optional<IndexedLayer> part;
    if (!common.is_site) part.emplace(m_rims.local(common.plane));
    const IndexedLayer& overlap = part ? *part : m_rims.site();
    const Rim::Areas in_rim = areasIn(band, m_rims.rim(*walls, m_request->eps_m), overlap);
    if (overlap_m2 > 0) {
      const auto low = lowArea(band, row, overlap, in_rim.left, overlap_m2);
      if (!low) return tl::unexpected<Error>(low.error());
      band.low_m2 = std::clamp(*low, 0.0, overlap_m2);
    }
    band.high_m2 = overlap_m2 + std::max(in_rim.whole - in_rim.left, 0.0);
    if (!band.certain && overlap_m2 > 0) setSliver(band, common.plane, m_rims.plane(), *walls);
    return {};
  }

  /// What the site and its overlap with a zone have in the rim of the zone.
  Rim::Areas areasIn(Band& band, const SiteRims::LocalRim& local, const IndexedLayer& overlap) {
    if (overlap.layer.shape[0] == Shape::polygon) {
      if (const auto planar = local.rim.areasIn(m_rims.site().index, overlap.index))
        return {m_rims.ratio() * planar->whole, m_rims.ratio() * planar->left};
    }
    const double left = areaIn(band, local, overlap);
    return {&overlap == &m_rims.site() ? left : areaIn(band, local, m_rims.site()), left};
  }

  double areaIn(Band& band, const SiteRims::LocalRim& local, const IndexedLayer& row) const {
    return m_rims.areaIn(local, row, band.rung);
  }

  Result<double> lowArea(Band& band, std::uint32_t row, const IndexedLayer& overlap, double in_own_rim,
                         double overlap_m2) {
    const double eps = m_request->eps_m;
    double low = 0;
    if (band.depth_m > eps) {
      auto strict = strictNear(grownByMetres(m_site.box, m_zones.layer().crs, eps));
      if (strict == std::vector{row}) {
        low = overlap_m2 - in_own_rim;
      } else {
        if (auto made = makeUnionRim(std::move(strict)); !made) return tl::unexpected<Error>(std::move(made.error()));
        if (!m_union.rim) return overlap_m2;
        low = overlap_m2 - areaIn(band, *m_union.rim, overlap);
      }
    }
    if (low < overlap_m2 && m_depth_in_site.value_or(eps + 1) > eps) {
      low = std::max(low, overlap_m2 - areaIn(band, rimOfSite(eps), overlap));
    }
    return low;
  }

  Result<void> makeUnionRim(std::vector<std::uint32_t> rows) {
    if (m_union.rows == rows && m_union.eps == m_request->eps_m) return {};
    auto walls = m_rims.walls(rows, m_request->eps_m);
    if (!walls) return tl::unexpected<Error>(std::move(walls.error()));
    m_union = {std::move(rows), m_request->eps_m, std::nullopt};
    if (walls->shape[0] != Shape::none) m_union.rim = m_rims.rim(std::move(*walls), m_request->eps_m);
    return {};
  }

  const SiteRims::LocalRim& rimOfSite(double eps) {
    if (!m_site_rim || m_site_rim->eps != eps) m_site_rim = m_rims.rimOfSite(eps);
    return *m_site_rim;
  }

  void setSliver(Band& band, const FlatLayer& overlap, const FlatLayer& site, const FlatLayer& walls) const {
    const EdgeRuns site_edges(site, 0), zone_edges(walls, 0);
    const FlatLayer pieces = partsAsRows(overlap);
    for (std::size_t i = 0; i < pieces.rows(); ++i) {
      if (isSliver(pieces, i, site_edges, zone_edges)) band.sliver_m2 += m_rims.areaByMethod(pieces, i);
    }
  }

  static FlatLayer partsAsRows(const FlatLayer& row) {
    FlatBuilder builder(row.crs);
    for (std::uint64_t ring = 0; ring < row.ring_part.size(); ++ring) {
      const bool first = ring == 0 || row.ring_part[ring] != row.ring_part[ring - 1];
      if (first && ring > 0) builder.endRow();
      if (first) builder.beginRow(Shape::polygon, 0);
      const auto begin = row.ring_vertex[ring], count = row.ring_vertex[ring + 1] - begin;
      builder.addRing({&row.x[begin], count}, {&row.y[begin], count}, 0);
    }
    if (!row.ring_part.empty()) builder.endRow();
    return builder.take();
  }

  bool isSliver(const FlatLayer& pieces, std::size_t row, const EdgeRuns& site, const EdgeRuns& zone) const {
    const double eps = m_request->eps_m;
    const auto piece = piecesOf(pieces, row);
    if (piece.empty() || piece.front().width() >= eps) return false;
    double near = 0, length = 0;
    const auto first = pieces.ring_vertex[pieces.row_ring[row]];
    const auto last = pieces.ring_vertex[pieces.row_ring[row + 1]];
    for (auto i = first; i + 1 < last; ++i) {
      const double dx = pieces.x[i + 1] - pieces.x[i], dy = pieces.y[i + 1] - pieces.y[i];
      const double edge = std::hypot(dx, dy);
      if (isRingEnd(pieces, i)) continue;
      const int samples =
          static_cast<int>(std::clamp(std::ceil(edge * kSamplesPerEps / eps), 1.0, double{kMostSamples}));
      for (int k = 0; k < samples; ++k) {
        const double t = (k + 0.5) / samples;
        const double x = pieces.x[i] + t * dx, y = pieces.y[i] + t * dy;
        const bool both = site.nearest(x, y).distance <= eps && zone.nearest(x, y).distance <= eps;
        near += both ? edge / samples : 0;
      }
      length += edge;
    }
    return near >= kSliverShare * length;
  }

  static bool isRingEnd(const FlatLayer& layer, std::uint64_t vertex) {
    return std::ranges::binary_search(layer.ring_vertex, vertex + 1);
  }

  const SiteView& m_site;
  const ZoneSet& m_zones;
  const PlaneMover& m_mover;
  bool m_alone;
  EdgeOverlay m_edges;
  // of the site
  SiteRims m_rims;
  std::optional<SiteRims::LocalRim> m_site_rim;
  // of the unions that were last asked about: requests of a site mostly have the same strict zones
  struct {
    std::vector<std::uint32_t> rows;
    double reach = 0;
    std::vector<Edge> walls;
  } m_far;
  struct {
    std::vector<std::uint32_t> rows;
    double eps = 0;
    std::optional<SiteRims::LocalRim> rim; ///< none without walls at the site
  } m_union;
  // of the request
  const BandRequest* m_request = nullptr;
  std::optional<double> m_depth_in_site; ///< if it was asked for
};

double largestEps(const std::vector<BandRequest>& requests) {
  double eps = 0;
  for (const BandRequest& r : requests) eps = std::max(eps, r.eps_m);
  return eps;
}

} // namespace

Result<std::vector<Band>> measureBands(const FlatLayer& sites, FlatReader& zones,
                                       const std::vector<BandRequest>& requests, AreaMethod method, int threads,
                                       Feedback& feedback) {
  std::map<std::uint32_t, std::vector<std::size_t>> of_site;
  for (std::size_t i = 0; i < requests.size(); ++i) of_site[requests[i].site].push_back(i);
  const std::vector<std::pair<std::uint32_t, std::vector<std::size_t>>> work(of_site.begin(), of_site.end());
  const double reach = std::max(kDepthCap, 2 * largestEps(requests)) + kClipMargin;
  ZoneSource source(zones, sites, reach);
  if (auto ready = source.prepare(feedback); !ready) return tl::unexpected<Error>(std::move(ready.error()));
  const LayerIndex site_index(sites);
  std::vector<Band> bands(requests.size());
  const auto measure = [&](std::size_t w) -> Result<void> {
    const SiteView site(site_index, work[w].first, method);
    const auto near = source.near(grownByMetres(site.box, source.crs(), reach), feedback);
    if (!near) return tl::unexpected<Error>(near.error());
    const auto plane = metricPlane(sites.crs, site.box);
    if (!plane) return tl::unexpected<Error>(plane.error());
    const PlaneMover mover(sites.crs, *plane);
    BandMaker maker(site_index, site, **near, mover, work[w].second.size() == 1);
    for (const std::size_t i : work[w].second) {
      auto band = maker.of(requests[i]);
      if (!band) return tl::unexpected<Error>(std::move(band.error()));
      bands[i] = *band;
    }
    return {};
  };
  if (auto done = forEachIndex(work.size(), threads, feedback, measure); !done) {
    return tl::unexpected<Error>(std::move(done.error()));
  }
  return bands;
}

} // namespace ecoredline
