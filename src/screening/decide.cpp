#include "screening/decide.hpp"

#include "screening/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

namespace ecoredline {

namespace {

bool isNote(const std::string& miss) {
  return miss == "coverage_strip" || miss == "uncovered_gap";
}

class Decider {
 public:
  Decider(const KindRun& run, std::size_t site, const SiteContext& context, const ScreenRequest& request)
      : m_run(run), m_kind(*run.kind), m_at(run.at[site]), m_context(context), m_request(request) {}

  /// Findings, each with the zone met that it is about, if there is one.
  struct About {
    Finding finding;
    const ZoneMet* met = nullptr;
  };

  std::vector<About> findings() {
    if (!m_context.usable()) {
      addMiss({"invalid_geometry", 0, 0, {}});
      return std::move(m_findings);
    }
    for (const ZoneMet& met : m_at.met) addMet(met);
    for (const OutsideMet& met : m_at.outside) addOutside(met);
    for (const RuleOutcome& outcome : shownRules(m_at.site_rules)) addSiteRule(outcome);
    for (const ZoneMet& met : m_at.expired) addExpired(met);
    addSuperseded();
    for (const Miss& miss : m_at.misses)
      if (m_at.expired.empty() || miss.reason != "not_in_force") addMiss(miss);
    if (lacksFootprint()) addMiss({"footprint", 0, 0, {}});
    if (anyEdition() && nothingMet()) addNearest();
    std::ranges::stable_sort(m_findings, [](const About& x, const About& y) {
      const Finding& a = x.finding;
      const Finding& b = y.finding;
      if (a.verdict() != b.verdict()) return a.verdict() > b.verdict();
      if (a.effect != b.effect) return a.effect > b.effect;
      return (a.reason == "superseded") < (b.reason == "superseded"); // history comes after what is in force
    });
    return std::move(m_findings);
  }

  std::vector<ClauseResult> takeClauses() { return std::move(m_clauses); }

 private:
  bool anyEdition() const { return !m_run.editions.none(); }
  bool nothingMet() const { return m_at.met.empty(); }

  Finding about(const ZoneMet& met, const Version& version) const {
    Finding f;
    f.kind = m_kind.id;
    f.version = version.label;
    f.zone_key = met.zone->zone_key;
    f.zone_id = met.zone->zone_id;
    f.zone_name = met.zone->zone_name;
    f.zone_class = met.zone->zone_class;
    f.zone_class_raw = met.zone->zone_class_raw;
    f.eps_m = met.eps_m;
    f.relation = met.pair.relation;
    f.rung =
        met.undecided() || met.pair.hit ? std::string(name(met.undecided() ? Rung::undecided : met.pair.rung)) : "";
    if (!met.undecided()) addFigures(met, f);
    return f;
  }

  static void addFigures(const ZoneMet& met, Finding& f) {
    // A gap below the width of a hit is the rounding of a move between systems: the two share an edge.
    const bool adjacent = !met.pair.hit && met.pair.distance_m < kHitWidth;
    if (adjacent && f.relation == Relation::near) f.relation = Relation::touch_point;
    f.distance_m = adjacent ? 0 : met.pair.distance_m;
    f.bearing_deg = adjacent ? kNoNumber : met.pair.bearing_deg;
    if (met.nominal_only || !met.pair.hit) return;
    f.overlap_m2 = met.pair.overlap_m2;
    f.exact_m2 = met.pair.exact_m2;
    f.overlap_length_m = met.pair.length_m;
    f.share = met.pair.share;
    if (!met.band) return;
    f.depth_m = met.band->depth_m;
    f.overlap_low_m2 = met.band->low_m2;
    f.overlap_high_m2 = met.band->high_m2;
    f.sliver_m2 = met.band->sliver_m2;
    f.sliver = f.sliver_m2 > 0;
  }

  /// The reason for which a zone met says nothing certain, "" if there is none.
  std::string unknownReason(const ZoneMet& met) const {
    if (met.zone->invalid) return "invalid_geometry";
    if (met.undecided()) return "undecided";
    if (m_kind.needs_access_list && m_run.clauses == nullptr) return "list_absent";
    if (met.zone->derived) return "derived_zone";
    if (met.evaluation.no_rule) return "no_rule";
    return {};
  }

