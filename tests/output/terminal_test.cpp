#include "output/finding_table.hpp"
#include "report/golden.hpp"
#include "report/made_report.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace ecoredline {
namespace {

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(Terminal, VerdictsInChinese) {
  expectGolden("tests/output/golden/verdicts.zh.txt",
               toTerminal(verdictTable(madeReport(), Catalogue{}, Language::zh), Language::zh));
}

TEST(Terminal, VerdictsInEnglish) {
  expectGolden("tests/output/golden/verdicts.en.txt",
               toTerminal(verdictTable(madeReport(), Catalogue{}, Language::en), Language::en));
}

TEST(Terminal, FitsHundredColumnsWhereTextCanGiveWay) {
  for (const auto language : {Language::zh, Language::en})
    for (const std::string& line : linesOf(toTerminal(verdictTable(madeReport(), Catalogue{}, language), language)))
      EXPECT_LE(displayWidth(line), 100) << line;
}

TEST(Terminal, WideCharactersCountTwo) {
  TextTable table;
  table.heads = {{"a", {"名", "name"}, false}, {"n", {"数", "n"}, true}};
  table.rows = {{"生态红线", "7"}, {"ab", "1234.5"}};
  EXPECT_EQ(toTerminal(table, Language::zh),
            "名             数\n────────  ───────\n生态红线        7\nab        1\u2009234.5\n");
}

TEST(Terminal, LeavesOutColumnsThatHoldNothing) {
  TextTable table;
  table.heads = {{"a", {"甲", "A"}, false}, {"b", {"乙", "B"}, false}};
  table.rows = {{"x", ""}};
  EXPECT_EQ(toTerminal(table, Language::en), "A\n─\nx\n");
}

TEST(Terminal, AnEmptyTableIsItsHeading) {
  TextTable table;
  table.heads = {{"a", {"甲", "A"}, false}, {"b", {"乙", "B"}, false}};
  EXPECT_EQ(toTerminal(table, Language::en), "A  B\n─  ─\n");
}

TEST(Terminal, LongTextIsWrappedAndNothingIsLost) {
  TextTable table;
  table.heads = {{"a", {"甲", "A"}, false}, {"b", {"乙", "B"}, false}};
  std::string zh;
  for (int i = 0; i < 60; ++i) zh += "占用二级保护区。";
  std::string en;
  for (int i = 0; i < 60; ++i) en += "word" + std::to_string(i) + " ";
  table.rows = {{zh, en}, {std::string(300, 'x'), "y"}};
  const auto lines = linesOf(toTerminal(table, Language::en));
  std::string all;
  for (const std::string& line : lines) {
    EXPECT_LE(displayWidth(line), 100) << line;
    EXPECT_FALSE(line.starts_with("。")) << "a closing mark begins no line";
    all += line;
  }
  for (int i = 0; i < 60; ++i) EXPECT_NE(all.find("word" + std::to_string(i)), std::string::npos);
  EXPECT_EQ(std::count(all.begin(), all.end(), 'x'), 300);
}

TEST(VerdictTable, NamesTheWorstCaseOnlyWhereItDiffers) {
  const TextTable table = verdictTable(madeReport(), Catalogue{}, Language::zh);
  EXPECT_EQ(table.rows[0][3], "■ 不符合");
  EXPECT_EQ(table.rows[0][4], "");
  EXPECT_EQ(table.rows[1][3], "▲ 需进一步论证（初步）");
  EXPECT_EQ(table.rows[1][4], "■ 不符合");
}

} // namespace
} // namespace ecoredline
