#include "output/review_tables.hpp"

#include "base/decimal.hpp"
#include "output/titles.hpp"
#include "report/figures.hpp"
#include "report/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace ecoredline {

namespace {

constexpr const char* kUnitKind = "environmental_control_unit";

struct Say {
  Language language;
  std::string operator()(const char* zh, const char* en) const { return language == Language::zh ? zh : en; }
  std::string operator()(const Text& text) const { return text.in(language); }
  const char* colon() const { return language == Language::zh ? "\uFF1A" : ": "; }
  const char* semicolon() const { return language == Language::zh ? "\uFF1B" : "; "; }
  const char* comma() const { return language == Language::zh ? "、" : ", "; }
};

std::string percent(double share) {
  return toFixed(share * 100, 2);
}

// The overlap, and where it is marginal the band: "40.00 (0.00–412.00)".
std::string overlapCell(const Finding& f, const Say& say) {
  std::string cell = toGrouped(f.overlap_m2, 2);
  if (cell.empty() && f.overlap_length_m > 0)
    return fmt::format("{} {} m", say("长度", "length"), toGrouped(f.overlap_length_m, 2));
  if (f.certainty == Certainty::marginal && std::isfinite(f.overlap_low_m2))
    cell += fmt::format(" ({}–{})", toGrouped(f.overlap_low_m2, 2), toGrouped(f.overlap_high_m2, 2));
  return cell;
}

// A distance is promised no farther than it was found (M17).
std::string distanceCell(const Finding& f) {
  return std::isfinite(f.distance_m) ? distanceText(f.distance_m) : std::string();
}

std::string consequenceCell(const Finding& f, const Say& say) {
  std::string cell = fmt::format("{} {}", mark(f.verdict()), say(word(f.verdict())));
  const bool unknown = f.certainty == Certainty::unknown; // then the effect is what it could come to
  if (!unknown && f.effect != Effect::clear) cell += say.semicolon() + say(word(f.effect));
  if (f.certainty != Certainty::certain) cell += say.semicolon() + say(word(f.certainty));
  if (f.effect_worst > f.effect || (unknown && f.effect_worst != Effect::clear))
    cell += fmt::format("{}{}{}", say.semicolon(), say("最不利", "at worst "), say(word(f.effect_worst)));
  if (!f.text.empty()) cell += fmt::format("{}{}", say("。", ". "), say(f.text));
  return cell;
}

std::string basisCell(const Finding& f, const Say& say) {
  std::string cell = f.basis;
  if (!f.article.empty()) cell += (cell.empty() ? "" : " ") + f.article;
  if (f.provisional_on != Provisional::none)
    cell += fmt::format("{}{}{}", say("\uFF08", " ("), say(word(f.provisional_on)), say("\uFF09", ")"));
  return cell;
}

// With the edition: a figure never stands without the data it is of.
std::string layerCell(const Finding& f, const Catalogue& catalogue, Language language) {
  return kindTitle(catalogue, f.kind, language) + (f.version.empty() ? "" : " " + f.version);
}

std::string classCell(const Finding& f, const Catalogue& catalogue, Language language) {
  const std::string title = classTitle(catalogue, f.kind, f.zone_class, language);
  return title.empty() ? f.zone_class_raw : title;
}

std::string factTitle(const Catalogue& catalogue, const std::string& id, Language language) {
  const Fact* fact = catalogue.fact(id);
  return fact == nullptr || fact->question.empty() ? id : fact->question.in(language);
}

std::string valueTitle(const Catalogue& catalogue, const std::string& id, const std::string& value, const Say& say) {
  const Fact* fact = catalogue.fact(id);
  if (fact != nullptr)
    if (const auto title = fact->value_titles.find(value); title != fact->value_titles.end()) return say(title->second);
  if (value == "yes") return say("是", "yes");
  return value == "no" ? say("否", "no") : value;
}

std::string levelWord(const std::string& level, const Say& say) {
  if (level == "province") return say("省级", "province");
  if (level == "basin") return say("流域", "basin");
  if (level == "city") return say("市级", "city");
  return level == "unit" ? say("单元", "unit") : level;
}

std::string dimensionWord(const std::string& dimension, const Say& say) {
  if (dimension == "layout") return say("空间布局约束", "Spatial layout");
  if (dimension == "emission") return say("污染物排放管控", "Emission control");
  if (dimension == "risk") return say("环境风险防控", "Risk prevention");
  return dimension == "resource" ? say("资源利用效率", "Resource efficiency") : dimension;
}

std::string answerWord(const ClauseResult& clause, const Say& say) {
  if (clause.no.empty()) return say("本层级无要求", "nothing required at this level");
  if (clause.answer == "conform") return say("声明符合", "stated to comply");
  if (clause.answer == "not") return say("声明不符合", "stated not to comply");
  return clause.answer == "n_a" ? say("不适用", "not applicable")
                                : say("未答复（由审查人填写）", "unanswered: for the reviewer to fill in");
}

std::string severityWord(Severity severity, const Say& say) {
  if (severity == Severity::error) return say("错误", "error");
  return severity == Severity::warning ? say("警告", "warning") : say("提示", "note");
}

// As stated at import: all, admin:CODE,CODE, features, none, or the name of a file.
std::string coverageWord(const std::string& coverage, const Say& say) {
  if (coverage == "all") return say("全部范围", "everywhere");
  if (coverage == "features") return say("要素自身范围", "where its own zones are");
  if (coverage == "none" || coverage.empty()) return say("未声明", "not stated");
  if (coverage.starts_with("admin:")) return say("行政区 ", "divisions ") + coverage.substr(6);
  return coverage;
}

bool isClause(const Finding& f) {
  return f.reason == "clause" || f.reason == "no_requirement";
}

bool isMet(const Finding& f) {
  return f.overlap_m2 > 0 || f.overlap_length_m > 0 || f.relation == Relation::within;
}

bool meetsSomething(const Finding& f) {
  return f.verdict() != Verdict::pass || f.effect != Effect::clear || f.reason == "superseded";
}

} // namespace

