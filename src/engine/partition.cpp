#include "engine/partition.hpp"

#include "engine/edge_overlay.hpp"
#include "engine/local.hpp"
#include "engine/overlap_row.hpp"
#include "engine/parallel.hpp"
#include "engine/shared_ground.hpp"
#include "engine/site_rims.hpp"
#include "engine/zone_source.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
/// Neighbours share borders; what crossings computed apart leave between them is no ground that two zones share (m²).
constexpr double kNoGround = 1e-6;

GroupTotal notApplicable(Rung rung) {
  return {rung, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};
}

/// Rows of lines or outlines as one row of lines.
FlatLayer asLines(const FlatLayer& a, const FlatLayer& b) {
  FlatBuilder builder(a.crs);
  builder.beginRow(Shape::line, 0);
  std::uint32_t part = 0;
  for (const FlatLayer* layer : {&a, &b})
    for (std::size_t ring = 0; ring < layer->ring_part.size(); ++ring) {
      const auto first = layer->ring_vertex[ring], count = layer->ring_vertex[ring + 1] - first;
      builder.addRing({&layer->x[first], count}, {&layer->y[first], count}, part++);
    }
  builder.endRow();
  return builder.take();
}

void append(const FlatLayer& rows, FlatBuilder& builder) {
  for (std::size_t row = 0; row < rows.rows(); ++row)
    if (rows.shape[row] == Shape::polygon) builder.copyRow(rows, row);
}

FlatLayer joined(const FlatLayer& a, const FlatLayer& b) {
  FlatBuilder builder(a.crs);
  append(a, builder);
  append(b, builder);
  return builder.take();
}

/// Whether polygons of one layer share ground: asked by their edges, as for pairs.
class GroundQuestion {
 public:
  explicit GroundQuestion(const FlatLayer& rows) : m_rows(rows) {}

  /// Some row in [first, last) with one in [other_first, other_last).
  bool shared(std::size_t first, std::size_t last, std::size_t other_first, std::size_t other_last) {
    for (std::size_t i = first; i < last; ++i) {
      bool is_set = false;
      for (std::size_t j = std::max(other_first, i + 1); j < other_last; ++j) {
        if (!m_rows.layer.box[i].meets(m_rows.layer.box[j])) continue;
        if (!std::exchange(is_set, true)) m_edges.setSite(m_rows.index, i);
        if (shareGround(i, j)) return true;
      }
    }
    return false;
  }

 private:
  bool shareGround(std::size_t i, std::size_t j) {
    if (!mayShareGround(m_edges.meet(m_rows.index, j))) return false;
    const Box& box = m_rows.layer.box[i];
    double twice = 0;
    m_edges.forEachPiece([&](double ax, double ay, double bx, double by) {
      twice += (ax - box.min_x) * (by - box.min_y) - (bx - box.min_x) * (ay - box.min_y);
    });
    const PlaneScale scale = scaleAt(m_rows.layer.crs, box.min_y);
    return !(std::abs(twice) / 2 * scale.x * scale.y <= kNoGround);
  }

  IndexedLayer m_rows;
  EdgeOverlay m_edges;
};

/// The totals of one site: ground that a group took is not there for those after it.
///
/// What a group has of a polygon is found by edges, row by row, and overlaid only where its rows share ground, or where
/// it shares some with groups before it. Its band is measured by rims (decision 0027): with P what it takes, C all that
/// its rows have of the site, D what was taken before, G and S the ground within eps of the walls of its union and of
/// the stricter groups' union,
///   low  = P less (S and G together), or less (S and the rim of the site)
///   high = P + S(D) + G(site) - G(C) - SG(D) - SG(P) + SG(C)
/// where X(Y) is what polygons Y have in X and SG the ground in either: what lies outside the stricter ones but for
/// their rims, and inside the group or its rim. Areas in rims add up, so that no rest of the site is ever cut out.
class TotalsMaker {
 public:
  TotalsMaker(const LayerIndex& sites, const SiteView& site, const ZoneSet& zones, const PlaneMover& mover)
      : m_site(site), m_zones(zones), m_mover(mover), m_rims(site, zones, mover) {
    m_taken.crs = zones.layer().crs;
    if (site.shape == Shape::polygon) m_edges.setSite(sites, site.row);
  }

