// Cases of semantics §1 that turn on what the data cover and which edition is in force. The maps are invented.
#include "case_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kRedline = "ecological_redline";
constexpr const char* kReserve = "nature_reserve";
constexpr const char* kWater = "water_source_zone";
constexpr const char* kUnit = "environmental_control_unit";

const std::vector<CaseMap::ZoneRow> kNoZones;

TEST(Case, C14PartOutsideTheProvinceIsUnknown) {
  CaseMap map;
  map.layer(kWater, kNoZones, {.coverage = box(-5000, -5000, 820, 5000)}).kinds({kWater});
  const RunReport report = map.site("s", box(0, 0, 1000, 100)).screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::unknown);
  const Finding& finding = deciding(report, kWater);
  EXPECT_EQ(finding.reason, "coverage");
  EXPECT_THAT(finding.text.zh, HasSubstr("18\u2009000"));
  EXPECT_THAT(finding.text.zh, HasSubstr("18.0 %"));
}

TEST(Case, C14AHitInsideStillFails) {
  CaseMap map;
  map.layer(kWater, {{"S1", "一级", box(0, 0, 500, 500), {}}}, {.coverage = box(-5000, -5000, 820, 5000)})
      .kinds({kWater});
  const RunReport report = map.site("s", box(0, 0, 1000, 100)).screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::fail);
}

TEST(Case, C14AStripNarrowerThanTheErrorIsANote) {
  CaseMap map;
  map.layer(kWater, kNoZones, {.accuracy_m = 100, .coverage = box(-5000, -5000, 960, 5000)}).kinds({kWater});
  const RunReport report = map.site("s", box(0, 0, 1000, 100)).screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::pass);
  EXPECT_EQ(report.sites[0].findings[0].reason, "coverage_strip");
}

TEST(Case, C15UnitWithoutAnAccessListIsUnknown) {
  CaseMap map;
  map.layer(kUnit, {{"ZH22020220003", "重点管控单元", box(-5000, -5000, 5000, 5000), {}}}, {.coverage = "features"})
      .kinds({kUnit});
  const RunReport report = map.site("s", box(0, 0, 100, 100)).screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::unknown);
  EXPECT_EQ(deciding(report, kUnit).reason, "list_absent");
  EXPECT_NEAR(deciding(report, kUnit).overlap_m2, 10000, 0.01);
}

TEST(Case, C16ExpiredEditionIsShownAndDecidesNothing) {
  CaseMap map;
  map.layer(kWater, {{"S1", "一级", box(0, 0, 30, 30), {}}}, {.date = "2020-01-01", .date_to = "2025-12-31"})
      .kinds({kWater});
  const RunReport report = map.site("s", box(0, 0, 100, 100)).screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::unknown);
  const Finding& finding = deciding(report, kWater);
  EXPECT_EQ(finding.reason, "not_in_force");
  EXPECT_NEAR(finding.overlap_m2, 900, 0.01);
  EXPECT_THAT(finding.text.zh, HasSubstr("仅供参考"));
}

CaseMap twoEditions() {
  CaseMap map;
  map.layer(kRedline, {{"old", "", box(0, 0, 1000, 100), {}}}, {.date = "2018-06-01", .label = "2018"})
      .layer(kRedline, {{"new", "", box(-900, 0, -800, 100), {}}},
             {.date = "2023-06-01", .coverage = box(-1000, -1000, 500, 1000), .label = "2023"})
      .layer(kReserve, kNoZones)
      .kinds({kRedline});
  return map;
}

TEST(Case, C17NewestEditionWinsInsideItsOwnCoverageOnly) {
  const RunReport inside = twoEditions().site("s", box(100, 0, 200, 50)).screen();
  EXPECT_EQ(inside.sites[0].verdict, Verdict::pass);
  bool noted = false;
  for (const Finding& finding : inside.sites[0].findings)
    noted = noted || (finding.reason == "superseded" && finding.version == "2018");
  EXPECT_TRUE(noted);
  EXPECT_EQ(inside.sites[0].findings.back().reason, "superseded"); // what is in force comes first

  const RunReport outside = twoEditions().site("s", box(700, 0, 800, 50)).screen();
  EXPECT_EQ(outside.sites[0].verdict, Verdict::fail);
  EXPECT_EQ(deciding(outside, kRedline).version, "2018");

  const RunReport across = twoEditions().site("s", box(450, 0, 550, 50)).screen();
  EXPECT_EQ(across.sites[0].verdict, Verdict::fail);
  EXPECT_NEAR(deciding(across, kRedline).overlap_m2, 2500, 0.05); // only the part that 2023 does not cover
}

