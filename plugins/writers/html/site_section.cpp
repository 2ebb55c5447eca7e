#include "base/decimal.hpp"
#include "cartography/svg.hpp"
#include "html_builder.hpp"
#include "output/review_data.hpp"
#include "output/review_tables.hpp"
#include "output/titles.hpp"
#include "page.hpp"
#include "report/figures.hpp"
#include "report/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace ecoredline {

namespace {

class SiteSection {
 public:
  SiteSection(HtmlBuilder& html, const WriteRequest& request, std::size_t index)
      : m_html(html), m_request(request), m_site(request.report->sites[index]), m_number(index + 1),
        m_language(request.language) {}

  Result<void> write(bool with_map) {
    const std::string id = fmt::format("s{}", m_number);
    m_html.open("section", {{"id", id}, {"class", "site"}, {"aria-labelledby", id + "h"}}).line();
    band(id + "h");
    m_html.element("p", m_site.sentence.in(m_language), {{"class", "sentence"}}).line();
    if (with_map)
      if (auto drawn = map(); !drawn) return drawn;
    actions();
    evidence();
    review();
    folded();
    m_html.close().line();
    return {};
  }

 private:
  std::string say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }
  const Catalogue& catalogue() const { return *m_request.catalogue; }

  std::string siteName() const {
    return m_site.name.empty() || m_site.name == m_site.id ? m_site.id : m_site.id + " " + m_site.name;
  }

  std::string facts() const {
    std::vector<std::string> parts;
    if (!m_site.project_id.empty()) parts.push_back(say("项目 ", "project ") + m_site.project_id);
    if (std::isfinite(m_site.area_m2))
      parts.push_back(fmt::format("{} {} m² = {} {} = {} {}", say("面积", "area"), toGrouped(m_site.area_m2, 2),
                                  toFixed(toHectares(m_site.area_m2), 4), say("公顷", "ha"),
                                  toFixed(toMu(m_site.area_m2), 4), say("亩", "mu")));
    if (std::isfinite(m_site.length_m))
      parts.push_back(fmt::format("{} {} m", say("长度", "length"), toGrouped(m_site.length_m, 2)));
    parts.push_back(fmt::format("{} {} m{}", say("坐标精度", "accuracy"), toFixed(m_site.accuracy_m, 3),
                                m_site.accuracy_assumed ? say("（假定）", " (assumed)") : ""));
    return fmt::format("{}", fmt::join(parts, m_language == Language::zh ? "\uFF1B" : "; "));
  }

  void band(const std::string& heading_id) {
    const std::string look = "band " + verdictClass(m_site.verdict) + (m_site.preliminary ? " preliminary" : "");
    m_html.open("header", {{"class", look}}).open("h2", {{"id", heading_id}});
    m_html.element("span", markedWord(m_site.verdict, m_site.preliminary).in(m_language), {{"class", "verdict"}});
    m_html.text(" ").element("span", siteName(), {{"class", "name"}}).close();
    m_html.element("p", facts());
    if (m_site.worst_case != m_site.verdict) {
      m_html.open("p").text(say("最不利情形：", "Worst case: "));
      m_html.element("b", markedWord(m_site.worst_case).in(m_language), {{"class", verdictClass(m_site.worst_case)}});
      m_html.text(say("（所有未定事项均按最不利计）", " (everything open at its worst)")).close();
    }
    m_html.close().line();
  }