  Result<std::vector<GroupTotal>> of(const TotalsRequest& request) {
    std::vector<GroupTotal> totals;
    bool undecided = false;
    for (const auto& ids : request.groups) {
      undecided = undecided || m_site.shape == Shape::none;
      if (undecided || m_site.shape == Shape::point) {
        totals.push_back(notApplicable(undecided ? Rung::undecided : Rung::plain));
        continue;
      }
      auto total = nextGroup(ids, request);
      if (!total) return tl::unexpected<Error>(std::move(total.error()));
      undecided = total->rung == Rung::undecided;
      totals.push_back(undecided ? notApplicable(Rung::undecided) : *total);
    }
    return totals;
  }

 private:
  Result<GroupTotal> nextGroup(const std::vector<std::int64_t>& ids, const TotalsRequest& request) {
    const auto rows = arealRows(ids);
    if (!ids.empty() && rows.empty()) return notApplicable(Rung::plain);
    if (m_site.shape == Shape::line) return lineGroup(rows);
    GroupTotal t;
    const FlatLayer all = groundOf(t, rows);
    const FlatLayer own = leftOf(t, all);
    if (t.rung == Rung::undecided) return t;
    setAreas(t, own);
    t.low_m2 = t.high_m2 = request.want_band ? t.overlap_m2 : kNaN;
    if (request.want_band && request.eps_m > 0 && !rows.empty() && !surrounded(rows, request.eps_m)) {
      if (auto done = setBand(t, rows, {all, own}, request.eps_m); !done)
        return tl::unexpected<Error>(std::move(done.error()));
    }
    m_taken = joined(m_taken, own);
    m_stricter.insert(m_stricter.end(), rows.begin(), rows.end());
    return t;
  }

  static void note(GroupTotal& t, Rung rung) { t.rung = std::max(t.rung, rung); }

  /// Each once, ascending.
  std::vector<std::uint32_t> arealRows(const std::vector<std::int64_t>& ids) const {
    std::set<std::uint32_t> rows;
    for (const std::int64_t id : ids) {
      const auto row = m_zones.rowOf(id);
      if (row && m_zones.layer().shape[*row] == Shape::polygon) rows.insert(*row);
    }
    return {rows.begin(), rows.end()};
  }

  GroupTotal lineGroup(const std::vector<std::uint32_t>& rows) {
    GroupTotal t;
    if (!m_rest) m_rest = m_site.geometry().clone();
    const Box window = grownByMetres(m_site.box, m_zones.layer().crs, kClipMargin);
    std::vector<Geometry> parts;
    for (const std::uint32_t row : rows)
      if (m_zones.layer().box[row].meets(window)) parts.push_back(localZone(m_zones, row, window));
    Overlay ground = guardedUnion(parts);
    const Overlay inside = guardedIntersection(*m_rest, ground.shape);
    Overlay rest = guardedDifference(*m_rest, ground.shape);
    for (const Rung rung : {ground.rung, inside.rung, rest.rung}) note(t, rung);
    if (t.rung == Rung::undecided) return t;
    m_rest = std::move(rest.shape);
    const FlatLayer row = rowOf(inside.shape, m_zones.layer().crs, Shape::line);
    t.overlap_m2 = t.exact_m2 = t.low_m2 = t.high_m2 = kNaN;
    t.length_m = row.shape[0] == Shape::line ? lengthOf(row, 0) : 0;
    t.share = m_site.length_m > 0 ? t.length_m / m_site.length_m : 0;
    return t;
  }

  /// What the site has of the rows: polygons that share no ground.
  FlatLayer groundOf(GroupTotal& t, const std::vector<std::uint32_t>& rows) {
    FlatBuilder pieces(m_zones.layer().crs);
    for (const std::uint32_t row : rows) {
      if (addPiece(t, row, pieces)) continue;
      FlatBuilder whole(m_zones.layer().crs);
      whole.copyRow(m_site.layer, m_site.row);
      return whole.take();
    }
    FlatLayer all = pieces.take();
    if (all.rows() < 2 || !GroundQuestion(all).shared(0, all.rows(), 0, all.rows())) return all;
    return rowOf(united(t, all), all.crs, Shape::polygon);
  }

