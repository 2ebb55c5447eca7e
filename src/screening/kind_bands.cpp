#include "screening/kind_run.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace ecoredline {

namespace {

/// The row that stands for a zone: in its edition, or among the parts.
std::int64_t rowOf(const ZoneMet& met) {
  return met.part.value_or(met.pair.zone);
}

/// Zones of the same or stricter effect that the site meets or nearly meets, in the edition of `met` (M4).
std::vector<std::int64_t> strictZones(const KindAtSite& at, const ZoneMet& met) {
  std::set<std::int64_t> zones;
  for (const ZoneMet& other : at.met)
    if (other.edition == met.edition && other.part.has_value() == met.part.has_value() &&
        other.evaluation.effect >= met.evaluation.effect)
      zones.insert(rowOf(other));
  zones.insert(rowOf(met));
  return {zones.begin(), zones.end()};
}

bool wantsBand(const ZoneMet& met) {
  return met.pair.hit && !met.nominal_only && met.pair.rung != Rung::undecided;
}

struct BandBatch {
  std::vector<BandRequest> requests;
  std::vector<ZoneMet*> asked;
};

/// What to ask of one reader: the zones of an edition, or the parts that stand for some of them.
struct BandScope {
  std::size_t edition = 0;
  bool parts = false;
};

BandBatch bandBatch(KindRun& run, BandScope scope, bool areas, bool only_uncertain) {
  BandBatch batch;
  for (std::size_t site = 0; site < run.at.size(); ++site)
    for (ZoneMet& met : run.at[site].met) {
      if (met.edition != scope.edition || met.part.has_value() != scope.parts || !wantsBand(met)) continue;
      if (only_uncertain && met.band && met.band->certain) continue;
      batch.requests.push_back({static_cast<std::uint32_t>(site), rowOf(met), strictZones(run.at[site], met), met.eps_m,
                                areas, met.pair.overlap_m2});
      batch.asked.push_back(&met);
    }
  return batch;
}

Result<void> measureBatch(RunContext& context, KindRun& run, BandScope scope, BandBatch batch) {
  if (batch.requests.empty()) return {};
  const auto reader = run.zonesOf(scope.edition, scope.parts);
  auto moved = context.moved(reader->crs());
  if (!moved) return fail(moved.error());
  auto bands = measureBands(**moved, *reader, batch.requests, context.request().method, context.request().threads,
                            *context.feedback);
  if (!bands) return fail(bands.error());
  for (std::size_t i = 0; i < batch.asked.size(); ++i) batch.asked[i]->band = (*bands)[i];
  return {};
}

} // namespace

Result<void> addBands(RunContext& context, KindRun& run, bool areas) {
  for (std::size_t edition = 0; edition < run.editions.in_force.size(); ++edition)
    for (const BandScope scope : {BandScope{edition, false}, BandScope{edition, true}}) {
      if (auto done = measureBatch(context, run, scope, bandBatch(run, scope, areas, false)); !done) return done;
      if (areas) continue;
      if (auto done = measureBatch(context, run, scope, bandBatch(run, scope, true, true)); !done) return done;
    }
  return {};
}