  void addMet(const ZoneMet& met) {
    const Version& version = m_run.edition(met).version;
    if (const std::string reason = unknownReason(met); !reason.empty()) {
      Finding f = about(met, version);
      f.certainty = Certainty::unknown;
      f.reason = reason;
      f.effect = reason == "no_rule" || reason == "list_absent" ? std::max(m_at.worst, Effect::conditional)
                                                                : met.evaluation.effect;
      f.effect_worst =
          std::max(f.effect, std::max(met.evaluation.worst, reason == "list_absent" ? m_at.worst : Effect::clear));
      f.needs = met.evaluation.needs;
      f.provisional_on = reason == "derived_zone" ? Provisional::zone : Provisional::none;
      f.text = wording::unknown(m_kind, met, reason);
      m_findings.push_back({std::move(f), &met});
      return;
    }
    const std::vector<RuleOutcome> rules = shownRules(met.evaluation);
    for (const RuleOutcome& outcome : rules) addRule(met, version, outcome);
    if (rules.empty()) addWithoutRule(met, version);
    if (m_run.clauses != nullptr) addClauses(met, version);
  }

  /// A zone met of a kind whose rules look elsewhere, such as inside a growth boundary: nothing follows from it.
  void addWithoutRule(const ZoneMet& met, const Version& version) {
    Finding f = about(met, version);
    f.reason = met.pair.hit ? "hit" : "near";
    f.text = wording::met(m_kind, met);
    m_findings.push_back({std::move(f), &met});
  }

  /// A unit concludes by its clauses; its type's rule only tells (M10).
  void addClauses(const ZoneMet& met, const Version& version) {
    Finding unit = about(met, version);
    const bool certain = met.pair.hit && !met.nominal_only && met.band && met.band->certain;
    unit.certainty = certain ? Certainty::certain : Certainty::marginal;
    AnsweredClauses answered = answerClauses(*m_run.clauses, *met.zone, unit, m_context.answers, *m_request.catalogue);
    for (Finding& f : answered.findings) m_findings.push_back({std::move(f), nullptr});
    std::ranges::move(answered.clauses, std::back_inserter(m_clauses));
  }

  /// Rules that hang only on facts which no longer change anything are noise, unless they carry the effect.
  static std::vector<RuleOutcome> shownRules(const Evaluation& evaluation) {
    std::vector<RuleOutcome> shown;
    Effect strictest = Effect::clear;
    for (const RuleOutcome& outcome : evaluation.rules) {
      const bool asked = std::ranges::any_of(
          outcome.needs, [&](const std::string& fact) { return std::ranges::count(evaluation.needs, fact) > 0; });
      if (!outcome.always && !outcome.needs.empty() && !asked) continue;
      strictest = std::max(strictest, outcome.effect);
      shown.push_back(outcome);
    }
    return strictest < evaluation.effect ? evaluation.rules : shown;
  }

  static void fillRule(const RuleOutcome& outcome, Finding& f) {
    const Rule& rule = *outcome.rule;
    f.rule = rule.id;
    f.basis = rule.basis;
    f.article = rule.article;
    f.effect = outcome.effect;
    f.effect_worst = outcome.effect_worst;
    f.needs = outcome.needs;
    f.provisional_on = rule.provisional;
  }

  void addOutside(const OutsideMet& met) {
    const std::string& version = m_run.editions.in_force[met.edition].version.label;
    const bool area = m_context.shape == Shape::polygon || m_context.footprint_stated;
    for (const RuleOutcome& outcome : shownRules(met.evaluation)) {
      Finding f;
      f.kind = m_kind.id;
      f.version = version;
      f.eps_m = met.eps_m;
      if (area) f.overlap_m2 = met.part.outside_m2;
      f.share = met.part.outside_share;
      fillRule(outcome, f);
      f.certainty = met.certain() ? Certainty::certain : Certainty::marginal;
      f.reason = "outside";
      f.text = wording::outside(m_kind, met, *outcome.rule);
      m_findings.push_back({std::move(f), nullptr});
    }
  }

