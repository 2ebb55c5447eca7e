// Cases of semantics §1 that turn on facts and on the law of a day. The maps are invented.
#include "case_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr const char* kRedline = "ecological_redline";
constexpr const char* kReserve = "nature_reserve";
constexpr const char* kWater = "water_source_zone";

/// 12 000 m² of site, 3 240 m² of it in 二级, 41 m and more deep (C1–C3).
CaseMap plantOnSecondLevel() {
  CaseMap map;
  map.layer(kWater, {{"S2", "二级", box(-500, -500, 500, 40.5), {}}}, {.accuracy_m = 5.0})
      .accuracy(0.5)
      .kinds({kWater});
  map.site("plant", box(0, 0, 80, 150));
  return map;
}

TEST(Case, C1DischargingPlantInSecondLevelFails) {
  const RunReport report = plantOnSecondLevel().fact("discharges", "direct").fact("construction_type", "new").screen();
  const SiteResult& site = report.sites[0];
  EXPECT_EQ(site.verdict, Verdict::fail);
  EXPECT_FALSE(site.preliminary); // only the article number is open: the effect stands (M8)
  const Finding& finding = deciding(report, kWater);
  EXPECT_NEAR(finding.exact_m2, 3240, 1e-3);
  EXPECT_NEAR(finding.overlap_m2, 3240, 0.01);
  EXPECT_NEAR(finding.share, 0.27, 1e-6);
  EXPECT_NEAR(finding.eps_m, 5.5, 1e-9);
  EXPECT_EQ(finding.effect, Effect::prohibit);
  EXPECT_EQ(finding.certainty, Certainty::certain);
  EXPECT_EQ(finding.provisional_on, Provisional::article);
  EXPECT_THAT(finding.text.zh, HasSubstr("3\u2009240.00 m²(27.0 %)"));
  EXPECT_THAT(finding.basis + finding.article, HasSubstr("条号待核"));
}

TEST(Case, C2TheSameWithoutDischargeIsConditional) {
  const RunReport report = plantOnSecondLevel().fact("discharges", "none").screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::conditional);
  EXPECT_EQ(deciding(report, kWater).certainty, Certainty::certain);
}

TEST(Case, C3NothingAnsweredAsksFirstAndShowsTheWorst) {
  const RunReport report = plantOnSecondLevel().screen();
  const SiteResult& site = report.sites[0];
  EXPECT_EQ(site.verdict, Verdict::conditional);
  EXPECT_EQ(site.worst_case, Verdict::fail);
  ASSERT_FALSE(site.questions.empty());
  std::vector<std::string> asked;
  for (const Question& question : site.questions) asked.push_back(question.fact);
  EXPECT_THAT(asked, Contains("discharges"));
}

TEST(Case, C4QuasiZoneHasTwoReadings) {
  CaseMap map;
  map.layer(kWater, {{"S3", "准保护区", box(-500, -500, 500, 500), {}}}).kinds({kWater}).site("s", box(0, 0, 50, 50));
  map.fact("outlet_inside", "yes").fact("discharges", "direct");
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::conditional);
  EXPECT_EQ(report.sites[0].worst_case, Verdict::fail);
}

/// A 24 m road through a core zone (458 m) and a red line outside it (C5, C6).
CaseMap& withRoad(CaseMap& map) {
  return map.layer(kRedline, {{"R", "", box(500, -500, 3000, 500), {}}})
      .kinds({kRedline, kReserve})
      .fact("redline_activity", "6")
      .site("road", box(0, 0, 3000, 24));
}

TEST(Case, C5RoadThroughCoreZoneFailsWhileTheRedLineIsRestricted) {
  CaseMap map;
  withRoad(map).layer(kReserve, {{"N", "核心保护区", box(-500, -500, 458, 500), {}}});
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::fail);
  EXPECT_EQ(deciding(report, kReserve).effect, Effect::prohibit);
  EXPECT_EQ(deciding(report, kReserve).certainty, Certainty::certain);
  EXPECT_EQ(deciding(report, kRedline).effect, Effect::restrict);
  EXPECT_EQ(layerOf(report, kRedline).conclusion, Verdict::conditional);
  std::vector<std::string> asked;
  for (const Question& question : report.sites[0].questions) asked.push_back(question.fact);
  EXPECT_THAT(asked, Contains("crossing_mode"));
}