  /// False where the row holds all of the site.
  bool addPiece(GroupTotal& t, std::uint32_t row, FlatBuilder& pieces) {
    const EdgeMeeting meeting = m_edges.meet(m_zones.index(), row);
    if (meeting.consistent) {
      switch (meeting.relation) {
      case Relation::equals:
      case Relation::within:
        return false;
      case Relation::contains:
        pieces.copyRow(m_zones.layer(), row);
        return true;
      case Relation::overlap:
        if (const auto piece = overlapRow(m_edges, m_zones.layer().crs)) {
          append(*piece, pieces);
          return true;
        }
        break;
      default:
        return true;
      }
    }
    const Overlay overlap = overlapWith(m_site, m_zones, row);
    note(t, overlap.rung);
    append(rowOf(overlap.shape, m_zones.layer().crs, Shape::polygon), pieces);
    return true;
  }

  /// Polygons less what was taken before.
  FlatLayer leftOf(GroupTotal& t, const FlatLayer& all) const {
    if (all.rows() == 0 || m_taken.rows() == 0) return all;
    const FlatLayer both = joined(all, m_taken);
    const std::size_t first_taken = both.rows() - m_taken.rows();
    if (!GroundQuestion(both).shared(0, first_taken, first_taken, both.rows())) return all;
    const Overlay left = guardedDifference(united(t, all), united(t, m_taken));
    note(t, left.rung);
    return rowOf(left.shape, all.crs, Shape::polygon);
  }

  static Geometry united(GroupTotal& t, const FlatLayer& rows) {
    if (rows.rows() == 1) return Geometry::fromRow(rows, 0);
    std::vector<Geometry> parts;
    for (std::size_t row = 0; row < rows.rows(); ++row) parts.push_back(Geometry::fromRow(rows, row));
    Overlay all = guardedUnion(parts);
    note(t, all.rung);
    return std::move(all.shape);
  }

  void setAreas(GroupTotal& t, const FlatLayer& own) const {
    t.length_m = kNaN;
    for (std::size_t row = 0; row < own.rows(); ++row) {
      if (own.shape[row] != Shape::polygon) continue;
      const double exact = areaOf(own, row, AreaMethod::exact);
      const bool same = m_site.method() == AreaMethod::exact;
      t.exact_m2 += exact;
      t.overlap_m2 += same ? exact : areaOf(own, row, m_site.method(), m_site.officialZone());
    }
    t.share = m_site.exactArea() > 0 ? t.exact_m2 / m_site.exactArea() : 0;
  }

  /// True when one of the zones holds the site with eps to spare and nothing stricter has a claim on it.
  bool surrounded(const std::vector<std::uint32_t>& rows, double eps) const {
    const Box around = grownByMetres(m_site.box, m_zones.layer().crs, eps);
    return m_stricter.empty() &&
           std::ranges::any_of(rows, [&](auto row) { return coverOf(m_zones.runs(row), around) == Cover::all; });
  }

  /// What a group's rows have of the site, and what of that it takes.
  struct Ground {
    const FlatLayer& all;
    const FlatLayer& own;
  };

  Result<void> setBand(GroupTotal& t, const std::vector<std::uint32_t>& rows, Ground ground, double eps) {
    if (auto ready = m_rims.prepare(); !ready) return ready;
    auto walls = m_rims.walls(rows, eps);
    auto strict_walls = m_rims.walls(m_stricter, eps);
    auto own = inPlane(ground.own);
    if (!walls || !strict_walls) return tl::unexpected<Error>(walls ? strict_walls.error() : walls.error());
    if (!own) return tl::unexpected<Error>(own.error());
    if (t.overlap_m2 > 0) t.low_m2 = lowArea(t, *walls, *strict_walls, **own, eps);
    auto gain = m_stricter.empty() ? Result<double>(gainAlone(t, *walls, **own, eps))
                                   : gainBeside(t, {*walls, *strict_walls}, ground, eps);
    if (!gain) return tl::unexpected<Error>(gain.error());
    t.high_m2 = t.overlap_m2 + std::max(*gain, 0.0);
    return {};
  }

