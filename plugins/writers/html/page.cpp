#include "page.hpp"

#include "base/decimal.hpp"
#include "base/hash.hpp"
#include "html_builder.hpp"
#include "output/review_data.hpp"
#include "output/review_tables.hpp"
#include "output/titles.hpp"
#include "page_script.hpp"
#include "page_style.hpp"
#include "report/figures.hpp"
#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace ecoredline {

namespace {

// As a policy names a script (CSP 3, 2.3.1).
std::string base64(const Digest& digest) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < digest.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, digest.size() - i);
    unsigned bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = (bits << 8U) | (k < count ? digest.at(i + k) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out += k <= count ? kLetters[(bits >> (18 - 6 * k)) & 63U] : '=';
  }
  return out;
}

class Page {
 public:
  explicit Page(const WriteRequest& request)
      : m_request(request), m_report(*request.report), m_language(request.language),
        m_order(strictestFirst(*request.report)) {}

  Result<std::string> take() {
    m_html.own("<!DOCTYPE html>\n").open("html", {{"lang", say("zh-CN", "en")}}).line();
    head();
    m_html.open("body", {{"class", single() ? "single" : "several"}}).line();
    m_html.element("a", say("跳到结论", "Skip to the conclusion"),
                   {{"href", single() ? "#s1" : "#overview"}, {"class", "skip"}});
    m_html.open("header").element("h1", title()).element("p", subtitle(), {{"class", "sub"}});
    m_html.element("p",
                   say("此浏览器打印时不展开折叠部分：请先逐一展开再打印。",
                       "This browser prints folded parts folded: open them before printing."),
                   {{"class", "note printnote"}});
    m_html.close().line().open("main").line();
    if (!single()) overview();
    if (auto sites = writeSites(); !sites) return fail(sites.error());
    method();
    signature();
    m_html.close().line().open("script").own(kPageScript);
    m_html.close().close().line().close().line();
    return m_html.take();
  }