std::string kindList(const std::vector<std::string>& kinds, const Catalogue& catalogue, Language language) {
  std::vector<std::string> titles;
  for (const std::string& kind : kinds) titles.push_back(kindTitle(catalogue, kind, language));
  return fmt::format("{}", fmt::join(titles, Say{language}.comma()));
}

TextTable cornerTable(const SiteResult& site, Language) {
  const FlatLayer& layer = site.geometry;
  const bool degrees = layer.crs.valid() && layer.crs.isGeographic();
  const int digits = degrees ? 9 : 4;
  TextTable table;
  table.heads = {{"no", {"点号", "Point"}},
                 {"ring", {"圈号", "Ring"}},
                 {"x", degrees ? Text{"纬度（°）", "Latitude (°)"} : Text{"X 纵坐标（m）", "Northing (m)"}, true},
                 {"y", degrees ? Text{"经度（°）", "Longitude (°)"} : Text{"Y 横坐标（m）", "Easting (m)"}, true}};
  std::size_t number = 0;
  for (std::size_t ring = 0; ring < layer.ring_part.size(); ++ring) {
    const auto first = layer.ring_vertex[ring];
    auto last = layer.ring_vertex[ring + 1];
    const bool closed = last - first > 1 && layer.x[first] == layer.x[last - 1] && layer.y[first] == layer.y[last - 1];
    if (closed) --last; // the closing point is the first one again
    for (auto i = first; i < last; ++i)
      table.rows.push_back({"J" + std::to_string(++number), std::to_string(ring + 1), toFixed(layer.y[i], digits),
                            toFixed(layer.x[i], digits)});
  }
  return table;
}

std::vector<const Finding*> overlayFindings(const SiteResult& site, bool meets) {
  std::vector<const Finding*> out;
  for (const Finding* finding : byWeight(site))
    if (!isClause(*finding) && meetsSomething(*finding) == meets) out.push_back(finding);
  return out;
}

