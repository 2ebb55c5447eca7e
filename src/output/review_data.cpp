#include "output/review_data.hpp"

#include "base/decimal.hpp"
#include "output/review_tables.hpp"
#include "output/titles.hpp"
#include "report/figures.hpp"
#include "report/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace ecoredline {

namespace {

using Kinds = ReportData::Kinds;

bool wanted(const Kinds& kinds, const std::string& kind) {
  return kinds.empty() || std::ranges::find(kinds, kind) != kinds.end();
}

// A sentence's end is the template's: what is put into it brings none of its own.
std::string withoutStop(std::string text) {
  for (const std::string_view stop : {"。", ".", "\uFF1B", ";"})
    if (text.ends_with(stop)) text.resize(text.size() - stop.size());
  return text;
}

class SiteData {
 public:
  SiteData(const WriteRequest& request, std::size_t index)
      : m_request(request), m_site(request.report->sites[index]), m_index(index) {}

  ReportData take(bool with_map) {
    ReportData data;
    data.raise = m_request.report->sites.size() == 1 ? 1 : 0;
    texts(data.texts);
    places(data.texts);
    data.lists["actions"] = actions();
    tables(data);
    data.groups["layers"] = [this_ = *this](const Kinds& kinds) { return this_.layers(kinds); };
    data.figures["map"] = nullptr;
    if (with_map && m_request.map_of)
      data.figures["map"] = [this_ = *this] { return this_.m_request.map_of(this_.m_index); };
    return data;
  }

 private:
  std::string say(const char* zh, const char* en) const { return m_request.language == Language::zh ? zh : en; }
  std::string say(const Text& text) const { return text.in(m_request.language); }
  const Catalogue& catalogue() const { return *m_request.catalogue; }

  void texts(std::map<std::string, std::string>& out) const {
    const SiteResult& site = m_site;
    out["site_id"] = site.id;
    out["site_name"] = site.name;
    out["site"] = site.name.empty() || site.name == site.id ? site.id : site.id + " " + site.name;
    out["project"] = site.project_id;
    out["area_m2"] = toGrouped(site.area_m2, 2);
    out["area_ha"] = toFixed(toHectares(site.area_m2), 4);
    out["area_mu"] = toFixed(toMu(site.area_m2), 4);
    out["length_m"] = toGrouped(site.length_m, 2);
    out["accuracy"] = toFixed(site.accuracy_m, 3) + " m" + (site.accuracy_assumed ? say("（假定）", " (assumed)") : "");
    out["verdict"] = say(markedWord(site.verdict, site.preliminary));
    out["worst_case"] = site.worst_case == site.verdict ? "" : say(markedWord(site.worst_case));
    out["sentence"] = say(site.sentence);
    out["preliminary"] = site.preliminary ? "1" : "";
    out["open"] = site.questions.empty() ? "" : std::to_string(site.questions.size());
    out["clauses"] = site.clauses.empty() ? "" : std::to_string(site.clauses.size());
    out["units"] = unitTable(site, catalogue(), m_request.language).rows.empty() ? "" : "1";
    out["actions"] = site.actions.empty() ? "" : std::to_string(site.actions.size());
    for (const Verdict verdict :
         {Verdict::pass, Verdict::conditional, Verdict::unknown, Verdict::marginal, Verdict::fail})
      out[std::string("is_") + std::string(name(verdict))] = site.verdict == verdict ? "1" : "";
  }

  // 四至: the outermost of the corner points, as delivered.
  void places(std::map<std::string, std::string>& out) const {
    const FlatLayer& shape = m_site.geometry;
    const bool known = shape.rows() > 0 && shape.crs.valid();
    out["crs"] = known ? shape.crs.code() + " " + shape.crs.name() : say("坐标系不明", "CRS unknown");
    const bool degrees = known && shape.crs.isGeographic();
    const int digits = degrees ? 9 : 4;
    const Box box = known ? shape.extent() : Box{};
    const bool placed = known && !box.empty();
    out["west"] = placed ? toFixed(box.min_x, digits) : "";
    out["east"] = placed ? toFixed(box.max_x, digits) : "";
    out["south"] = placed ? toFixed(box.min_y, digits) : "";
    out["north"] = placed ? toFixed(box.max_y, digits) : "";
    out["unit"] = degrees ? "°" : "m";
    const std::size_t corners = cornerTable(m_site, m_request.language).rows.size();
    out["corners"] = std::to_string(corners);
    out["too_many_corners"] = corners > kMostCorners ? std::to_string(corners) : "";
  }

