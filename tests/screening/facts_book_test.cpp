#include "screening/facts_book.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

class FactsBookTest : public testing::Test {
 protected:
  Catalogue m_catalogue = Catalogue::load(ECOREDLINE_SOURCE_DIR "/layers").value();
};

TEST_F(FactsBookTest, OrderIsSiteProjectColumnDefault) {
  const auto book = readFacts(R"(
[default]
discharges = "none"
mining = false
[project."P 1"]
discharges = { value = "direct", by = "张三", date = 2026-11-01, document = "环审〔2026〕1号" }
[site."7"]
mining = true
)",
                              "facts.toml", m_catalogue);
  ASSERT_TRUE(book) << describe(book.error(), Language::en);
  const Answers columns{{"discharges", {"to_sewer_outside", {}, {}, {}, "column"}}};
  EXPECT_EQ(answersFor(*book, "1", "P 2", columns).at("discharges").value, "to_sewer_outside");
  const Answers answers = answersFor(*book, "7", "P 1", columns);
  EXPECT_EQ(answers.at("discharges").value, "direct");
  EXPECT_EQ(answers.at("discharges").document, "环审〔2026〕1号");
  EXPECT_EQ(answers.at("discharges").date, "2026-11-01");
  EXPECT_EQ(answers.at("discharges").from, "project");
  EXPECT_EQ(answers.at("mining").value, "yes");
  EXPECT_EQ(answers.at("mining").from, "site");
}

TEST_F(FactsBookTest, SaysWhatIsWrongAndWhere) {
  const auto code = [&](const char* toml) { return readFacts(toml, "f.toml", m_catalogue).error(); };
  EXPECT_EQ(code("[default]\nno_such_fact = true\n").code, "facts.unknown_fact");
  EXPECT_EQ(code("[default]\nno_such_fact = true\n").where, "f.toml:2");
  EXPECT_EQ(code("[default]\ndischarges = \"maybe\"\n").code, "facts.bad_value");
  EXPECT_EQ(code("[defaults]\n").code, "facts.syntax");
  EXPECT_EQ(code("[default\n").code, "facts.syntax");
}

TEST_F(FactsBookTest, ClausesStandInATableOfTheirOwn) {
  const auto book = readFacts(R"(
[site."S 1".clause]
"unit.ZH22020220003.3" = "conform"
[site."S 1".clause."city.2202.1"]
value = "n_a"
by = "李四"
[project.P]
"clause.province.*.1" = "not"
)",
                              "facts.toml", m_catalogue);
  ASSERT_TRUE(book) << describe(book.error(), Language::en);
  EXPECT_EQ(book->sites.at("S 1").at("clause.unit.ZH22020220003.3").value, "conform");
  EXPECT_EQ(book->sites.at("S 1").at("clause.city.2202.1").by, "李四");
  EXPECT_EQ(book->projects.at("P").at("clause.province.*.1").value, "not");
  const auto bad = readFacts("[default.clause]\n3 = \"maybe\"\n", "f.toml", m_catalogue);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, "facts.bad_value");
  EXPECT_EQ(bad.error().where, "f.toml:2");
}

Table form(const std::vector<std::vector<std::string>>& rows) {
  Table table;
  table.source = "form.xlsx";
  FlatBuilder none{Crs()};
  const std::vector<std::string> heads{"项目编号", "地块编号", "问题编号", "答案", "答复人", "日期", "文件"};
  for (std::size_t c = 0; c < heads.size(); ++c) {
    table.columns.push_back({heads[c], "String", {}});
    for (const auto& row : rows) table.columns[c].values.emplace_back(c < row.size() ? row[c] : "");
  }
  for (std::size_t row = 0; row < rows.size(); ++row) {
    none.beginRow(Shape::none, static_cast<std::int64_t>(row) + 1);
    none.endRow();
  }
  table.geometry = none.take();
  return table;
}

TEST_F(FactsBookTest, AFilledFormAnswersForSiteProjectOrAll) {
  const auto book =
      readFacts(form({{"P", "S1", "clause.unit.ZH22020220003.3", "不符合", "王五", "2026-11-01", "会议纪要"},
                      {"P", "", "discharges", "直接排放"},
                      {"", "", "mining", "否"},
                      {"P", "S1", "outlet_inside", ""},
                      {"P", "S2", "discharges", "none"},
                      {"P", "S2", "clause.city.2202.1", "N_A"}}),
                m_catalogue);
  ASSERT_TRUE(book) << describe(book.error(), Language::en);
  EXPECT_EQ(book->sites.at("S1").size(), 1U); // a blank answer is none
  const Answer& clause = book->sites.at("S1").at("clause.unit.ZH22020220003.3");
  EXPECT_EQ(clause.value + clause.by + clause.date + clause.document, "not王五2026-11-01会议纪要");
  EXPECT_EQ(book->projects.at("P").at("discharges").value, "direct");
  EXPECT_EQ(book->defaults.at("mining").value, "no");
  EXPECT_EQ(book->sites.at("S2").at("clause.city.2202.1").value, "n_a");
}

TEST_F(FactsBookTest, AFormThatCannotBeReadSaysWhere) {
  const auto error = [&](const std::vector<std::vector<std::string>>& rows) {
    const auto book = readFacts(form(rows), m_catalogue);
    return book ? "" : book.error().code + " " + book.error().where;
  };
  EXPECT_EQ(error({{"P", "S", "no_such", "是"}}), "facts.unknown_fact form.xlsx:2");
  EXPECT_EQ(error({{"P", "S", "mining", "否"}, {"P", "S", "mining", "也许"}}), "facts.bad_value form.xlsx:3");
  EXPECT_EQ(error({{"P", "S", "mining", "否"}, {"P", "S", "mining", "是"}}), "facts.conflict form.xlsx:3");
  Table other = form({});
  other.columns.resize(2);
  EXPECT_EQ(readFacts(other, m_catalogue).error().code, "facts.missing_columns");
}

} // namespace
} // namespace ecoredline
