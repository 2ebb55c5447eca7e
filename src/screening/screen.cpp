#include "screening/screen.hpp"

#include "engine/parallel.hpp"
#include "engine/shapes.hpp"
#include "geo/edge_model.hpp"
#include "screening/footprint.hpp"
#include "screening/kind_work.hpp"
#include "screening/summary.hpp"
#include "screening/warm_start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <future>
#include <memory>
#include <numeric>
#include <optional>
#include <set>

namespace ecoredline {

namespace {

/// Accuracy of a site whose file says nothing (design: --site-accuracy).
constexpr double kSiteAccuracyAssumed = 1.0;

double numberOf(const Answers& answers, const char* fact) {
  const auto found = answers.find(fact);
  if (found == answers.end()) return kNoNumber;
  double value = kNoNumber;
  const std::string& text = found->second.value;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Where all of a file may lie elsewhere, whoever reads about one site must know.
bool concernsEverySite(const Diagnosis& diagnosis) {
  return diagnosis.severity != Severity::info &&
         (diagnosis.code.starts_with("datum.") || diagnosis.code.starts_with("crs."));
}

class Screener {
 public:
  Screener(const ScreenRequest& request, Feedback& feedback) : m_request(request), m_feedback(feedback) {
    if (request.warm == nullptr) m_own_evaluator.emplace(*request.catalogue);
  }

  Result<Screening> run(const std::function<void(RunReport&)>& concluded) {
    for (auto step : {&Screener::loadLists, &Screener::prepareSites, &Screener::runKinds, &Screener::measure})
      if (auto done = (this->*step)(); !done) return fail(done.error());
    fillParameters();
    fillLayersUsed();
    if (auto done = decideSites(); !done) return fail(done.error());
    m_report.projects = projectsOf(m_report.sites);
    countUndecided();
    auto told =
        std::async(m_request.want_overlaps ? std::launch::async : std::launch::deferred, [&] { concluded(m_report); });
    auto shapes = m_request.want_overlaps ? overlapsOf() : Result<FlatLayer>(FlatLayer());
    told.get();
    if (!shapes) return fail(shapes.error());
    return Screening{std::move(m_report), std::move(*shapes)};
  }

 private:
  const Catalogue& catalogue() const { return *m_request.catalogue; }
  Evaluator& evaluator() { return m_own_evaluator ? *m_own_evaluator : m_request.warm->evaluator(); }

  /// Versions, and the access lists in force if a kind in scope concludes by them.
  Result<void> loadLists() {
    auto versions =
        m_request.warm == nullptr ? m_request.workspace->versions() : m_request.warm->versions(*m_request.workspace);
    if (!versions) return fail(versions.error());
    m_shared.versions = std::move(*versions);
    std::erase_if(m_shared.versions, [&](const Version& v) { return m_request.ignored.contains(v.id); });
    const bool wanted = std::ranges::any_of(
        m_request.scope, [&](const std::string& id) { return catalogue().kind(id)->needs_access_list; });
    if (!wanted) return {};
    const auto open = [&] {
      return clausesInForce(*m_request.workspace, catalogue(), m_shared.versions, m_request.as_of);
    };
    const auto keep = [&](auto lists) { m_clauses = std::move(lists); };
    return m_request.warm == nullptr ? open().map(keep) : m_request.warm->lists(open).map(keep);
  }

  Result<void> prepareSites() {
    const Table& table = m_request.sites.table;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      auto site = siteContext(row);
      if (!site) return fail(site.error());
      m_sites.sites.push_back(std::move(*site));
    }
    return shapeSites(table.geometry);
  }

  Result<SiteContext> siteContext(std::size_t row) {
    const Table& table = m_request.sites.table;
    SiteContext site;
    site.ids = m_request.sites.rows[row];
    site.answers = answersFor(m_request.facts, site.ids.site_id, site.ids.project_id, site.ids.facts);
    site.shape = table.geometry.shape[row];
    site.state = table.states[row];
    if (m_clauses != nullptr) {
      const std::string where = fmt::format("site {} / project {}", site.ids.site_id, site.ids.project_id);
      if (auto resolved = m_clauses->resolve(site.answers, where); !resolved) return fail(resolved.error());
      for (const auto& [fact, answer] : site.answers) m_answered.insert(fact);
    }
    if (auto checked = checkAnswers(site); !checked) return fail(checked.error());
    const double from_fact = numberOf(site.answers, "site_accuracy_m");
    const double from_format = table.assumed_accuracy_m > 0 ? table.assumed_accuracy_m : kSiteAccuracyAssumed;
    site.accuracy_assumed = !m_request.site_accuracy_m && std::isnan(from_fact);
    site.accuracy_m = std::isfinite(from_fact) ? from_fact : m_request.site_accuracy_m.value_or(from_format);
    return site;
  }

  /// Answers that contradict each other end the run: no verdict can stand on them (M21).
  Result<void> checkAnswers(const SiteContext& site) {
    auto faults = evaluator().checkAnswers(site.answers);
    if (!faults) return fail(faults.error());
    if (faults->empty()) return {};
    return fail(ErrorKind::input, "facts.contradiction", faults->front().message,
                fmt::format("site {} / project {}", site.ids.site_id, site.ids.project_id),
                {"改正其中一项事实后重新运行", "correct one of the facts and run again"});
  }

  /// Stated widths become footprints; --buffer gives points and lines a nominal one.
  Result<void> shapeSites(const FlatLayer& delivered) {
    std::vector<double> stated;
    std::vector<double> nominal;
    FlatBuilder usable(delivered.crs);
    for (std::size_t row = 0; row < delivered.rows(); ++row) {
      SiteContext& site = m_sites.sites[row];
      const double width = numberOf(site.answers, "footprint_width_m");
      const bool thin = site.usable() && site.shape != Shape::polygon;
      site.footprint_stated = site.shape == Shape::polygon || (thin && width > 0);
      stated.push_back(thin && width > 0 ? width / 2 : 0);
      if (thin && !site.footprint_stated) site.nominal_radius_m = m_request.buffer_m;
      nominal.push_back(site.nominal_radius_m);
      m_sites.any_nominal = m_sites.any_nominal || site.nominal_radius_m > 0;
      if (site.usable()) {
        usable.copyRow(delivered, row, static_cast<std::int64_t>(row));
      } else {
        usable.beginRow(Shape::none, static_cast<std::int64_t>(row));
        usable.endRow();
      }
    }
    auto layer = withFootprints(usable.take(), stated);
    if (!layer) return fail(layer.error());
    m_sites.layer = std::move(*layer);
    if (!m_sites.any_nominal) return {};
    auto buffered_sites = withFootprints(m_sites.layer, nominal);
    if (!buffered_sites) return fail(buffered_sites.error());
    std::vector<bool> has_nominal;
    for (const double radius : nominal) has_nominal.push_back(radius > 0);
    m_sites.nominal = keepRows(*buffered_sites, has_nominal);
    return {};
  }

  Result<void> runKinds() {
    m_shared.request = &m_request;
    m_shared.sites = &m_sites;
    m_runs.resize(m_request.scope.size());
    const auto overlay = [&](RunContext& context, std::size_t i) -> Result<void> {
      const LayerKind* kind = catalogue().kind(m_request.scope[i]);
      context.feedback->stage({"叠加：" + kind->title.zh, "Overlay: " + kind->title.en});
      auto run = runKind(context, *kind);
      if (!run) return fail(run.error());
      if (kind->needs_access_list) run->clauses = m_clauses.get();
      m_runs[i] = std::move(*run);
      return {};
    };
    if (auto done = forEachKind(m_shared, m_runs.size(), m_feedback, overlay); !done) return done;
    for (const KindRun& run : m_runs) m_report.numeric_touches += run.numeric_touches;
    return {};
  }

  /// Bands and totals. low and high are built for every finding while the run has few (design: Numbers 5).
  Result<void> measure() {
    std::size_t met = 0;
    for (const KindRun& run : m_runs)
      for (const KindAtSite& at : run.at) met += std::max<std::size_t>(1, at.met.size());
    const bool areas = met <= kFindingsInJson;
    return forEachKind(m_shared, m_runs.size(), m_feedback, [&](RunContext& context, std::size_t i) -> Result<void> {
      KindRun& run = m_runs[i];
      context.feedback->stage({"误差带：" + run.kind->title.zh, "Error bands: " + run.kind->title.en});
      if (auto done = addBands(context, run, areas); !done) return done;
      return addTotals(context, run, areas);
    });
  }

  void fillParameters() {
    auto& p = m_report.parameters;
    p.area_method = name(m_request.method);
    p.edge_model = {"边在各自坐标系内为直线；跨投影比较前按不大于 20 m 等分加密",
                    "edges are straight in their own CRS; split into equal parts of at most 20 m before a move"};
    p.buffer_m = m_request.buffer_m;
    p.as_of = m_request.as_of;
    p.profile = m_request.profile;
    p.scope = m_request.scope;
    p.point_reach_m = kPointReach;
    for (const LayerKind& kind : catalogue().kinds())
      if (kind.hasRules() && std::ranges::count(p.scope, kind.id) == 0) p.not_examined.push_back(kind.id);
    m_report.catalogue = {catalogue().id(), catalogue().contentHash()};
    m_report.diagnoses = m_request.diagnoses;
    if (m_clauses != nullptr) std::ranges::move(m_clauses->unknown(m_answered), std::back_inserter(m_report.diagnoses));
  }

  void fillLayersUsed() {
    for (const KindRun& run : m_runs)
      for (const Edition& edition : run.editions.in_force) {
        const Version& v = edition.version;
        m_report.layers.push_back({v.kind, v.label, v.date, v.content_hash, v.features, v.accuracy_m,
                                   v.accuracy_assumed, v.coverage.text, v.crs});
      }
    if (m_clauses == nullptr) return;
    for (const ListEdition& edition : m_clauses->editions()) {
      const Version& v = edition.version;
      m_report.layers.push_back({v.kind, v.label, v.date, v.content_hash, v.features, v.accuracy_m, v.accuracy_assumed,
                                 v.coverage.text, v.crs});
    }
  }

  /// Every site for itself, in words.
  Result<void> decideSites() {
    m_feedback.stage({"下结论", "Concluding"});
    m_report.sites.resize(m_sites.sites.size());
    std::vector<std::vector<const ZoneMet*>> hits(m_sites.sites.size());
    const auto decide_one = [&](std::size_t site) -> Result<void> {
      m_report.sites[site] = siteResult(site, hits[site]);
      return {};
    };
    if (auto done = forEachIndex(hits.size(), m_request.threads, m_feedback, decide_one); !done) return done;
    for (const auto& of_site : hits) m_hits.insert(m_hits.end(), of_site.begin(), of_site.end());
    return {};
  }

  SiteResult siteResult(std::size_t row, std::vector<const ZoneMet*>& hits) const {
    const SiteContext& site = m_sites.sites[row];
    const FlatLayer& delivered = m_request.sites.table.geometry;
    SiteResult result;
    result.id = site.ids.site_id;
    result.name = site.ids.site_name;
    result.project_id = site.ids.project_id;
    result.shape = site.shape;
    result.accuracy_m = site.accuracy_m;
    result.accuracy_assumed = site.accuracy_assumed;
    result.geometry = selectRows(delivered, std::vector<std::size_t>{row});
    if (site.usable() && m_sites.layer.shape[row] == Shape::polygon)
      result.area_m2 = areaOf(m_sites.layer, row, m_request.method);
    if (site.usable() && site.shape == Shape::line) result.length_m = lengthOf(delivered, row);
    for (const auto& [fact, answer] : site.answers)
      result.facts.push_back({fact, answer.value, answer.by, answer.date, answer.document, answer.from});
    for (const Diagnosis& diagnosis : m_request.diagnoses)
      if (diagnosis.row ? *diagnosis.row == delivered.row_id[row] : concernsEverySite(diagnosis))
        result.diagnoses.push_back(diagnosis);
    for (const KindRun& run : m_runs) {
      KindDecision decision = decide(run, row, site, m_request);
      result.layers.push_back(std::move(decision.layer));
      std::ranges::move(decision.findings, std::back_inserter(result.findings));
      std::ranges::move(decision.hits, std::back_inserter(hits));
      std::ranges::move(decision.clauses, std::back_inserter(result.clauses));
    }
    summariseSite(m_report, m_runs, row, m_request, result);
    return result;
  }

  /// The hits of an edition, or of the parts that stand for some of its zones.
  struct Shapes {
    KindRun* run = nullptr;
    std::size_t edition = 0;
    bool parts = false;
    std::vector<ShapeRequest> requests{};
    std::vector<std::int64_t> findings{}; ///< position in the run
    FlatLayer made{};                     ///< EPSG:4490
  };

  /// Shapes of all hits; row_id = position of the finding in the run.
  Result<FlatLayer> overlapsOf() {
    m_feedback.stage({"叠加图形", "Shapes of overlaps"});
    std::vector<Shapes> all;
    for (KindRun& run : m_runs)
      for (std::size_t edition = 0; edition < run.editions.in_force.size(); ++edition)
        for (const bool parts : {false, true}) {
          Shapes shapes{&run, edition, parts};
          fillRequests(shapes);
          if (!shapes.requests.empty()) all.push_back(std::move(shapes));
        }
    const auto make = [&](RunContext& context, std::size_t i) { return makeShapes(context, all[i]); };
    if (auto done = forEachKind(m_shared, all.size(), m_feedback, make); !done) return fail(done.error());
    FlatBuilder builder(Crs::cgcs2000());
    for (const Shapes& shapes : all)
      for (std::size_t row = 0; row < shapes.made.rows(); ++row)
        builder.copyRow(shapes.made, row, shapes.findings[row]);
    return builder.take();
  }

  void fillRequests(Shapes& shapes) const {
    std::size_t index = 0;
    for (std::size_t site = 0; site < m_report.sites.size(); ++site)
      for (const Finding& f : m_report.sites[site].findings) {
        const ZoneMet* met = f.kind == shapes.run->kind->id ? m_hits[index] : nullptr;
        if (met != nullptr && met->edition == shapes.edition && met->part.has_value() == shapes.parts) {
          shapes.requests.push_back({static_cast<std::uint32_t>(site), met->part.value_or(met->pair.zone)});
          shapes.findings.push_back(static_cast<std::int64_t>(index));
        }
        ++index;
      }
  }

  static Result<void> makeShapes(RunContext& context, Shapes& shapes) {
    const auto reader = shapes.run->zonesOf(shapes.edition, shapes.parts);
    auto moved = context.moved(reader->crs());
    if (!moved) return fail(moved.error());
    auto made = overlapShapes(**moved, *reader, shapes.requests, *context.feedback);
    if (!made) return fail(made.error());
    return moveShapes(context, *made, shapes.made);
  }

  /// In handfuls: on all threads, and a cancel need not wait for a large layer.
  static Result<void> moveShapes(RunContext& context, const FlatLayer& made, FlatLayer& geographic) {
    constexpr std::size_t kHandful = 128;
    std::vector<FlatLayer> handfuls((made.rows() + kHandful - 1) / kHandful);
    const auto move = [&](std::size_t i) -> Result<void> {
      std::vector<std::size_t> rows(std::min(kHandful, made.rows() - i * kHandful));
      std::iota(rows.begin(), rows.end(), i * kHandful);
      auto moved = moveLayer(selectRows(made, rows), Crs::cgcs2000());
      if (!moved) return fail(moved.error());
      handfuls[i] = std::move(*moved);
      return {};
    };
    if (auto done = forEachIndex(handfuls.size(), context.request().threads, *context.feedback, move); !done)
      return done;
    FlatBuilder builder(Crs::cgcs2000());
    for (const FlatLayer& handful : handfuls)
      for (std::size_t row = 0; row < handful.rows(); ++row) builder.copyRow(handful, row);
    geographic = builder.take();
    return {};
  }

  void countUndecided() {
    bool unreadable = false;
    for (const SiteResult& site : m_report.sites)
      for (const Finding& f : site.findings) {
        const bool zone_fault = f.reason == "undecided" || (f.reason == "invalid_geometry" && !f.zone_key.empty());
        if (zone_fault) ++m_report.undecided_pairs;
        unreadable = unreadable || (f.reason == "invalid_geometry" && f.zone_key.empty());
      }
    if (m_report.undecided_pairs > 0 || unreadable) m_report.exit_reasons.push_back(4);
  }

  const ScreenRequest& m_request;
  Feedback& m_feedback;
  std::optional<Evaluator> m_own_evaluator; ///< none where a series of runs shares one
  SiteSet m_sites;
  RunShared m_shared;
  std::shared_ptr<const ClauseIndex> m_clauses; ///< null: no list in force, or no kind in scope needs one
  std::set<std::string> m_answered;             ///< facts that some site answers
  std::vector<KindRun> m_runs;
  std::vector<const ZoneMet*> m_hits; ///< KindDecision::hits, finding by finding over all sites
  RunReport m_report;
};

} // namespace

Result<Screening> screen(const ScreenRequest& request, Feedback& feedback) {
  return screen(request, feedback, [](RunReport&) {});
}

Result<Screening> screen(const ScreenRequest& request, Feedback& feedback,
                         const std::function<void(RunReport&)>& concluded) {
  return Screener(request, feedback).run(concluded);
}

} // namespace ecoredline