  std::vector<std::string> actions() const {
    std::vector<std::string> out;
    using enum ActionType;
    for (const ActionType type : {approve, answer, supply, survey, demonstrate})
      for (const ActionItem& item : m_site.actions) {
        if (item.type != type) continue;
        const std::string kind = item.kind.empty() ? "" : kindTitle(catalogue(), item.kind, m_request.language);
        out.push_back(
            fmt::format("{}{}{}{}", say(word(type)), say("\uFF1A", ": "), say(item.text),
                        kind.empty() ? "" : fmt::format("{}{}{}", say("\uFF08", " ("), kind, say("\uFF09", ")"))));
      }
    return out;
  }

  TextTable overlay(const Kinds& kinds, bool meets) const {
    std::vector<const Finding*> shown;
    for (const Finding* finding : overlayFindings(m_site, meets))
      if (wanted(kinds, finding->kind)) shown.push_back(finding);
    return overlayTable(m_site, shown, catalogue(), m_request.language);
  }

  TextTable conclusions(const Kinds& kinds) const {
    SiteResult some;
    for (const LayerResult& layer : m_site.layers)
      if (wanted(kinds, layer.kind)) some.layers.push_back(layer);
    return conclusionTable(some, catalogue(), m_request.language);
  }

  TextTable corners() const {
    TextTable table = cornerTable(m_site, m_request.language);
    if (table.rows.size() > kMostCorners) table.rows.clear();
    return table;
  }

  TextTable reviews() const {
    TextTable table;
    table.heads = {{"opinion", {"工具判定（辅助意见）", "The tool's opinion"}},
                   {"decision", {"人工决定", "A person's decision"}},
                   {"reason", {"理由", "Reason"}},
                   {"by", {"复核人", "Reviewer"}},
                   {"time", {"日期", "Date"}}};
    for (const RecordedDecision& decision : m_request.decisions) {
      if (decision.site != m_site.id) continue;
      const bool whole = decision.finding == 0 || decision.finding > m_site.findings.size();
      const std::string opinion =
          whole ? say(markedWord(m_site.verdict, m_site.preliminary))
                : fmt::format("{} {}{}", say(markedWord(m_site.findings[decision.finding - 1].verdict())),
                              say("序号 ", "no. "), decision.finding);
      table.rows.push_back(
          {opinion, say(decisionWord(decision.decision)),
           decision.document.empty() ? decision.reason : fmt::format("{} [{}]", decision.reason, decision.document),
           decision.by, decision.time});
    }
    // A line to write on where nobody has decided yet.
    if (table.rows.empty()) table.rows.push_back({say(markedWord(m_site.verdict, m_site.preliminary)), "", "", "", ""});
    return table;
  }

  void tables(ReportData& data) const {
    const Language language = m_request.language;
    auto& out = data.tables;
    out["overlay"] = [t = *this](const Kinds& kinds) { return t.overlay(kinds, true); };
    out["nearest"] = [t = *this](const Kinds& kinds) { return t.overlay(kinds, false); };
    out["conclusions"] = [t = *this](const Kinds& kinds) { return t.conclusions(kinds); };
    out["corners"] = [t = *this](const Kinds&) { return t.corners(); };
    out["reviews"] = [t = *this](const Kinds&) { return t.reviews(); };
    out["units"] = [t = *this, language](const Kinds&) { return unitTable(t.m_site, t.catalogue(), language); };
    out["clauses"] = [t = *this, language](const Kinds&) { return clauseTable(t.m_site, t.catalogue(), language); };
    out["open_clauses"] = [t = *this, language](const Kinds&) {
      return openClauseTable(t.m_site, t.catalogue(), language);
    };
    out["bases"] = [t = *this, language](const Kinds&) { return basisTable(t.m_site, t.catalogue(), language); };
    out["questions"] = [t = *this, language](const Kinds&) { return questionTable(t.m_site, t.catalogue(), language); };
    out["totals"] = [t = *this, language](const Kinds&) {
      return totalTable(t.m_site.totals, t.catalogue(), language);
    };
    out["facts"] = [t = *this, language](const Kinds&) { return factTable(t.m_site, t.catalogue(), language); };
    out["diagnoses"] = [t = *this, language](const Kinds&) { return diagnosisTable(t.m_site.diagnoses, language); };
  }

