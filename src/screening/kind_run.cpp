#include "screening/kind_run.hpp"

#include "geo/edge_model.hpp"
#include "screening/derived_facts.hpp"
#include "screening/places.hpp"
#include "screening/warm_start.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace ecoredline {

Result<const FlatLayer*> MovedSites::in(const Crs& crs, const SiteSet& sites, bool nominal) {
  const FlatLayer& own = nominal ? sites.nominal : sites.layer;
  if (own.crs == crs) return &own;
  const std::lock_guard lock(m_mutex);
  auto& slot = m_moved[crs.code() + (nominal ? "+" : "")];
  if (!slot) {
    auto layer = moveLayer(own, crs);
    if (!layer) return fail(layer.error());
    slot = std::make_unique<FlatLayer>(std::move(*layer));
  }
  return slot.get();
}

namespace {

class KindRunner {
 public:
  KindRunner(RunContext& context, const LayerKind& kind) : m_context(context) {
    m_run.kind = &kind;
    m_run.at.resize(sites().size());
  }

  Result<KindRun> run() {
    auto editions = m_context.editions(m_run.kind->id);
    if (!editions) return fail(editions.error());
    m_run.editions = std::move(*editions);
    if (auto done = worstEffects(); !done) return fail(done.error());
    if (m_run.editions.none()) {
      for (auto step : {&KindRunner::absent, &KindRunner::evaluateSiteRules})
        if (auto done = (this->*step)(); !done) return fail(done.error());
      return std::move(m_run);
    }
    for (auto step : {&KindRunner::meetZones, &KindRunner::checkCoverage, &KindRunner::evaluateRules,
                      &KindRunner::evaluateSiteRules, &KindRunner::lookOutside})
      if (auto done = (this->*step)(); !done) return fail(done.error());
    return std::move(m_run);
  }

 private:
  const ScreenRequest& request() const { return m_context.request(); }
  const std::vector<SiteContext>& sites() const { return m_context.sites().sites; }
  double epsilon(std::size_t site, const Edition& edition) const {
    return sites()[site].accuracy_m + edition.version.accuracy_m;
  }

  Result<void> worstEffects() {
    for (std::size_t site = 0; site < sites().size(); ++site) {
      if (m_run.kind->needs_access_list) {
        m_run.at[site].worst = Effect::prohibit; // a clause that is not met prohibits (M10)
        continue;
      }
      auto worst = m_context.evaluator->worstOf(*m_run.kind, sites()[site].answers, request().as_of);
      if (!worst) return fail(worst.error());
      m_run.at[site].worst = *worst;
    }
    return {};
  }

  /// No edition in force: say so, and show what the last expired one held (C16).
  Result<void> absent() {
    const bool ended = !m_run.editions.expired.empty();
    for (KindAtSite& at : m_run.at)
      at.misses.push_back({ended || m_run.editions.only_future ? "not_in_force" : "missing", 0, 0, {}});
    if (!ended) return {};
    Edition& last = m_run.editions.expired.front();
    auto pairs = comparePairsWith(last, nullptr);
    if (!pairs) return fail(pairs.error());
    for (const Pair& pair : *pairs)
      if (pair.hit) m_run.at[pair.site].expired.push_back(metZone(last, 0, pair));
    return {};
  }

  Result<std::vector<Pair>> comparePairsWith(Edition& edition, const FlatLayer* instead, bool nominal = false) {
    const FlatLayer* layer = instead;
    if (layer == nullptr) {
      auto moved = m_context.moved(edition.reader->crs(), nominal);
      if (!moved) return fail(moved.error());
      layer = *moved;
    }
    auto options = compareOptions(edition);
    if (!options) return fail(options.error());
    CompareStats stats;
    auto pairs = comparePairs(*layer, *edition.reader, *options, stats, *m_context.feedback);
    if (!pairs) return pairs;
    m_run.numeric_touches += stats.numeric_touches;
    if (auto loaded = loadZonesOf(edition, *pairs); !loaded) return fail(loaded.error());
    return pairs;
  }

  Result<void> loadZonesOf(Edition& edition, const std::vector<Pair>& pairs) {
    if (request().warm != nullptr) return request().warm->loadZones(*m_context.workspace, edition, pairs);
    return loadZones(*m_context.workspace, edition, pairs);
  }

