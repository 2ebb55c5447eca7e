#include "inspection/overlay.hpp"

#include "geo/edge_model.hpp"
#include "inspection/borders.hpp"
#include "inspection/lead_coverage.hpp"
#include "inspection/loose_date.hpp"
#include "inspection/overlay_totals.hpp"
#include "screening/editions.hpp"
#include "screening/places.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <tuple>

namespace ecoredline {

namespace {

// The nearest zone of a kind to a lead, before it has words.
struct NearZone {
  std::uint32_t edition = 0;
  std::int64_t zone = 0;
  double distance_m = 1e300;
  double bearing_deg = kNoNumber;
};

class LeadOverlay {
 public:
  LeadOverlay(const OverlayRequest& request, const FlatLayer& layer, std::vector<Incident>& leads, Feedback& feedback)
      : m_request(request), m_layer(layer), m_leads(leads), m_feedback(feedback) {}

  Result<void> run() {
    auto versions = m_request.workspace->versions();
    if (!versions) return fail(versions.error());
    m_versions = std::move(*versions);
    std::erase_if(m_versions, [&](const Version& v) { return m_request.ignored.contains(v.id); });
    const auto& kinds = m_request.type->kinds;
    m_editions.resize(kinds.size());
    for (std::uint32_t kind = 0; kind < kinds.size(); ++kind) {
      if (m_feedback.cancelled()) return cancelledError();
      m_feedback.progress(kind, kinds.size());
      if (auto done = overlayKind(kind); !done) return done;
    }
    if (auto done = findNearest(); !done) return done;
    std::ranges::sort(m_hits, {}, [](const LeadHit& h) { return std::tuple(h.lead, h.kind, h.edition, h.zone); });
    if (auto done = nameZones(); !done) return done;
    const SourceOf source = [this](const LeadHit& hit) -> Result<HitSource> {
      FlatReader& zones = *m_editions[hit.kind].in_force[hit.edition].reader;
      if (hit.cut) return HitSource{&m_rest.at({hit.kind, hit.edition})->layer, &zones};
      auto moved = indexed(zones.crs());
      if (!moved) return fail(moved.error());
      return HitSource{&(*moved)->layer, &zones};
    };
    return addTotals(m_request, m_hits, source, m_leads, m_feedback);
  }

 private:
  using EditionAt = std::pair<std::uint32_t, std::uint32_t>; ///< kind, edition

  Result<void> overlayKind(std::uint32_t kind) {
    const std::string& id = m_request.type->kinds[kind];
    auto editions = editionsOf(*m_request.workspace, m_versions, id, m_request.day,
                               {m_request.index_folder, m_layer.rows(), m_request.threads}, m_feedback);
    if (!editions) return fail(editions.error());
    Editions& kept = m_editions[kind] = std::move(*editions);
    if (kept.none()) {
      const bool ended = !kept.expired.empty() || kept.only_future;
      for (Incident& lead : m_leads) lead.gaps.push_back({id, ended ? "not_in_force" : "missing"});
      return {};
    }
    for (std::uint32_t edition = 0; edition < kept.in_force.size(); ++edition)
      if (auto done = meet(kind, edition); !done) return done;
    return checkCoverage(kind);
  }

  // Who meets no zone at all is told the nearest of each kind; for the others the search would cost more than all else.
  Result<void> findNearest() {
    m_far.assign(m_leads.size(), true);
    for (const LeadHit& hit : m_hits) m_far[hit.lead] = false;
    if (std::ranges::count(m_far, true) == 0) return {};
    m_nearest_pass = true;
    for (std::uint32_t kind = 0; kind < m_editions.size(); ++kind) {
      if (m_feedback.cancelled()) return cancelledError();
      m_nearest.assign(m_leads.size(), {});
      for (std::uint32_t edition = 0; edition < m_editions[kind].in_force.size(); ++edition)
        if (auto done = meet(kind, edition); !done) return done;
      if (auto done = addNearest(kind); !done) return done;
    }
    return {};
  }

  // The leads in a CRS, moved once: by their numbers, and as the engine takes them.
  struct Moved {
    explicit Moved(FlatLayer leads) : rows(std::move(leads)), placed(rows.layer) {}
    IndexedLayer rows;
    PlacedSites placed;
  };
  Result<const Moved*> moved(const Crs& crs) {
    auto& slot = m_moved[crs.code()];
    if (!slot) {
      auto leads = m_layer.crs == crs ? Result<FlatLayer>(m_layer) : moveLayer(m_layer, crs);
      if (!leads) return fail(leads.error());
      slot = std::make_unique<Moved>(std::move(*leads));
    }
    return slot.get();
  }
  Result<const IndexedLayer*> indexed(const Crs& crs) {
    auto all = moved(crs);
    if (!all) return fail(all.error());
    return &(*all)->rows;
  }

