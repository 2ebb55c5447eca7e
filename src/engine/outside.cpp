#include "engine/cover_mask.hpp"
#include "engine/local.hpp"
#include "engine/parallel.hpp"
#include "engine/zone_source.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kFar = 1e7; // m: farther than anything on one sheet of the earth

double diagonalOf(const Box& box, const Crs& crs) {
  constexpr double kMostMetresPerDegree = 111700;
  const double unit = crs.isGeographic() ? kMostMetresPerDegree : 1.0;
  return unit * std::hypot(box.max_x - box.min_x, box.max_y - box.min_y);
}

} // namespace

/// The rows of an area united into one, or why that failed.
class CoverMask {
 public:
  explicit CoverMask(const FlatLayer& area) : CoverMask(polygonsOf(area), area.crs) {}
  CoverMask(const std::vector<Geometry>& parts, const Crs& crs) {
    const Overlay united = guardedUnion(parts);
    m_rung = united.rung;
    FlatLayer layer = rowOf(united.shape, crs, Shape::polygon);
    const Box extent = layer.extent();
    m_row.emplace(std::move(layer), extent);
    m_parts.emplace(partsOf(m_row->layer()), extent);
  }
  CoverMask(const CoverMask&) = delete;
  CoverMask& operator=(const CoverMask&) = delete;

  Rung rung() const { return m_rung; }
  bool empty() const { return m_row->layer().shape[0] == Shape::none; }
  EdgeRuns runs() const { return m_row->runs(0); }
  /// The parts in a window, each cut by itself: they do not overlap.
  Geometry near(const Box& window) const {
    if (empty()) return {};
    std::vector<Geometry> cut;
    for (const std::uint32_t row : m_parts->index().rowsIn(window)) {
      Geometry part = localZone(*m_parts, row, window);
      if (!part.empty()) cut.push_back(std::move(part));
    }
    if (cut.size() <= 1) return cut.empty() ? Geometry() : std::move(cut.front());
    Overlay united = guardedUnion(cut);
    return united.rung == Rung::undecided ? localZone(*m_row, 0, window) : std::move(united.shape);
  }

 private:
  static std::vector<Geometry> polygonsOf(const FlatLayer& area) {
    std::vector<Geometry> parts;
    for (std::size_t row = 0; row < area.rows(); ++row) {
      if (area.shape[row] == Shape::polygon) parts.push_back(Geometry::fromRow(area, row));
    }
    return parts;
  }

  /// A row for each part of the one row.
  static FlatLayer partsOf(const FlatLayer& one) {
    FlatBuilder parts(one.crs);
    for (std::uint64_t ring = 0; ring < one.ring_part.size(); ++ring) {
      const bool begins = ring == 0 || one.ring_part[ring] != one.ring_part[ring - 1];
      if (begins && ring > 0) parts.endRow();
      if (begins) parts.beginRow(Shape::polygon, static_cast<std::int64_t>(one.ring_part[ring]));
      const auto first = one.ring_vertex[ring];
      const auto count = one.ring_vertex[ring + 1] - first;
      parts.addRing({one.x.data() + first, count}, {one.y.data() + first, count}, 0);
    }
    if (!one.ring_part.empty()) parts.endRow();
    return parts.take();
  }

  Rung m_rung = Rung::plain;
  std::optional<ZoneSet> m_row;   ///< one row, with its edges in runs
  std::optional<ZoneSet> m_parts; ///< the same, a row a part
};

namespace {

/// Where one site lies against a mask.
class OutsideMaker {
 public:
  OutsideMaker(const SiteView& site, const CoverMask& mask, AreaMethod method, double edge_reach)
      : m_site(site), m_mask(mask), m_crs(site.layer.crs), m_method(method), m_edge_reach(edge_reach) {}

  Result<OutsidePart> run() {
    OutsidePart part;
    const Box window = grownByMetres(m_site.box, m_crs, kClipMargin);
    const Geometry ground = m_mask.near(window);
    const Overlay outside = guardedDifference(m_site.geometry(), ground);
    part.rung = std::max(m_mask.rung(), outside.rung);
    if (part.rung == Rung::undecided) return OutsidePart{part.rung, kNaN, kNaN, kNaN, kNaN};
    const FlatLayer rest = rowOf(outside.shape, m_crs, m_site.shape);
    const bool sticks_out = setOutside(part, rest);
    const double edge = edgeDistance(sticks_out);
    const bool whole = rest.shape[0] != Shape::none && !(part.outside_share < 1 - 1e-9);
    const bool cut = sticks_out && !whole;
    part.edge_distance_m = cut || touches() ? 0 : edge;
    part.reach_m = m_mask.empty() ? kNaN : 0;
    if (!sticks_out || m_mask.empty()) return part;
    return withReach(part, outside.shape, edge);
  }

