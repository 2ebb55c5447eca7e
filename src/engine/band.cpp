#include "engine/band.hpp"

#include "engine/local.hpp"
#include "engine/parallel.hpp"
#include "engine/zone_source.hpp"
#include "geo/edge_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kFirstReach = 20.0; // m around the overlap, beyond its depth in the zone alone
constexpr double kReachRoom = 1.1;   // that depth is only roughly known
constexpr double kReachGrowth = 4.0;
constexpr double kDepthStep = 100.0; // m: an edge in degrees strays 0.2 mm from its chord (step² tan(latitude) / 8R)
constexpr double kSliverShare = 0.8; // of a piece's outline within eps of both borders (semantics M16)
constexpr int kSamplesPerEps = 8;    // of that outline
constexpr int kMostSamples = 4000;   // per edge: a bound for edges that are very long against eps

/// A shape in the plane with its edges.
struct Flat {
  FlatLayer layer;
  Shape kind;
  Flat(const Geometry& g, const Crs& plane, Shape shape) : layer(rowOf(g, plane, shape)), kind(layer.shape[0]) {}
  bool empty() const { return kind == Shape::none; }
  EdgeRuns edges() const { return {layer, 0}; }
};

/// A lon-lat layer as a rough plane in metres.
FlatLayer inMetres(FlatLayer layer, double latitude) {
  const double y = 111000, x = y * std::cos(latitude * std::numbers::pi / 180);
  for (double& v : layer.x) v *= x;
  for (double& v : layer.y) v *= y;
  for (Box& b : layer.box) b = {b.min_x * x, b.min_y * y, b.max_x * x, b.max_y * y};
  return layer;
}

/// Everything about one request. Lengths are metres of the site's plane; areas are by `method`.
class BandMaker {
 public:
  BandMaker(const SiteView& site, const ZoneSet& zones, const PlaneMover& mover, AreaMethod method)
      : m_site(site), m_zones(zones), m_mover(mover), m_method(method) {}

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

  double areaOfShape(const Geometry& shape) const {
    const FlatLayer row = rowOf(shape, m_mover.plane(), Shape::polygon);
    if (row.shape[0] != Shape::polygon) return 0;
    return areaOf(row, 0, m_method, m_site.officialZone());
  }

  Result<void> fill(Band& band, std::uint32_t row, Shape kind) {
    m_window = grownByMetres(m_site.box, m_zones.layer().crs, 2 * m_request->eps_m + kClipMargin);
    m_depth_in_site.reset();
    Overlay overlap = overlapWith(m_site, m_zones, row);
    note(band, overlap.rung);
    const FlatLayer as_pairs = rowOf(overlap.shape, m_zones.layer().crs, kind);
    auto moved = m_mover.move(std::move(overlap.shape), kind);
    if (!moved) return tl::unexpected<Error>(std::move(moved.error()));
    const Flat piece(*moved, m_mover.plane(), kind);
    if (auto done = setDepthInUnion(band, row, as_pairs, piece); !done) return done;
    const bool hit = !piece.empty() && (kind == Shape::polygon ? isHit(piecesOf(as_pairs, 0)) : runsInside(band));
    if (auto done = setCertain(band, piece, hit); !done) return done;
    const bool want = m_request->want_areas && kind == Shape::polygon;
    if (!want || band.rung == Rung::undecided) return {};
    return setAreas(band, row, *moved, hit ? overlapArea(as_pairs) : 0);
  }

  double overlapArea(const FlatLayer& as_pairs) const {
    if (!std::isnan(m_request->overlap_m2)) return m_request->overlap_m2;
    return areaOf(as_pairs, 0, m_method, m_site.officialZone());
  }

  /// A line or point on the zone's border shares points with it but is not inside.
  static bool runsInside(const Band& band) { return std::isnan(band.depth_m) || band.depth_m > kContact; }

