#include "app/watch.hpp"

#include "app/stored_run.hpp"
#include "app/track_versions.hpp"
#include "base/decimal.hpp"
#include "base/json_writer.hpp"
#include "engine/compare.hpp"
#include "geo/area.hpp"
#include "geo/geometry.hpp"
#include "inspection/ledger_fold.hpp"
#include "inspection/overlay.hpp"
#include "output/finding_table.hpp"
#include "output/titles.hpp"
#include "report/figures.hpp"
#include "report/words.hpp"
#include "screening/screen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace ecoredline {

namespace {

constexpr double kSameLength = 0.01; // m

/// One site and kind of a stored run whose conclusion the version changes.
struct ChangedSite {
  std::string run, site, name, kind;
  Verdict stored = Verdict::pass;
  std::array<Verdict, 2> verdict{}; ///< of the site; [0] by `from`, [1] by `to`, as below
  std::array<Verdict, 2> layer{};
  std::array<std::string, 2> zone{};
  std::array<Text, 2> finding{};
  std::array<double, 2> overlap_m2{};
};

struct ChangedIncident {
  std::string ledger, id, state;
  std::array<std::string, 2> zones{};
  std::array<double, 2> exact_m2{};
};

struct Watched {
  Version from, to;
  Date as_of;
  std::size_t runs = 0, sites = 0, incidents = 0;   ///< looked at
  std::size_t alike_sites = 0, alike_incidents = 0; ///< differ by less than noise, and are not listed
  std::vector<ChangedSite> changed_sites;
  std::vector<ChangedIncident> changed_incidents;
};

/// What a run's sites meet of a kind, and what they conclude.
struct KindFacts {
  Verdict layer = Verdict::pass;
  double overlap_m2 = 0;
  double length_m = 0; ///< of lines in zones
  const Finding* deciding = nullptr;

  std::string rule() const { return deciding == nullptr ? "" : deciding->rule; }
};

/// What a version that was only written anew may differ by: its coordinates are rounded, so that its borders lie up to
/// the width of a touch elsewhere (Numbers 5), along the whole outline of what is laid over it.
double noiseOf(const FlatLayer& layer, std::size_t row) {
  return std::max(kHitArea, kHitWidth * lengthOf(layer, row));
}

KindFacts factsOf(const SiteResult& site, const std::string& kind) {
  KindFacts facts;
  for (const LayerResult& layer : site.layers)
    if (layer.kind == kind) facts.layer = layer.conclusion;
  for (const Total& total : site.totals) {
    if (total.kind != kind) continue;
    if (std::isfinite(total.overlap_m2)) facts.overlap_m2 += total.overlap_m2;
    if (std::isfinite(total.length_m)) facts.length_m += total.length_m;
  }
  for (const Finding* finding : byWeight(site)) {
    if (finding->kind != kind) continue;
    facts.deciding = finding;
    break;
  }
  return facts;
}

class Watch {
 public:
  Watch(const TrackedKind& kind, const TrackOptions& options, Version from, Version to, Feedback& feedback)
      : m_kind(kind), m_options(options), m_feedback(feedback) {
    m_found.from = std::move(from);
    m_found.to = std::move(to);
    m_found.as_of = m_found.to.date;
  }

  Result<Watched> run() {
    if (auto done = watchRuns(); !done) return fail(done.error());
    if (auto done = watchLedgers(); !done) return fail(done.error());
    return std::move(m_found);
  }

 private:
  /// Versions that do not count: [0] as if `from` were the newest, [1] as if `to` were.
  std::set<std::int64_t> ignored(int side) const {
    std::set<std::int64_t> ids;
    const Date& newest = side == 0 ? m_found.from.date : m_found.to.date;
    for (const Version& v : m_kind.versions) // those of the same day stand side by side in their coverages
      if (v.kind == m_kind.kind && v.date > newest) ids.insert(v.id);
    return ids;
  }
  /// A version that ended when the next began is looked at on its last day.
  Date dayOf(int side) const {
    const Date& end = m_found.from.effective_to;
    return side == 0 && !end.empty() && end < m_found.as_of ? end : m_found.as_of;
  }