  void addSiteRule(const RuleOutcome& outcome) {
    if (outcome.effect_worst == Effect::clear) return; // nothing is due
    Finding f;
    f.kind = m_kind.id;
    if (anyEdition()) f.version = m_run.editions.in_force.front().version.label;
    fillRule(outcome, f);
    f.reason = "site_rule";
    f.text = wording::siteRule(*outcome.rule);
    m_findings.push_back({std::move(f), nullptr});
  }

  void addRule(const ZoneMet& met, const Version& version, const RuleOutcome& outcome) {
    Finding f = about(met, version);
    const Rule& rule = *outcome.rule;
    fillRule(outcome, f);
    f.provisional_on = met.evaluation.mapping_provisional ? Provisional::mapping : rule.provisional;
    setCertainty(met, rule, f);
    m_findings.push_back({std::move(f), &met});
  }

  void setCertainty(const ZoneMet& met, const Rule& rule, Finding& f) const {
    if (rule.relation == RuleRelation::distance) {
      f.certainty = met.pair.distance_m + met.eps_m < rule.limit_m ? Certainty::certain : Certainty::marginal;
      f.reason = met.pair.hit ? "hit" : "near";
      f.text = wording::within(m_kind, met, rule);
    } else if (met.by_touch) {
      f.certainty = met.eps_m > 0 ? Certainty::marginal : Certainty::certain;
      f.reason = "touch";
      f.text = wording::touched(m_kind, met, rule);
    } else if (met.nominal_only) {
      f.certainty = Certainty::marginal;
      f.reason = "nominal_footprint";
      f.text = wording::nominal(m_kind, met, m_context.nominal_radius_m);
    } else if (met.pair.hit && met.band && met.band->certain) {
      f.certainty = Certainty::certain;
      f.reason = "hit";
      f.text = wording::certain(m_kind, met, &rule);
    } else {
      f.certainty = Certainty::marginal;
      f.reason = met.pair.hit ? "hit" : "near";
      f.text = wording::marginal(m_kind, met, &rule);
    }
  }

  void addExpired(const ZoneMet& met) {
    const Version& version = m_run.editions.expired.front().version;
    Finding f = about(met, version);
    f.certainty = Certainty::unknown;
    f.reason = "not_in_force";
    f.effect = missEffect("not_in_force");
    f.effect_worst = std::max(f.effect, m_at.worst);
    f.text = wording::expired(m_kind, met, version);
    m_findings.push_back({std::move(f), nullptr});
  }

  void addSuperseded() {
    const bool hit = std::ranges::any_of(m_at.met, [](const ZoneMet& met) { return met.pair.hit; });
    if (hit) return;
    for (const ZoneMet& met : m_at.superseded) {
      const Version& older = m_run.edition(met).version;
      Finding f = about(met, older);
      f.reason = "superseded";
      f.text = wording::superseded(m_kind, met, older.label, m_run.editions.in_force.front().version.label);
      m_findings.push_back({std::move(f), nullptr});
    }
  }

  /// A kind that the user named and that is absent is unknown whatever it could do (M11).
  Effect missEffect(const std::string& reason) const {
    const bool absent = reason == "missing" || reason == "not_in_force" || reason == "invalid_geometry";
    if (isNote(reason)) return Effect::notify;
    return absent && m_request.scope_named ? std::max(m_at.worst, Effect::conditional) : m_at.worst;
  }

  void addMiss(const Miss& miss) {
    Finding f;
    f.kind = m_kind.id;
    f.version = m_run.editions.none() ? "" : m_run.editions.in_force.front().version.label;
    f.certainty = Certainty::unknown;
    f.reason = miss.reason;
    f.effect = missEffect(miss.reason);
    f.effect_worst = isNote(miss.reason) ? f.effect : std::max(f.effect, m_at.worst);
    f.text = wording::miss(m_kind, miss);
    m_findings.push_back({std::move(f), nullptr});
  }

