// Cases of semantics §1 and M10 that turn on access lists: a unit concludes by its clauses, level by level. Invented.
#include "case_map.hpp"
#include "report/run_json.hpp"
#include "screening/clauses.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ecoredline {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kUnit = "environmental_control_unit";
constexpr const char* kKey = "ZH22020220003";
constexpr const char* kPriority = "ZH22020210001";
constexpr const char* kGeneral = "ZH22020230002";

/// One key unit round everything.
CaseMap oneUnit(const std::string& id = kKey, const std::string& type = "重点管控单元") {
  CaseMap map;
  map.layer(kUnit, {{id, type, box(-5000, -5000, 5000, 5000), {}, "松花江"}}, {.coverage = "features"})
      .kinds({kUnit})
      .site("s", box(0, 0, 100, 100));
  return map;
}

std::vector<CaseMap::ClauseRow> fourLevels(const std::string& unit = kKey) {
  return {{"省级", "*", "1"}, {"流域", "basin:松花江", "1"}, {"市级", "2202", "1"}, {"单元", unit, "1"}};
}

void conformTo(CaseMap& map, const std::vector<CaseMap::ClauseRow>& rows) {
  for (const auto& row : rows) {
    const bool basin = row.level == "流域";
    const char* level = row.level == "省级" ? "province" : basin ? "basin" : row.level == "市级" ? "city" : "unit";
    map.fact(std::string("clause.") + level + "." + row.scope + "." + row.no, "conform");
  }
}

std::vector<std::string> reasons(const RunReport& report) {
  std::vector<std::string> reasons;
  for (const Finding& finding : report.sites[0].findings) reasons.push_back(finding.reason);
  return reasons;
}

TEST(Case, C15AMissingLevelIsUnknownNamesItAndNeverPasses) {
  CaseMap map = oneUnit();
  const std::vector<CaseMap::ClauseRow> rows{
      {"省级", "*", "1"}, {"流域", "*", "", "本层级无要求"}, {"单元", kKey, "1"}};
  map.list(rows);
  conformTo(map, {rows[0], rows[2]});
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::unknown);
  EXPECT_EQ(report.sites[0].worst_case, Verdict::fail);
  const Finding& finding = deciding(report, kUnit);
  EXPECT_EQ(finding.reason, "list_absent");
  EXPECT_THAT(finding.text.zh, HasSubstr("市级清单未导入，该层级未对照"));
  EXPECT_THAT(report.sites[0].clauses, SizeIs(3));
}

TEST(Case, C15AClauseThatIsNotMetFailsInSpiteOfAMissingLevel) {
  CaseMap map = oneUnit();
  map.list({{"省级", "*", "1"}, {"单元", kKey, "1"}}).fact("clause.unit.ZH22020220003.1", "not");
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::fail);
  EXPECT_EQ(deciding(report, kUnit).rule, "clause.unit.ZH22020220003.1");
  EXPECT_THAT(report.sites[0].sentence.zh, HasSubstr("ZH22020220003（单元·1）"));
}

TEST(Case, C15StatedNothingIsAnAnswerOfTheLevel) {
  CaseMap map = oneUnit();
  auto rows = fourLevels();
  rows[2].text = "无要求";
  map.list(rows);
  conformTo(map, {rows[0], rows[1], rows[3]});
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::pass);
  EXPECT_THAT(reasons(report), Contains("no_requirement"));
}

TEST(Case, C15ALevelOfOtherPlacesIsAsGoodAsAbsent) {
  CaseMap map = oneUnit();
  auto rows = fourLevels();
  rows[1].scope = "basin:鸭绿江";
  rows[2].scope = "2201";
  map.list(rows);
  conformTo(map, rows);
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::unknown);
  EXPECT_EQ(std::ranges::count(reasons(report), "list_absent"), 2);
}

CaseMap threeUnits() {
  CaseMap map;
  map.layer(kUnit,
            {{kPriority, "优先保护单元", box(-5000, -5000, 120, 5000), {}, "松花江"},
             {kKey, "重点管控单元", box(120, -5000, 730, 5000), {}, "松花江"},
             {kGeneral, "一般管控单元", box(730, -5000, 5000, 5000), {}, "松花江"}},
            {.coverage = "features"})
      .kinds({kUnit})
      .site("road", box(0, 0, 1000, 24));
  map.list({{"省级", "*", "1"},
            {"流域", "*", "", "无"},
            {"市级", "*", "", "无"},
            {"单元", kPriority, "1"},
            {"单元", kKey, "1"},
            {"单元", kKey, "2"},
            {"单元", kGeneral, "1"}});
  map.fact("clause.province.*.1", "conform").fact("clause.unit.ZH22020210001.1", "conform");
  map.fact("clause.unit.ZH22020220003.1", "conform").fact("clause.unit.ZH22020230002.1", "n_a");
  return map;
}

