#include "screening/derived_facts.hpp"

#include "engine/split.hpp"
#include "engine/zone_source.hpp"
#include "geo/edge_model.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <span>
#include <vector>

namespace ecoredline {

namespace {

/// The derived facts that rules of `kind` ask for and that hang on zones.
std::vector<const Fact*> factsAsked(const Catalogue& catalogue, const LayerKind& kind) {
  std::vector<const Fact*> asked;
  for (const Fact& fact : catalogue.facts()) {
    const bool of_totals = !fact.from_total_ha.empty();
    if (of_totals && fact.from_kind != kind.id) continue; // left open: every value counts
    const bool used =
        std::ranges::any_of(kind.rules, [&](const Rule& rule) { return std::ranges::count(rule.needs, fact.id) > 0; });
    if (fact.sort == FactSort::derived && !fact.from_kind.empty() && used) asked.push_back(&fact);
  }
  return asked;
}

/// The zones of the fact's kind and classes, in force, near the sites that ask.
struct OtherZones {
  FlatLayer layer;
  double accuracy_m = 0;
};

/// The rows of `zones` that are near one of the windows, ascending.
std::vector<std::uint32_t> rowsNear(const ZoneSet& zones, std::span<const Box> windows) {
  std::vector<std::uint32_t> rows;
  for (const Box& window : windows) zones.index().query(window, [&](std::uint32_t row) { rows.push_back(row); });
  std::ranges::sort(rows);
  const auto repeated = std::ranges::unique(rows);
  rows.erase(repeated.begin(), repeated.end());
  return rows;
}

/// Where what cuts the zones at some sites can lie, in the CRS of the cutting zones: north turns a little on the way.
std::vector<Box> windowsOf(const FlatLayer& sites, const std::set<std::uint32_t>& asked) {
  constexpr double kTurned = 1.5;
  std::vector<Box> windows;
  windows.reserve(asked.size());
  for (const std::uint32_t site : asked)
    windows.push_back(grownByMetres(sites.box[site], sites.crs, kTurned * kDepthCap));
  return windows;
}

Result<void> addZonesOf(RunContext& context, const Fact& fact, const Edition& edition,
                        const std::set<std::uint32_t>& asked, const Crs& crs, FlatBuilder& builder) {
  auto moved = context.moved(edition.reader->crs());
  if (!moved) return fail(moved.error());
  const std::vector<Box> windows = windowsOf(**moved, asked);
  auto zones = zonesNear(*edition.reader, windows, *context.feedback);
  if (!zones) return fail(zones.error());
  const FlatLayer& layer = (*zones)->layer();
  std::vector<std::size_t> rows;
  std::vector<std::int64_t> ids;
  for (const std::uint32_t row : rowsNear(**zones, windows)) {
    rows.push_back(row);
    ids.push_back(layer.row_id[row]);
  }
  if (rows.empty()) return {}; // no ids would mean all zones
  auto attributes = context.workspace->zones(edition.version.id, ids);
  if (!attributes) return fail(attributes.error());
  std::erase_if(rows, [&](std::size_t row) {
    return std::ranges::count(fact.from_classes, attributes->at(layer.row_id[row]).zone_class) == 0;
  });
  auto in_crs = moveLayer(selectRows(layer, rows), crs);
  if (!in_crs) return fail(in_crs.error());
  for (std::size_t row = 0; row < in_crs->rows(); ++row) builder.copyRow(*in_crs, row);
  return {};
}

Result<OtherZones> zonesOf(RunContext& context, const Fact& fact, const std::set<std::uint32_t>& asked,
                           const Crs& crs) {
  FlatBuilder builder(crs);
  OtherZones others;
  auto editions = context.editions(fact.from_kind);
  if (!editions) return fail(editions.error());
  for (const Edition& edition : editions->in_force) {
    if (auto added = addZonesOf(context, fact, edition, asked, crs, builder); !added) return fail(added.error());
    others.accuracy_m = std::max(others.accuracy_m, edition.version.accuracy_m);
  }
  others.layer = builder.take();
  return others;
}

/// Cuts the zones of one edition by the zones that one fact looks at.
class Splitter {
 public:
  Splitter(RunContext& context, KindRun& run, std::size_t edition, const Fact& fact)
      : m_context(context), m_run(run), m_edition(edition), m_fact(fact) {}

  Result<void> run() {
    auto sites = m_context.moved(crs());
    if (!sites) return fail(sites.error());
    m_sites = *sites;
    collect();
    if (m_requests.empty()) return {};
    auto others = zonesOf(m_context, m_fact, m_asking, crs());
    if (!others) return fail(others.error());
    m_others = std::move(*others);
    if (m_others.layer.rows() == 0) return {};
    for (auto step : {&Splitter::readZones, &Splitter::cut, &Splitter::measure})
      if (auto done = (this->*step)(); !done) return done;
    for (std::size_t site = 0; site < m_run.at.size(); ++site) splitSite(site);
    return {};
  }

 private:
  const Crs& crs() const { return m_run.editions.in_force[m_edition].reader->crs(); }