  // What each layer concludes, with the finding that its conclusion hangs on.
  std::vector<ReportData> layers(const Kinds& kinds) const {
    std::vector<const LayerResult*> some;
    for (const LayerResult& layer : m_site.layers)
      if (wanted(kinds, layer.kind)) some.push_back(&layer);
    std::ranges::stable_sort(some,
                             [](const LayerResult* a, const LayerResult* b) { return b->conclusion < a->conclusion; });
    std::vector<ReportData> out;
    const auto order = byWeight(m_site);
    for (const LayerResult* layer : some) {
      const auto decides = std::ranges::find_if(order, [&](const Finding* f) { return f->kind == layer->kind; });
      out.emplace_back().texts = layerTexts(*layer, decides == order.end() ? nullptr : *decides);
    }
    return out;
  }

  std::map<std::string, std::string> layerTexts(const LayerResult& layer, const Finding* finding) const {
    std::map<std::string, std::string> out;
    out["layer"] = kindTitle(catalogue(), layer.kind, m_request.language);
    out["layer_verdict"] = say(markedWord(layer.conclusion));
    out["layer_worst"] = layer.worst_case == layer.conclusion ? "" : say(markedWord(layer.worst_case));
    out["text"] = withoutStop(layer.text.empty() ? say(reasonWord(layer.reason)) : say(layer.text));
    const bool hit = finding != nullptr && (finding->overlap_m2 > 0 || finding->overlap_length_m > 0 ||
                                            finding->relation == Relation::within);
    for (const Verdict verdict :
         {Verdict::pass, Verdict::conditional, Verdict::unknown, Verdict::marginal, Verdict::fail})
      out[std::string(name(verdict))] = layer.conclusion == verdict ? "1" : "";
    out["pass_hit"] = layer.conclusion == Verdict::pass && hit ? "1" : "";
    out["pass_clear"] = layer.conclusion == Verdict::pass && !hit ? "1" : "";
    for (const char* name : {"zone", "class", "where", "figure", "basis", "edition", "says"}) out[name] = "";
    if (finding == nullptr) return out;
    out["zone"] = finding->zone_name.empty() ? finding->zone_id : finding->zone_name;
    const std::string title = classTitle(catalogue(), finding->kind, finding->zone_class, m_request.language);
    out["class"] = title.empty() ? finding->zone_class_raw : title;
    out["where"] = out["zone"].empty() ? out["class"] : out["zone"];
    if (!out["zone"].empty() && !out["class"].empty())
      out["where"] += say("\uFF08", " (") + out["class"] + say("\uFF09", ")");
    if (out["where"].empty()) out["where"] = out["layer"];
    out["figure"] = say(figureOf(*finding));
    out["basis"] = finding->article.empty() ? finding->basis : finding->basis + " " + finding->article;
    out["edition"] = finding->version;
    out["says"] = withoutStop(finding->text.empty() ? say(reasonWord(finding->reason)) : say(finding->text));
    return out;
  }

  const WriteRequest& m_request;
  const SiteResult& m_site;
  std::size_t m_index;
};

class RunData {
 public:
  explicit RunData(const WriteRequest& request) : m_request(request), m_report(*request.report) {}

  ReportData take() const {
    ReportData data;
    texts(data.texts);
    for (const LayerUsed& layer : m_report.layers) kind(data, layer.kind);
    for (const SiteResult& site : m_report.sites)
      for (const LayerResult& layer : site.layers) kind(data, layer.kind);
    const Language language = m_request.language;
    const WriteRequest& request = m_request;
    data.tables["sites"] = [run = *this](const Kinds&) { return run.sites(); };
    data.tables["projects"] = [&request, language](const Kinds&) { return projectTable(*request.report, language); };
    data.tables["editions"] = [&request, language](const Kinds&) {
      return editionTable(*request.report, *request.catalogue, language);
    };
    data.tables["file_diagnoses"] = [&request, language](const Kinds&) {
      return diagnosisTable(request.report->diagnoses, language);
    };
    data.groups["sites"] = [run = *this](const Kinds&) { return run.siteGroup(); };
    return data;
  }

 private:
  std::string say(const char* zh, const char* en) const { return m_request.language == Language::zh ? zh : en; }

  static void kind(ReportData& data, const std::string& id) {
    if (std::ranges::find(data.all_kinds, id) == data.all_kinds.end()) data.all_kinds.push_back(id);
  }