  /// Depth in the union of the strict zones, which is made no larger than the answer needs: within `reach` of the
  /// overlap the cut edge of the union is false, but a depth below `reach` never met it. The union is at least as deep
  /// as the zone alone, so a first reach above that depth is seldom too small.
  Result<void> setDepthInUnion(Band& band, std::uint32_t row, const FlatLayer& as_pairs, const Flat& piece) {
    if (piece.empty() || m_zones.layer().shape[row] != Shape::polygon) return {};
    const Crs& crs = m_zones.layer().crs;
    const auto strict = strictNear(grownByMetres(as_pairs.box[0], crs, kDepthCap));
    if (strict.size() == 1 && !crs.isGeographic()) {
      band.depth_m = farthestFrom(as_pairs, 0, m_zones.runs(row), kDepthTolerance, kDepthCap);
      return {};
    }
    double reach = std::min(kFirstReach + kReachRoom * depthAlone(as_pairs, row), kDepthCap);
    for (;; reach = std::min(reach * kReachGrowth, kDepthCap)) {
      const Box window = grownByMetres(as_pairs.box[0], crs, reach);
      auto ground = unionNear(strict, window, kDepthStep, band);
      if (!ground) return tl::unexpected<Error>(std::move(ground.error()));
      band.depth_m = kDepthCap;
      if (*ground) {
        const Flat outline(**ground, m_mover.plane(), Shape::polygon);
        band.depth_m = outline.empty() ? 0 : farthestFrom(piece.layer, 0, outline.edges(), kDepthTolerance, kDepthCap);
      }
      if (reach >= kDepthCap || band.depth_m < reach || band.rung == Rung::undecided) return {};
    }
  }

