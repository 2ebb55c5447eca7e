#include "screening/explain.hpp"

#include "base/decimal.hpp"
#include "report/figures.hpp"
#include "report/question_form.hpp"
#include "report/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ecoredline {

namespace {

struct Node {
  std::string text;
  std::vector<Node> children;

  bool operator==(const Node&) const = default;
  Node& add(std::string child) { return children.emplace_back(Node{std::move(child), {}}); }
};

void draw(const Node& node, const std::string& indent, std::string& out) {
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const bool last = i + 1 == node.children.size();
    out += fmt::format("{}{}{}\n", indent, last ? "└─ " : "├─ ", node.children[i].text);
    draw(node.children[i], indent + (last ? "   " : "│  "), out);
  }
}

// The stated change must really change the class (F2), though the report's metres are rounded to the millimetre: a
// bound that has to be undercut is stated one millimetre lower, one that has to be exceeded one higher.
constexpr double kReportStep = 0.001;
std::string justBelow(double metres) {
  return toGrouped(metres - kReportStep, 3);
}
std::string justAbove(double metres) {
  return toGrouped(metres + kReportStep, 3);
}

std::string metres(double value) {
  return toGrouped(value, 3) + " m";
}
std::string squareMetres(double value) {
  return toGrouped(value, 4) + " m²";
}

// Enough of "sha256:…" to tell two editions apart by eye.
std::string shortHash(const std::string& hash) {
  return hash.substr(0, 7 + 12);
}

class Explainer {
 public:
  Explainer(const RunReport& report, const Catalogue* catalogue, const SiteResult& site, Language language)
      : m_report(report), m_catalogue(catalogue), m_site(site), m_language(language) {}

  std::string print() const {
    std::string out = heading();
    Node proof;
    for (const LayerResult* layer : layersByWeight()) addLayer(proof, *layer);
    addSiteFacts(proof);
    draw(proof, "", out);
    out += fmt::format("\n{}\n", say("什么会改变结论", "What would flip it"));
    Node flips;
    addAnswers(flips);
    addDistances(flips);
    addActions(flips);
    if (flips.children.empty()) flips.add(say("在所用数据内没有可改变结论的因素", "Nothing in the data used"));
    draw(flips, "", out);
    return out + fmt::format("\n{}\n", say("本结论为辅助意见，须人工复核。", "An opinion; a person decides."));
  }