  void texts(std::map<std::string, std::string>& out) const {
    const auto& asked = m_report.parameters;
    out["run"] = m_report.id;
    out["as_of"] = asked.as_of;
    out["area_method"] = areaMethodWord(asked.area_method).in(m_request.language);
    out["edge_model"] = withoutStop(asked.edge_model.in(m_request.language));
    out["scope"] = kindList(asked.scope, *m_request.catalogue, m_request.language);
    out["not_examined"] = kindList(asked.not_examined, *m_request.catalogue, m_request.language);
    out["software"] = fmt::format("EcoRedline {}，GEOS {}，PROJ {}，GDAL {}", m_report.software.version,
                                  m_report.software.geos, m_report.software.proj, m_report.software.gdal);
    if (m_request.language == Language::en)
      out["software"] = fmt::format("EcoRedline {}, GEOS {}, PROJ {}, GDAL {}", m_report.software.version,
                                    m_report.software.geos, m_report.software.proj, m_report.software.gdal);
    out["catalogue"] = fmt::format("{} {}", m_report.catalogue.id, m_report.catalogue.content_hash.substr(0, 19));
    out["buffer_m"] = asked.buffer_m > 0 ? toFixed(asked.buffer_m, 1) : "";
    out["touches"] = m_report.numeric_touches > 0 ? std::to_string(m_report.numeric_touches) : "";
    out["several"] = m_report.sites.size() == 1 ? "" : std::to_string(m_report.sites.size());
    out["sites_count"] = std::to_string(m_report.sites.size());
    out["few_maps"] = m_report.sites.size() > kMostMaps ? std::to_string(kMostMaps) : "";
    std::vector<std::string> names;
    std::vector<std::string> projects;
    for (const SiteResult& site : m_report.sites) {
      names.push_back(site.name.empty() || site.name == site.id ? site.id : site.name);
      if (std::ranges::find(projects, site.project_id) == projects.end()) projects.push_back(site.project_id);
    }
    constexpr std::size_t kNamed = 3;
    const std::size_t count = names.size();
    if (count > kNamed) names.resize(kNamed);
    out["site_names"] = fmt::format("{}", fmt::join(names, say("、", ", ")));
    if (count > kNamed) out["site_names"] += say(" 等", " and others");
    out["project_names"] = projects.size() == 1 ? projects.front() : "";
    std::vector<std::string> counts;
    using enum Verdict;
    for (const Verdict verdict : {fail, marginal, unknown, conditional, pass})
      if (const auto of = std::ranges::count(m_report.sites, verdict, &SiteResult::verdict); of > 0)
        counts.push_back(fmt::format("{} {}", markedWord(verdict).in(m_request.language), of));
    out["counts"] = fmt::format("{}", fmt::join(counts, say("\uFF1B", "; ")));
  }

  TextTable sites() const {
    TextTable all = verdictTable(m_report, *m_request.catalogue, m_request.language);
    TextTable table;
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < all.heads.size(); ++c)
      if (all.heads[c].id != "actions") { // each site's own part has them
        columns.push_back(c);
        table.heads.push_back(all.heads[c]);
      }
    for (const std::size_t index : strictestFirst(m_report)) {
      auto& row = table.rows.emplace_back();
      for (const std::size_t c : columns) row.push_back(all.rows[index][c]);
      for (std::size_t c = 0; c < table.heads.size(); ++c)
        if (table.heads[c].id == "area_m2")
          row[c] = toGrouped(m_report.sites[index].area_m2, 2);
        else if (table.heads[c].id == "length_m")
          row[c] = toGrouped(m_report.sites[index].length_m, 2);
    }
    return table;
  }

  std::vector<ReportData> siteGroup() const {
    const auto order = strictestFirst(m_report);
    const std::set<std::size_t> mapped(order.begin(),
                                       order.begin() + static_cast<std::ptrdiff_t>(std::min(order.size(), kMostMaps)));
    std::vector<ReportData> out;
    for (std::size_t i = 0; i < m_report.sites.size(); ++i)
      out.push_back(SiteData(m_request, i).take(mapped.contains(i)));
    return out;
  }

  const WriteRequest& m_request;
  const RunReport& m_report;
};

} // namespace

std::vector<std::size_t> strictestFirst(const RunReport& report) {
  std::vector<std::size_t> order(report.sites.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    const SiteResult& first = report.sites[a];
    const SiteResult& second = report.sites[b];
    return std::pair(second.verdict, second.worst_case) < std::pair(first.verdict, first.worst_case);
  });
  return order;
}

ReportData reviewData(const WriteRequest& request) {
  return RunData(request).take();
}

Result<Document> documentOf(const WriteRequest& request) {
  if (request.document != nullptr) return *request.document;
  const ReportTemplate* form = request.templates == nullptr ? nullptr : request.templates->find("screening");
  if (form == nullptr)
    return fail(ErrorKind::input, "template.missing", {"没有报告模板 screening", "There is no template screening"},
                "templates/report/screening.toml");
  auto document = compose(*form, reviewData(request), request.language);
  if (document) document->date = request.report->parameters.as_of;
  return document;
}

} // namespace ecoredline
