#include "inspection/borders.hpp"

#include "engine/parallel.hpp"
#include "engine/zone_source.hpp"
#include "geo/measure.hpp"

#include <algorithm>

namespace ecoredline {

namespace {

constexpr std::size_t kHandful = 64; // hits that a thread takes at a time

void measure(const LayerIndex& leads, const ZoneSet& zones, LeadHit& hit) {
  const EdgeRuns border = zones.runs(zones.rowOf(hit.zone).value());
  const Distance distance = geodesicDistance(leads.runs(hit.lead), border, zones.layer().crs);
  hit.border_m = distance.metres;
  hit.border_bearing_deg = distance.bearing_deg;
}

} // namespace

Result<void> measureBorders(const LayerIndex& leads, FlatReader& zones, std::span<LeadHit> hits, int threads,
                            Feedback& feedback) {
  std::vector<LeadHit*> inside;
  std::vector<Box> places;
  for (LeadHit& hit : hits) {
    hit.border_m = 0;
    if (hit.relation != Relation::within) continue;
    inside.push_back(&hit);
    places.push_back(leads.layer().box[hit.lead]);
  }
  if (inside.empty()) return {};
  auto near = zonesNear(zones, places, feedback);
  if (!near) return fail(near.error());
  const auto job = [&](std::size_t handful) -> Result<void> {
    const std::size_t last = std::min(inside.size(), (handful + 1) * kHandful);
    for (std::size_t i = handful * kHandful; i < last; ++i) measure(leads, **near, *inside[i]);
    return {};
  };
  return forEachIndex((inside.size() + kHandful - 1) / kHandful, threads, feedback, job);
}

} // namespace ecoredline