  // What newer versions hold is theirs; the rest of a lead that they cut is looked at here (semantics M9).
  Result<void> meet(std::uint32_t kind, std::uint32_t edition) {
    const Editions& editions = m_editions[kind];
    const CoveredArea newer = newerCoverage(editions, edition);
    if (newer.everywhere) return {};
    const Crs& crs = editions.in_force[edition].reader->crs();
    auto all = moved(crs);
    if (!all) return fail(all.error());
    if (newer.area.rows() == 0) {
      if (!m_nearest_pass) return compare({kind, edition}, (*all)->placed, false);
      return compare({kind, edition}, PlacedSites(keepRows((*all)->rows.layer, m_far)), false);
    }
    auto outside = outsideOf(newer.area);
    if (!outside) return fail(outside.error());
    std::vector<bool> cut;
    std::vector<bool> free;
    for (std::size_t lead = 0; lead < m_leads.size(); ++lead) {
      const CoverageSide side = (**outside)[lead];
      free.push_back(side == CoverageSide::outside && (!m_nearest_pass || m_far[lead]));
      cut.push_back(side == CoverageSide::partly && !m_nearest_pass);
    }
    const PlacedSites kept(keepRows((*all)->rows.layer, free));
    if (auto done = compare({kind, edition}, kept, false); !done) return done;
    if (std::ranges::count(cut, true) == 0) return {};
    auto here = indexed(Crs::cgcs2000());
    if (!here) return fail(here.error());
    auto parts = cutSites(keepRows((*here)->layer, cut), newer.area, m_feedback);
    if (!parts) return fail(parts.error());
    for (const std::size_t lead : parts->undecided)
      m_leads[lead].gaps.push_back({m_request.type->kinds[kind], "undecided"});
    auto moved = moveLayer(parts->outside, crs);
    if (!moved) return fail(moved.error());
    auto& rest = m_rest[{kind, edition}] = std::make_unique<IndexedLayer>(std::move(*moved));
    return compare({kind, edition}, PlacedSites(rest->layer), true);
  }

  Result<void> compare(EditionAt at, const PlacedSites& leads, bool cut) {
    Edition& opened = m_editions[at.first].in_force[at.second];
    CompareOptions options;
    options.method = m_request.method;
    options.threads = m_request.threads;
    options.nearest = m_nearest_pass;
    options.reach_m.assign(leads.rows(), 0.0);
    if (opened.version.invalid > 0) {
      auto zones = m_request.workspace->zones(opened.version.id);
      if (!zones) return fail(zones.error());
      opened.zones = std::move(*zones);
      options.invalid = [&opened](std::int64_t zone) {
        const auto found = opened.zones.find(zone);
        return found != opened.zones.end() && found->second.invalid;
      };
    }
    CompareStats stats;
    const std::size_t before = m_hits.size();
    const PairSink take = [&](std::span<const Pair> pairs) -> Result<void> {
      for (const Pair& pair : pairs) takePair(at, cut, pair);
      return {};
    };
    auto done = streamPairs(leads, *opened.reader, options, take, stats, m_feedback);
    if (!done || cut || m_hits.size() == before) return done;
    auto whole = indexed(opened.reader->crs());
    if (!whole) return fail(whole.error());
    return measureBorders((*whole)->index, *opened.reader, std::span(m_hits).subspan(before), m_request.threads,
                          m_feedback);
  }

  void takePair(EditionAt at, bool cut, const Pair& pair) {
    if (m_nearest_pass) {
      NearZone& near = m_nearest[pair.site];
      if (pair.distance_m < near.distance_m) near = {at.second, pair.zone, pair.distance_m, pair.bearing_deg};
      return;
    }
    if (pair.rung == Rung::undecided) {
      m_leads[pair.site].gaps.push_back({m_request.type->kinds[at.first], "undecided"});
      return;
    }
    if (pair.hit)
      m_hits.push_back({pair.site, at.first, at.second, pair.zone, cut, cut ? Relation::overlap : pair.relation,
                        pair.overlap_m2, pair.exact_m2});
  }

  Result<void> loadNamed(Edition& edition, std::vector<std::int64_t> wanted) {
    std::ranges::sort(wanted);
    const auto again = std::ranges::unique(wanted);
    wanted.erase(again.begin(), again.end());
    std::vector<Pair> pairs;
    for (const std::int64_t zone : wanted) {
      pairs.emplace_back();
      pairs.back().zone = zone;
    }
    return loadZones(*m_request.workspace, edition, pairs);
  }

  Result<void> addNearest(std::uint32_t kind) {
    std::vector<std::vector<std::int64_t>> wanted(m_editions[kind].in_force.size());
    for (std::size_t lead = 0; lead < m_leads.size(); ++lead)
      if (m_nearest[lead].distance_m < 1e300) wanted[m_nearest[lead].edition].push_back(m_nearest[lead].zone);
    for (std::size_t edition = 0; edition < wanted.size(); ++edition)
      if (auto done = loadNamed(m_editions[kind].in_force[edition], std::move(wanted[edition])); !done) return done;
    for (std::size_t lead = 0; lead < m_leads.size(); ++lead) {
      const NearZone& near = m_nearest[lead];
      if (near.distance_m == 1e300) continue;
      const Zone& zone = m_editions[kind].in_force[near.edition].zones.at(near.zone);
      m_leads[lead].nearest.push_back(
          {m_request.type->kinds[kind], zone.zone_name, zone.zone_class, near.distance_m, near.bearing_deg});
    }
    return {};
  }