TextTable overlayTable(const SiteResult& site, const std::vector<const Finding*>& findings, const Catalogue& catalogue,
                       Language language) {
  const Say say{language};
  TextTable table;
  table.heads = {{"no", {"序号", "No."}},
                 {"kind", {"图层", "Layer"}},
                 {"zone_name", {"要素名称", "Zone name"}},
                 {"zone_id", {"编码", "Code"}},
                 {"zone_class", {"类别/级别", "Class"}},
                 {"overlap_m2", {"占用面积（m²）", "Overlap (m²)"}, true},
                 {"overlap_ha", {"公顷", "ha"}, true},
                 {"overlap_mu", {"亩", "mu"}, true},
                 {"share_percent", {"占项目比例（%）", "Share of site (%)"}, true},
                 {"distance_m", {"最近距离（m）", "Nearest distance (m)"}, true},
                 {"effect", {"法律后果", "Consequence"}},
                 {"basis", {"依据", "Basis"}}};
  for (const Finding* f : findings)
    table.rows.push_back({std::to_string(f - site.findings.data() + 1), layerCell(*f, catalogue, language),
                          f->zone_name, f->zone_id, classCell(*f, catalogue, language), overlapCell(*f, say),
                          toFixed(toHectares(f->overlap_m2), 4), toFixed(toMu(f->overlap_m2), 4), percent(f->share),
                          distanceCell(*f), consequenceCell(*f, say), basisCell(*f, say)});
  return table;
}

TextTable unitTable(const SiteResult& site, const Catalogue& catalogue, Language language) {
  TextTable table;
  table.heads = {{"unit", {"单元编码", "Unit code"}},
                 {"name", {"名称", "Name"}},
                 {"type", {"类型", "Type"}},
                 {"overlap_m2", {"重叠面积（m²）", "Overlap (m²)"}, true},
                 {"share_percent", {"比例（%）", "Share (%)"}, true}};
  std::set<std::string> seen;
  for (const Finding& f : site.findings) {
    if (f.kind != kUnitKind || !isMet(f) || !seen.insert(f.version + "|" + f.zone_key).second) continue;
    table.rows.push_back(
        {f.zone_id, f.zone_name, classCell(f, catalogue, language), overlapCell(f, {language}), percent(f.share)});
  }
  return table;
}

TextTable clauseTable(const SiteResult& site, const Catalogue&, Language language) {
  const Say say{language};
  TextTable table;
  table.heads = {{"unit", {"管控单元", "Unit"}},
                 {"no", {"层级、条款号与出处", "Level, number and source"}},
                 {"text", {"管控要求（原文）", "Requirement (as written)"}},
                 {"dimension", {"维度", "Dimension"}},
                 {"answer", {"本项目情况", "This project"}},
                 {"outcome", {"符合性", "Compliance"}}};
  for (const ClauseResult& clause : site.clauses)
    table.rows.push_back({clause.unit, fmt::format("{} {} {}", levelWord(clause.level, say), clause.no, clause.source),
                          clause.text, dimensionWord(clause.dimension, say), answerWord(clause, say),
                          say(markedWord(clause.outcome))});
  return table;
}

TextTable openClauseTable(const SiteResult& site, const Catalogue& catalogue, Language language) {
  const Say say{language};
  TextTable table;
  table.heads = clauseTable(site, catalogue, language).heads;
  std::set<std::string> told; // units with clauses, then those that have their rows
  for (const ClauseResult& clause : site.clauses) told.insert(clause.unit);
  for (const Finding& f : site.findings) {
    const std::string& unit = f.zone_id.empty() ? f.zone_key : f.zone_id;
    if (f.kind != kUnitKind || !isMet(f) || !told.insert(unit).second) continue;
    for (const char* dimension : {"layout", "emission", "risk", "resource"})
      table.rows.push_back({unit, say("所用资料中没有", "not in the data used"),
                            say("（按现行准入清单摘录）", "(from the access list in force)"),
                            dimensionWord(dimension, say), say("（由审查人填写）", "(for the reviewer to fill in)"),
                            say("（由审查人判定）", "(for the reviewer to decide)")});
  }
  return table;
}