  Result<CompareOptions> compareOptions(Edition& edition) {
    CompareOptions options;
    options.method = request().method;
    options.threads = request().threads;
    for (std::size_t site = 0; site < sites().size(); ++site)
      options.reach_m.push_back(std::max({epsilon(site, edition), m_run.kind->reach(), request().buffer_m}));
    if (edition.version.invalid == 0) return options;
    if (request().warm != nullptr) {
      auto invalid = request().warm->invalidZones(*m_context.workspace, edition.version);
      if (!invalid) return fail(invalid.error());
      options.invalid = [zones = std::move(*invalid)](std::int64_t zone) { return zones->contains(zone); };
      return options;
    }
    if (edition.zones.size() < edition.version.zones) { // once: what pairs name points into the map
      auto zones = m_context.workspace->zones(edition.version.id);
      if (!zones) return fail(zones.error());
      edition.zones.merge(*zones);
    }
    options.invalid = [&edition](std::int64_t zone) {
      const auto found = edition.zones.find(zone);
      return found != edition.zones.end() && found->second.invalid;
    };
    return options;
  }

  ZoneMet metZone(const Edition& edition, std::size_t index, const Pair& pair) const {
    ZoneMet met;
    met.edition = index;
    met.zone = &edition.zones.at(pair.zone);
    met.pair = pair;
    met.eps_m = epsilon(pair.site, edition);
    return met;
  }

  Result<void> meetZones() {
    for (std::size_t index = 0; index < m_run.editions.in_force.size(); ++index) {
      Edition& edition = m_run.editions.in_force[index];
      auto pairs = comparePairsWith(edition, nullptr);
      if (!pairs) return fail(pairs.error());
      auto places = placesOf(m_context, m_run.editions, index);
      if (!places) return fail(places.error());
      for (const Pair& pair : *pairs) {
        if ((*places)[pair.site] == Place::free) take(edition, index, pair, false);
        if ((*places)[pair.site] == Place::superseded && pair.hit)
          m_run.at[pair.site].superseded.push_back(metZone(edition, index, pair));
      }
      if (auto done = takeCutSites(index, *places); !done) return done;
      if (auto done = takeNominal(edition, index, *places); !done) return done;
    }
    return {};
  }

  /// Sorts a pair into met or nearest.
  void take(const Edition& edition, std::size_t index, const Pair& pair, bool nominal) {
    KindAtSite& at = m_run.at[pair.site];
    ZoneMet met = metZone(edition, index, pair);
    met.nominal_only = nominal;
    const bool undecided = pair.rung == Rung::undecided;
    const bool inside_band = !nominal && (pair.relation == Relation::touch_line ||
                                          pair.relation == Relation::touch_point || pair.distance_m < met.eps_m);
    const bool counts = pair.hit || undecided || (inside_band && met.eps_m > 0);
    const bool touches = pair.relation == Relation::touch_line || pair.relation == Relation::touch_point;
    met.by_touch = !counts && !nominal && touches && m_run.kind->hasRules(RuleRelation::touch);
    met.by_distance = !counts && !nominal && pair.distance_m - met.eps_m < m_run.kind->reach();
    if (counts || met.by_distance || met.by_touch) at.met.push_back(met);
    const bool nearer = !at.nearest || pair.distance_m < at.nearest->pair.distance_m;
    if (!nominal && !counts && nearer) at.nearest = met;
  }

  /// The edge of the data matters where it is nearer than the nearest zone or than a rule looks (M11, M17).
  std::vector<double> edgeReach() const {
    std::vector<double> reach;
    for (const KindAtSite& at : m_run.at)
      reach.push_back(std::max(m_run.kind->reach(), at.nearest ? at.nearest->pair.distance_m : 0.0));
    return reach;
  }

  /// Sites that a newer edition's coverage cuts are compared with the older one by their outer part only.
  Result<void> takeCutSites(std::size_t index, const std::vector<Place>& places) {
    if (std::ranges::count(places, Place::cut) == 0) return {};
    auto moved = m_context.moved(Crs::cgcs2000());
    if (!moved) return fail(moved.error());
    std::vector<bool> asked;
    for (const Place place : places) asked.push_back(place == Place::cut);
    auto cut = cutAt(m_context, keepRows(**moved, asked), newerCoverage(m_run.editions, index).area);
    if (!cut) return fail(cut.error());
    Edition& edition = m_run.editions.in_force[index];
    auto layer = moveLayer(cut->outside, edition.reader->crs());
    if (!layer) return fail(layer.error());
    auto pairs = comparePairsWith(edition, &*layer);
    if (!pairs) return fail(pairs.error());
    for (const Pair& pair : *pairs) {
      take(edition, index, pair, false);
      for (ZoneMet& met : m_run.at[pair.site].met) met.site_cut = met.site_cut || met.edition == index;
    }
    for (const std::size_t site : cut->undecided) m_run.at[site].misses.push_back({"undecided", 0, 0, {}});
    return {};
  }