  Result<void> map() {
    if (!m_request.map_of) return {};
    auto scene = m_request.map_of(m_number - 1);
    if (!scene) return fail(scene.error());
    if (scene->window.empty()) {
      m_html.element("p", say("该地块没有可绘制的图形。", "This site has no shape that can be drawn."),
                     {{"class", "note"}});
      return {};
    }
    const std::string id = fmt::format("m{}", m_number);
    m_html.open("figure").own(toSvg(*scene, {id, false}));
    m_html.open("ul", {{"class", "legend"}, {"aria-label", say("图例", "Legend")}});
    const auto entries = legendOf(*scene);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      m_html.open("li", {{"data-layer", entries[i].id}}).own(swatchSvg(entries[i], fmt::format("{}l{}", id, i)));
      m_html.text(fmt::format("{} ({})", entries[i].title, entries[i].count)).close();
    }
    m_html.close();
    identities();
    m_html.element("figcaption", fmt::format("{}{}{}", scene->title, say("。", ". "), scene->source));
    m_html.close().line();
    return {};
  }

  // What a click on a zone tells of it: the figures of the findings, as the tables have them.
  void identities() {
    m_html.open("ul", {{"class", "ids"}, {"hidden", "hidden"}});
    for (const Finding* finding : byWeight(m_site)) {
      if (finding->zone_key.empty()) continue;
      const std::string layer = finding->zone_class.empty() ? finding->kind : finding->kind + "." + finding->zone_class;
      m_html.element("li",
                     fmt::format("{}{}{}{}{}{}", markedWord(finding->verdict()).in(m_language), say("，", ", "),
                                 figureOf(*finding).in(m_language), say("，序号 ", ", no. "),
                                 finding - m_site.findings.data() + 1, say("（表2）", " (table 2)")),
                     {{"data-l", layer}, {"data-n", finding->zone_name}, {"data-i", finding->zone_id}});
    }
    m_html.close();
  }

  void actions() {
    if (m_site.actions.empty()) return;
    using enum ActionType;
    m_html.element("h3", say("应办事项", "What to do")).open("dl", {{"class", "todo"}});
    for (const ActionType type : {approve, answer, supply, survey, demonstrate}) {
      std::vector<const ActionItem*> items;
      for (const ActionItem& item : m_site.actions)
        if (item.type == type) items.push_back(&item);
      if (items.empty()) continue;
      m_html.element("dt", word(type).in(m_language)).open("dd").open("ul");
      for (const ActionItem* item : items) {
        m_html.open("li").text(item->text.in(m_language));
        const std::string kind = item->kind.empty() ? "" : kindTitle(catalogue(), item->kind, m_language);
        if (!kind.empty()) m_html.text(" ").element("span", kind, {{"class", "of"}});
        m_html.close();
      }
      m_html.close().close();
    }
    m_html.close().line();
  }

  std::string tableNote() const {
    return fmt::format(
        "{}{}{}{}{}", say("面积方法：", "Areas: "),
        areaMethodWord(m_request.report->parameters.area_method).in(m_language), say("；基准日 ", "; as of "),
        m_request.report->parameters.as_of,
        say("；括号内为精度范围；面积在各条规则间重复，合计以合计表为准；序号即 review --finding 的编号。",
            "; in brackets the error band; areas repeat over rules, only the totals are to be summed; the number is "
            "that of review --finding."));
  }

  void evidence() {
    const auto meets = overlayFindings(m_site, true);
    if (!meets.empty()) m_html.element("h3", say("与各分区的关系", "Relation to the zones"));
    writeTable(m_html, overlayTable(m_site, meets, catalogue(), m_language), m_language,
               {say("表2 叠加分析（最严者在前）", "Table 2. Overlay, the strictest first"), true, "t2"});
    if (!meets.empty()) m_html.element("p", tableNote(), {{"class", "note"}}).line();
    const TextTable units = unitTable(m_site, catalogue(), m_language);
    const TextTable clauses = clauseTable(m_site, catalogue(), m_language);
    if (!units.rows.empty() || !clauses.rows.empty())
      m_html.element("h3", say("生态环境管控单元与准入清单", "Control units and access list"));
    writeTable(m_html, units, m_language, {say("表3 涉及的管控单元", "Table 3. Control units met"), true});
    writeTable(m_html, clauses, m_language,
               {say("表4 准入清单逐条对照", "Table 4. Access list, clause by clause"), true, "t4"});
    const TextTable open = openClauseTable(m_site, catalogue(), m_language);
    writeTable(m_html, open, m_language,
               {say("表4（续） 准入清单逐条对照：待审查人填写",
                    "Table 4, continued. Access list: for the reviewer to fill in"),
                true, "t4"});
    if (!open.rows.empty())
      m_html.element("p",
                     say("所用资料中没有这些单元的准入清单条款，软件不作判定；由审查人按现行清单填写并判定符合性。",
                         "The data used hold no clause for these units and nothing is concluded; the reviewer "
                         "fills in and decides."),
                     {{"class", "note"}});
    const TextTable questions = questionTable(m_site, catalogue(), m_language);
    if (!questions.rows.empty()) m_html.element("h3", say("待补充信息", "To be supplied"));
    writeTable(
        m_html, questions, m_language,
        {say("表5 待补充信息：每种答案的后果", "Table 5. To be supplied: what each answer would do"), true, "t5"});
  }

  void fold(const std::string& title, const TextTable& table, const TableOptions& options,
            const std::string& note = {}) {
    if (table.rows.empty()) return;
    m_html.open("details").element("summary", fmt::format("{} ({})", title, table.rows.size()));
    writeTable(m_html, table, m_language, options);
    m_html.element("p", note, {{"class", "note"}});
    m_html.close().line();
  }

  void folded() {
    const auto rest = overlayFindings(m_site, false);
    fold(say("未发现重叠的图层", "Layers without an overlap"), overlayTable(m_site, rest, catalogue(), m_language),
         {say("表2（续） 未发现重叠：最近的要素", "Table 2, continued. No overlap found: what is nearest"), true, "t2"},
         say("“未发现重叠”仅就所用数据而言，不等于不存在。",
             "\"None found\" is said of the data used, not of the ground."));
    fold(say("各图层结论", "Conclusion of each layer"), conclusionTable(m_site, catalogue(), m_language),
         {"", false, "t6"});
    fold(say("占用合计", "Totals"), totalTable(m_site.totals, catalogue(), m_language),
         {say("各类分区合计（重叠的分区只计一次）", "Totals by class, overlapping zones counted once")}, tableNote());
    fold(say("采用的申报事实", "Answers used"), factTable(m_site, catalogue(), m_language), {});
    fold(say("诊断", "Diagnoses"), diagnosisTable(m_site.diagnoses, m_language),
         {say("地块图形与属性的诊断", "What was met in the site's shape and attributes")});
    corners();
  }

  void corners() {
    const TextTable table = cornerTable(m_site, m_language);
    const std::string crs = m_site.geometry.crs.valid() ? m_site.geometry.crs.code() + " " + m_site.geometry.crs.name()
                                                        : say("坐标系不明", "CRS unknown");
    if (table.rows.size() <= kMostCorners)
      return fold(say("拐点坐标", "Corner points"), table, {say("表1 拐点坐标", "Table 1. Corner points"), true, "t1"},
                  say("坐标系：", "CRS: ") + crs);
    m_html.element("p",
                   fmt::format("{}{}{}", say("表1 拐点坐标：共 ", "Table 1. Corner points: "), table.rows.size(),
                               say(" 点，见 run.json。", " points, see run.json.")),
                   {{"class", "note"}});
  }

  // The tool's verdict and what people decided, side by side; a line to write on where nobody has decided yet.
  void review() {
    m_html.element("h3", say("人工复核", "Human review")).open("table", {{"role", "table"}, {"class", "review"}});
    m_html.open("tr", {{"role", "row"}});
    for (const auto& head :
         {Text{"工具判定（辅助意见）", "The tool's opinion"}, Text{"人工决定", "A person's decision"},
          Text{"理由", "Reason"}, Text{"复核人", "Reviewer"}, Text{"日期", "Date"}})
      m_html.element("th", head.in(m_language), {{"role", "columnheader"}, {"scope", "col"}});
    m_html.close();
    bool any = false;
    for (const RecordedDecision& decision : m_request.decisions) {
      if (decision.site != m_site.id) continue;
      any = true;
      reviewRow(toolOpinion(decision), decision);
    }
    if (!any) reviewRow(markedWord(m_site.verdict, m_site.preliminary).in(m_language), {});
    m_html.close().line();
  }

  std::string toolOpinion(const RecordedDecision& decision) const {
    if (decision.finding == 0 || decision.finding > m_site.findings.size())
      return markedWord(m_site.verdict, m_site.preliminary).in(m_language);
    return fmt::format("{} {}{}", markedWord(m_site.findings[decision.finding - 1].verdict()).in(m_language),
                       say("序号 ", "no. "), decision.finding);
  }

  static std::string reasonOf(const RecordedDecision& decision) {
    return decision.document.empty() ? decision.reason : fmt::format("{} [{}]", decision.reason, decision.document);
  }

  void reviewRow(const std::string& opinion, const RecordedDecision& decision) {
    m_html.open("tr", {{"role", "row"}});
    for (const std::string& cell :
         {opinion, decisionWord(decision.decision).in(m_language), reasonOf(decision), decision.by, decision.time}) {
      m_html.open("td", {{"role", "cell"}});
      writeVerdictText(m_html, cell, m_language);
      m_html.close();
    }
    m_html.close();
  }

  HtmlBuilder& m_html;
  const WriteRequest& m_request;
  const SiteResult& m_site;
  std::size_t m_number;
  Language m_language;
};

} // namespace

Result<void> writeSite(HtmlBuilder& html, const WriteRequest& request, std::size_t index, bool with_map) {
  return SiteSection(html, request, index).write(with_map);
}

} // namespace ecoredline