TextTable basisTable(const SiteResult& site, const Catalogue& catalogue, Language language) {
  struct Named {
    std::string document;
    std::vector<std::string> articles;
    std::vector<std::string> kinds;
  };
  const auto once = [](std::vector<std::string>& list, const std::string& one) {
    if (!one.empty() && std::ranges::find(list, one) == list.end()) list.push_back(one);
  };
  std::vector<Named> documents; // in the order of the overlay
  for (const Finding* f : byWeight(site)) {
    if (f->basis.empty()) continue;
    auto at = std::ranges::find(documents, f->basis, &Named::document);
    if (at == documents.end()) at = documents.insert(documents.end(), {f->basis, {}, {}});
    once(at->articles, f->article);
    once(at->kinds, f->kind);
  }
  TextTable table;
  table.heads = {
      {"document", {"文件", "Document"}}, {"articles", {"条款", "Articles"}}, {"kinds", {"涉及图层", "Layers"}}};
  for (const Named& one : documents)
    table.rows.push_back({one.document, fmt::format("{}", fmt::join(one.articles, Say{language}.comma())),
                          kindList(one.kinds, catalogue, language)});
  return table;
}

TextTable questionTable(const SiteResult& site, const Catalogue& catalogue, Language language) {
  const Say say{language};
  TextTable table;
  table.heads = {{"no", {"序号", "No."}},
                 {"text", {"待补充信息", "To be supplied"}},
                 {"sort", {"性质", "Sort"}},
                 {"choices", {"可选答案与后果", "Answers and what they do"}},
                 {"kinds", {"涉及图层", "Layers"}}};
  for (std::size_t i = 0; i < site.questions.size(); ++i) {
    const Question& question = site.questions[i];
    // By what they do: "限制：第1类、第2类…"
    std::map<Effect, std::vector<std::string>> by_effect;
    for (const Question::Choice& choice : question.choices)
      by_effect[choice.effect].push_back(valueTitle(catalogue, question.fact, choice.value, say));
    std::vector<std::string> choices;
    for (const auto& [effect, values] : by_effect)
      choices.push_back(fmt::format("{} → {}", fmt::join(values, say.comma()), say(word(effect))));
    table.rows.push_back(
        {std::to_string(i + 1), say(question.text),
         question.sort == "claim" ? say("可申报，附文件", "a claim, with a document") : say("须回答", "to be answered"),
         fmt::format("{}", fmt::join(choices, say.semicolon())), kindList(question.kinds, catalogue, language)});
  }
  return table;
}

TextTable conclusionTable(const SiteResult& site, const Catalogue& catalogue, Language language) {
  const Say say{language};
  TextTable table;
  table.heads = {{"kind", {"图层", "Layer"}},
                 {"conclusion", {"结论", "Conclusion"}},
                 {"worst_case", {"最不利情形", "Worst case"}},
                 {"text", {"说明", "Why"}}};
  std::vector<const LayerResult*> layers;
  for (const LayerResult& layer : site.layers) layers.push_back(&layer);
  std::ranges::stable_sort(layers,
                           [](const LayerResult* a, const LayerResult* b) { return b->conclusion < a->conclusion; });
  for (const LayerResult* layer : layers)
    table.rows.push_back({kindTitle(catalogue, layer->kind, language), say(markedWord(layer->conclusion)),
                          layer->worst_case == layer->conclusion ? "" : say(markedWord(layer->worst_case)),
                          layer->text.empty() ? say(reasonWord(layer->reason)) : say(layer->text)});
  return table;
}