 private:
  std::string say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }
  const std::string& say(const Text& text) const { return text.in(m_language); }
  std::string labelled(const char* zh, const char* en, const std::string& value) const {
    return fmt::format("{}{}{}", say(zh, en), m_language == Language::zh ? "：" : ": ", value);
  }
  std::string bracketed(const std::string& text) const {
    return m_language == Language::zh ? fmt::format("（{}）", text) : fmt::format(" ({})", text);
  }

  std::string kindTitle(const std::string& id) const {
    const LayerKind* kind = m_catalogue == nullptr ? nullptr : m_catalogue->kind(id);
    return kind == nullptr || say(kind->title).empty() ? id : say(kind->title);
  }
  std::string classTitle(const Finding& finding) const {
    const LayerKind* kind = m_catalogue == nullptr ? nullptr : m_catalogue->kind(finding.kind);
    const ZoneClass* known = kind == nullptr ? nullptr : kind->zoneClass(finding.zone_class);
    return known == nullptr || say(known->title).empty() ? finding.zone_class : say(known->title);
  }
  std::string valueTitle(const std::string& fact_id, const std::string& value) const {
    const Fact* fact = m_catalogue == nullptr ? nullptr : m_catalogue->fact(fact_id);
    if (fact_id.starts_with("clause.")) return fmt::format("{}{}", value, bracketed(say(clauseAnswerWord(value))));
    if (fact == nullptr) return value;
    const auto title = fact->value_titles.find(value);
    return title == fact->value_titles.end() ? value : fmt::format("{}{}", value, bracketed(say(title->second)));
  }

  std::string heading() const {
    std::string size;
    if (std::isfinite(m_site.area_m2))
      size = "  " + labelled("面积", "area", squareMetres(m_site.area_m2));
    else if (std::isfinite(m_site.length_m))
      size = "  " + labelled("长度", "length", metres(m_site.length_m));
    const std::string accuracy = fmt::format("±{}{}", metres(m_site.accuracy_m),
                                             m_site.accuracy_assumed ? bracketed(say("假定", "assumed")) : "");
    std::string out =
        fmt::format("{} {}  {}  {} {}{}  {}\n", say("地块", "Site"), m_site.id, m_site.name, say("项目", "project"),
                    m_site.project_id, size, labelled("精度", "accuracy", accuracy));
    out += fmt::format("{} {}  {}  {}  {} {} {}\n\n", say("核查", "Run"), m_report.id,
                       labelled("基准日", "as of", m_report.parameters.as_of),
                       labelled("面积方法", "areas by", say(areaMethodWord(m_report.parameters.area_method))),
                       say("目录", "catalogue"), m_report.catalogue.id, shortHash(m_report.catalogue.content_hash));
    out += say(markedWord(m_site.verdict, m_site.preliminary));
    if (m_site.worst_case != m_site.verdict)
      out += "  " + labelled("最不利情形", "worst case", say(markedWord(m_site.worst_case)));
    return out + "\n" + say(m_site.sentence) + "\n";
  }

  std::vector<const LayerResult*> layersByWeight() const {
    std::vector<const LayerResult*> order;
    for (const LayerResult& layer : m_site.layers) order.push_back(&layer);
    std::ranges::stable_sort(order, std::ranges::greater{}, [](const LayerResult* layer) { return layer->conclusion; });
    return order;
  }

  void addLayer(Node& proof, const LayerResult& layer) const {
    std::string text = fmt::format("{} {}", say(markedWord(layer.conclusion)), kindTitle(layer.kind));
    if (layer.worst_case != layer.conclusion)
      text += bracketed(labelled("最不利", "worst", say(word(layer.worst_case))));
    if (!layer.text.empty()) text += (m_language == Language::zh ? "：" : ": ") + say(layer.text);
    Node& node = proof.add(std::move(text));
    std::vector<std::vector<Node>> shown;
    for (const Finding* finding : byWeight(m_site))
      if (finding->kind == layer.kind) addFinding(node, *finding, layer, shown);
    if (m_site.findings.empty())
      node.add(say("明细存于工作空间，请加 --workspace", "the findings are kept in the workspace: add --workspace"));
  }

  // `shown`: what was already printed of this layer's zones; rules that look at the same zone repeat its figures.
  void addFinding(Node& parent, const Finding& finding, const LayerResult& layer,
                  std::vector<std::vector<Node>>& shown) const {
    const std::string about = finding.zone_key.empty() ? say(reasonWord(finding.reason)) : classTitle(finding);
    const std::string figure = say(figureOf(finding));
    std::string text = fmt::format("#{} {}", numberOf(finding), mark(finding.verdict()));
    for (const std::string& part : {about, figure == about ? "" : figure})
      if (!part.empty()) text += fmt::format(" {}", part);
    Node& node = parent.add(std::move(text));
    if (!finding.text.empty() && finding.text != layer.text) node.add(say(finding.text));
    addRule(node, finding);
    Node evidence;
    addVersion(evidence, finding);
    addZone(evidence, finding);
    addNumbers(evidence, finding);
    if (std::ranges::count(shown, evidence.children) > 0) {
      node.add(say("版本、分区与数值同上", "version, zone and figures as above"));
      return;
    }
    if (!evidence.children.empty()) shown.push_back(evidence.children);
    node.children.insert(node.children.end(), evidence.children.begin(), evidence.children.end());
  }

  /// Its place among the site's findings, from 1: what `review --finding` takes.
  std::size_t numberOf(const Finding& finding) const {
    return static_cast<std::size_t>(&finding - m_site.findings.data()) + 1;
  }

  void addRule(Node& parent, const Finding& finding) const {
    std::string effect = say(word(finding.effect));
    if (finding.effect_worst != finding.effect)
      effect += bracketed(labelled("最不利", "worst", say(word(finding.effect_worst))));
    effect += fmt::format(" · {}", say(word(finding.certainty)));
    Node& rule =
        parent.add(finding.rule.empty() ? labelled("后果", "effect", effect)
                                        : fmt::format("{} {}{}", say("规则", "rule"), finding.rule, " → " + effect));
    if (!finding.basis.empty()) {
      const std::string open = finding.provisional_on == Provisional::none ? "" : say(word(finding.provisional_on));
      const bool said = open.empty() || finding.basis.find(open) != std::string::npos;
      const std::string note = said ? "" : bracketed(open);
      const std::string article = finding.article.empty() ? "" : " " + finding.article;
      rule.add(labelled("依据", "basis", fmt::format("{}{}{}", finding.basis, article, note)));
    }
    for (const FactUsed* fact : answersTo(finding)) rule.add(answerLine(*fact));
    if (!finding.needs.empty()) rule.add(labelled("待回答", "open", fmt::format("{}", fmt::join(finding.needs, ", "))));
  }

  // Which answers a rule looked at is only known with the catalogue that the run was made with.
  std::vector<const FactUsed*> answersTo(const Finding& finding) const {
    std::vector<const FactUsed*> answers;
    for (const FactUsed& fact : m_site.facts)
      if (fact.fact == finding.rule) answers.push_back(&fact); // a clause of an access list is its own rule
    if (m_catalogue == nullptr || m_catalogue->contentHash() != m_report.catalogue.content_hash) return answers;
    const LayerKind* kind = m_catalogue->kind(finding.kind);
    const Rule* rule = kind == nullptr ? nullptr : kind->rule(finding.rule);
    if (rule == nullptr) return answers;
    for (const FactUsed& fact : m_site.facts)
      if (std::ranges::count(rule->needs, fact.fact) > 0) answers.push_back(&fact);
    return answers;
  }

  std::string answerLine(const FactUsed& fact) const {
    std::vector<std::string> papers;
    for (const std::string& part : {fact.by, fact.date, fact.document, say(answerSourceWord(fact.from))})
      if (!part.empty()) papers.push_back(part);
    const std::string paper = fmt::format("{}", fmt::join(papers, say("、", ", ")));
    return labelled(
        "申报", "answer",
        fmt::format("{} = {}{}", fact.fact, valueTitle(fact.fact, fact.value), paper.empty() ? "" : bracketed(paper)));
  }

  void addVersion(Node& parent, const Finding& finding) const {
    if (finding.version.empty()) return;
    const auto used = std::ranges::find_if(m_report.layers, [&](const LayerUsed& layer) {
      return layer.kind == finding.kind && layer.version == finding.version;
    });
    Node& node = parent.add(labelled("版本", "version", finding.version));
    if (used == m_report.layers.end()) return;
    node.add(labelled("施行", "in force from", used->date));
    node.add(labelled("内容", "content",
                      fmt::format("{}, {} {}, {}", shortHash(used->content_hash), used->features,
                                  say("个要素", "features"), used->crs)));
    node.add(labelled("对法定边界的精度", "accuracy against the legal boundary",
                      fmt::format("±{}{}", metres(used->accuracy_m),
                                  used->accuracy_assumed ? bracketed(say("假定", "assumed")) : "")));
    node.add(labelled("覆盖范围", "coverage", used->coverage));
  }

  void addZone(Node& parent, const Finding& finding) const {
    if (finding.zone_key.empty()) return;
    std::string zone = finding.zone_key;
    if (!finding.zone_name.empty()) zone += " " + finding.zone_name;
    if (!finding.zone_class.empty() || !finding.zone_class_raw.empty()) {
      const std::string raw =
          finding.zone_class_raw.empty() ? "" : bracketed(labelled("原值", "as delivered", finding.zone_class_raw));
      zone += fmt::format(" · {}{}", labelled("类别", "class", classTitle(finding)), raw);
    }
    parent.add(labelled("分区", "zone", zone));
  }

  void addNumbers(Node& parent, const Finding& finding) const {
    if (!finding.relation) return;
    Node numbers;
    const auto figure = [&](const char* zh, const char* en, double value, const std::string& text) {
      if (std::isfinite(value)) numbers.add(labelled(zh, en, text));
    };
    const double overlap = finding.overlap_m2;
    figure("重叠面积", "overlap", overlap,
           squareMetres(overlap) + bracketed(say(areaMethodWord(m_report.parameters.area_method))));
    figure("椭球精确面积", "exact on the ellipsoid", finding.exact_m2, squareMetres(finding.exact_m2));
    figure("占项目比例", "share of the site", finding.share, toFixed(finding.share * 100, 6) + " %");
    figure("精度范围", "band", finding.overlap_low_m2,
           fmt::format("{} – {}", squareMetres(finding.overlap_low_m2), squareMetres(finding.overlap_high_m2)));
    if (finding.sliver) figure("疑似接边误差", "slivers", finding.sliver_m2, squareMetres(finding.sliver_m2));
    figure("占用长度", "length inside", finding.overlap_length_m, metres(finding.overlap_length_m));
    figure("深入分区", "depth inside the zone", finding.depth_m, metres(finding.depth_m));
    if (!(overlap > 0 || finding.overlap_length_m > 0))
      figure("最近距离", "nearest distance", finding.distance_m, metres(finding.distance_m));
    figure("方位角", "bearing", finding.bearing_deg, toFixed(finding.bearing_deg, 2) + "°");
    figure("合成精度", "combined accuracy", finding.eps_m, "±" + metres(finding.eps_m));
    if (!finding.rung.empty()) numbers.add(labelled("叠加方法", "overlay", say(rungWord(finding.rung))));
    Node& node = parent.add(labelled("关系", "relation", say(word(*finding.relation))));
    node.children = std::move(numbers.children);
  }

  void addSiteFacts(Node& proof) const {
    if (!m_site.facts.empty()) {
      Node& facts = proof.add(say("所用申报", "Answers used"));
      for (const FactUsed& fact : m_site.facts) facts.add(answerLine(fact));
    }
    if (m_site.diagnoses.empty()) return;
    Node& diagnoses = proof.add(say("数据诊断", "Diagnoses of the data"));
    for (const Diagnosis& diagnosis : m_site.diagnoses)
      diagnoses.add(fmt::format("{} [{}]", say(diagnosis.message), diagnosis.code));
  }

  void addAnswers(Node& flips) const {
    for (const Question& question : m_site.questions) {
      const bool claim = question.sort == "claim";
      const std::string text = fmt::format("{} [{}]", say(question.text), question.fact);
      Node& node = flips.add(claim ? labelled("如属下列情形并附文件", "If it can be claimed, with a document", text)
                                   : labelled("回答", "Answer", text));
      for (const Question::Choice& choice : question.choices) {
        const Verdict then = outcome(choice.effect, Certainty::certain);
        node.add(fmt::format("{} → {}{}{}", valueTitle(question.fact, choice.value), say(word(choice.effect)),
                             say("，", ", "), say(markedWord(then))));
      }
      std::vector<std::string> kinds;
      for (const std::string& kind : question.kinds) kinds.push_back(kindTitle(kind));
      node.add(labelled("涉及", "concerns", fmt::format("{}", fmt::join(kinds, say("、", ", ")))));
    }
  }

  // How far a finding is from another certainty. It is certain if the overlap is deeper than eps, marginal if it is
  // nearer than eps (semantics §3).
  std::string distanceToFlip(const Finding& f) const {
    if (!std::isfinite(f.eps_m) || f.certainty == Certainty::unknown) return {};
    const bool hit = f.overlap_m2 > 0 || f.overlap_length_m > 0;
    const double gap = hit ? f.depth_m : f.distance_m; // what stands against eps
    if (!(gap > kReportStep)) return {};
    if (f.certainty == Certainty::marginal) return say(betterAccuracy(hit, gap, f.eps_m));
    if (hit && f.effect >= Effect::conditional) return say(roomLeft(gap, f.eps_m));
    if (f.relation == Relation::near && gap > f.eps_m) return say(turnsMarginal(gap, f.eps_m));
    return {};
  }

  static Text betterAccuracy(bool hit, double gap, double eps) {
    return {fmt::format("合成精度优于 {} m（现 {}）时，{}", justBelow(gap), metres(eps),
                        hit ? "重叠即为确定" : "即为未占用"),
            fmt::format("with a combined accuracy better than {} m (now {}) {}", justBelow(gap), metres(eps),
                        hit ? "the overlap is certain" : "it is clear")};
  }
  static Text roomLeft(double depth, double eps) {
    return {fmt::format("深入 {}，合成精度 {}：误差达到 {} m 之前重叠始终确定", metres(depth), metres(eps),
                        justBelow(depth)),
            fmt::format("depth {}, combined accuracy {}: certain until the error reaches {} m", metres(depth),
                        metres(eps), justBelow(depth))};
  }
  static Text turnsMarginal(double distance, double eps) {
    return {fmt::format("相距 {}，合成精度 {}：误差超过 {} m 时转为临界", metres(distance), metres(eps),
                        justAbove(distance)),
            fmt::format("distance {}, combined accuracy {}: marginal when the error exceeds {} m", metres(distance),
                        metres(eps), justAbove(distance))};
  }

  void addDistances(Node& flips) const {
    Node lines;
    for (const Finding* finding : byWeight(m_site)) {
      const std::string line = distanceToFlip(*finding);
      if (line.empty()) continue;
      const std::string text = fmt::format("{} {}{}{}", kindTitle(finding->kind), classTitle(*finding),
                                           m_language == Language::zh ? "：" : ": ", line);
      if (std::ranges::count(lines.children, text, &Node::text) == 0) lines.add(text);
    }
    if (!lines.children.empty())
      flips.add(say("距另一判定还有多远", "How far it is from another certainty")).children = std::move(lines.children);
  }

  void addActions(Node& flips) const {
    if (m_site.actions.empty()) return;
    Node& node = flips.add(say("应办事项", "What to do"));
    for (const ActionItem& action : m_site.actions)
      node.add(
          fmt::format("{}{}{}", say(word(action.type)), m_language == Language::zh ? "：" : ": ", say(action.text)));
  }

  const RunReport& m_report;
  const Catalogue* m_catalogue;
  const SiteResult& m_site;
  Language m_language;
};