  /// A point or line that misses proves nothing without a footprint, unless everything is far (M18).
  bool lacksFootprint() const {
    if (m_context.footprint_stated || m_context.nominal_radius_m > 0 || !anyEdition() || m_kind.needs_access_list)
      return false;
    const bool certain =
        std::ranges::any_of(m_at.met, [](const ZoneMet& met) { return met.band && met.band->certain; });
    if (certain) return false;
    const double nearest = m_at.nearest ? m_at.nearest->pair.distance_m : 1e300;
    return !m_at.met.empty() || nearest < kPointReach;
  }

  void addNearest() {
    Finding f;
    if (m_at.nearest) f = about(*m_at.nearest, m_run.edition(*m_at.nearest).version);
    f.kind = m_kind.id;
    if (!m_at.nearest) f.version = m_run.editions.in_force.front().version.label;
    f.reason = "nearest";
    f.text = wording::nearest(m_kind, m_at);
    if (m_context.nominal_radius_m > 0) {
      const std::string radius = std::to_string(std::lround(m_context.nominal_radius_m));
      f.text.zh += "(按 " + radius + " m 示意范围)";
      f.text.en += " (by a nominal footprint of " + radius + " m)";
    }
    m_findings.push_back({std::move(f), nullptr});
  }

  const KindRun& m_run;
  const LayerKind& m_kind;
  const KindAtSite& m_at;
  const SiteContext& m_context;
  const ScreenRequest& m_request;
  std::vector<About> m_findings;
  std::vector<ClauseResult> m_clauses;
};

/// Of the findings that decide alike, the one whose unit holds most of the site.
const Finding& decidingClause(const std::vector<Finding>& findings) {
  const Finding* deciding = &findings.front();
  for (const Finding& f : findings)
    if (f.verdict() == deciding->verdict() && f.effect == deciding->effect && f.share > deciding->share) deciding = &f;
  return *deciding;
}

/// "涉及3个管控单元，按最严单元ZH…判定": the clauses decide, never the largest share (C18).
Text severalUnits(const std::vector<Finding>& findings, const Finding& deciding) {
  std::set<std::string> units;
  for (const Finding& f : findings)
    if (!f.zone_key.empty()) units.insert(f.zone_key);
  if (units.size() < 2 || deciding.zone_key.empty()) return {};
  const std::string& unit = deciding.zone_id.empty() ? deciding.zone_key : deciding.zone_id;
  return {fmt::format("涉及{}个管控单元，按最严单元{}判定。", units.size(), unit),
          fmt::format("{} control units are met; the strictest, {}, decides. ", units.size(), unit)};
}

} // namespace

Conclusion concludeFrom(const std::vector<Finding>& findings, bool skip_provisional) {
  Conclusion conclusion;
  for (const Finding& f : findings) {
    const bool unsettled = f.provisional_on == Provisional::effect || f.provisional_on == Provisional::mapping;
    if (skip_provisional && unsettled) continue;
    conclusion.verdict = strictest(conclusion.verdict, f.verdict());
    conclusion.worst_case = strictest(conclusion.worst_case, outcome(f.effect_worst, Certainty::certain));
  }
  conclusion.worst_case = strictest(conclusion.worst_case, conclusion.verdict);
  return conclusion;
}

KindDecision decide(const KindRun& run, std::size_t site, const SiteContext& context, const ScreenRequest& request) {
  KindDecision decision;
  Decider decider(run, site, context, request);
  for (auto& [finding, met] : decider.findings()) {
    decision.hits.push_back(finding.reason == "hit" ? met : nullptr);
    decision.findings.push_back(std::move(finding));
  }
  decision.clauses = decider.takeClauses();
  const Conclusion conclusion = concludeFrom(decision.findings);
  decision.layer = {run.kind->id, conclusion.verdict, conclusion.worst_case, {}, {}};
  if (!decision.findings.empty()) {
    decision.layer.reason = decision.findings.front().reason;
    decision.layer.text = decision.findings.front().text;
  }
  if (run.clauses != nullptr && !decision.findings.empty()) {
    const Finding& deciding = decidingClause(decision.findings);
    const Text several = severalUnits(decision.findings, deciding);
    decision.layer.reason = deciding.reason;
    decision.layer.text = {several.zh + deciding.text.zh, several.en + deciding.text.en};
  }
  return decision;
}

} // namespace ecoredline
