// Cases of semantics §1 that turn on geometry and its error band. The maps are invented; where a case names a kind that
// the catalogue does not know yet, a kind with the same effect stands in for it.
#include "case_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace ecoredline {
namespace {

using testing::HasSubstr;

constexpr const char* kRedline = "ecological_redline";
constexpr const char* kReserve = "nature_reserve";
constexpr const char* kWater = "water_source_zone";

CaseMap redlineOnly(const std::vector<CaseMap::ZoneRow>& rows, double accuracy) {
  CaseMap map;
  map.layer(kRedline, rows, {.accuracy_m = accuracy}).layer(kReserve, {}).kinds({kRedline});
  return map;
}

TEST(Case, C11SliverOnASharedEdgeIsMarginal) {
  CaseMap map = redlineOnly({{"R", "", box(0, -200, 120, 0.333333), {}}}, 3.0);
  const RunReport report = map.accuracy(0.1).site("s", box(0, 0, 120, 100)).screen();
  const Finding& finding = deciding(report, kRedline);
  EXPECT_EQ(report.sites[0].verdict, Verdict::marginal);
  EXPECT_EQ(finding.effect, Effect::prohibit);
  EXPECT_EQ(finding.certainty, Certainty::marginal);
  EXPECT_TRUE(finding.sliver);
  EXPECT_NEAR(finding.overlap_m2, 40, 0.01);
  EXPECT_NEAR(finding.overlap_low_m2, 0, 1e-9);
  EXPECT_NEAR(finding.overlap_high_m2, 412, 0.5);
  EXPECT_NEAR(finding.sliver_m2, 40, 0.01);
  EXPECT_THAT(finding.text.zh, HasSubstr("0.33 m"));
}

TEST(Case, C12TouchIsMarginalUntilBothSidesAreSurveyed) {
  CaseMap map = redlineOnly({{"R", "", box(0, -200, 120, 0), {}}}, 3.0);
  const RunReport drawn = map.accuracy(0.1).site("s", box(0, 0, 120, 100)).screen();
  EXPECT_EQ(drawn.sites[0].verdict, Verdict::marginal);
  EXPECT_EQ(deciding(drawn, kRedline).relation, Relation::touch_line);

  CaseMap exact = redlineOnly({{"R", "", box(0, -200, 120, 0), {}}}, 0);
  const RunReport surveyed = exact.accuracy(0).site("s", box(0, 0, 120, 100)).screen();
  EXPECT_EQ(surveyed.sites[0].verdict, Verdict::pass);
  EXPECT_THAT(deciding(surveyed, kRedline).text.zh, HasSubstr("相邻（0 m）"));
}

TEST(Case, C29APairThatCannotBeDecidedIsUnknown) {
  CaseMap map;
  map.layer(kRedline, {{.id = "bow-tie",
                        .zone_class = "",
                        .wkt = "POLYGON ((0 0, 200 200, 200 0, 0 200, 0 0))",
                        .origin = {},
                        .invalid = true},
                       {.id = "far", .zone_class = "", .wkt = box(900, 0, 950, 50), .origin = {}}})
      .layer(kReserve, {})
      .kinds({kRedline})
      .site("near", box(50, 50, 100, 100))
      .site("away", box(900, 900, 950, 950));
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::unknown);
  EXPECT_EQ(deciding(report, kRedline).reason, "invalid_geometry");
  EXPECT_TRUE(std::isnan(deciding(report, kRedline).overlap_m2));
  EXPECT_EQ(report.sites[1].verdict, Verdict::pass);
  EXPECT_EQ(report.undecided_pairs, 1U);
  EXPECT_EQ(report.exit_reasons, std::vector<int>{4});
}

TEST(Case, C24HouseOnTheSeamOfTwoSheetsIsCertain) {
  CaseMap map = redlineOnly({{"A", "", box(-200, -200, 0, 200), {}}, {"B", "", box(0, -200, 200, 200), {}}}, 3.0);
  const RunReport report = map.accuracy(0.1).site("house", box(-2, 0, 2, 10)).screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::fail);
  double overlap = 0;
  for (const Finding& finding : report.sites[0].findings) {
    EXPECT_EQ(finding.certainty, Certainty::certain);
    overlap += finding.overlap_low_m2;
  }
  EXPECT_NEAR(overlap, 40, 0.01);
}

TEST(Case, C25StripAcrossAHighwayIsCertainByTheSite) {
  CaseMap map;
  map.layer(kWater, {{"S2", "二级", box(-100, 50, 100, 54), {}}}, {.accuracy_m = 3.0}).kinds({kWater});
  const RunReport report = map.accuracy(0.1).fact("discharges", "none").site("road", box(0, 0, 24, 500)).screen();
  const Finding& finding = deciding(report, kWater);
  EXPECT_NEAR(finding.overlap_m2, 96, 0.01);
  EXPECT_NEAR(finding.overlap_low_m2, 71.2, 0.05);
  EXPECT_EQ(finding.certainty, Certainty::certain);
  EXPECT_EQ(report.sites[0].verdict, Verdict::conditional);
}