  Result<void> nameZones() {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::int64_t>> wanted;
    for (const LeadHit& hit : m_hits) wanted[{hit.kind, hit.edition}].push_back(hit.zone);
    for (auto& [at, zones] : wanted)
      if (auto done = loadNamed(m_editions[at.first].in_force[at.second], std::move(zones)); !done) return done;
    for (const LeadHit& hit : m_hits) m_leads[hit.lead].zones.push_back(zoneOf(hit));
    return {};
  }

  IncidentZone zoneOf(const LeadHit& hit) const {
    const Edition& edition = m_editions[hit.kind].in_force[hit.edition];
    const Zone& zone = edition.zones.at(hit.zone);
    const std::string& kind = m_request.type->kinds[hit.kind];
    const auto field = [&](const std::string& id) {
      const auto found = zone.fields.find(id);
      return found == zone.fields.end() ? std::string() : found->second;
    };
    IncidentZone met{.kind = kind,
                     .version = edition.version.label,
                     .version_date = edition.version.date,
                     .zone_key = zone.zone_key,
                     .zone_id = zone.zone_id,
                     .zone_name = zone.zone_name,
                     .zone_class = zone.zone_class,
                     .zone_class_raw = zone.zone_class_raw,
                     .zone_scheme = field("zone_scheme"),
                     .relation = std::string(name(hit.relation)),
                     .area_m2 = hit.area_m2,
                     .exact_m2 = hit.exact_m2,
                     .designated = {},
                     .before = "unknown",
                     .border_m = hit.border_m,
                     .border_bearing_deg = hit.border_bearing_deg};
    if (const auto named = m_request.type->designated.find(kind); named != m_request.type->designated.end())
      met.designated = looseDate(field(named->second));
    const std::string built = looseDate(m_leads[hit.lead].field("built_on"));
    if (met.designated.empty() || built.empty()) return met;
    const int order = compareLoose(built, met.designated);
    if (order != 0) met.before = order < 0 ? "historic" : "new";
    return met;
  }

  Result<const std::vector<CoverageSide>*> outsideOf(const FlatLayer& area) {
    auto here = indexed(Crs::cgcs2000());
    if (!here) return fail(here.error());
    return m_coverage.sidesOf((*here)->layer, area,
                              {m_request.method, m_request.threads, std::vector<double>(m_leads.size(), 0.0)},
                              m_feedback);
  }

  // No zone met means none there only inside what the versions say they cover.
  Result<void> checkCoverage(std::uint32_t kind) {
    const std::string& id = m_request.type->kinds[kind];
    CoveredArea covered;
    bool stated = false;
    for (const Edition& edition : m_editions[kind].in_force) {
      stated = stated || edition.version.coverage.stated();
      covered.everywhere = covered.everywhere || edition.version.coverage.mode == Coverage::Mode::all;
      covered.area = joined(covered.area, edition.coverage);
    }
    if (covered.everywhere) return {};
    if (!stated) {
      for (Incident& lead : m_leads) lead.gaps.push_back({id, "coverage_unstated"});
      return {};
    }
    auto outside = outsideOf(covered.area);
    if (!outside) return fail(outside.error());
    for (std::size_t lead = 0; lead < m_leads.size(); ++lead) {
      if (m_layer.shape[lead] == Shape::none) continue;
      if ((**outside)[lead] != CoverageSide::inside) m_leads[lead].gaps.push_back({id, "coverage"});
    }
    return {};
  }

  const OverlayRequest& m_request;
  const FlatLayer& m_layer;
  std::vector<Incident>& m_leads;
  Feedback& m_feedback;
  std::vector<Version> m_versions;
  std::vector<Editions> m_editions; ///< per kind
  std::map<std::string, std::unique_ptr<Moved>> m_moved;
  std::map<EditionAt, std::unique_ptr<IndexedLayer>> m_rest; ///< parts of leads that newer editions leave
  LeadCoverage m_coverage;
  std::vector<LeadHit> m_hits;
  std::vector<NearZone> m_nearest; ///< per lead, of the kind at hand
  std::vector<bool> m_far;         ///< leads that meet no zone of any kind
  bool m_nearest_pass = false;     ///< the second time over them
};

} // namespace

Result<void> overlayLeads(const OverlayRequest& request, const FlatLayer& layer, std::vector<Incident>& leads,
                          Feedback& feedback) {
  feedback.stage({"叠加各类保护分区", "Overlay with protective zones"});
  auto done = LeadOverlay(request, layer, leads, feedback).run();
  if (!done) return done;
  for (Incident& lead : leads)
    if (lead.shape == "none" || lead.area_reason == "invalid_geometry") lead.gaps = {{"", lead.area_reason}};
  return {};
}

} // namespace ecoredline