  // --- stored runs
  // -----------------------------------------------------------------------------------------------------

  Result<void> watchRuns() {
    auto runs = m_kind.workspace.runs();
    if (!runs) return fail(runs.error());
    for (const StoredRun& stored : *runs) {
      auto report = loadRun(stored.id, m_kind.workspace.path());
      if (!report) return fail(report.error());
      if (std::ranges::count(report->parameters.scope, m_kind.kind) == 0 || report->sites.empty()) continue;
      m_feedback.stage({"重新核查运行 " + stored.id, "Screen run " + stored.id + " again"});
      if (auto done = watchRun(*report); !done) return done;
    }
    return {};
  }

  Result<void> watchRun(const RunReport& report) {
    std::array<RunReport, 2> again;
    for (const int side : {0, 1}) {
      ScreenRequest request = requestOf(report);
      request.as_of = dayOf(side);
      request.ignored = ignored(side);
      auto screened = screen(request, m_feedback);
      if (!screened) return fail(screened.error());
      again[static_cast<std::size_t>(side)] = std::move(screened->report);
    }
    ++m_found.runs;
    m_found.sites += report.sites.size();
    for (std::size_t site = 0; site < report.sites.size(); ++site)
      for (const std::string& kind : again[0].parameters.scope)
        compare(report, {&again[0].sites[site], &again[1].sites[site]}, kind);
    return {};
  }

  void compare(const RunReport& stored, const std::array<const SiteResult*, 2>& sites, const std::string& kind) {
    const std::array<KindFacts, 2> facts{factsOf(*sites[0], kind), factsOf(*sites[1], kind)};
    const double apart = std::abs(facts[0].overlap_m2 - facts[1].overlap_m2);
    const bool same_ground =
        apart < noiseOf(sites[0]->geometry, 0) && std::abs(facts[0].length_m - facts[1].length_m) < kSameLength;
    if (facts[0].layer == facts[1].layer && facts[0].rule() == facts[1].rule() && same_ground) {
      m_found.alike_sites += apart >= kHitArea ? 1 : 0;
      return;
    }
    ChangedSite changed{.run = stored.id, .site = sites[0]->id, .name = sites[0]->name, .kind = kind};
    for (const SiteResult& site : stored.sites)
      if (site.id == changed.site) changed.stored = site.verdict;
    for (std::size_t side = 0; side < 2; ++side) {
      changed.verdict[side] = sites[side]->verdict;
      changed.layer[side] = facts[side].layer;
      changed.overlap_m2[side] = facts[side].overlap_m2;
      if (const Finding* finding = facts[side].deciding) {
        changed.finding[side] = figureOf(*finding);
        changed.zone[side] = finding->zone_name.empty() ? finding->zone_id : finding->zone_name;
      }
    }
    m_found.changed_sites.push_back(std::move(changed));
  }

  /// The sites as the run kept them, with the answers it used.
  ScreenRequest requestOf(const RunReport& report) const {
    ScreenRequest request;
    request.catalogue = &m_kind.catalogue;
    request.workspace = &m_kind.workspace;
    Table& table = request.sites.table;
    FlatBuilder builder(report.sites.front().geometry.crs);
    bool stated = true;
    for (const SiteResult& site : report.sites) {
      builder.copyRow(site.geometry, 0, static_cast<std::int64_t>(table.states.size()));
      const bool none = site.geometry.shape[0] == Shape::none;
      table.states.push_back(none                             ? RowState::empty
                             : invalidityOf(site.geometry, 0) ? RowState::invalid
                                                              : RowState::valid);
      BoundSite& bound = request.sites.rows.emplace_back(BoundSite{site.id, site.name, site.project_id, {}});
      for (const FactUsed& used : site.facts)
        bound.facts[used.fact] = {used.value, used.by, used.date, used.document, used.from};
      stated = stated && !site.accuracy_assumed;
      if (site.accuracy_assumed) table.assumed_accuracy_m = site.accuracy_m;
    }
    table.geometry = builder.take();
    if (stated) request.site_accuracy_m = report.sites.front().accuracy_m;
    for (const std::string& kind : report.parameters.scope)
      if (m_kind.catalogue.kind(kind) != nullptr) request.scope.push_back(kind);
    const Profile* profile = m_kind.catalogue.profile(report.parameters.profile);
    request.profile = report.parameters.profile;
    request.scope_named = profile == nullptr || !profile->every_kind;
    request.buffer_m = report.parameters.buffer_m;
    for (const AreaMethod method : {AreaMethod::official, AreaMethod::exact, AreaMethod::planar})
      if (name(method) == report.parameters.area_method) request.method = method;
    request.threads = m_options.jobs;
    return request;
  }