TEST(Case, C9TurbinePointsNeedAFootprint) {
  CaseMap map;
  map.layer(kReserve, {{"N", "一般控制区", box(180, -1000, 900, 1000), {}}}, {.accuracy_m = 15.0}).kinds({kReserve});
  map.accuracy(0).site("T1", "POINT(0 0)");
  const RunReport bare = map.screen();
  EXPECT_EQ(bare.sites[0].verdict, Verdict::unknown);
  EXPECT_EQ(deciding(bare, kReserve).reason, "footprint");
  const Finding& nearest = bare.sites[0].findings.back();
  EXPECT_NEAR(nearest.distance_m, 180, 0.001);
  EXPECT_NEAR(nearest.bearing_deg, 90, 0.5);
  const RunReport padded = map.fact("footprint_width_m", "30").screen();
  EXPECT_EQ(padded.sites[0].verdict, Verdict::pass);
  EXPECT_NEAR(deciding(padded, kReserve).distance_m, 165, 0.05);
}

TEST(Case, C13PointInsideFailsOutsideNeedsAFootprint) {
  const std::vector<CaseMap::ZoneRow> zones{{"S1", "一级", box(-180, -180, 180, 180), {}}};
  CaseMap inside;
  inside.layer(kWater, zones).kinds({kWater}).site("station", "POINT(0 0)");
  const RunReport hit = inside.screen();
  EXPECT_EQ(hit.sites[0].verdict, Verdict::fail);
  EXPECT_TRUE(std::isnan(deciding(hit, kWater).overlap_m2)); // null, not 0 (M18)

  CaseMap outside;
  outside.layer(kWater, zones).kinds({kWater}).site("station", "POINT(240 0)");
  EXPECT_EQ(outside.screen().sites[0].verdict, Verdict::unknown);
  const RunReport nominal = outside.buffer(100).screen();
  EXPECT_EQ(nominal.sites[0].verdict, Verdict::marginal);
  EXPECT_EQ(deciding(nominal, kWater).reason, "nominal_footprint");
  const RunReport clear = outside.buffer(50).screen();
  EXPECT_EQ(clear.sites[0].verdict, Verdict::pass);
  EXPECT_THAT(deciding(clear, kWater).text.zh, HasSubstr("示意范围"));
}

TEST(Case, RoadAsALineHasALengthAndNoArea) {
  CaseMap map = redlineOnly({{"R", "", box(0, -200, 300, 200), {}}}, 0);
  const RunReport report = map.site("road", "LINESTRING(-100 0,700 0)").screen();
  const Finding& finding = deciding(report, kRedline);
  EXPECT_EQ(finding.relation, Relation::crosses);
  EXPECT_NEAR(finding.overlap_length_m, 300, 0.001);
  EXPECT_NEAR(finding.share, 0.375, 1e-6);
  EXPECT_TRUE(std::isnan(finding.overlap_m2));
  EXPECT_EQ(report.sites[0].verdict, Verdict::fail);
}

TEST(Case, OverlappingZonesCountOnceInTotals) { // Esri/environmental-impact-tools#48
  CaseMap map = redlineOnly({{"A", "", box(0, 0, 60, 100), {}}, {"B", "", box(40, 0, 100, 100), {}}}, 0);
  const RunReport report = map.site("s", box(0, 0, 100, 100)).screen();
  ASSERT_EQ(report.sites[0].totals.size(), 1U);
  EXPECT_NEAR(report.sites[0].totals[0].overlap_m2, 10000, 0.01);
  EXPECT_NEAR(report.sites[0].totals[0].share, 1, 1e-9);
}

TEST(Case, ProjectOfTwoPlotsIsOneProject) {
  CaseMap map = redlineOnly({{"A", "", box(0, 0, 60, 100), {}}}, 0);
  const RunReport report =
      map.site("1", box(0, 0, 100, 100), "farm").site("2", box(5000, 0, 5100, 100), "farm").screen();
  ASSERT_EQ(report.projects.size(), 1U);
  EXPECT_EQ(report.projects[0].verdict, Verdict::fail);
  EXPECT_EQ(report.sites[1].verdict, Verdict::pass);
  EXPECT_NEAR(report.projects[0].area_m2, 20000, 0.02);
  EXPECT_NEAR(report.projects[0].totals.at(0).overlap_m2, 6000, 0.01);
}

TEST(Case, InvalidSiteIsUnknownAndTheRestIsComputed) {
  CaseMap map = redlineOnly({{"A", "", box(0, 0, 60, 100), {}}}, 0);
  map.invalidSite("bow", "POLYGON((0 0,100 100,100 0,0 100,0 0))").site("good", box(0, 0, 100, 100));
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::unknown);
  EXPECT_EQ(deciding(report, kRedline).reason, "invalid_geometry");
  EXPECT_EQ(report.sites[1].verdict, Verdict::fail);
  EXPECT_EQ(report.exit_reasons, std::vector<int>{4});
}

} // namespace
} // namespace ecoredline