  /// Zones that only a nominal footprint (--buffer round a point or line) meets: marginal, never certain (M18).
  Result<void> takeNominal(Edition& edition, std::size_t index, const std::vector<Place>& places) {
    if (!m_context.sites().any_nominal) return {};
    auto pairs = comparePairsWith(edition, nullptr, true);
    if (!pairs) return fail(pairs.error());
    for (const Pair& pair : *pairs) {
      if (!pair.hit || places[pair.site] == Place::superseded || alreadyMet(index, pair)) continue;
      take(edition, index, pair, true);
    }
    return {};
  }

  bool alreadyMet(std::size_t index, const Pair& pair) const {
    return std::ranges::any_of(m_run.at[pair.site].met, [&](const ZoneMet& met) {
      return met.edition == index && met.pair.zone == pair.zone && !met.by_distance;
    });
  }

  /// Is the site, with all that rules look across, inside what the editions say they cover (M9, M11, C14)?
  Result<void> checkCoverage() {
    CoveredArea covered;
    bool stated = false;
    double accuracy = 0;
    for (const Edition& edition : m_run.editions.in_force) {
      stated = stated || edition.version.coverage.stated();
      covered.everywhere = covered.everywhere || edition.version.coverage.mode == Coverage::Mode::all;
      covered.area = joined(covered.area, edition.coverage);
      accuracy = std::max({accuracy, edition.version.accuracy_m, boundaryAccuracy(edition)});
    }
    if (auto done = checkAmbiguous(); !done) return done;
    checkDerivedOnly();
    if (covered.everywhere) return {};
    if (!stated) {
      for (KindAtSite& at : m_run.at) at.misses.push_back({"coverage_unstated", 0, 0, {}});
      return {};
    }
    auto outside = outsideCoverage(m_context, covered.area, edgeReach());
    if (!outside) return fail(outside.error());
    for (std::size_t site = 0; site < sites().size(); ++site)
      if (sites()[site].usable()) checkOutside((*outside)[site], sites()[site].accuracy_m + accuracy, m_run.at[site]);
    return {};
  }

  /// The error of a coverage that follows administrative boundaries is theirs.
  double boundaryAccuracy(const Edition& edition) const {
    if (edition.version.coverage.mode != Coverage::Mode::admin) return 0;
    double accuracy = 0;
    for (const Version& version : m_context.shared->versions)
      if (version.kind == "admin_division" && version.withdrawn_at.empty())
        accuracy = std::max(accuracy, version.accuracy_m);
    return accuracy;
  }

  void checkOutside(const OutsidePart& part, double eps, KindAtSite& at) const {
    if (part.rung == Rung::undecided) {
      at.misses.push_back({"undecided", 0, 0, {}});
      return;
    }
    if (std::isfinite(part.edge_distance_m)) at.data_edge_m = part.edge_distance_m;
    const double reach = m_run.kind->reach();
    if (part.outside_share > 0 && part.reach_m <= eps)
      at.misses.push_back({"coverage_strip", part.outside_share, part.outside_m2, {}});
    else if (part.outside_share > 0)
      at.misses.push_back({"coverage", part.outside_share, part.outside_m2, {}});
    else if (reach > 0 && part.edge_distance_m < reach)
      at.misses.push_back({"coverage_reach", 0, 0, {}});
  }

  /// Two editions of one day that both cover a site: nobody can say which is the law there.
  Result<void> checkAmbiguous() {
    const auto& editions = m_run.editions.in_force;
    for (std::size_t a = 0; a < editions.size(); ++a)
      for (std::size_t b = a + 1; b < editions.size(); ++b) {
        if (editions[a].version.date != editions[b].version.date) continue;
        const std::string both = editions[a].version.label + " / " + editions[b].version.label;
        auto in_a = coveredSites(editions[a]);
        auto in_b = coveredSites(editions[b]);
        if (!in_a) return fail(in_a.error());
        if (!in_b) return fail(in_b.error());
        for (std::size_t site = 0; site < sites().size(); ++site)
          if ((*in_a)[site] && (*in_b)[site])
            m_run.at[site].misses.push_back({"edition_ambiguous", 0, 0, {both, both}});
      }
    return {};
  }