  // --- ledgers
  // -----------------------------------------------------------------------------------------------------------

  Result<void> watchLedgers() {
    auto journal = IncidentJournal::open(m_kind.workspace.path(), Workspace::Access::read);
    if (!journal) return fail(journal.error());
    for (const std::string& id : ledgerIds(m_kind.catalogue)) {
      auto type = ledgerType(m_kind.catalogue, id);
      if (!type) return fail(type.error());
      if (std::ranges::count(type->kinds, m_kind.kind) == 0) continue;
      auto list = foldLedger(*journal, *type);
      if (!list) return fail(list.error());
      std::erase_if(list->incidents, [](const Incident& i) { return i.shape_entry == 0 || isMergedAway(i); });
      if (list->incidents.empty()) continue;
      m_feedback.stage({"重新叠加：" + type->title.zh, "Overlay again: " + type->title.en});
      if (auto done = watchLedger(*journal, *type, *list); !done) return done;
    }
    return {};
  }

  Result<void> watchLedger(const IncidentJournal& journal, const LedgerType& type, const IncidentList& list) {
    std::vector<std::int64_t> entries;
    for (const Incident& incident : list.incidents) entries.push_back(incident.shape_entry);
    std::ranges::sort(entries);
    auto shapes = journal.shapes(type.id, entries);
    if (!shapes) return fail(shapes.error());
    std::map<std::int64_t, const Incident*> of_entry;
    for (const Incident& incident : list.incidents) of_entry[incident.shape_entry] = &incident;
    LedgerType only = type;
    only.kinds = {m_kind.kind};
    std::array<std::vector<Incident>, 2> again;
    for (const int side : {0, 1}) {
      std::vector<Incident>& leads = again[static_cast<std::size_t>(side)];
      for (std::size_t row = 0; row < shapes->rows(); ++row) {
        Incident& lead = leads.emplace_back();
        lead.fields = of_entry.at(shapes->row_id[row])->fields;
        lead.shape = of_entry.at(shapes->row_id[row])->shape;
      }
      const OverlayRequest request{&m_kind.workspace, &only,        dayOf(side), AreaMethod::exact, {},
                                   m_options.jobs,    ignored(side)};
      if (auto done = overlayLeads(request, *shapes, leads, m_feedback); !done) return done;
    }
    m_found.incidents += list.incidents.size();
    for (std::size_t row = 0; row < shapes->rows(); ++row)
      compare(type, *of_entry.at(shapes->row_id[row]), {&again[0][row], &again[1][row]}, noiseOf(*shapes, row));
    return {};
  }

  void compare(const LedgerType& type, const Incident& incident, const std::array<const Incident*, 2>& sides,
               double noise_m2) {
    ChangedIncident changed{.ledger = type.id, .id = incident.id, .state = incident.state};
    std::array<std::vector<std::string>, 2> classes;
    for (std::size_t side = 0; side < 2; ++side) {
      const IncidentTotal* total = sides[side]->total();
      changed.exact_m2[side] = total == nullptr ? 0 : total->exact_m2;
      for (const IncidentZone& zone : sides[side]->zones) {
        classes[side].push_back(zone.zone_class);
        changed.zones[side] += (changed.zones[side].empty() ? "" : " ") + titleOf(zone);
      }
      std::ranges::sort(classes[side]);
    }
    const bool measured = std::isfinite(changed.exact_m2[0]) && std::isfinite(changed.exact_m2[1]);
    const double apart = measured ? std::abs(changed.exact_m2[0] - changed.exact_m2[1]) : 0;
    if (classes[0] != classes[1] || apart >= noise_m2)
      m_found.changed_incidents.push_back(std::move(changed));
    else
      m_found.alike_incidents += apart >= kHitArea ? 1 : 0;
  }