TEST(Case, C18ConcludesByTheStrictestClauseNotByTypeOrShare) {
  CaseMap map = threeUnits();
  const RunReport open = map.screen();
  EXPECT_EQ(open.sites[0].verdict, Verdict::conditional);
  EXPECT_EQ(open.sites[0].worst_case, Verdict::fail);
  EXPECT_THAT(layerOf(open, kUnit).text.zh, HasSubstr("涉及3个管控单元，按最严单元ZH22020220003判定"));
  ASSERT_THAT(open.sites[0].questions, SizeIs(1));
  EXPECT_EQ(open.sites[0].questions[0].fact, "clause.unit.ZH22020220003.2");
  double share = 0;
  for (const Finding& finding : open.sites[0].findings)
    if (finding.reason == "hit") share += finding.share; // one per unit, with its m² and share
  EXPECT_NEAR(share, 1, 1e-6);

  map.fact("clause.unit.ZH22020230002.1", "not"); // the general unit forbids what the priority unit allows
  EXPECT_EQ(map.screen().sites[0].verdict, Verdict::fail);
}

TEST(Case, C18AClauseOfTheProvinceIsAskedOnceForAllUnits) {
  CaseMap map = threeUnits();
  map.fact("clause.unit.ZH22020220003.2", "conform").fact("clause.province.*.1", "conform");
  EXPECT_EQ(map.screen().sites[0].verdict, Verdict::pass);
  CaseMap again = threeUnits();
  again.list({{"省级", "*", "9"}}, {.date = "2024-01-01", .coverage = "none", .label = "new"});
  const RunReport report = again.screen();
  const auto asked = std::ranges::count(report.sites[0].questions, "clause.province.*.9", &Question::fact);
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(std::ranges::count(report.sites[0].clauses, "9", &ClauseResult::no), 3);
}

TEST(Case, C19APriorityUnitPassesWhenEveryClauseIsAnswered) {
  CaseMap map = oneUnit(kPriority, "优先保护单元");
  const auto rows = fourLevels(kPriority);
  map.list(rows);
  const RunReport open = map.screen();
  EXPECT_EQ(open.sites[0].verdict, Verdict::conditional);
  EXPECT_THAT(open.sites[0].questions, SizeIs(4));
  conformTo(map, rows);
  map.fact("clause.city.2202.1", "n_a");
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::pass);
  EXPECT_EQ(report.sites[0].worst_case, Verdict::pass);
  std::vector<std::string> levels;
  for (const ClauseResult& clause : report.sites[0].clauses) levels.push_back(clause.level + ":" + clause.answer);
  EXPECT_THAT(levels, ElementsAre("province:conform", "basin:conform", "city:n_a", "unit:conform"));
}

TEST(Case, M10IndustriesSetNotApplicableByThemselves) {
  const auto verdict = [](const std::string& industry) {
    CaseMap map = oneUnit();
    auto rows = fourLevels();
    rows[3].industries = "C25,C26";
    map.list(rows);
    conformTo(map, {rows[0], rows[1], rows[2]});
    if (!industry.empty()) map.fact("industry_code", industry);
    return map.screen();
  };
  EXPECT_EQ(verdict("C1310").sites[0].verdict, Verdict::pass);
  EXPECT_EQ(verdict("C1310").sites[0].clauses.back().answer, "n_a");
  EXPECT_EQ(verdict("C2614").sites[0].verdict, Verdict::conditional);
  EXPECT_EQ(verdict("2614").sites[0].verdict, Verdict::conditional);
  EXPECT_EQ(verdict("C").sites[0].verdict, Verdict::conditional); // may be C25
  const RunReport unsaid = verdict("");
  EXPECT_EQ(unsaid.sites[0].verdict, Verdict::conditional);
  EXPECT_EQ(unsaid.sites[0].questions.front().fact, "industry_code");
}

TEST(Case, M10AnAnswerGoesBeforeTheIndustry) {
  CaseMap map = oneUnit();
  auto rows = fourLevels();
  rows[3].industries = "C26";
  map.list(rows);
  conformTo(map, rows);
  map.fact("industry_code", "A01").fact("clause.unit.ZH22020220003.1", "not");
  EXPECT_EQ(map.screen().sites[0].verdict, Verdict::fail);
}

TEST(Case, M10ClausesHaveDatesOfTheirOwn) {
  CaseMap map = oneUnit();
  auto rows = fourLevels();
  rows[2].to = "2025-12-31";
  map.list(rows);
  conformTo(map, rows);
  EXPECT_EQ(map.screen().sites[0].verdict, Verdict::unknown); // the city's only clause has ended
  EXPECT_EQ(map.asOf("2025-06-01").screen().sites[0].verdict, Verdict::pass);
}

