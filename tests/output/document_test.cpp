#include "base/files.hpp"
#include "output/review_data.hpp"
#include "output/series_table.hpp"
#include "report/golden.hpp"
#include "report/many_findings.hpp"
#include "report/printed_numbers.hpp"
#include "report/run_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace ecoredline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Kind = DocumentBlock::Kind;

const ReportBook& ownTemplates() {
  static const ReportBook book = [] {
    auto loaded = ReportBook::load(pathFromUtf8(ECOREDLINE_SOURCE_DIR) / "templates" / "report");
    EXPECT_TRUE(loaded) << describe(loaded.error(), Language::en);
    return loaded.value_or(ReportBook{});
  }();
  return book;
}

Document documentOfRun(const RunReport& report, Language language) {
  static const Catalogue kNone;
  WriteRequest request{&report, &kNone, nullptr, language};
  request.templates = &ownTemplates();
  request.map_of = [](std::size_t) -> Result<MapScene> { return MapScene{}; };
  auto made = documentOf(request);
  EXPECT_TRUE(made) << describe(made.error(), Language::en);
  return made.value_or(Document{});
}

// All words of a document, block by block.
std::string asText(const Document& document) {
  std::string out = document.title + "\n" + document.header + "\n";
  for (const auto& [name, value] : document.cover) out += name + ": " + value + "\n";
  for (const DocumentBlock& block : document.blocks) {
    if (block.kind == Kind::heading) out += "\n" + std::string(static_cast<std::size_t>(block.level), '#') + " ";
    if (block.kind == Kind::bullet) out += "- ";
    if (block.kind == Kind::figure) out += "[figure] ";
    if (block.kind == Kind::table) out += block.wide ? "[wide table] " : "[table] ";
    if (block.kind == Kind::page_break) out += "[page]";
    out += block.text + "\n";
    for (const auto& head : block.table.heads) out += "| " + head.title.in(document.language) + " ";
    if (!block.table.heads.empty()) out += "|\n";
    for (const auto& row : block.table.rows) {
      for (const auto& cell : row) out += "| " + cell + " ";
      out += "|\n";
    }
    if (!block.note.empty()) out += "  " + block.note + "\n";
    for (const auto& line : block.lines) out += line + " ____\n";
  }
  return out;
}

std::vector<std::string> headings(const Document& document, int level) {
  std::vector<std::string> out;
  for (const DocumentBlock& block : document.blocks)
    if (block.kind == Kind::heading && block.level == level) out.push_back(block.text);
  return out;
}

TEST(Document, SaysWhatTheGoldenFileSays) {
  const RunReport report = madeReport();
  expectGolden("tests/output/golden/review.zh.txt", asText(documentOfRun(report, Language::zh)));
  expectGolden("tests/output/golden/review.en.txt", asText(documentOfRun(report, Language::en)));
}

TEST(Document, OneSiteHasThePartsOfTheFieldAsItsChapters) {
  RunReport report = madeReport();
  report.sites.resize(1);
  EXPECT_THAT(headings(documentOfRun(report, Language::zh), 1),
              ElementsAre("结论摘要", "1 项目概况", "2 分析依据", "3 数据与方法", "4 与生态保护红线的符合性",
                          "5 与环境质量底线的符合性", "6 与资源利用上线的符合性", "7 与生态环境准入清单的符合性",
                          "8 与其他敏感区的符合性", "9 结论与建议", "附表"));
}

TEST(Document, OfSeveralSitesEachIsAChapter) {
  const Document document = documentOfRun(madeReport(), Language::zh);
  EXPECT_THAT(headings(document, 1), ElementsAre("结论总览", "地块 1 化工厂 A", "地块 2 =道路", "资料与方法"));
  EXPECT_EQ(headings(document, 2).size(), 22U);
}

// Parts are numbered by the template, tables by the writer, rows by their place.
TEST(Document, EveryNumberOfACellComesOutOfTheRun) {
  const RunReport report = madeReport();
  auto ways = waysToPrint(toJson(report).json);
  const auto numbersOf = [](const Document& document) {
    std::vector<std::string> out;
    for (const DocumentBlock& block : document.blocks)
      for (const auto& row : block.table.rows)
        for (std::size_t c = 0; c < row.size(); ++c)
          if (block.table.heads[c].number) std::ranges::copy(numbersIn(row[c]), std::back_inserter(out));
    return out;
  };
  const auto numbers = numbersOf(documentOfRun(report, Language::zh));
  ASSERT_GT(numbers.size(), 45U);
  for (const std::string& number : numbers) EXPECT_TRUE(ways.contains(number)) << number;
  RunReport other = report;
  other.sites[0].findings[0].overlap_m2 = 3241;
  const auto changed = numbersOf(documentOfRun(other, Language::zh));
  EXPECT_TRUE(std::ranges::any_of(changed, [&](const std::string& n) { return !ways.contains(n); }))
      << "the test must see a number that differs";
}

// What the data do not hold a person fills in, row by row, and the table says so (domain section 8 A, T4).
TEST(Document, AUnitWithoutClausesIsLeftForTheReviewerDimensionByDimension) {
  RunReport report = madeReport();
  report.sites.resize(1);
  Finding met;
  met.kind = "environmental_control_unit";
  met.zone_id = "ZH22020220099";
  met.overlap_m2 = 10;
  met.basis = "某市准入清单";
  met.article = "第三条";
  report.sites[0].findings = {met, met};
  const auto rowsOf = [&](const char* caption) {
    std::vector<std::vector<std::string>> rows;
    for (const DocumentBlock& block : documentOfRun(report, Language::zh).blocks)
      if (block.kind == Kind::table && block.text == caption) rows = block.table.rows;
    return rows;
  };
  const auto open = rowsOf("准入清单逐条对照：待审查人填写");
  ASSERT_EQ(open.size(), 4U) << "each unit once";
  EXPECT_EQ(open[0][0], "ZH22020220099");
  EXPECT_EQ(open[1][3], "污染物排放管控");
  EXPECT_EQ(open[2][5], "（由审查人判定）") << "never a verdict of the tool's";
  EXPECT_THAT(rowsOf("依据的文件与条款"),
              ElementsAre(ElementsAre("某市准入清单", "第三条", "environmental_control_unit")));
  ClauseResult clause;
  clause.unit = met.zone_id;
  clause.text = "禁止新建";
  report.sites[0].clauses = {clause};
  EXPECT_TRUE(rowsOf("准入清单逐条对照：待审查人填写").empty()) << "its clauses are in the data";
}