TEST(Case, C17TwoEditionsOfOneDayAreAmbiguous) {
  CaseMap map;
  map.layer(kRedline, kNoZones, {.label = "a"})
      .layer(kRedline, kNoZones, {.label = "b"})
      .layer(kReserve, kNoZones)
      .kinds({kRedline});
  const RunReport report = map.site("s", box(0, 0, 10, 10)).screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::unknown);
  EXPECT_EQ(deciding(report, kRedline).reason, "edition_ambiguous");
}

TEST(Case, M9EmptyVersionWithCoverageIsALawfulNone) {
  CaseMap map;
  map.layer(kWater, kNoZones, {.coverage = box(-500, -500, 500, 500)}).kinds({kWater});
  EXPECT_EQ(map.site("s", box(0, 0, 10, 10)).screen().sites[0].verdict, Verdict::pass);
}

TEST(Case, M9UnstatedCoverageMakesAMissUnknownAndLetsAHitCount) {
  CaseMap miss;
  miss.layer(kWater, {{"S1", "一级", box(5000, 0, 6000, 500), {}}}, {.coverage = "none"}).kinds({kWater});
  EXPECT_EQ(miss.site("s", box(0, 0, 10, 10)).screen().sites[0].verdict, Verdict::unknown);
  CaseMap hit;
  hit.layer(kWater, {{"S1", "一级", box(-50, -50, 60, 50), {}}}, {.coverage = "none"}).kinds({kWater});
  EXPECT_EQ(hit.site("s", box(0, 0, 10, 10)).screen().sites[0].verdict, Verdict::fail);
}

TEST(Case, C26DerivedZoneNeitherFailsNorPasses) {
  CaseMap map;
  map.layer(kWater, {{"S1", "一级", box(0, 0, 500, 500), "derived"}}).kinds({kWater});
  const RunReport hit = map.site("s", box(0, 0, 100, 100)).screen();
  EXPECT_EQ(hit.sites[0].verdict, Verdict::unknown);
  EXPECT_EQ(deciding(hit, kWater).reason, "derived_zone");
  CaseMap far;
  far.layer(kWater, {{"S1", "一级", box(0, 0, 500, 500), "derived"}}).kinds({kWater});
  EXPECT_EQ(far.site("s", box(2000, 0, 2100, 100)).screen().sites[0].verdict, Verdict::unknown);
}

TEST(Case, C28ClearOnTheKindsNamedPassesForThemOnly) {
  CaseMap map;
  map.layer(kWater, kNoZones).layer(kReserve, kNoZones).site("s", box(0, 0, 10, 10));
  const RunReport all = map.screen();
  EXPECT_EQ(all.sites[0].verdict, Verdict::unknown);
  EXPECT_EQ(layerOf(all, kRedline).reason, "missing");
  EXPECT_EQ(layerOf(all, kRedline).worst_case, Verdict::fail);
  const RunReport named = map.kinds({kReserve, kWater}).screen();
  EXPECT_EQ(named.sites[0].verdict, Verdict::pass);
  EXPECT_THAT(named.sites[0].sentence.zh, HasSubstr("仅就所列2类图层"));
  EXPECT_THAT(named.sites[0].sentence.zh, Not(HasSubstr("总体结论：符合。")));
}

TEST(Case, M11KindThatIsNamedAndAbsentIsUnknown) {
  CaseMap map;
  map.layer(kWater, kNoZones).kinds({kWater, kReserve}).site("s", box(0, 0, 10, 10));
  EXPECT_EQ(map.screen().sites[0].verdict, Verdict::unknown);
}

TEST(Case, C30SiteWithoutAnyUnitIsADataFault) {
  CaseMap map;
  map.layer(kUnit, {{"ZH22020220003", "重点管控单元", box(5000, 0, 9000, 500), {}}}).kinds({kUnit});
  const RunReport report = map.site("s", box(0, 0, 100, 100)).screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::unknown);
  bool uncovered = false;
  for (const Finding& finding : report.sites[0].findings) uncovered = uncovered || finding.reason == "uncovered";
  EXPECT_TRUE(uncovered);
}

TEST(Case, FullProfileIsUnknownUntilTheAccessListIsThere) {
  CaseMap map;
  map.layer(kWater, kNoZones).layer(kReserve, kNoZones).layer(kRedline, kNoZones);
  map.layer(kUnit, {{"ZH22020210001", "优先保护单元", box(-500, -500, 500, 500), {}}});
  const RunReport report = map.site("s", box(0, 0, 10, 10)).screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::unknown);
  EXPECT_EQ(layerOf(report, kUnit).reason, "list_absent");
  EXPECT_EQ(layerOf(report, kRedline).conclusion, Verdict::pass);
}

} // namespace
} // namespace ecoredline