  /// Everything met but what is not known to be met: the zones, each with its site.
  void collect() {
    for (std::size_t site = 0; site < m_run.at.size(); ++site)
      for (const ZoneMet& met : m_run.at[site].met) {
        if (met.edition != m_edition || met.nominal_only || met.undecided()) continue;
        m_asked[&met] = m_requests.size();
        m_met.push_back(&met);
        m_requests.push_back({static_cast<std::uint32_t>(site), 0});
        m_asking.insert(static_cast<std::uint32_t>(site));
      }
  }

  /// Each zone once, however many sites meet it.
  Result<void> readZones() {
    std::vector<Box> boxes;
    for (const std::uint32_t site : m_asking) boxes.push_back(m_sites->box[site]);
    auto zones = zonesNear(*m_run.editions.in_force[m_edition].reader, boxes, *m_context.feedback);
    if (!zones) return fail(zones.error());
    FlatBuilder whole(crs());
    std::map<std::int64_t, std::size_t> row_of;
    std::size_t rows = 0;
    for (std::size_t i = 0; i < m_requests.size(); ++i) {
      const ZoneMet& met = *m_met[i];
      if (met.part) {
        m_requests[i].zone = rows++;
        whole.copyRow(m_run.parts[m_edition], static_cast<std::size_t>(*met.part));
        continue;
      }
      const auto [known, is_new] = row_of.try_emplace(met.pair.zone, rows);
      m_requests[i].zone = known->second;
      if (!is_new) continue;
      whole.copyRow((*zones)->layer(), (*zones)->rowOf(met.pair.zone).value());
      ++rows;
    }
    m_whole = whole.take();
    return {};
  }

  Result<void> cut() {
    auto split = splitZones(*m_sites, m_whole, m_others.layer, m_requests, kDepthCap, *m_context.feedback);
    if (!split) return fail(split.error());
    m_split = std::move(*split);
    return {};
  }

  /// What the sites take of the parts.
  Result<void> measure() {
    std::vector<bool> asked(m_sites->rows());
    for (std::size_t i = 0; i < m_requests.size(); ++i)
      if (m_split.parts.shape[3 * i + 1] != Shape::none) asked[m_requests[i].site] = true;
    if (std::ranges::count(asked, true) == 0) return {};
    FlatMemoryReader reader(m_split.parts);
    CompareOptions options;
    options.method = m_context.request().method;
    options.threads = m_context.request().threads;
    options.reach_m.assign(m_sites->rows(), 0);
    CompareStats stats;
    auto pairs = comparePairs(keepRows(*m_sites, asked), reader, options, stats, *m_context.feedback);
    if (!pairs) return fail(pairs.error());
    for (const Pair& pair : *pairs)
      if (m_requests[static_cast<std::size_t>(pair.zone) / 3].site == pair.site) m_pairs[pair.zone] = pair;
    return {};
  }

  bool hit(std::size_t row) const {
    const auto found = m_pairs.find(static_cast<std::int64_t>(row));
    return found != m_pairs.end() && (found->second.hit || found->second.rung == Rung::undecided);
  }

  void splitSite(std::size_t site) {
    std::vector<ZoneMet> parts;
    bool any = false;
    for (const ZoneMet& met : m_run.at[site].met) {
      const auto asked = m_asked.find(&met);
      if (asked == m_asked.end()) {
        parts.push_back(met);
        continue;
      }
      const std::size_t row = 3 * asked->second;
      const bool undecided = std::ranges::count(m_split.undecided, asked->second) > 0;
      const bool inside = met.pair.hit && (undecided || hit(row + 1));
      if (inside && !undecided && !met.site_cut && hit(row + 2)) {
        parts.push_back(partOf(met, row + 1, "yes"));
        parts.push_back(partOf(met, row + 2, "no"));
        any = true;
        continue;
      }
      parts.push_back(met);
      parts.back().derived[m_fact.id] = inside ? "yes" : "no";
      if (!undecided) parts.back().part = rowInRun(row);
    }
    if (!any) { // nothing is cut here: the edition's own zones do
      for (std::size_t i = 0; i < parts.size(); ++i) parts[i].part = m_run.at[site].met[i].part;
    } else if (!m_kept) {
      keepParts();
    }
    m_run.at[site].met = std::move(parts);
  }

  ZoneMet partOf(const ZoneMet& met, std::size_t row, const std::string& value) const {
    ZoneMet part = met;
    const std::int64_t zone = met.pair.zone;
    part.pair = m_pairs.at(static_cast<std::int64_t>(row));
    part.pair.zone = zone;
    part.part = rowInRun(row);
    part.derived[m_fact.id] = value;
    if (const auto title = m_fact.value_titles.find(value); title != m_fact.value_titles.end())
      part.part_title = title->second;
    const double own = m_run.editions.in_force[m_edition].version.accuracy_m;
    part.eps_m += std::max(0.0, m_others.accuracy_m - own);
    return part;
  }

  /// Parts of an earlier fact stay before those of this one.
  std::int64_t rowInRun(std::size_t row) const { return static_cast<std::int64_t>(m_before + row); }