// Bars from zero hide one per cent; the change has bars of its own, with its share (look.md, charts).
TEST(Series, ASmallChangeIsReadAtAGlance) {
  AreaSeries series;
  for (const char* label : {"2018", "2020", "2023"}) series.versions.emplace_back().label = label;
  SeriesArea area;
  area.m2 = {1e8, 1.01e8, 0.98e8};
  series.areas = {area};
  const BarChart chart = seriesChangeBars(series, Language::zh);
  ASSERT_EQ(chart.bars.size(), 2U) << "of every version but the first";
  EXPECT_EQ(chart.bars[0].gain, 100);
  EXPECT_EQ(chart.bars[0].gain_figure, "+100.00 (+1.00 %)");
  EXPECT_EQ(chart.bars[1].loss, -200);
  EXPECT_EQ(chart.bars[1].loss_figure, "\u2212200.00 (-2.00 %)");
  series.areas[0].m2 = {1e8, 1e8, 1e8};
  EXPECT_EQ(seriesChangeBars(series, Language::zh).bars[1].gain_figure, "0 (+0.00 %)") << "nothing changed is said";
}

TEST(Document, NoRowOfFiveHundredIsLost) {
  const Document document = documentOfRun(madeManyFindings(500), Language::zh);
  std::size_t rows = 0;
  for (const DocumentBlock& block : document.blocks)
    if (block.kind == Kind::table && block.text.starts_with("叠加分析")) rows += block.table.rows.size();
  EXPECT_EQ(rows, 500U);
}

TEST(Document, ANameThatTheReportDoesNotHaveIsRefused) {
  const auto book = ReportBook::fromFiles(
      {{"screening.toml",
        "id = \"screening\"\ntitle = { zh = \"甲{nowhere}\", en = \"a\" }\n[[block]]\ntable = \"none\"\n"}});
  ASSERT_TRUE(book);
  const RunReport report = madeReport();
  static const Catalogue kNone;
  WriteRequest request{&report, &kNone, nullptr, Language::zh};
  request.templates = &*book;
  const auto document = documentOf(request);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, "template.unknown_name");
  EXPECT_THAT(document.error().what.zh, HasSubstr("nowhere"));
}

TEST(Document, AFaultOfATemplateIsSaidWithItsLine) {
  const auto refused = [](const char* block) {
    const auto book = ReportBook::fromFiles(
        {{"a.toml", std::string("id = \"a\"\ntitle = { zh = \"a\", en = \"a\" }\n[[block]]\n") + block}});
    EXPECT_FALSE(book) << block;
    return book ? std::string() : book.error().code + " " + book.error().where;
  };
  EXPECT_EQ(refused("text = \"one language\"\n"), "template.bad_value templates/report/a.toml:4");
  EXPECT_EQ(refused("heading = { zh = \"a\", en = \"a\" }\nlevel = 4\n"),
            "template.bad_value templates/report/a.toml:5");
  EXPECT_EQ(refused("table = \"x\"\ncolour = \"red\"\n"), "template.unknown_key templates/report/a.toml:5");
  EXPECT_EQ(refused("table = \"x\"\nlist = \"y\"\n"), "template.bad_value templates/report/a.toml:3");
  EXPECT_EQ(refused("each = \"x\"\nlike = \"y\"\n"), "template.bad_value templates/report/a.toml:5");
  EXPECT_EQ(refused("text = \n"), "template.syntax templates/report/a.toml:4");
}

TEST(Document, ColumnsFillTheirRoomAndFiguresAreNotBroken) {
  const Document document = documentOfRun(madeReport(), Language::zh);
  for (const DocumentBlock& block : document.blocks) {
    if (block.kind != Kind::table) continue;
    const auto widths = columnWidths(block.table, Language::zh, {160, 3, 2});
    EXPECT_NEAR(std::accumulate(widths.begin(), widths.end(), 0.0), 160, 1e-6) << block.text;
    EXPECT_GT(*std::ranges::min_element(widths), 2) << block.text;
  }
}

TEST(Document, ShortWordsStayOnOneLineBesideLongText) {
  TextTable table;
  table.heads = {{"cause", {"原因", "cause"}}, {"how", {"推断依据", "how"}}};
  table.rows = {{"整体调出", std::string(400, 'x')}, {"扩大", "该分区在前一版本中没有对应分区，其余边界未动"}};
  const auto widths = columnWidths(table, Language::zh, {60, 3, 2});
  EXPECT_GE(widths[0], 8 * 0.6 * 3 + 2) << "four characters";
}

TEST(Document, LinesBreakBetweenWordsAndNeverBeforeAComma) {
  EXPECT_THAT(unbrokenPieces("占用 3\u2009240.00 m²，不符合《水法》"),
              ElementsAre("占", "用 ", "3\u2009240.00 ", "m²，", "不", "符", "合", "《水", "法》"));
  EXPECT_THAT(unbrokenPieces("two words"), ElementsAre("two ", "words"));
}

} // namespace
} // namespace ecoredline