/// The same ground as one polygon: its part in the core zone and the rest are judged apart, each by its own figures.
TEST(Case, C5OneRedLinePolygonIsJudgedInTwoParts) {
  CaseMap map;
  map.layer(kRedline, {{"R", "", box(-500, -500, 3000, 500), {}}})
      .layer(kReserve, {{"N", "核心保护区", box(-500, -500, 458, 500), {}}})
      .kinds({kRedline, kReserve})
      .fact("redline_activity", "6")
      .site("road", box(0, 0, 2250, 24));
  const RunReport report = map.screen();
  std::map<Effect, double> area;
  for (const Finding& f : report.sites[0].findings)
    if (f.kind == kRedline) {
      EXPECT_EQ(f.certainty, Certainty::certain) << f.rule;
      EXPECT_EQ(f.zone_id, "R");
      area[f.effect] += f.overlap_m2;
    }
  EXPECT_NEAR(area[Effect::prohibit], 458 * 24.0, 0.01);
  EXPECT_NEAR(area[Effect::restrict], 1792 * 24.0, 0.01);
  ASSERT_EQ(report.sites[0].totals.size(), 2U);
  for (const Total& total : report.sites[0].totals) {
    if (total.kind != kRedline) continue;
    EXPECT_NEAR(total.overlap_m2, 2250 * 24.0, 0.01);
  }
}

/// 0.3 m of core zone inside an error of 5 m do not make the whole red line a certain prohibition.
TEST(Case, C5ASliverOfCoreZoneStaysMarginal) {
  CaseMap map;
  map.layer(kRedline, {{"R", "", box(-500, -500, 3000, 500), {}}}, {.accuracy_m = 0})
      .layer(kReserve, {{"N", "核心保护区", box(-500, -500, 0.3, 500), {}}}, {.accuracy_m = 5})
      .kinds({kRedline, kReserve})
      .fact("redline_activity", "6")
      .site("plant", box(0, 0, 200, 100));
  const RunReport report = map.screen();
  for (const Finding& f : report.sites[0].findings) {
    if (f.kind != kRedline) continue;
    EXPECT_EQ(f.certainty, f.effect == Effect::prohibit ? Certainty::marginal : Certainty::certain);
    EXPECT_NEAR(f.overlap_m2, f.effect == Effect::prohibit ? 30 : 19970, 0.01);
  }
  EXPECT_EQ(layerOf(report, kRedline).conclusion, Verdict::marginal);
}

TEST(Case, C5TunnelIsConditionalAndProvisional) {
  CaseMap map;
  withRoad(map).layer(kReserve, {{"N", "核心保护区", box(-500, -500, 458, 500), {}}}).fact("crossing_mode", "tunnel");
  const RunReport report = map.screen();
  EXPECT_EQ(layerOf(report, kReserve).conclusion, Verdict::conditional);
  EXPECT_EQ(report.sites[0].worst_case, Verdict::fail);
}

TEST(Case, C6RedLineIsUnknownWhileReservesAreNotImported) {
  CaseMap map;
  const RunReport report = withRoad(map).kinds({kRedline}).screen();
  EXPECT_EQ(layerOf(report, kRedline).conclusion, Verdict::unknown);
  EXPECT_EQ(deciding(report, kRedline).reason, "needs_kind");
}

TEST(Case, C7BlankFormDoesNotFareBetterThanNone) {
  CaseMap map;
  map.layer(kRedline, {{"R", "", box(-500, -500, 3000, 500), {}}}).layer(kReserve, {}).kinds({kRedline, kReserve});
  const RunReport report = map.site("s", box(0, 0, 200, 100)).screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::fail);
  bool would_flip = false;
  for (const Question& question : report.sites[0].questions)
    if (question.fact == "redline_activity" && question.sort == "claim")
      for (const Question::Choice& choice : question.choices)
        would_flip = would_flip || choice.effect < Effect::prohibit;
  EXPECT_TRUE(would_flip);
}

TEST(Case, M2ClaimWithoutADocumentIsAtBestConditional) {
  CaseMap map;
  map.layer(kWater, {{"S1", "一级", box(-500, -500, 500, 500), {}}}).kinds({kWater}).site("s", box(0, 0, 50, 50));
  const RunReport report = map.fact("relates_to_supply", "yes", "").screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::conditional);
}

TEST(Case, C10OldSchemeZoneUnderNewLawFailsProvisionally) {
  CaseMap map;
  map.layer(kReserve, {{"N", "实验区", box(-500, -500, 500, 500), {}}}).kinds({kReserve}).fact("mining", "yes");
  map.site("quarry", box(0, 0, 100, 80));
  const RunReport today = map.asOf("2026-06-20").screen();
  EXPECT_EQ(today.sites[0].verdict, Verdict::fail);
  EXPECT_TRUE(today.sites[0].preliminary);
  EXPECT_EQ(deciding(today, kReserve).provisional_on, Provisional::mapping);
  const RunReport before = map.asOf("2026-03-14").screen();
  EXPECT_EQ(before.sites[0].verdict, Verdict::fail);
  EXPECT_FALSE(before.sites[0].preliminary);
}

TEST(Case, M21ContradictoryAnswersEndTheRunNamingBoth) {
  CaseMap map = plantOnSecondLevel();
  const auto report = map.fact("discharges", "none").fact("outlet_inside", "yes").tryScreen();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, "facts.contradiction");
  EXPECT_EQ(exitStatus(report.error().kind), 3);
}

} // namespace
} // namespace ecoredline
