#include "app/field_mapping.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class FieldMappingTest : public testing::Test {
 protected:
  FieldMappingTest() {
    m_kind.id = "test";
    m_kind.fields = {{"zone_id", {"编码", "Code"}, {"BHQBM"}, {}},
                     {"zone_name", {"名称", "Name"}, {"BHQMC"}, {}},
                     {"zone_class", {"保护区级别", "Level"}, {"BHQJBMC"}, {}}};
  }
  Result<SettledFields> settle(const std::vector<std::string>& columns, FieldChoices choices = {},
                               std::vector<FieldMapping> before = {}, const AskYesNo& ask = nullptr) {
    m_table.columns.clear();
    for (const std::string& name : columns) m_table.columns.push_back({name, "String", {}});
    return settleFields({m_kind, m_table, std::move(before)}, std::move(choices), ask);
  }

  LayerKind m_kind;
  Table m_table;
};

TEST_F(FieldMappingTest, NamesOfTheCatalogueNeedNoDecision) {
  const auto settled = settle({"BHQBM", "BHQMC", "BHQJBMC"});
  ASSERT_TRUE(settled);
  EXPECT_THAT(settled->choices, IsEmpty());
  EXPECT_THAT(settled->notes, IsEmpty());
}

TEST_F(FieldMappingTest, ANearClassIsRefusedWhereNobodyCanBeAsked) {
  const auto settled = settle({"BHQBM", "BHQMC", "BHQJBMC_1"});
  ASSERT_FALSE(settled);
  EXPECT_EQ(settled.error().code, "bind.field_undecided");
  EXPECT_EQ(exitStatus(settled.error().kind), 3);
  EXPECT_THAT(settled.error().advice.en, testing::HasSubstr("--field zone_class=BHQJBMC_1"));
  EXPECT_TRUE(settle({"BHQBM", "BHQMC", "BHQJBMC_1"}, {{"zone_class", "BHQJBMC_1"}}));
  EXPECT_TRUE(settle({"BHQBM", "BHQMC", "BHQJBMC_1"}, {{"zone_class", ""}})) << "no column answers";
  m_kind.default_class = "red";
  EXPECT_TRUE(settle({"BHQBM", "BHQMC", "BHQJBMC_1"})) << "there is a class to fall back on";
}

TEST_F(FieldMappingTest, SomebodyWhoCanBeAskedIsAsked) {
  std::vector<std::string> questions;
  const AskYesNo yes = [&](const Text& question) {
    questions.push_back(question.en);
    return true;
  };
  const auto settled = settle({"BHQBM", "BHQMC", "BHQJBMC_1"}, {}, {}, yes);
  ASSERT_TRUE(settled);
  EXPECT_THAT(settled->choices, ElementsAre(Pair("zone_class", "BHQJBMC_1")));
  EXPECT_EQ(questions.size(), 1U);
  EXPECT_THAT(settle({"BHQJBMC_1"}, {}, {}, [](const Text&) { return false; })->choices,
              ElementsAre(Pair("zone_class", "")))
      << "that no column answers is a decision";
}

TEST_F(FieldMappingTest, ADecisionHoldsForTheNextDelivery) {
  const auto settled = settle({"BHQBM", "BHQMC", "LX"}, {}, {{"zone_class", "LX", "chosen"}});
  ASSERT_TRUE(settled);
  EXPECT_THAT(settled->choices, ElementsAre(Pair("zone_class", "LX")));
  ASSERT_EQ(settled->notes.size(), 1U);
  EXPECT_THAT(settled->notes[0].en, testing::HasSubstr("as decided"));
  EXPECT_THAT(settle({"LX", "FL"}, {{"zone_class", "FL"}}, {{"zone_class", "LX", "chosen"}})->choices,
              ElementsAre(Pair("zone_class", "FL")))
      << "what the user says now goes first";
}

TEST_F(FieldMappingTest, ThatNoColumnAnswersHoldsForTheNextDelivery) {
  const std::vector<FieldMapping> before{{"zone_class", "", "chosen"}};
  const auto settled = settle({"BHQBM", "BHQMC", "BHQJBMC_1"}, {}, before);
  ASSERT_TRUE(settled) << "not asked about again";
  EXPECT_THAT(settled->choices, ElementsAre(Pair("zone_class", "")));
  ASSERT_EQ(settled->notes.size(), 1U);
  EXPECT_THAT(settled->notes[0].en, testing::HasSubstr("as decided"));
  const auto named = settle({"BHQBM", "BHQMC", "BHQJBMC"}, {}, before);
  EXPECT_THAT(named->choices, IsEmpty()) << "a column with the field's own name goes before the decision";
  ASSERT_EQ(named->notes.size(), 1U);
  EXPECT_THAT(named->notes[0].en, testing::HasSubstr("now it comes from column \"BHQJBMC\""));
}

TEST_F(FieldMappingTest, DifferencesFromTheLastDeliveryAreSaid) {
  const auto settled =
      settle({"zone_id", "BHQJBMC"}, {},
             {{"zone_id", "BHQBM", "alias"}, {"zone_name", "BHQMC", "alias"}, {"zone_class", "bhqjbmc", "alias"}});
  ASSERT_TRUE(settled);
  ASSERT_EQ(settled->notes.size(), 2U);
  EXPECT_THAT(settled->notes[0].en, testing::HasSubstr("\"BHQBM\" last time, now from \"zone_id\""));
  EXPECT_THAT(settled->notes[1].en, testing::HasSubstr("no column answers"));
}

} // namespace
} // namespace ecoredline
