#include "engine/partition.hpp"

#include "engine/local.hpp"
#include "engine/parallel.hpp"
#include "engine/zone_source.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kSealGrid = 1e-4; // m, as for bands

GroupTotal notApplicable(Rung rung) {
  return {rung, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};
}

/// The totals of one site: what is left of it goes from group to group.
class TotalsMaker {
 public:
  TotalsMaker(const SiteView& site, const ZoneSet& zones, const PlaneMover& mover, AreaMethod method)
      : m_site(site), m_zones(zones), m_mover(mover), m_method(method), m_rest(site.geometry().clone()) {}

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
    GroupTotal t;
    const auto rows = arealRows(ids);
    if (!ids.empty() && rows.empty()) return notApplicable(Rung::plain);
    const Box window = grownByMetres(m_site.box, m_zones.layer().crs, kClipMargin);
    Overlay ground = guardedUnion(partsNear(rows, window));
    note(t, ground.rung);
    const Overlay inside = guardedIntersection(m_rest, ground.shape);
    Overlay rest = guardedDifference(m_rest, ground.shape);
    note(t, inside.rung);
    note(t, rest.rung);
    if (t.rung == Rung::undecided) return t;
    m_rest = std::move(rest.shape);
    if (m_site.shape == Shape::line)
      setLength(t, inside.shape);
    else
      setAreas(t, inside.shape);
    const bool band = request.want_band && m_site.shape == Shape::polygon;
    t.low_m2 = t.high_m2 = band ? t.overlap_m2 : kNaN;
    if (!band || request.eps_m <= 0 || rows.empty()) return t;
    auto done = setBand(t, rows, request.eps_m);
    if (!done) return tl::unexpected<Error>(std::move(done.error()));
    return t;
  }

  static void note(GroupTotal& t, Rung rung) { t.rung = std::max(t.rung, rung); }

  std::vector<std::uint32_t> arealRows(const std::vector<std::int64_t>& ids) const {
    std::vector<std::uint32_t> rows;
    for (const std::int64_t id : ids) {
      const auto row = m_zones.rowOf(id);
      if (row && m_zones.layer().shape[*row] == Shape::polygon) rows.push_back(*row);
    }
    return rows;
  }

  std::vector<Geometry> partsNear(const std::vector<std::uint32_t>& rows, const Box& window) const {
    std::vector<Geometry> parts;
    for (const std::uint32_t row : rows) {
      if (m_zones.layer().box[row].meets(window)) parts.push_back(localZone(m_zones, row, window));
    }
    return parts;
  }

  void setLength(GroupTotal& t, const Geometry& inside) const {
    const FlatLayer row = rowOf(inside, m_zones.layer().crs, Shape::line);
    t.overlap_m2 = t.exact_m2 = kNaN;
    t.length_m = row.shape[0] == Shape::line ? lengthOf(row, 0) : 0;
    t.share = m_site.length_m > 0 ? t.length_m / m_site.length_m : 0;
  }

  void setAreas(GroupTotal& t, const Geometry& inside) const {
    const FlatLayer row = rowOf(inside, m_zones.layer().crs, Shape::polygon);
    t.length_m = kNaN;
    if (row.shape[0] != Shape::polygon) return;
    t.exact_m2 = areaOf(row, 0, AreaMethod::exact);
    t.overlap_m2 = m_method == AreaMethod::exact ? t.exact_m2 : areaOf(row, 0, m_method, m_site.officialZone());
    t.share = m_site.exactArea() > 0 ? t.exact_m2 / m_site.exactArea() : 0;
  }

  /// True when one of the zones holds the site with eps to spare and nothing stricter has a claim on it.
  bool surrounded(const std::vector<std::uint32_t>& rows, double eps) const {
    const Box around = grownByMetres(m_site.box, m_zones.layer().crs, eps);
    return m_stricter.empty() &&
           std::ranges::any_of(rows, [&](auto row) { return coverOf(m_zones.runs(row), around) == Cover::all; });
  }

  Result<void> setBand(GroupTotal& t, const std::vector<std::uint32_t>& rows, double eps) {
    const bool whole = surrounded(rows, eps);
    auto moved = planeUnion(t, rows, grownByMetres(m_site.box, m_zones.layer().crs, 2 * eps + kClipMargin));
    if (!moved) return tl::unexpected<Error>(std::move(moved.error()));
    if (!whole) {
      if (auto done = setLowAndHigh(t, *moved, eps); !done) return done;
    }
    m_stricter.push_back(std::move(*moved));
    return {};
  }

  Result<Geometry> planeUnion(GroupTotal& t, const std::vector<std::uint32_t>& rows, const Box& window) const {
    std::vector<Geometry> parts;
    for (Geometry& part : partsNear(rows, window)) {
      auto moved = m_mover.move(std::move(part), Shape::polygon);
      if (!moved) return moved;
      if (!moved->empty()) parts.push_back(std::move(*moved));
    }
    Overlay united = sealedUnion(parts, kSealGrid);
    if (united.rung == Rung::undecided) note(t, Rung::undecided);
    return std::move(united.shape);
  }

  Result<void> setLowAndHigh(GroupTotal& t, const Geometry& ground, double eps) {
    const auto site = m_mover.move(m_site.geometry().clone(), Shape::polygon);
    if (!site) return tl::unexpected<Error>(site.error());
    const Overlay stricter = sealedUnion(m_stricter, kSealGrid);
    if (stricter.rung == Rung::undecided) note(t, Rung::undecided);
    const Geometry claimed = stricter.shape.empty() ? Geometry() : buffered(stricter.shape, eps);
    const Geometry sure = stricter.shape.empty() ? Geometry() : buffered(stricter.shape, -eps);
    if (t.overlap_m2 > 0) {
      const double by_zone = area(t, *site, claimed, buffered(ground, -eps));
      const double by_site = by_zone < t.overlap_m2 ? area(t, buffered(*site, -eps), claimed, ground) : 0;
      t.low_m2 = std::clamp(std::max(by_zone, by_site), 0.0, t.overlap_m2);
    }
    t.high_m2 = std::max(area(t, *site, sure, buffered(ground, eps)), t.overlap_m2);
    return {};
  }

  /// (site \ less) ∩ ground, by the method.
  double area(GroupTotal& t, const Geometry& site, const Geometry& less, const Geometry& ground) const {
    const Overlay left = guardedDifference(site, less);
    const Overlay inside = guardedIntersection(left.shape, ground);
    note(t, left.rung);
    note(t, inside.rung);
    const FlatLayer row = rowOf(inside.shape, m_mover.plane(), Shape::polygon);
    return row.shape[0] == Shape::polygon ? areaOf(row, 0, m_method, m_site.officialZone()) : 0;
  }

  const SiteView& m_site;
  const ZoneSet& m_zones;
  const PlaneMover& m_mover;
  AreaMethod m_method;
  Geometry m_rest;
  std::vector<Geometry> m_stricter; ///< the groups before, in the plane
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
  std::vector<std::vector<GroupTotal>> totals(requests.size());
  const auto measure = [&](std::size_t i) -> Result<void> {
    const SiteView site(sites, requests[i].site, method);
    const auto near = source.near(grownByMetres(site.box, source.crs(), reach), feedback);
    if (!near) return tl::unexpected<Error>(near.error());
    const auto plane = metricPlane(sites.crs, site.box);
    if (!plane) return tl::unexpected<Error>(plane.error());
    const PlaneMover mover(sites.crs, *plane);
    auto made = TotalsMaker(site, **near, mover, method).of(requests[i]);
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