 private:
  /// Nobody asks for an edge beyond the reach; a box test in the layer's own units tells most sites apart.
  double edgeDistance(bool sticks_out) const {
    if (m_mask.empty()) return kNaN;
    if (!sticks_out && !comeWithin(m_site.runs, m_mask.runs(), inLayerUnits(m_edge_reach)))
      return std::numeric_limits<double>::infinity();
    return geodesicDistance(m_site.runs, m_mask.runs(), m_crs).metres;
  }

  /// At least so many units of the layer as `metres` are anywhere near the site.
  double inLayerUnits(double metres) const {
    if (!m_crs.isGeographic()) return metres * 1.01; // no stored plane is off by 1 %
    const Box around = grownByMetres(m_site.box, m_crs, metres);
    return std::max(m_site.box.min_x - around.min_x, m_site.box.min_y - around.min_y);
  }

  bool touches() const { return !m_mask.empty() && comeWithin(m_site.runs, m_mask.runs(), contactOf(m_crs)); }

  /// True when what is outside counts.
  bool setOutside(OutsidePart& part, const FlatLayer& rest) const {
    if (rest.shape[0] == Shape::none) return false;
    if (m_site.shape == Shape::polygon) {
      if (!isHit(piecesOf(rest, 0))) return false;
      part.outside_m2 = areaOf(rest, 0, m_method, m_site.officialZone());
      part.outside_share = m_site.exactArea() > 0 ? areaOf(rest, 0, AreaMethod::exact) / m_site.exactArea() : 0;
    } else if (m_site.shape == Shape::line) {
      const double length = lengthOf(rest, 0);
      if (!(length > kHitWidth)) return false;
      part.outside_m2 = length;
      part.outside_share = m_site.length_m > 0 ? length / m_site.length_m : 0;
    } else {
      part.outside_m2 = 1;
      part.outside_share = static_cast<double>(rest.ringsOf(0)) / static_cast<double>(m_site.layer.ringsOf(m_site.row));
    }
    return true;
  }

  /// reach_m: in a plane, against the edges near enough to be the nearest of any point outside.
  Result<OutsidePart> withReach(OutsidePart part, const Geometry& outside, double edge) const {
    const auto plane = metricPlane(m_crs, m_site.box);
    if (!plane) return tl::unexpected<Error>(plane.error());
    const PlaneMover mover(m_crs, *plane);
    const double far = edge + diagonalOf(m_site.box, m_crs) + kClipMargin;
    const Geometry ground = m_mask.near(grownByMetres(m_site.box, m_crs, far));
    auto ground_plane = mover.move(ground.clone(), Shape::polygon);
    auto outside_plane = mover.move(outside.clone(), m_site.shape);
    if (!ground_plane) return tl::unexpected<Error>(std::move(ground_plane.error()));
    if (!outside_plane) return tl::unexpected<Error>(std::move(outside_plane.error()));
    const FlatLayer edges = rowOf(*ground_plane, *plane, Shape::polygon);
    const FlatLayer rest = rowOf(*outside_plane, *plane, m_site.shape);
    part.reach_m = farthestFrom(rest, 0, edgesOf(edges, 0), 0.001, kFar);
    return part;
  }

  const SiteView& m_site;
  const CoverMask& m_mask;
  const Crs& m_crs;
  AreaMethod m_method;
  double m_edge_reach;
};

} // namespace