namespace {

/// The classes a site meets in one edition, strictest first (by effect, then by the catalogue's order).
struct TotalsPlan {
  TotalsRequest request;
  std::vector<std::string> classes;
  std::vector<double> slivers;
  std::vector<double> kept; ///< per class: the share of it that counts; NaN where that is not stated
  std::vector<const ZoneMet*> met;
};

/// What is left of a zone after its deduction; NaN where the delivery does not say.
double keptShare(const LayerKind& kind, const Zone& zone) {
  const auto field = zone.fields.find(kind.deduct);
  double ratio = kNoNumber;
  if (kind.deduct.empty() || field == zone.fields.end()) return kNoNumber;
  std::from_chars(field->second.data(), field->second.data() + field->second.size(), ratio);
  return ratio >= 0 && ratio < 1 ? 1 - ratio : kNoNumber;
}

std::size_t classOrder(const LayerKind& kind, const std::string& zone_class) {
  for (std::size_t i = 0; i < kind.classes.size(); ++i)
    if (kind.classes[i].id == zone_class) return i;
  return kind.classes.size();
}

TotalsPlan planTotals(const KindRun& run, std::size_t site, std::size_t edition, bool bands) {
  struct Group {
    Effect effect = Effect::clear;
    std::vector<std::int64_t> zones;
    double sliver = 0;
    double area = 0; ///< of the zones' overlaps, exact
    double kept = 0; ///< of it, after the deduction
  };
  std::map<std::string, Group> groups;
  TotalsPlan plan;
  for (const ZoneMet& met : run.at[site].met) {
    if (met.edition != edition || !wantsBand(met)) continue;
    plan.met.push_back(&met);
    Group& group = groups[met.zone->zone_class];
    group.effect = std::max(group.effect, met.evaluation.effect);
    if (std::ranges::count(group.zones, met.pair.zone) == 0) group.zones.push_back(met.pair.zone); // parts of one zone
    if (met.band && std::isfinite(met.band->sliver_m2)) group.sliver += met.band->sliver_m2;
    group.area += met.pair.exact_m2;
    group.kept += met.pair.exact_m2 * keptShare(*run.kind, *met.zone);
    plan.request.eps_m = met.eps_m;
  }
  for (const auto& [zone_class, group] : groups) plan.classes.push_back(zone_class);
  std::ranges::sort(plan.classes, [&](const std::string& a, const std::string& b) {
    if (groups[a].effect != groups[b].effect) return groups[a].effect > groups[b].effect;
    return classOrder(*run.kind, a) < classOrder(*run.kind, b);
  });
  plan.request.site = static_cast<std::uint32_t>(site);
  plan.request.want_band = bands;
  for (const std::string& zone_class : plan.classes) {
    plan.request.groups.push_back(groups[zone_class].zones);
    plan.slivers.push_back(groups[zone_class].sliver);
    plan.kept.push_back(groups[zone_class].kept / groups[zone_class].area);
  }
  return plan;
}

/// Where zones of a class overlap each other, the deduction of the shared ground is their mean by area.
Total toTotal(const KindRun& run, const TotalsPlan& plan, std::size_t group, const GroupTotal& measured) {
  Total total{run.kind->id, plan.classes[group]};
  if (measured.rung == Rung::undecided) return total;
  total.overlap_m2 = measured.overlap_m2;
  total.low_m2 = measured.low_m2;
  total.high_m2 = measured.high_m2;
  total.sliver_m2 = plan.slivers[group];
  total.length_m = measured.length_m;
  total.share = measured.share;
  total.net_m2 = measured.overlap_m2 * plan.kept[group];
  return total;
}

/// Where a site meets one zone only, the total is that zone's finding: nothing can overlap it.
std::optional<Total> totalOfOne(const KindRun& run, const TotalsPlan& plan) {
  const ZoneMet& met = *plan.met.front();
  const bool whole = plan.met.size() == 1 && !met.part && !met.site_cut && std::isfinite(met.pair.overlap_m2);
  if (!whole || (plan.request.want_band && (!met.band || !std::isfinite(met.band->low_m2)))) return std::nullopt;
  GroupTotal measured;
  measured.overlap_m2 = met.pair.overlap_m2;
  measured.low_m2 = plan.request.want_band ? met.band->low_m2 : kNoNumber;
  measured.high_m2 = plan.request.want_band ? met.band->high_m2 : kNoNumber;
  measured.length_m = met.pair.length_m;
  measured.share = met.pair.share;
  return toTotal(run, plan, 0, measured);
}

} // namespace

Result<void> addTotals(RunContext& context, KindRun& run, bool bands) {
  for (std::size_t edition = 0; edition < run.editions.in_force.size(); ++edition) {
    std::vector<TotalsPlan> plans;
    for (std::size_t site = 0; site < run.at.size(); ++site)
      if (auto plan = planTotals(run, site, edition, bands); !plan.classes.empty()) {
        if (auto total = totalOfOne(run, plan))
          run.at[site].totals.push_back(std::move(*total));
        else
          plans.push_back(std::move(plan));
      }
    if (plans.empty()) continue;
    std::vector<TotalsRequest> requests;
    for (const TotalsPlan& plan : plans) requests.push_back(plan.request);
    FlatReader& reader = *run.editions.in_force[edition].reader;
    auto moved = context.moved(reader.crs());
    if (!moved) return fail(moved.error());
    auto totals = measureTotals(**moved, reader, requests, context.request().method, context.request().threads,
                                *context.feedback);
    if (!totals) return fail(totals.error());
    for (std::size_t i = 0; i < plans.size(); ++i)
      for (std::size_t group = 0; group < plans[i].classes.size(); ++group)
        run.at[plans[i].request.site].totals.push_back(toTotal(run, plans[i], group, (*totals)[i][group]));
  }
  return {};
}

} // namespace ecoredline
