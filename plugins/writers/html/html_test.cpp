#include "base/decimal.hpp"
#include "base/hash.hpp"
#include "builtin_plugins.hpp"
#include "cartography/small_scene.hpp"
#include "report/figures.hpp"
#include "report/golden.hpp"
#include "report/made_report.hpp"
#include "report/run_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

namespace ecoredline {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

Result<MapScene> aMap(std::size_t) {
  return madeScene();
}

WriteRequest requestOf(const RunReport& report, Language language) {
  static const Catalogue kNone;
  WriteRequest request{&report, &kNone, nullptr, language};
  request.map_of = aMap;
  return request;
}

std::string printed(const WriteRequest& request) {
  Registry registry;
  registerBuiltinPlugins(registry);
  const auto page = registry.writer("html")->print(request);
  EXPECT_TRUE(page) << describe(page.error(), Language::en);
  return page.value_or("");
}

// The report of the tests with two control units and three clauses, so that every table has rows.
RunReport wholeReport() {
  RunReport report = madeReport();
  SiteResult& site = report.sites[0];
  for (const char* id : {"ZH22020220003", "ZH22020210001"}) {
    Finding f = madeWaterHit();
    f.kind = "environmental_control_unit";
    f.zone_id = f.zone_key = id;
    f.zone_name = "示例单元";
    f.zone_class = "key";
    f.effect = f.effect_worst = Effect::notify;
    f.overlap_m2 = f.exact_m2 = 6000.5;
    f.share = 0.5;
    site.findings.push_back(f);
    site.findings.push_back(f); // a second rule over the same unit
  }
  site.clauses = {
      {"ZH22020220003",
       "province",
       "*",
       "1.2",
       "layout",
       "禁止新建……",
       {},
       "吉政〔2024〕1号",
       "conform",
       Verdict::pass},
      {"ZH22020220003", "unit", "ZH22020220003", "3", "emission", "污染物……", {"C26"}, "", "", Verdict::conditional},
      {"ZH22020220003", "basin", "*", "", "", "本层级无要求", {}, "", "", Verdict::pass}};
  return report;
}

// The page without its one script, which is the product's own.
std::string withoutScript(const std::string& page) {
  const auto begin = page.find("<script>");
  const auto end = page.find("</script>", begin);
  return begin == std::string::npos || end == std::string::npos ? page : page.substr(0, begin) + page.substr(end + 9);
}

TEST(HtmlWriter, WritesTheGoodCase) {
  const RunReport report = madeReport();
  expectGolden("plugins/writers/html/good/small.zh.html", printed(requestOf(report, Language::zh)));
  expectGolden("plugins/writers/html/good/small.en.html", printed(requestOf(report, Language::en)));
}

TEST(HtmlWriter, HasTheTablesOfTheField) {
  const RunReport report = wholeReport();
  const std::string page = printed(requestOf(report, Language::zh));
  const auto heads = [](std::initializer_list<const char*> titles) {
    std::string out;
    const std::regex bracket("[()]");
    for (const char* title : titles)
      out += "scope=\"col\"[^>]*>" + std::regex_replace(std::string(title), bracket, "[$&]") +
             "</th><th role=\"columnheader\" ";
    return std::regex(out.substr(0, out.size() - std::string("<th role=\"columnheader\" ").size()));
  };
  EXPECT_TRUE(std::regex_search(page, heads({"点号", "圈号"}))) << "T1";
  EXPECT_TRUE(std::regex_search(page, heads({"序号", "图层", "要素名称", "编码", "类别/级别", "占用面积（m²）", "公顷",
                                             "亩", "占项目比例（%）", "最近距离（m）", "法律后果", "依据"})))
      << "T2";
  EXPECT_TRUE(std::regex_search(page, heads({"单元编码", "名称", "类型", "重叠面积（m²）", "比例（%）"}))) << "T3";
  EXPECT_TRUE(std::regex_search(page, heads({"管控要求（原文）", "维度", "本项目情况", "符合性"}))) << "T4";
  EXPECT_TRUE(std::regex_search(page, heads({"待补充信息", "性质", "可选答案与后果"}))) << "T5";
  std::size_t units = 0;
  for (auto at = page.find("ZH22020210001</td>"); at != std::string::npos; at = page.find("ZH22020210001</td>", at + 1))
    ++units;
  EXPECT_EQ(units, 7U) << "twice in T2, by rule, once in T3, and in T4 a row a dimension for the reviewer";
}

TEST(HtmlWriter, ConclusionComesFirstAndAPersonLast) {
  const RunReport report = madeReport();
  const std::string page = printed(requestOf(report, Language::zh));
  std::size_t at = 0;
  for (const char* next : {"<h1>", "id=\"overview\"", "核查范围\uFF1A", "id=\"s1\"", "class=\"band v-fail\"",
                           "总体结论：不符合。", "<svg", "应办事项", "表2 叠加分析", "人工复核", "<details>",
                           "id=\"s2\"", "资料与方法", "边的模型", "class=\"sign\"", "人工复核"}) {
    const std::size_t found = page.find(next, at);
    ASSERT_NE(found, std::string::npos) << next;
    at = found;
  }
}

TEST(HtmlWriter, ARecordedDecisionStandsBesideTheVerdict) {
  const RunReport report = madeReport();
  WriteRequest request = requestOf(report, Language::zh);
  request.decisions = {{"1", 2, "not-applicable", "李四", "勘测定界成果表明不占用", "", "2026-11-25"}};
  const std::string page = printed(request);
  EXPECT_THAT(page,
              HasSubstr("<td role=\"cell\"><b class=\"v-marginal\">◪ 临界</b> 序号 2</td><td role=\"cell\">不适用</td>"
                        "<td role=\"cell\">勘测定界成果表明不占用</td><td role=\"cell\">李四</td>"));
  EXPECT_THAT(page, HasSubstr("class=\"band v-fail\"")) << "the tool's verdict stays";
}

// Every number of a cell is a value of run.json in one of the ways it may be printed.
std::set<std::string> waysToPrint(const std::string& json) {
  std::set<std::string> ways;
  const std::regex number("-?[0-9]+(\\.[0-9]+)?");
  for (auto at = std::sregex_iterator(json.begin(), json.end(), number); at != std::sregex_iterator(); ++at) {
    const double value = std::stod(at->str());
    for (const int digits : {0, 1, 2, 3, 4, 9}) {
      ways.insert(toFixed(value, digits));
      ways.insert(toGrouped(value, digits));
    }
    ways.insert(toFixed(toHectares(value), 4));
    ways.insert(toFixed(toMu(value), 4));
    ways.insert(toFixed(value * 100, 2));
    ways.insert(distanceText(value));
  }
  return ways;
}

std::vector<std::string> numbersOfCells(const std::string& page) {
  std::vector<std::string> numbers;
  const std::regex cell("<td role=\"cell\" class=\"n\"[^>]*>([^<]*)</td>");
  const std::regex number("[0-9](?:[0-9]|\u2009)*(?:\\.[0-9]+)?");
  for (auto at = std::sregex_iterator(page.begin(), page.end(), cell); at != std::sregex_iterator(); ++at) {
    const std::string text = std::regex_replace((*at)[1].str(), std::regex("\u202F"), "\u2009");
    for (auto n = std::sregex_iterator(text.begin(), text.end(), number); n != std::sregex_iterator(); ++n)
      numbers.push_back(n->str());
  }
  return numbers;
}

TEST(HtmlWriter, NoNumberDiffersFromTheRun) {
  const RunReport report = wholeReport();
  const auto ways = waysToPrint(toJson(report).json);
  const auto numbers = numbersOfCells(printed(requestOf(report, Language::zh)));
  ASSERT_GT(numbers.size(), 60U);
  for (const std::string& number : numbers) EXPECT_TRUE(ways.contains(number)) << number;
  RunReport other = report;
  other.sites[0].findings[0].overlap_m2 = 3241;
  const auto changed = numbersOfCells(printed(requestOf(other, Language::zh)));
  EXPECT_TRUE(std::ranges::any_of(changed, [&](const std::string& n) { return !ways.contains(n); }))
      << "the test must see a number that differs";
}

// ---- text that means harm ----------------------------------------------------------------------------------------

// Tags and the names of their attributes: what a browser would build, without any text.
std::vector<std::string> structureOf(const std::string& page) {
  std::vector<std::string> out;
  const std::regex tag("<(/?[a-zA-Z!][^\\s>]*)((?:\\s+[a-zA-Z-:]+=\"[^\"]*\")*)\\s*/?>");
  const std::regex attribute("\\s([a-zA-Z-:]+)=\"");
  for (auto at = std::sregex_iterator(page.begin(), page.end(), tag); at != std::sregex_iterator(); ++at) {
    std::string item = (*at)[1];
    const std::string attributes = (*at)[2];
    for (auto a = std::sregex_iterator(attributes.begin(), attributes.end(), attribute); a != std::sregex_iterator();
         ++a)
      item += " " + (*a)[1].str();
    out.push_back(item);
  }
  return out;
}

// Every text that a file, a person or a catalogue brings into a report, replaced by one text.
RunReport filledWith(const std::string& text) {
  RunReport report = wholeReport();
  const Text both{text, text};
  report.parameters.edge_model = both;
  report.parameters.area_method = text;
  report.parameters.scope = {text};
  report.parameters.not_examined = {text};
  report.catalogue = {text, text};
  report.software = {text, text, text, text};
  report.id = text;
  for (LayerUsed& layer : report.layers) layer = {text, text, text, text, 1, 2, true, text, text};
  for (ProjectResult& project : report.projects) project.id = text;
  for (Diagnosis& d : report.diagnoses) d.message = both, d.code = text;
  for (SiteResult& site : report.sites) {
    site.id = site.name = site.project_id = text;
    site.sentence = both;
    for (Diagnosis& d : site.diagnoses) d.message = both, d.code = text;
    for (FactUsed& f : site.facts) f = {text, text, text, text, text, text};
    for (Question& q : site.questions) {
      q.fact = q.sort = text;
      q.text = both;
      q.kinds = {text};
      for (Question::Choice& choice : q.choices) choice.value = text;
    }
    for (ActionItem& a : site.actions) a.text = both, a.kind = text;
    for (LayerResult& l : site.layers) l.kind = text, l.text = both;
    for (Total& t : site.totals) t.kind = t.zone_class = text;
    for (ClauseResult& c : site.clauses) c.unit = c.level = c.dimension = c.text = c.source = text;
    for (Finding& f : site.findings) {
      if (f.kind != "environmental_control_unit") f.kind = text;
      f.version = f.zone_id = f.zone_name = f.zone_class = f.zone_class_raw = f.basis = f.article = f.rule = text;
      f.text = both;
    }
  }
  return report;
}

std::string pageOf(const std::string& text) {
  const RunReport report = filledWith(text);
  WriteRequest request = requestOf(report, Language::zh);
  request.map_of = [text](std::size_t) -> Result<MapScene> {
    MapScene scene = madeScene();
    scene.title = scene.description = scene.source = text;
    for (DrawLayer& layer : scene.layers) {
      layer.id = layer.title = text;
      for (std::string& name : layer.names) name = text;
      layer.labels.clear();
    }
    return scene;
  };
  request.decisions = {{text, 1, "confirm", text, text, text, text}};
  return printed(request);
}

TEST(HtmlWriter, TextFromAttributesChangesNothingOfThePage) {
  const auto plain = structureOf(pageOf("某某"));
  ASSERT_GT(plain.size(), 300U);
  for (const std::string& nasty :
       {std::string("</svg><script>alert(1)</script>"), std::string("\"><img src=x onerror=alert(1)>"),
        std::string("' onmouseover='x"), std::string("=HYPERLINK(\"http://x\",\"y\")"),
        std::string("javascript:alert(1)"), std::string("--><style>*{display:none}</style>"),
        std::string("]]></title></table></section>"), std::string("&lt;b&gt;"), std::string("\xFF\xFE\x01"),
        std::string("\u202Etxt.exe"), std::string("{{7*7}}"), std::string("</td></tr></table><h2>符合</h2>")}) {
    const std::string page = pageOf(nasty);
    EXPECT_EQ(structureOf(page), plain) << nasty;
    EXPECT_THAT(withoutScript(page), Not(AnyOf(HasSubstr("<script"), HasSubstr("<img"), HasSubstr("\u202E"))));
  }
}

TEST(HtmlWriter, AClauseOfTenThousandCharactersIsShownWhole) {
  RunReport report = wholeReport();
  std::string clause;
  for (int i = 0; i < 10000; ++i) clause += "禁";
  report.sites[0].clauses[0].text = clause;
  report.sites[0].findings[0].zone_name = "</svg>";
  const std::string page = printed(requestOf(report, Language::zh));
  EXPECT_THAT(page, HasSubstr(clause));
  EXPECT_THAT(page, HasSubstr(">&lt;/svg&gt;</td>")) << "shown";
}

TEST(HtmlWriter, TheHarmfulCaseIsTheSameBytes) {
  RunReport report = wholeReport();
  report.sites.resize(1);
  report.sites[0].id = "=cmd|' /C calc'!A0";
  report.sites[0].name = "<script>alert(1)</script>";
  report.sites[0].findings[0].zone_name = "</svg>";
  report.sites[0].findings[0].basis = "\"><img src=x onerror=alert(1)>";
  expectGolden("plugins/writers/html/bad/hostile_names.zh.html", printed(requestOf(report, Language::zh)));
}

std::string base64Of(const Digest& digest) {
  std::string out;
  std::string bits;
  for (const unsigned char byte : digest)
    for (int i = 7; i >= 0; --i) bits += (byte >> i & 1) != 0 ? '1' : '0';
  while (bits.size() % 6 != 0) bits += '0';
  for (std::size_t at = 0; at < bits.size(); at += 6)
    out +=
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[std::stoul(bits.substr(at, 6), nullptr, 2)];
  return out + "="; // of 32 bytes
}

TEST(HtmlWriter, LoadsNothingAndRunsNothingButItsOwnScript) {
  ASSERT_EQ(base64Of(sha256("")), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  const RunReport report = madeReport();
  const std::string whole = printed(requestOf(report, Language::en));
  const std::string page = withoutScript(whole);
  const auto begin = whole.find("<script>") + 8;
  ASSERT_LT(begin, whole.size());
  const std::string script = whole.substr(begin, whole.find("</script>", begin) - begin);
  EXPECT_THAT(page, HasSubstr("default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-" +
                              base64Of(sha256(script)) + "&#39;"));
  for (const char* never : {"fetch", "XMLHttpRequest", "WebSocket", "innerHTML", "eval(", "import(", "document.write"})
    EXPECT_THAT(script, Not(HasSubstr(never)));
  for (const char* never : {"<script", "<link", "<img", "<iframe", "@import", "url(h", " onclick", " style="})
    EXPECT_THAT(page, Not(HasSubstr(never)));
  // the one address is the name of a vocabulary, which nobody fetches
  const std::regex address("https?://[^\"]*");
  for (auto at = std::sregex_iterator(page.begin(), page.end(), address); at != std::sregex_iterator(); ++at)
    EXPECT_EQ(at->str(), "http://www.w3.org/2000/svg");
}

TEST(HtmlWriter, AMapThatCannotBeMadeIsAnErrorAndOneWithoutAShapeIsSaid) {
  const RunReport report = madeReport();
  WriteRequest request = requestOf(report, Language::zh);
  request.map_of = [](std::size_t) -> Result<MapScene> { return MapScene{}; };
  EXPECT_THAT(printed(request), HasSubstr("该地块没有可绘制的图形"));
  request.map_of = [](std::size_t) -> Result<MapScene> { return cancelledError(); };
  Registry registry;
  registerBuiltinPlugins(registry);
  const auto page = registry.writer("html")->print(request);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, "cancelled");
}

} // namespace
} // namespace ecoredline