  Result<std::vector<bool>> coveredSites(const Edition& edition) {
    const auto mode = edition.version.coverage.mode;
    if (mode == Coverage::Mode::all || mode == Coverage::Mode::none)
      return std::vector<bool>(sites().size(), mode == Coverage::Mode::all);
    auto outside = outsideCoverage(m_context, edition.coverage, std::vector<double>(sites().size(), 0.0));
    if (!outside) return fail(outside.error());
    std::vector<bool> covered;
    for (const OutsidePart& part : *outside) covered.push_back(part.outside_share < 1);
    return covered;
  }

  /// Where the nearest that a kind has are derived zones (推定), a miss says nothing either (C26): the approved zone
  /// may be wider.
  void checkDerivedOnly() {
    for (KindAtSite& at : m_run.at) {
      const bool none_met = std::ranges::none_of(at.met, [](const ZoneMet& met) { return met.pair.hit; });
      if (none_met && at.nearest && at.nearest->zone->derived) at.misses.push_back({"derived_zone", 0, 0, {}});
    }
  }

  /// Rules that look at the project alone stand whether or not there are zones (M3, C22).
  Result<void> evaluateSiteRules() {
    if (!m_run.kind->hasRules(RuleRelation::site)) return {};
    for (std::size_t site = 0; site < sites().size(); ++site) {
      auto evaluation = evaluate(site, {RuleRelation::site});
      if (!evaluation) return fail(evaluation.error());
      m_run.at[site].site_rules = std::move(*evaluation);
    }
    return {};
  }

  /// A question about no zone.
  Result<Evaluation> evaluate(std::size_t site, std::set<RuleRelation> relations) {
    EvaluationQuery query;
    query.kind = m_run.kind;
    query.derived = m_run.at[site].derived;
    query.as_of = request().as_of;
    query.relations = std::move(relations);
    return m_context.evaluator->evaluate(query, sites()[site].answers);
  }

  Result<void> evaluateRules() {
    if (auto derived = deriveFacts(m_context, m_run); !derived) return derived;
    for (std::size_t site = 0; site < sites().size(); ++site)
      for (ZoneMet& met : m_run.at[site].met) {
        EvaluationQuery query;
        query.kind = m_run.kind;
        query.zone_class = met.zone->zone_class;
        query.fields = met.zone->fields;
        query.derived = met.derived;
        query.as_of = request().as_of;
        query.relations = relationsOf(met);
        query.distance_m = std::max(0.0, met.pair.distance_m - met.eps_m);
        auto evaluation = m_context.evaluator->evaluate(query, sites()[site].answers);
        if (!evaluation) return fail(evaluation.error());
        met.evaluation = std::move(*evaluation);
        missOtherKind(m_run.at[site], met);
      }
    return {};
  }

  /// What is met is also touched and near. A kind whose rules look elsewhere is not asked for an overlap rule.
  std::set<RuleRelation> relationsOf(const ZoneMet& met) const {
    if (met.by_distance) return {RuleRelation::distance};
    if (met.by_touch) return {RuleRelation::touch};
    const LayerKind& kind = *m_run.kind;
    constexpr std::array kElsewhere{RuleRelation::touch, RuleRelation::distance, RuleRelation::outside,
                                    RuleRelation::uncovered};
    const bool looks_elsewhere =
        std::ranges::any_of(kElsewhere, [&](RuleRelation relation) { return kind.hasRules(relation); });
    std::set<RuleRelation> relations{RuleRelation::touch, RuleRelation::distance};
    if (kind.hasRules(RuleRelation::overlap) || !looks_elsewhere) relations.insert(RuleRelation::overlap);
    return relations;
  }

  /// A rule that leans on a kind which the workspace lacks cannot be relied on (M7, C6).
  void missOtherKind(KindAtSite& at, const ZoneMet& met) {
    const std::string& other = met.evaluation.needs_kind;
    if (other.empty() || kindInForce(other)) return;
    const bool said = std::ranges::any_of(at.misses, [](const Miss& miss) { return miss.reason == "needs_kind"; });
    if (!said) at.misses.push_back({"needs_kind", 0, 0, request().catalogue->kind(other)->title});
  }