  double lowArea(GroupTotal& t, const FlatLayer& walls, const FlatLayer& strict_walls, const IndexedLayer& own,
                 double eps) const {
    const double by_zone = t.overlap_m2 - inRim(t, asLines(walls, strict_walls), own, eps);
    if (by_zone >= t.overlap_m2) return t.overlap_m2;
    const double by_site = t.overlap_m2 - inRim(t, asLines(m_rims.plane(), strict_walls), own, eps);
    return std::clamp(std::max(by_zone, by_site), 0.0, t.overlap_m2);
  }

  double gainAlone(GroupTotal& t, const FlatLayer& walls, const IndexedLayer& own, double eps) const {
    return inRim(t, walls, m_rims.site(), eps) - inRim(t, walls, own, eps);
  }

  struct Walls {
    const FlatLayer& group;
    const FlatLayer& stricter;
  };

  Result<double> gainBeside(GroupTotal& t, Walls walls, Ground ground, double eps) const {
    const auto all = inPlane(ground.all), own = inPlane(ground.own), taken = inPlane(m_taken);
    for (const auto* moved : {&all, &own, &taken})
      if (!*moved) return tl::unexpected<Error>(moved->error());
    const FlatLayer both = asLines(walls.group, walls.stricter);
    return inRim(t, walls.stricter, **taken, eps) + inRim(t, walls.group, m_rims.site(), eps) -
           inRim(t, walls.group, **all, eps) - inRim(t, both, **taken, eps) - inRim(t, both, **own, eps) +
           inRim(t, both, **all, eps);
  }

  /// What polygons about the site's middle have within eps of walls.
  double inRim(GroupTotal& t, const FlatLayer& walls, const IndexedLayer& rows, double eps) const {
    if (walls.vertices() == 0 || rows.layer.rows() == 0) return 0;
    return m_rims.areaIn(m_rims.rim(walls, eps), rows, t.rung);
  }

  Result<std::unique_ptr<const IndexedLayer>> inPlane(const FlatLayer& rows) const {
    auto moved = m_mover.move(rows);
    if (!moved) return tl::unexpected<Error>(std::move(moved.error()));
    return std::make_unique<const IndexedLayer>(m_rims.local(std::move(*moved)));
  }

  const SiteView& m_site;
  const ZoneSet& m_zones;
  const PlaneMover& m_mover;
  EdgeOverlay m_edges;
  SiteRims m_rims;
  std::optional<Geometry> m_rest; ///< of a line
  // the groups before
  FlatLayer m_taken; ///< what they took: polygons that share no ground
  std::vector<std::uint32_t> m_stricter;
};

double largestEps(const std::vector<TotalsRequest>& requests) {
  double eps = 0;
  for (const TotalsRequest& r : requests) eps = std::max(eps, r.eps_m);
  return eps;
}

} // namespace

Result<std::vector<std::vector<GroupTotal>>> measureTotals(const FlatLayer& sites, FlatReader& zones,
                                                           const std::vector<TotalsRequest>& requests,
                                                           AreaMethod method, int threads, Feedback& feedback) {
  const double reach = 2 * largestEps(requests) + kClipMargin;
  ZoneSource source(zones, sites, reach);
  if (auto ready = source.prepare(feedback); !ready) return tl::unexpected<Error>(std::move(ready.error()));
  const LayerIndex site_index(sites);
  std::vector<std::vector<GroupTotal>> totals(requests.size());
  const auto measure = [&](std::size_t i) -> Result<void> {
    const SiteView site(site_index, requests[i].site, method);
    const auto near = source.near(grownByMetres(site.box, source.crs(), reach), feedback);
    if (!near) return tl::unexpected<Error>(near.error());
    const auto plane = metricPlane(sites.crs, site.box);
    if (!plane) return tl::unexpected<Error>(plane.error());
    const PlaneMover mover(sites.crs, *plane);
    auto made = TotalsMaker(site_index, site, **near, mover).of(requests[i]);
    if (!made) return tl::unexpected<Error>(std::move(made.error()));
    totals[i] = std::move(*made);
    return {};
  };
  if (auto done = forEachIndex(requests.size(), threads, feedback, measure); !done) {
    return tl::unexpected<Error>(std::move(done.error()));
  }
  return totals;
}

} // namespace ecoredline