  static std::string titleOf(const IncidentZone& zone) {
    if (!zone.zone_name.empty()) return zone.zone_name;
    return zone.zone_id.empty() ? zone.zone_key : zone.zone_id;
  }

  const TrackedKind& m_kind;
  const TrackOptions& m_options;
  Feedback& m_feedback;
  Watched m_found;
};

// --- output
// --------------------------------------------------------------------------------------------------------------

void writeSide(JsonWriter& json, const ChangedSite& site, std::size_t side) {
  json.key(side == 0 ? "before" : "after").beginObject().key("verdict").text(name(site.verdict[side]));
  json.key("layer_verdict").text(name(site.layer[side])).key("zone").text(site.zone[side]);
  json.key("overlap_m2").fixed(site.overlap_m2[side], 4).key("finding").beginObject();
  json.key("zh").text(site.finding[side].zh).key("en").text(site.finding[side].en).endObject().endObject();
}

std::string watchJson(const Watched& found, const std::string& kind) {
  JsonWriter json;
  json.beginObject().key("format").text("ecoredline.watch/1").key("kind").text(kind);
  json.key("from").text(found.from.label).key("to").text(found.to.label).key("as_of").text(found.as_of);
  json.key("looked_at").beginObject().key("runs").integer(static_cast<std::int64_t>(found.runs));
  json.key("sites").integer(static_cast<std::int64_t>(found.sites));
  json.key("incidents").integer(static_cast<std::int64_t>(found.incidents)).endObject();
  json.key("within_noise").beginObject().key("sites").integer(static_cast<std::int64_t>(found.alike_sites));
  json.key("incidents").integer(static_cast<std::int64_t>(found.alike_incidents));
  json.key("width_m").fixed(kHitWidth, 3).endObject();
  json.key("sites").beginArray();
  for (const ChangedSite& site : found.changed_sites) {
    json.beginObject().key("run").text(site.run).key("site").text(site.site).key("name").text(site.name);
    json.key("kind").text(site.kind).key("stored_verdict").text(name(site.stored));
    writeSide(json, site, 0);
    writeSide(json, site, 1);
    json.endObject();
  }
  json.endArray().key("incidents").beginArray();
  for (const ChangedIncident& incident : found.changed_incidents) {
    json.beginObject().key("ledger").text(incident.ledger).key("id").text(incident.id);
    json.key("state").text(incident.state);
    for (std::size_t side = 0; side < 2; ++side) {
      json.key(side == 0 ? "before" : "after").beginObject().key("zones").text(incident.zones[side]);
      json.key("exact_m2").fixed(incident.exact_m2[side], 4).endObject();
    }
    json.endObject();
  }
  json.endArray().endObject();
  return json.take() + "\n";
}

std::string watchTables(const Watched& found, const Catalogue& catalogue, Language language) {
  const bool zh = language == Language::zh;
  TextTable sites;
  sites.heads = {{"run", {"运行", "run"}},
                 {"site", {"项目用地", "site"}},
                 {"kind", {"图层", "layer"}},
                 {"stored", {"当时结论", "stored"}},
                 {"before", {"原结论", "before"}},
                 {"after", {"新结论", "after"}},
                 {"old", {"原发现", "old finding"}, false, "− "},
                 {"new", {"新发现", "new finding"}, false, "+ "}};
  for (const ChangedSite& site : found.changed_sites) {
    const auto cell = [&](std::size_t side) {
      const std::string zone = site.zone[side].empty() ? "" : site.zone[side] + (zh ? "：" : ": ");
      return zone + site.finding[side].in(language);
    };
    sites.rows.push_back({site.run, site.site, kindTitle(catalogue, site.kind, language),
                          markedWord(site.stored).in(language), markedWord(site.verdict[0]).in(language),
                          markedWord(site.verdict[1]).in(language), cell(0), cell(1)});
  }
  TextTable incidents;
  incidents.heads = {{"ledger", {"台账", "ledger"}},
                     {"id", {"问题编号", "incident"}},
                     {"before_m2", {"原占用 m²", "before, m²"}, true},
                     {"after_m2", {"新占用 m²", "after, m²"}, true},
                     {"old", {"原分区", "old zones"}, false, "− "},
                     {"new", {"新分区", "new zones"}, false, "+ "}};
  for (const ChangedIncident& i : found.changed_incidents)
    incidents.rows.push_back(
        {i.ledger, i.id, toFixed(i.exact_m2[0], 2), toFixed(i.exact_m2[1], 2), i.zones[0], i.zones[1]});
  std::string out;
  if (!sites.rows.empty()) out += toTerminal(sites, language);
  if (!incidents.rows.empty()) out += (out.empty() ? "" : "\n") + toTerminal(incidents, language);
  return out;
}

std::optional<Text> noiseSentenceOf(const Watched& found) {
  const std::size_t alike = found.alike_sites + found.alike_incidents;
  if (alike == 0) return {};
  return Text{fmt::format("另有 {} 项发现、{} 个问题只差不到沿边线 {} 毫米的面积（坐标取位之差），结论不变，未列出",
                          found.alike_sites, found.alike_incidents, kHitWidth * 1000),
              fmt::format("{} findings and {} incidents more differ by less than {} mm along their outline (rounded "
                          "coordinates), with the same conclusion, and are not listed",
                          found.alike_sites, found.alike_incidents, kHitWidth * 1000)};
}

Text sentenceOf(const Watched& found) {
  return {
      fmt::format("{} → {}：{} 次运行的 {} 个用地中 {} 项发现改变，{} 个问题中 {} 个改变（均按 {} 的规则比较）",
                  found.from.label, found.to.label, found.runs, found.sites, found.changed_sites.size(),
                  found.incidents, found.changed_incidents.size(), found.as_of),
      fmt::format("{} → {}: {} findings change among {} sites of {} runs, and {} of {} incidents (both by the rules "
                  "of {})",
                  found.from.label, found.to.label, found.changed_sites.size(), found.sites, found.runs,
                  found.changed_incidents.size(), found.incidents, found.as_of)};
}

} // namespace