  bool kindInForce(const std::string& kind) const {
    return std::ranges::any_of(m_context.shared->versions, [&](const Version& v) {
      return v.kind == kind && v.withdrawn_at.empty() && v.date <= request().as_of &&
             (v.effective_to.empty() || v.effective_to >= request().as_of);
    });
  }

  bool looksOutside() const {
    return m_run.kind->hasRules(RuleRelation::outside) || m_run.kind->hasRules(RuleRelation::uncovered);
  }

  /// What of the sites lies in no zone: a fault of a kind that covers everything (C30), a hit where the law speaks of
  /// lying outside (C23).
  Result<void> lookOutside() {
    if (m_run.kind->duty != CoverageDuty::full && !looksOutside()) return {};
    for (std::size_t index = 0; index < m_run.editions.in_force.size(); ++index) {
      const Edition& edition = m_run.editions.in_force[index];
      auto placed = placedSites(index);
      if (!placed) return fail(placed.error());
      OutsideOptions options{request().method, request().threads, {}};
      for (std::size_t site = 0; site < sites().size(); ++site)
        options.edge_reach_m.push_back(std::min(kOutsideReach, epsilon(site, edition)));
      auto parts = measureOutsideZones(*placed, *edition.reader, options, *m_context.feedback);
      if (!parts) return fail(parts.error());
      for (std::size_t site = 0; site < sites().size(); ++site) {
        if (placed->shape[site] == Shape::none) continue;
        if (auto done = takeOutside(site, index, (*parts)[site]); !done) return done;
      }
    }
    return {};
  }

  Result<void> takeOutside(std::size_t site, std::size_t index, const OutsidePart& part) {
    KindAtSite& at = m_run.at[site];
    if (part.rung == Rung::undecided) {
      at.misses.push_back({"undecided", 0, 0, {}});
      return {};
    }
    OutsideMet met{index, part, epsilon(site, m_run.editions.in_force[index]), {}};
    if (m_run.kind->duty == CoverageDuty::full && part.outside_share > 0)
      at.misses.push_back({met.certain() ? "uncovered" : "uncovered_gap", part.outside_share, part.outside_m2, {}});
    if (!looksOutside() || !met.counts()) return {};
    auto evaluation = evaluate(site, {RuleRelation::outside, RuleRelation::uncovered});
    if (!evaluation) return fail(evaluation.error());
    met.evaluation = std::move(*evaluation);
    at.outside.push_back(std::move(met));
    return {};
  }

  /// The sites where an edition is the one in force: without what newer editions hold, and, for rules about lying
  /// outside, within what the edition says it covers.
  Result<FlatLayer> placedSites(std::size_t index) {
    Edition& edition = m_run.editions.in_force[index];
    auto places = placesOf(m_context, m_run.editions, index);
    if (!places) return fail(places.error());
    const bool everywhere = edition.version.coverage.mode == Coverage::Mode::all || !looksOutside();
    std::vector<bool> kept;
    for (std::size_t site = 0; site < places->size(); ++site)
      kept.push_back((*places)[site] != Place::superseded && sites()[site].usable());
    const bool any_cut = std::ranges::count(*places, Place::cut) > 0;
    auto moved = m_context.moved(everywhere && !any_cut ? edition.reader->crs() : Crs::cgcs2000());
    if (!moved) return fail(moved.error());
    FlatLayer placed = keepRows(**moved, kept);
    if (any_cut) {
      auto parts = cutAt(m_context, placed, newerCoverage(m_run.editions, index).area);
      if (!parts) return fail(parts.error());
      placed = std::move(parts->outside);
    }
    if (!everywhere) {
      auto parts = cutAt(m_context, placed, edition.coverage);
      if (!parts) return fail(parts.error());
      placed = std::move(parts->inside);
    }
    if (placed.crs == edition.reader->crs()) return placed;
    return moveLayer(placed, edition.reader->crs());
  }

  RunContext& m_context;
  KindRun m_run;
};

} // namespace

std::shared_ptr<FlatReader> KindRun::zonesOf(std::size_t edition, bool as_parts) const {
  if (!as_parts) return editions.in_force[edition].reader;
  return std::make_shared<FlatMemoryReader>(parts[edition]);
}

Result<KindRun> runKind(RunContext& context, const LayerKind& kind) {
  return KindRunner(context, kind).run();
}

} // namespace ecoredline