namespace {

/// Where a site lies, asked for an edge so many metres away.
using PartOf = std::function<Result<OutsidePart>(const SiteView& site, double edge_reach)>;

Result<std::vector<OutsidePart>> measureParts(const FlatLayer& sites, const PartOf& part_of,
                                              const OutsideOptions& options, Feedback& feedback) {
  std::vector<OutsidePart> parts(sites.rows());
  const auto measure = [&](std::size_t row) -> Result<void> {
    if (sites.shape[row] == Shape::none) {
      parts[row] = {Rung::undecided, kNaN, kNaN, kNaN, kNaN};
      return {};
    }
    const SiteView site(sites, row, options.method);
    auto part = part_of(site, options.edge_reach_m.empty() ? kFar : options.edge_reach_m[row]);
    if (!part) return tl::unexpected<Error>(std::move(part.error()));
    parts[row] = *part;
    return {};
  };
  if (auto done = forEachIndex(sites.rows(), options.threads, feedback, measure); !done) {
    return tl::unexpected<Error>(std::move(done.error()));
  }
  return parts;
}

/// Zones round a site, united.
Result<std::shared_ptr<const CoverMask>> maskRound(ZoneSource& source, const SiteView& site, double metres,
                                                   Feedback& feedback) {
  const Box window = grownByMetres(site.box, site.layer.crs, metres);
  auto near = source.near(window, feedback);
  if (!near) return fail(near.error());
  std::vector<Geometry> parts;
  for (const std::uint32_t row : (*near)->index().rowsIn(window)) {
    if ((*near)->layer().shape[row] == Shape::polygon) parts.push_back(localZone(**near, row, window));
  }
  return std::make_shared<const CoverMask>(parts, site.layer.crs);
}

} // namespace

std::shared_ptr<const CoverMask> uniteArea(const FlatLayer& area) {
  return std::make_shared<const CoverMask>(area);
}

Result<std::vector<OutsidePart>> measureOutside(const FlatLayer& sites, const CoverMask& area,
                                                const OutsideOptions& options, Feedback& feedback) {
  return measureParts(
      sites, [&](const SiteView& site, double reach) { return OutsideMaker(site, area, options.method, reach).run(); },
      options, feedback);
}

Result<std::vector<OutsidePart>> measureOutside(const FlatLayer& sites, const FlatLayer& area,
                                                const OutsideOptions& options, Feedback& feedback) {
  return measureOutside(sites, CoverMask(area), options, feedback);
}

Result<std::vector<OutsidePart>> measureOutsideZones(const FlatLayer& sites, FlatReader& zones,
                                                     const OutsideOptions& options, Feedback& feedback) {
  ZoneSource source(zones, sites, kOutsideReach);
  if (auto ready = source.prepare(feedback); !ready) return fail(ready.error());
  const auto look = [&](const SiteView& site, double edge_reach, double metres) -> Result<OutsidePart> {
    auto mask = maskRound(source, site, metres, feedback);
    if (!mask) return fail(mask.error());
    return OutsideMaker(site, **mask, options.method, edge_reach).run();
  };
  // Of a site that lies inside nothing is asked beyond the reach of its edge: a few zones are united for it, not all
  // within kOutsideReach.
  const auto part_of = [&](const SiteView& site, double edge_reach) -> Result<OutsidePart> {
    if (edge_reach + kClipMargin < kOutsideReach) {
      auto part = look(site, edge_reach, edge_reach + kClipMargin);
      const bool lies_inside = part && part->rung != Rung::undecided && part->outside_m2 == 0;
      if (!part || lies_inside) return part;
    }
    return look(site, edge_reach, kOutsideReach);
  };
  return measureParts(sites, part_of, options, feedback);
}

Result<CutSites> cutSites(const FlatLayer& sites, const FlatLayer& area, Feedback& feedback) {
  return cutSites(sites, CoverMask(area), feedback);
}

Result<CutSites> cutSites(const FlatLayer& sites, const CoverMask& mask, Feedback& feedback) {
  FlatBuilder inside(sites.crs), outside(sites.crs);
  CutSites cut;
  for (std::size_t row = 0; row < sites.rows(); ++row) {
    if (feedback.cancelled()) return cancelledError();
    const Geometry site = Geometry::fromRow(sites, row);
    const Geometry ground = mask.near(grownByMetres(sites.box[row], sites.crs, kClipMargin));
    Overlay in = guardedIntersection(site, ground);
    Overlay out = guardedDifference(site, ground);
    if (std::max({mask.rung(), in.rung, out.rung}) == Rung::undecided) {
      cut.undecided.push_back(row);
      in.shape = Geometry();
      out.shape = Geometry();
    }
    in.shape.appendTo(inside, sites.shape[row], sites.row_id[row]);
    out.shape.appendTo(outside, sites.shape[row], sites.row_id[row]);
  }
  cut.inside = inside.take();
  cut.outside = outside.take();
  return cut;
}

} // namespace ecoredline