Result<Outcome> watchVersions(const TrackOptions& options, Language language, Feedback& feedback) {
  const std::string format = options.formats.empty() ? "table" : options.formats.front();
  if (options.formats.size() > 1 || (format != "table" && format != "json"))
    return fail(ErrorKind::usage, "track.unknown_format", {"没有此输出格式", "No such format"}, {},
                {"--watch 可用：table json", "with --watch one of: table json"});
  auto kind = openTracked(options.workspace, options.kind);
  if (!kind) return fail(kind.error());
  auto from = versionOf(*kind, options.from);
  if (!from) return fail(from.error());
  auto to = versionOf(*kind, options.to);
  if (!to) return fail(to.error());
  if (to->date <= from->date)
    return fail(ErrorKind::usage, "track.not_later",
                {fmt::format("{} 不晚于 {}", to->label, from->label),
                 fmt::format("{} does not begin after {}", to->label, from->label)},
                {}, {"--from 给前一版本，--to 给后一版本", "--from is the earlier version, --to the later"});
  auto found = Watch(*kind, options, std::move(*from), std::move(*to), feedback).run();
  if (!found) return fail(found.error());
  Outcome outcome;
  outcome.output = format == "json" ? watchJson(*found, kind->kind) : watchTables(*found, kind->catalogue, language);
  outcome.notes.push_back(sentenceOf(*found));
  if (auto noise = noiseSentenceOf(*found)) outcome.notes.push_back(std::move(*noise));
  return outcome;
}

} // namespace ecoredline