  void keepParts() {
    FlatBuilder builder(crs());
    for (const FlatLayer* layer :
         {static_cast<const FlatLayer*>(&m_run.parts[m_edition]), &std::as_const(m_split.parts)})
      for (std::size_t row = 0; row < layer->rows(); ++row)
        builder.copyRow(*layer, row, static_cast<std::int64_t>((layer == &m_split.parts ? m_before : 0) + row));
    m_run.parts[m_edition] = builder.take();
    m_kept = true;
  }

  RunContext& m_context;
  KindRun& m_run;
  std::size_t m_edition;
  const Fact& m_fact;
  const FlatLayer* m_sites = nullptr;
  OtherZones m_others;
  std::size_t m_before = m_run.parts[m_edition].rows();
  bool m_kept = false;
  std::vector<SplitRequest> m_requests;
  std::vector<const ZoneMet*> m_met; ///< of the requests
  std::map<const ZoneMet*, std::size_t> m_asked;
  std::set<std::uint32_t> m_asking; ///< sites
  FlatLayer m_whole;
  SplitZones m_split;
  std::map<std::int64_t, Pair> m_pairs; ///< by row of m_split.parts
};

Result<void> deriveByCutting(RunContext& context, KindRun& run, const Fact& fact) {
  for (KindAtSite& at : run.at)
    for (ZoneMet& met : at.met) met.derived[fact.id] = "no";
  for (std::size_t edition = 0; edition < run.editions.in_force.size(); ++edition)
    if (auto done = Splitter(context, run, edition, fact).run(); !done) return done;
  return {};
}

/// Square metres that each site takes of a kind, zones that overlap counted once.
Result<std::vector<double>> areaTaken(RunContext& context, const KindRun& run) {
  std::vector<double> taken(run.at.size());
  for (std::size_t edition = 0; edition < run.editions.in_force.size(); ++edition) {
    std::vector<TotalsRequest> requests;
    for (std::size_t site = 0; site < run.at.size(); ++site) {
      TotalsRequest request{static_cast<std::uint32_t>(site), {{}}, 0, false};
      for (const ZoneMet& met : run.at[site].met)
        if (met.edition == edition && met.pair.hit && !met.nominal_only && !met.undecided())
          request.groups.front().push_back(met.pair.zone);
      if (!request.groups.front().empty()) requests.push_back(std::move(request));
    }
    if (requests.empty()) continue;
    FlatReader& reader = *run.editions.in_force[edition].reader;
    auto moved = context.moved(reader.crs());
    if (!moved) return fail(moved.error());
    auto totals =
        measureTotals(**moved, reader, requests, AreaMethod::exact, context.request().threads, *context.feedback);
    if (!totals) return fail(totals.error());
    for (std::size_t i = 0; i < requests.size(); ++i)
      if (const double area = (*totals)[i].front().exact_m2; std::isfinite(area)) taken[requests[i].site] += area;
  }
  return taken;
}

std::string valueOf(const Fact& fact, double area_m2) {
  constexpr double kHectare = 10000.0; // m²
  const auto exceeded =
      std::ranges::count_if(fact.from_total_ha, [&](double limit) { return area_m2 / kHectare > limit; });
  if (fact.type == FactType::boolean) return exceeded > 0 ? "yes" : "no";
  return fact.values[static_cast<std::size_t>(exceeded)];
}

/// Thresholds belong to the project, not to the polygon (C27).
Result<void> deriveFromTotal(RunContext& context, KindRun& run, const Fact& fact) {
  auto taken = areaTaken(context, run);
  if (!taken) return fail(taken.error());
  std::map<std::string, double> of_project;
  const SiteSet& set = context.sites();
  for (std::size_t site = 0; site < set.sites.size(); ++site) {
    const bool has_area = set.layer.shape[site] == Shape::polygon;
    const double all = fact.from_rest && has_area ? areaOf(set.layer, site, AreaMethod::exact) : 0;
    of_project[set.sites[site].ids.project_id] += fact.from_rest ? all - (*taken)[site] : (*taken)[site];
  }
  for (std::size_t site = 0; site < set.sites.size(); ++site)
    run.at[site].derived[fact.id] = valueOf(fact, of_project[set.sites[site].ids.project_id]);
  for (KindAtSite& at : run.at)
    for (ZoneMet& met : at.met) met.derived.insert(at.derived.begin(), at.derived.end());
  return {};
}

} // namespace

Result<void> deriveFacts(RunContext& context, KindRun& run) {
  const std::vector<const Fact*> facts = factsAsked(*context.request().catalogue, *run.kind);
  if (facts.empty()) return {};
  for (const Edition& edition : run.editions.in_force) {
    run.parts.emplace_back();
    run.parts.back().crs = edition.reader->crs();
  }
  for (const Fact* fact : facts) {
    auto derived =
        fact->from_total_ha.empty() ? deriveByCutting(context, run, *fact) : deriveFromTotal(context, run, *fact);
    if (!derived) return derived;
  }
  return {};
}

} // namespace ecoredline
