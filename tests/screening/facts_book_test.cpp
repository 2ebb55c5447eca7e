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

} // namespace
} // namespace ecoredline