TextTable totalTable(const std::vector<Total>& totals, const Catalogue& catalogue, Language language) {
  TextTable table;
  table.heads = {{"kind", {"图层", "Layer"}},
                 {"zone_class", {"类别/级别", "Class"}},
                 {"overlap_m2", {"占用面积（m²）", "Overlap (m²)"}, true},
                 {"low_m2", {"下限（m²）", "Low (m²)"}, true},
                 {"high_m2", {"上限（m²）", "High (m²)"}, true},
                 {"sliver_m2", {"疑似接边误差（m²）", "Slivers (m²)"}, true},
                 {"net_m2", {"扣除田坎后（m²）", "Net of ridges (m²)"}, true},
                 {"length_m", {"长度（m）", "Length (m)"}, true},
                 {"share_percent", {"占项目比例（%）", "Share (%)"}, true}};
  for (const Total& total : totals)
    table.rows.push_back({kindTitle(catalogue, total.kind, language),
                          classTitle(catalogue, total.kind, total.zone_class, language), toGrouped(total.overlap_m2, 2),
                          toGrouped(total.low_m2, 2), toGrouped(total.high_m2, 2), toGrouped(total.sliver_m2, 2),
                          toGrouped(total.net_m2, 2), toGrouped(total.length_m, 2), percent(total.share)});
  return table;
}

TextTable factTable(const SiteResult& site, const Catalogue& catalogue, Language language) {
  const Say say{language};
  TextTable table;
  table.heads = {{"fact", {"事项", "Fact"}}, {"value", {"申报", "Stated"}}, {"from", {"来自", "From"}},
                 {"by", {"申报人", "By"}},   {"date", {"日期", "Date"}},    {"document", {"文件", "Document"}}};
  for (const FactUsed& fact : site.facts)
    table.rows.push_back({factTitle(catalogue, fact.fact, language), valueTitle(catalogue, fact.fact, fact.value, say),
                          say(answerSourceWord(fact.from)), fact.by, fact.date, fact.document});
  return table;
}

TextTable editionTable(const RunReport& report, const Catalogue& catalogue, Language language) {
  const Say say{language};
  TextTable table;
  table.heads = {{"kind", {"图层", "Layer"}},
                 {"version", {"版本", "Edition"}},
                 {"date", {"施行日期", "In force from"}},
                 {"features", {"要素数", "Features"}, true},
                 {"accuracy_m", {"精度（m）", "Accuracy (m)"}, true},
                 {"coverage", {"覆盖范围", "Coverage"}},
                 {"crs", {"坐标系", "CRS"}},
                 {"content_hash", {"内容校验", "Content hash"}}};
  for (const LayerUsed& layer : report.layers)
    table.rows.push_back({kindTitle(catalogue, layer.kind, language), layer.version, layer.date,
                          std::to_string(layer.features),
                          toFixed(layer.accuracy_m, 3) + (layer.accuracy_assumed ? say(" 假定", " assumed") : ""),
                          coverageWord(layer.coverage, say), layer.crs, layer.content_hash.substr(0, 19)});
  return table;
}

TextTable projectTable(const RunReport& report, Language language) {
  const Say say{language};
  TextTable table;
  table.heads = {{"id", {"项目", "Project"}},
                 {"verdict", {"结论", "Verdict"}},
                 {"worst_case", {"最不利情形", "Worst case"}},
                 {"area_m2", {"面积（m²）", "Area (m²)"}, true},
                 {"sites", {"地块", "Sites"}}};
  for (const ProjectResult& project : report.projects)
    if (project.sites.size() > 1)
      table.rows.push_back({project.id, say(markedWord(project.verdict)),
                            project.worst_case == project.verdict ? "" : say(markedWord(project.worst_case)),
                            toGrouped(project.area_m2, 2), fmt::format("{}", fmt::join(project.sites, say.comma()))});
  return table;
}

TextTable diagnosisTable(const Diagnoses& diagnoses, Language language) {
  TextTable table;
  table.heads = {{"severity", {"程度", "Severity"}},
                 {"message", {"诊断", "Diagnosis"}},
                 {"row", {"行", "Row"}},
                 {"code", {"代码", "Code"}}};
  for (const Diagnosis& diagnosis : diagnoses)
    table.rows.push_back({severityWord(diagnosis.severity, {language}), diagnosis.message.in(language),
                          diagnosis.row ? std::to_string(*diagnosis.row + 1) : "", diagnosis.code});
  return table;
}

} // namespace ecoredline