// Edits of bytes that turn one id into the other (Levenshtein 1966).
std::size_t editDistance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
    }
  }
  return row.back();
}

tl::unexpected<Error> noSuchSite(const RunReport& report, const std::string& site_id) {
  constexpr std::size_t kSuggestions = 5;
  std::vector<std::pair<std::size_t, std::string>> ids;
  for (const SiteResult& site : report.sites) ids.emplace_back(editDistance(site_id, site.id), site.id);
  std::ranges::stable_sort(ids, {}, &std::pair<std::size_t, std::string>::first);
  std::vector<std::string> close;
  for (std::size_t i = 0; i < std::min(kSuggestions, ids.size()); ++i) close.push_back(ids[i].second);
  const std::string list = fmt::format("{}", fmt::join(close, ", "));
  return fail(ErrorKind::input, "run.no_such_site",
              {fmt::format("该次核查没有地块 {}", site_id), fmt::format("The run has no site {}", site_id)}, report.id,
              {fmt::format("相近的编号：{}（共 {} 个地块）", list, report.sites.size()),
               fmt::format("ids that come close: {} ({} sites in all)", list, report.sites.size())});
}

} // namespace

Result<std::string> explain(const RunReport& report, const Catalogue* catalogue, const std::string& site_id,
                            Language language) {
  const auto site = std::ranges::find(report.sites, site_id, &SiteResult::id);
  if (site == report.sites.end()) return noSuchSite(report, site_id);
  return Explainer(report, catalogue, *site, language).print();
}

std::string decisionLines(const std::vector<RecordedDecision>& decisions, const std::string& site, Language language) {
  std::string lines;
  for (const RecordedDecision& decision : decisions) {
    if (decision.site != site) continue;
    const bool zh = language == Language::zh;
    if (lines.empty())
      lines = zh ? "\n人工复核记录（与工具结论并列）：\n" : "\nRecorded decisions (beside the tool's verdict):\n";
    const std::string about =
        decision.finding == 0 ? (zh ? "整个地块" : "the site") : fmt::format("#{}", decision.finding);
    const std::string paper = decision.document.empty() ? "" : fmt::format(" [{}]", decision.document);
    lines += fmt::format("  {} {} · {} · {} {}{}\n", about, decisionWord(decision.decision).in(language),
                         decision.reason, decision.by, decision.time, paper);
  }
  return lines;
}

} // namespace ecoredline