  /// Roughly how deep the overlap lies in its zone alone.
  double depthAlone(const FlatLayer& as_pairs, std::uint32_t row) const {
    constexpr double kRough = 1.0; // m
    if (!as_pairs.crs.isGeographic()) return farthestFrom(as_pairs, 0, m_zones.runs(row), kRough, kDepthCap);
    const double latitude = (m_site.box.min_y + m_site.box.max_y) / 2;
    const std::size_t rows[] = {row};
    const FlatLayer zone = inMetres(selectRows(m_zones.layer(), rows), latitude);
    return farthestFrom(inMetres(as_pairs, latitude), 0, EdgeRuns(zone, 0), kRough, kDepthCap);
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
  Result<void> setCertain(Band& band, const Flat& piece, bool hit) {
    const double eps = m_request->eps_m;
    const bool deep = band.depth_m > eps; // false for NaN
    if (hit && !deep && eps > 0 && m_site.shape == Shape::polygon) {
      const auto site = sitePlane();
      if (!site) return tl::unexpected<Error>(site.error());
      const Flat outline(**site, m_mover.plane(), Shape::polygon);
      m_depth_in_site = farthestFrom(piece.layer, 0, outline.edges(), kDepthTolerance, 2 * eps);
    }
    band.certain = hit && (eps <= 0 || deep || m_depth_in_site.value_or(0) > eps);
    return {};
  }

  /// The union of zones inside `window`, in the plane; nullopt when it is all of the window.
  Result<std::optional<Geometry>> unionNear(const std::vector<std::uint32_t>& rows, const Box& window, double step,
                                            Band& band) const {
    constexpr double kSealGrid = 1e-4; // m: closes hairlines between sheets, a tenth of kDepthTolerance
    std::vector<Geometry> parts;
    for (const std::uint32_t row : rows) {
      const Cover cover = coverOf(m_zones.runs(row), window);
      if (cover == Cover::all) return std::nullopt;
      if (cover == Cover::none) continue;
      auto part = m_mover.move(localZone(m_zones, row, window), Shape::polygon, step);
      if (!part) return tl::unexpected<Error>(std::move(part.error()));
      if (!part->empty()) parts.push_back(std::move(*part));
    }
    if (parts.size() == 1) return std::move(parts.front());
    Overlay united = sealedUnion(parts, kSealGrid);
    if (united.rung == Rung::undecided) note(band, Rung::undecided);
    return std::move(united.shape);
  }

  /// The site in the plane, and eroded: made once a site.
  Result<const Geometry*> sitePlane() {
    if (!m_site_plane) {
      auto moved = m_mover.move(m_site.geometry().clone(), Shape::polygon);
      if (!moved) return tl::unexpected<Error>(std::move(moved.error()));
      m_site_plane = std::move(*moved);
    }
    return &*m_site_plane;
  }

  /// low, high and sliver, held to low <= overlap <= high: the overlap is comparePairs' figure in the zones' CRS, low
  /// and high are figures of the plane, so they may differ from it by the rounding of cut points (1e-6 m²) and, for
  /// zones in degrees, by the densified edges (0.004 m², design Numbers 1).
  Result<void> setAreas(Band& band, std::uint32_t row, const Geometry& overlap, double overlap_m2) {
    band.low_m2 = band.high_m2 = overlap_m2;
    if (m_request->eps_m <= 0) return {};
    const Crs& crs = m_zones.layer().crs;
    const bool surrounded = coverOf(m_zones.runs(row), grownByMetres(m_site.box, crs, m_request->eps_m)) == Cover::all;
    if (surrounded) return {}; // no border of the zone within eps
    const auto site = sitePlane();
    auto zone = m_mover.move(localZone(m_zones, row, m_window), Shape::polygon);
    if (!site || !zone) return tl::unexpected<Error>(site ? std::move(zone.error()) : site.error());
    if (overlap_m2 > 0) {
      const auto low = lowArea(band, overlap, overlap_m2);
      if (!low) return tl::unexpected<Error>(low.error());
      band.low_m2 = std::clamp(*low, 0.0, overlap_m2);
    }
    band.high_m2 = std::max(highArea(band, **site, *zone), overlap_m2);
    if (!band.certain && overlap_m2 > 0) setSliver(band, overlap, **site, *zone);
    return {};
  }

  Result<double> lowArea(Band& band, const Geometry& overlap, double overlap_m2) {
    const double eps = m_request->eps_m;
    double low = 0;
    if (band.depth_m > eps) {
      const auto ground = unionNear(strictNear(m_window), m_window, kDensifyStep, band);
      if (!ground) return tl::unexpected<Error>(ground.error());
      low = *ground ? sharedArea(band, overlap, buffered(**ground, -eps)) : overlap_m2;
    }
    if (low < overlap_m2 && m_depth_in_site.value_or(eps + 1) > eps) {
      low = std::max(low, sharedArea(band, overlap, erodedSite(eps)));
    }
    return low;
  }

  const Geometry& erodedSite(double eps) {
    if (m_eroded_by != eps) m_eroded = buffered(*m_site_plane, -eps);
    m_eroded_by = eps;
    return m_eroded;
  }

  double sharedArea(Band& band, const Geometry& a, const Geometry& b) const {
    const Overlay o = guardedIntersection(a, b);
    note(band, o.rung);
    return areaOfShape(o.shape);
  }

  double highArea(Band& band, const Geometry& site, const Geometry& zone) const {
    if (zone.empty()) return 0;
    const Geometry wide = buffered(zone, m_request->eps_m);
    if (wide.planarArea() < zone.planarArea()) note(band, Rung::undecided); // a buffer that shrank: GEOS failed
    return sharedArea(band, site, wide);
  }

  void setSliver(Band& band, const Geometry& overlap, const Geometry& site, const Geometry& zone) const {
    const Flat site_outline(site, m_mover.plane(), Shape::polygon);
    const Flat zone_outline(zone, m_mover.plane(), Shape::polygon);
    const FlatLayer pieces = partsAsRows(rowOf(overlap, m_mover.plane(), Shape::polygon));
    for (std::size_t i = 0; i < pieces.rows(); ++i) {
      if (isSliver(pieces, i, site_outline.edges(), zone_outline.edges())) {
        band.sliver_m2 += areaOf(pieces, i, m_method, m_site.officialZone());
      }
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
  AreaMethod m_method;
  // of the site
  std::optional<Geometry> m_site_plane;
  Geometry m_eroded;
  double m_eroded_by = 0;
  // of the request
  const BandRequest* m_request = nullptr;
  Box m_window;                          ///< the site with all that eps can reach, twice
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
  std::vector<Band> bands(requests.size());
  const auto measure = [&](std::size_t w) -> Result<void> {
    const SiteView site(sites, work[w].first, method);
    const auto near = source.near(grownByMetres(site.box, source.crs(), reach), feedback);
    if (!near) return tl::unexpected<Error>(near.error());
    const auto plane = metricPlane(sites.crs, site.box);
    if (!plane) return tl::unexpected<Error>(plane.error());
    const PlaneMover mover(sites.crs, *plane);
    BandMaker maker(site, **near, mover, method);
    for (const std::size_t i : work[w].second) {
      auto band = maker.of(requests[i]);
      if (!band) return tl::unexpected<Error>(std::move(band.error()));
      bands[i] = std::move(*band);
    }
    return {};
  };
  if (auto done = forEachIndex(work.size(), threads, feedback, measure); !done) {
    return tl::unexpected<Error>(std::move(done.error()));
  }
  return bands;
}

} // namespace ecoredline