 private:
  std::string say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }
  bool single() const { return m_report.sites.size() == 1; }
  const Catalogue& catalogue() const { return *m_request.catalogue; }

  std::string title() const {
    return say("建设项目生态环境分区管控符合性分析", "Compliance of sites with ecological and environmental zoning");
  }
  std::string subtitle() const {
    return fmt::format("{}{}{}{}{}{}", say("运行编号 ", "Run "), m_report.id, say(" · 基准日 ", " · as of "),
                       m_report.parameters.as_of, say(" · 面积：", " · areas: "),
                       areaMethodWord(m_report.parameters.area_method).in(m_language));
  }

  void head() {
    m_html.open("head").line();
    m_html.single("meta", {{"charset", "utf-8"}}).line();
    m_html.single("meta", {{"http-equiv", "Content-Security-Policy"},
                           {"content", fmt::format("default-src 'none'; style-src 'unsafe-inline'; script-src "
                                                   "'sha256-{}'",
                                                   base64(sha256(kPageScript)))}});
    m_html.line();
    m_html.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}).line();
    m_html.single("meta", {{"name", "generator"}, {"content", "EcoRedline " + m_report.software.version}}).line();
    m_html.element("title", fmt::format("{} {}", title(), m_report.id)).line();
    m_html.open("style").own(kPageStyle).close().line();
    m_html.close().line();
  }

  void overview() {
    m_html.element("h2", say("结论总览", "Overview"), {{"id", "overview"}});
    using enum Verdict;
    m_html.open("ul", {{"class", "chips"}});
    for (const Verdict verdict : {fail, marginal, unknown, conditional, pass}) {
      const auto count = std::ranges::count(m_report.sites, verdict, &SiteResult::verdict);
      if (count == 0) continue;
      m_html.open("li").element("b", markedWord(verdict).in(m_language), {{"class", verdictClass(verdict)}});
      m_html.text(fmt::format(" {}", count)).close();
    }
    m_html.close();
    m_html.element("p", say("核查范围：", "Scope: ") + scope() +
                            say("本结论为辅助意见，须人工复核。", " An opinion; a person decides."));
    sites();
    writeTable(m_html, projectTable(m_report, m_language), m_language,
               {say("有多个地块的项目", "Projects of several sites")});
  }

  void sites() {
    TextTable all = verdictTable(m_report, catalogue(), m_language);
    TextTable table;
    TableOptions options{say("地块结论（最严者在前）", "Sites, the strictest first"), false, "sites"};
    for (const TextTable::Head& head : all.heads)
      if (head.id != "actions") table.heads.push_back(head); // each site's own section has them
    for (const std::size_t index : m_order) {
      all.rows[index].resize(table.heads.size());
      table.rows.push_back(all.rows[index]);
      for (std::size_t c = 0; c < table.heads.size(); ++c)
        if (table.heads[c].id == "area_m2")
          table.rows.back()[c] = toGrouped(m_report.sites[index].area_m2, 2);
        else if (table.heads[c].id == "length_m")
          table.rows.back()[c] = toGrouped(m_report.sites[index].length_m, 2);
      options.row_links.push_back(fmt::format("#s{}", index + 1));
    }
    writeTable(m_html, table, m_language, options);
  }

  std::string scope() const {
    const auto& asked = m_report.parameters;
    std::string out = kindList(asked.scope, catalogue(), m_language) + say("。", ".");
    if (!asked.not_examined.empty())
      out +=
          say("未核查：", " Not examined: ") + kindList(asked.not_examined, catalogue(), m_language) + say("。", ".");
    return out;
  }

  Result<void> writeSites() {
    std::set<std::size_t> mapped;
    for (std::size_t i = 0; i < std::min(m_order.size(), kMostMaps); ++i) mapped.insert(m_order[i]);
    if (mapped.size() < m_order.size())
      m_html.element("p",
                     fmt::format("{}{}{}", say("地块较多，仅结论最严的 ", "Only the "), kMostMaps,
                                 say(" 个附图。", " strictest sites have a map.")),
                     {{"class", "note"}});
    for (std::size_t index = 0; index < m_report.sites.size(); ++index)
      if (auto done = writeSite(m_html, m_request, index, mapped.contains(index)); !done) return done;
    return {};
  }

  void term(const std::string& name, const std::string& what) {
    if (what.empty()) return;
    m_html.element("dt", name).element("dd", what);
  }

  void method() {
    const auto& asked = m_report.parameters;
    const auto& software = m_report.software;
    m_html.open("section", {{"aria-labelledby", "method"}});
    m_html.element("h2", say("资料与方法", "Data and method"), {{"id", "method"}}).line();
    writeTable(m_html, editionTable(m_report, catalogue(), m_language), m_language,
               {say("所用资料版本与覆盖范围", "Editions used, and what they cover"), true});
    m_html.open("dl", {{"class", "method"}});
    term(say("核查范围", "Scope"), scope());
    term(say("面积方法", "Area method"), areaMethodWord(asked.area_method).in(m_language));
    term(say("边的模型", "Edge model"), asked.edge_model.in(m_language));
    term(say("精度带", "Error band"),
         say("合成精度=项目坐标精度+图层精度（相加）；占用处深入分区的距离大于合成精度方为确定，否则为临界。",
             "Combined accuracy = accuracy of the site + accuracy of the layer; an overlap is certain only where it "
             "lies "
             "deeper in the zone than that, else marginal."));
    if (asked.buffer_m > 0) term(say("缓冲距离", "Buffer"), fmt::format("{} m", toFixed(asked.buffer_m, 3)));
    term(say("未判定与数值接触", "Undecided and numeric touches"),
         fmt::format(
             "{}{}{}{}", say("未能判定的叠加 ", "Overlays that could not be decided: "), m_report.undecided_pairs,
             say("；小于 0.01 m² 或 1 mm 的接触 ", "; touches below 0.01 m² or 1 mm: "), m_report.numeric_touches));
    term(say("规则库", "Catalogue"), fmt::format("{} {}", m_report.catalogue.id, m_report.catalogue.content_hash));
    term(say("软件", "Software"), fmt::format("EcoRedline {}, GEOS {}, PROJ {}, GDAL {}", software.version,
                                              software.geos, software.proj, software.gdal));
    term(say("核对", "Checking"),
         say("同一输入得到相同的 run.json 与本页；运行编号是其内容的 SHA-256 前 12 位。",
             "The same input gives the same run.json and the same page; the run's number is the "
             "beginning of the SHA-256 of its content."));
    m_html.close().line();
    writeTable(m_html, diagnosisTable(m_report.diagnoses, m_language), m_language,
               {say("项目文件的诊断", "What was met in the site file")});
    m_html.close().line();
  }

  void signature() {
    m_html.open("section", {{"aria-label", say("签署", "Signatures")}});
    m_html.element("p", say("本页为辅助意见，须人工复核；签署后方可作为审查材料。",
                            "An opinion of a tool: it becomes part of a review only with a person's signature."));
    m_html.open("div", {{"class", "sign"}});
    for (const auto& line :
         {Text{"编制人", "Prepared by"}, Text{"人工复核", "Reviewed by"}, Text{"批准人", "Approved by"},
          Text{"单位（盖章）", "Organisation (seal)"}, Text{"日期", "Date"}})
      m_html.element("div", line.in(m_language));
    m_html.close().close().line();
  }

  const WriteRequest& m_request;
  const RunReport& m_report;
  Language m_language;
  std::vector<std::size_t> m_order;
  HtmlBuilder m_html;
};

} // namespace

Result<std::string> reportPage(const WriteRequest& request) {
  return Page(request).take();
}

} // namespace ecoredline