TEST(Case, M9ANewerListTakesItsOwnScopesOnly) {
  CaseMap map = oneUnit();
  const auto rows = fourLevels();
  map.list(rows).list({{"市级", "2202", "7"}}, {.date = "2025-01-01", .coverage = "none"});
  conformTo(map, rows);
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict,
            Verdict::conditional); // clause 7 of the new list is open, clause 1 of the old gone
  std::vector<std::string> numbers;
  for (const ClauseResult& clause : report.sites[0].clauses) numbers.push_back(clause.level + clause.no);
  EXPECT_THAT(numbers, ElementsAre("province1", "basin1", "city7", "unit1"));
  EXPECT_EQ(std::ranges::count(report.layers, kAccessListKind, &LayerUsed::kind), 2);
}

TEST(Case, M9AListForEverythingReplacesTheOlderOnes) {
  CaseMap map = oneUnit();
  const auto rows = fourLevels();
  map.list(rows).list({{"市级", "2202", "7"}}, {.date = "2025-01-01", .coverage = "all"});
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::unknown);
  EXPECT_EQ(std::ranges::count(reasons(report), "list_absent"), 3);
}

TEST(Case, M9TwoListsOfOneDayAreAmbiguous) {
  CaseMap map = oneUnit();
  const auto rows = fourLevels();
  map.list(rows).list({{"市级", "2202", "7"}}, {.coverage = "none", .label = "b"});
  conformTo(map, rows);
  map.fact("clause.city.2202.7", "conform");
  EXPECT_EQ(map.screen().sites[0].verdict, Verdict::unknown);
  EXPECT_EQ(deciding(map.screen(), kUnit).reason, "edition_ambiguous");
}

TEST(Case, M12ClausesOfAMarginalUnitAreMarginal) {
  CaseMap map;
  map.layer(kUnit,
            {{kKey, "重点管控单元", box(-5000, -5000, 103, 5000), {}, "松花江"},
             {kGeneral, "一般管控单元", box(103, -5000, 5000, 5000), {}, "松花江"}},
            {.accuracy_m = 15, .coverage = "features"})
      .kinds({kUnit})
      .site("s", box(0, 0, 100, 100)); // 3 m from the other unit, inside the error of 15 m
  auto rows = fourLevels();
  rows.push_back({"单元", kGeneral, "1"});
  map.list(rows);
  conformTo(map, rows);
  EXPECT_EQ(map.screen().sites[0].verdict, Verdict::pass);
  map.fact("clause.unit.ZH22020230002.1", "not");
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::marginal);
  EXPECT_THAT(deciding(report, kUnit).text.zh, HasSubstr("单元边界临界"));
}

TEST(Case, AClauseMayBeNamedByItsNumberWhereOnlyOneHasIt) {
  CaseMap map = oneUnit();
  auto rows = fourLevels();
  rows[3].no = "4";
  map.list(rows);
  conformTo(map, {rows[0], rows[1], rows[2]});
  map.fact("clause.4", "conform");
  EXPECT_EQ(map.screen().sites[0].verdict, Verdict::pass);
  map.fact("clause.1", "conform");
  const auto refused = map.tryScreen();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "facts.ambiguous_clause");
}

TEST(Case, AnswersToClausesThatNoListHasAreNamed) {
  CaseMap map = oneUnit();
  map.list(fourLevels()).fact("clause.unit.ZH22020220003.77", "not");
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::conditional);
  ASSERT_EQ(std::ranges::count(report.diagnoses, "facts.unknown_clause", &Diagnosis::code), 1);
}

TEST(Case, ClausesComeBackFromTheRunsJson) {
  CaseMap map = threeUnits();
  const RunReport report = map.screen();
  const auto again = fromJson(toJson(report).json);
  ASSERT_TRUE(again) << describe(again.error(), Language::en);
  ASSERT_EQ(again->sites[0].clauses.size(), report.sites[0].clauses.size());
  EXPECT_EQ(again->sites[0].clauses[3].text, report.sites[0].clauses[3].text);
  EXPECT_EQ(again->sites[0].clauses[3].outcome, report.sites[0].clauses[3].outcome);
}

TEST(Clauses, IndustriesThatCannotOverlap) {
  EXPECT_TRUE(outsideIndustries({"C26"}, "C13"));
  EXPECT_TRUE(outsideIndustries({"C"}, "D4411"));
  EXPECT_FALSE(outsideIndustries({"C2614"}, "C26")); // the answer is too short to tell
  EXPECT_FALSE(outsideIndustries({"C"}, "2614"));    // no section given
  EXPECT_FALSE(outsideIndustries({}, "C26"));
  EXPECT_FALSE(outsideIndustries({"C26"}, ""));
  EXPECT_FALSE(outsideIndustries({"D44", "c26"}, "C2614"));
}

} // namespace
} // namespace ecoredline
