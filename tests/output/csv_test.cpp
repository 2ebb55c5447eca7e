#include "output/finding_table.hpp"
#include "report/made_report.hpp"

#include <gtest/gtest.h>

#include <set>

namespace ecoredline {
namespace {

constexpr const char* kMark = "\xEF\xBB\xBF";

// The data lines of a table of one column, after the mark and the heading.
std::string written(const std::string& cell, bool number = false) {
  TextTable table;
  table.heads = {{"a", {"甲", "A"}, number}};
  table.rows = {{cell}};
  const std::string csv = toCsv(table, Language::en);
  const std::string head = std::string(kMark) + "A\r\n";
  EXPECT_TRUE(csv.starts_with(head)) << csv;
  EXPECT_TRUE(csv.ends_with("\r\n")) << csv;
  return csv.substr(head.size(), csv.size() - head.size() - 2);
}

TEST(Csv, TextThatASpreadsheetWouldCalculateIsGuarded) {
  EXPECT_EQ(written("=1+1"), "'=1+1");
  EXPECT_EQ(written("+86 10"), "'+86 10");
  EXPECT_EQ(written("-2 号地块"), "'-2 号地块");
  EXPECT_EQ(written("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(written("  =1+1"), "'  =1+1") << "a blank before it does not help every spreadsheet";
  EXPECT_EQ(written("=HYPERLINK(\"http://x\",\"a\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"a\"\")\"");
  EXPECT_EQ(written("\t=1"), "'\t=1");
  EXPECT_EQ(written("\r=1"), "\"'\r=1\"");
  EXPECT_EQ(written("\n=1"), "\"'\n=1\"");
  EXPECT_EQ(written("\uFF1D1+1"), "'\uFF1D1+1") << "full-width";
}

TEST(Csv, HarmlessTextStaysAsItIs) {
  EXPECT_EQ(written("a=b"), "a=b");
  EXPECT_EQ(written("化工厂 A"), "化工厂 A");
  EXPECT_EQ(written(""), "");
  EXPECT_EQ(written("'quoted'"), "'quoted'");
}

TEST(Csv, NumbersKeepTheirSign) {
  EXPECT_EQ(written("-12.5000", true), "-12.5000");
}

TEST(Csv, QuotesAsRfc4180) {
  EXPECT_EQ(written("a,b"), "\"a,b\"");
  EXPECT_EQ(written("say \"a\""), "\"say \"\"a\"\"\"");
  EXPECT_EQ(written("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(written(" edge "), "\" edge \"");
}

TEST(Csv, AnEmptyFirstCellKeepsItsComma) {
  TextTable table;
  table.heads = {{"a", {"甲", "A"}, false}, {"b", {"乙", "B"}, false}};
  table.rows = {{"", "x"}};
  EXPECT_EQ(toCsv(table, Language::zh), std::string(kMark) + "甲,乙\r\n,x\r\n");
}

TEST(FindingTable, HasARowPerFindingInTheOrderOfTheRun) {
  const TextTable table = findingTable(madeReport(), Catalogue{}, Language::zh);
  ASSERT_EQ(table.rows.size(), 5u);
  for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.heads.size());
  const auto cell = [&](std::size_t row, const std::string& id) {
    for (std::size_t c = 0; c < table.heads.size(); ++c)
      if (table.heads[c].id == id) return table.rows[row][c];
    return "no column " + id;
  };
  EXPECT_EQ(cell(0, "verdict"), "不符合");
  EXPECT_EQ(cell(0, "overlap_m2"), "3240.0000");
  EXPECT_EQ(cell(0, "overlap_ha"), "0.3240");
  EXPECT_EQ(cell(0, "overlap_mu"), "4.8600");
  EXPECT_EQ(cell(0, "overlap_high_m2"), "3466.0313") << "half-up, as in run.json";
  EXPECT_EQ(cell(0, "share_percent"), "27.0000");
  EXPECT_EQ(cell(0, "provisional_on"), "条号待核");
  EXPECT_EQ(cell(1, "sliver"), "是");
  EXPECT_EQ(cell(1, "no"), "2");
  EXPECT_EQ(cell(2, "overlap_m2"), "") << "no number is no text, never 0";
  EXPECT_EQ(cell(2, "relation"), "");
  EXPECT_EQ(cell(3, "distance_m"), "180.040");
  EXPECT_EQ(cell(4, "no"), "1") << "numbers begin anew with every site";
  EXPECT_EQ(cell(4, "needs"), "discharges");
}

TEST(FindingTable, ColumnsHaveIdsOfTheirOwnAndTitlesInBothLanguages) {
  const TextTable table = findingTable(RunReport{}, Catalogue{}, Language::en);
  std::set<std::string> ids;
  for (const auto& head : table.heads) {
    EXPECT_TRUE(ids.insert(head.id).second) << head.id;
    EXPECT_FALSE(head.title.zh.empty() || head.title.en.empty()) << head.id;
  }
}

TEST(Csv, TablesUnderOneAnotherHaveOneMark) {
  TextTable one;
  one.heads = {{"a", {"甲", "a"}}};
  one.rows = {{"1"}};
  TextTable other;
  other.heads = {{"b", {"乙", "b"}}};
  EXPECT_EQ(toCsv(std::vector{one, other}, Language::zh), std::string(kMark) + "甲\r\n1\r\n\r\n乙\r\n");
  EXPECT_EQ(toCsv(std::vector<TextTable>{}, Language::zh), "");
}

} // namespace
} // namespace ecoredline
