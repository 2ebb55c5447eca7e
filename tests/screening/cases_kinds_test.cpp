// Cases of semantics §1 over the kinds beyond the first four: rules about distance, about lying outside, about the
// project itself. The maps are invented.
#include "case_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace ecoredline {
namespace {

using testing::HasSubstr;

const Finding* findingOf(const SiteResult& site, const std::string& rule) {
  const auto found = std::ranges::find(site.findings, rule, &Finding::rule);
  return found == site.findings.end() ? nullptr : &*found;
}

std::vector<std::string> factsAskedOf(const SiteResult& site) {
  std::vector<std::string> asked;
  for (const Question& question : site.questions) asked.push_back(question.fact);
  return asked;
}

/// 3.5 ha on black soil and cropland; farmland is clear, a ban on livestock begins 180 m to the east.
CaseMap farm() {
  CaseMap map;
  map.layer("black_soil", {{"B", "黑土地", box(-500, -500, 360, 500), {}}})
      .layer("cropland", {{"C", "旱地", box(-500, -500, 360, 500), {}}})
      .layer("permanent_basic_farmland", {})
      .layer("control_area", {{"N", "禁养区", box(380, 0, 900, 900), {}}})
      .kinds({"black_soil", "cropland", "permanent_basic_farmland", "control_area"})
      .site("farm", box(0, 0, 200, 175));
  return map;
}

TEST(Case, C8PigFarmOnBlackSoilIsConditional) {
  const RunReport report = farm().fact("occupies_land", "yes").fact("livestock_farm", "yes").screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::conditional);
  EXPECT_EQ(layerOf(report, "black_soil").conclusion, Verdict::conditional);
  EXPECT_EQ(layerOf(report, "cropland").conclusion, Verdict::conditional);
  EXPECT_EQ(layerOf(report, "control_area").conclusion, Verdict::pass);
  EXPECT_NEAR(deciding(report, "control_area").distance_m, 180, 0.1);
}

TEST(Case, C8PlantingOnItIsANoticeOnly) {
  const RunReport report = farm().fact("occupies_land", "no").fact("livestock_farm", "no").screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::pass);
  EXPECT_EQ(deciding(report, "black_soil").effect, Effect::notify);
}

TEST(Case, C11SliverOfPermanentBasicFarmland) {
  CaseMap map;
  map.layer("permanent_basic_farmland", {{"P", "", box(0, -200, 120, 0.333333), {}}}, {.accuracy_m = 3.0})
      .kinds({"permanent_basic_farmland"})
      .fact("occupies_land", "yes")
      .accuracy(0.1)
      .site("s", box(0, 0, 120, 100));
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::marginal);
  const Finding& finding = deciding(report, "permanent_basic_farmland");
  EXPECT_EQ(finding.effect, Effect::prohibit);
  EXPECT_TRUE(finding.sliver);
  EXPECT_NEAR(finding.overlap_m2, 40, 0.01);
}

TEST(Case, C16ExpiredGroundwaterZonesDecideNothing) {
  CaseMap map;
  map.layer("groundwater_zone", {{"G", "禁采区", box(0, 0, 30, 30), {}}},
            {.date = "2020-01-01", .date_to = "2025-12-31"})
      .kinds({"groundwater_zone"})
      .fact("abstracts_groundwater", "yes")
      .site("s", box(0, 0, 100, 100));
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::unknown);
  EXPECT_THAT(deciding(report, "groundwater_zone").text.zh, HasSubstr("900.00 m²"));
  EXPECT_THAT(deciding(report, "groundwater_zone").text.zh, HasSubstr("仅供参考"));
}

/// A plating plant, a school point 320 m to the east; 500 m is the user's number.
CaseMap platingPlant() {
  CaseMap map;
  map.layer("sensitive_receptor", {{"S", "学校", "POINT (420 50)", {}}})
      .kinds({"sensitive_receptor"})
      .fact("construction_type", "new")
      .site("plant", box(0, 0, 100, 100));
  return map;
}

TEST(Case, C20ReceptorWithinAUsersDistanceRestrictsAtMost) {
  const RunReport open = platingPlant().screen();
  EXPECT_EQ(open.sites[0].verdict, Verdict::conditional);
  EXPECT_EQ(open.sites[0].worst_case, Verdict::fail);
  EXPECT_THAT(factsAskedOf(open.sites[0]), testing::Contains("soil_polluting"));

  const RunReport polluting = platingPlant().fact("soil_polluting", "yes").screen();
  const Finding& finding = deciding(polluting, "sensitive_receptor");
  EXPECT_EQ(polluting.sites[0].verdict, Verdict::conditional);
  EXPECT_EQ(finding.effect, Effect::restrict);
  EXPECT_EQ(finding.effect_worst, Effect::prohibit);
  EXPECT_NEAR(finding.distance_m, 320, 0.1);
  EXPECT_THAT(finding.text.zh, HasSubstr("用户设定"));

  EXPECT_EQ(platingPlant().fact("soil_polluting", "no").screen().sites[0].verdict, Verdict::pass);
}

TEST(Case, C20ReceptorInsideTheSiteCountsToo) {
  CaseMap map;
  map.layer("sensitive_receptor", {{"S", "学校", "POINT (50 50)", {}}})
      .kinds({"sensitive_receptor"})
      .fact("construction_type", "new")
      .fact("soil_polluting", "yes")
      .site("plant", box(0, 0, 100, 100));
  const RunReport report = map.screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::fail); // no distance of the user's is needed to say so
  EXPECT_EQ(deciding(report, "sensitive_receptor").effect, Effect::prohibit);
}

TEST(Case, C20LayerMustCoverTheDistanceTheRuleLooksAcross) {
  CaseMap map;
  map.layer("sensitive_receptor", {}, {.coverage = box(-200, -200, 300, 300)})
      .kinds({"sensitive_receptor"})
      .fact("construction_type", "new")
      .fact("soil_polluting", "yes")
      .site("plant", box(0, 0, 100, 100));
  EXPECT_EQ(map.screen().sites[0].verdict, Verdict::unknown);
}

/// An intake zone 6.4 km away; a tailings pond asks whether it lies upstream.
CaseMap tailingsPond() {
  CaseMap map;
  map.layer("water_source_zone", {{"W", "一级", box(6500, 0, 7000, 500), {}}})
      .kinds({"water_source_zone"})
      .fact("risk_facility", "tailings")
      .site("pond", box(0, 0, 100, 100));
  return map;
}

TEST(Case, C21TailingsPondAsksForTheIntakeDownstream) {
  const RunReport open = tailingsPond().screen();
  EXPECT_EQ(open.sites[0].verdict, Verdict::conditional);
  EXPECT_THAT(factsAskedOf(open.sites[0]), testing::Contains("upstream_of_intake"));

  const RunReport above = tailingsPond().fact("upstream_of_intake", "yes").screen();
  EXPECT_EQ(above.sites[0].verdict, Verdict::conditional);
  EXPECT_TRUE(above.sites[0].preliminary);
  EXPECT_TRUE(deciding(above, "water_source_zone").zone_key.empty());
  EXPECT_EQ(deciding(above, "water_source_zone").effect, Effect::restrict);

  EXPECT_EQ(tailingsPond().fact("upstream_of_intake", "no").screen().sites[0].verdict, Verdict::pass);
}

CaseMap housingOnPesticideWorks(const std::string& state) {
  CaseMap map;
  std::vector<CaseMap::ZoneRow> zones;
  if (!state.empty()) zones.push_back({"K", state, box(-50, -50, 150, 150), {}});
  map.layer("contaminated_site", zones)
      .kinds({"contaminated_site"})
      .fact("target_land_use", "housing")
      .fact("land_use_change", "yes")
      .site("s", box(0, 0, 100, 100));
  return map;
}

TEST(Case, C22ContaminatedLandToHousing) {
  const RunReport listed = housingOnPesticideWorks("列入名录").screen();
  EXPECT_EQ(listed.sites[0].verdict, Verdict::fail);
  const RunReport removed = housingOnPesticideWorks("已移出名录").screen();
  EXPECT_EQ(removed.sites[0].verdict, Verdict::conditional);
  const RunReport no_record = housingOnPesticideWorks("").screen();
  EXPECT_EQ(no_record.sites[0].verdict, Verdict::conditional);
  const Finding& finding = deciding(no_record, "contaminated_site");
  EXPECT_TRUE(finding.zone_key.empty());
  EXPECT_EQ(finding.reason, "site_rule");
  EXPECT_FALSE(finding.relation.has_value());
}

/// 62 % of the park lie east of the boundary's edge at x = 38.
CaseMap park(const std::string& town_or_park) {
  CaseMap map;
  map.layer("urban_growth_boundary", {{"U", "城镇集中建设区", box(-2000, -2000, 38, 2000), {}}})
      .kinds({"urban_growth_boundary"})
      .site("park", box(0, 0, 100, 100));
  if (!town_or_park.empty()) map.fact("town_or_park", town_or_park);
  return map;
}

TEST(Case, C23ParkOutsideTheGrowthBoundaryIsRestricted) {
  const RunReport report = park("yes").screen();
  EXPECT_EQ(report.sites[0].verdict, Verdict::conditional);
  const Finding& finding = deciding(report, "urban_growth_boundary");
  EXPECT_EQ(finding.effect, Effect::restrict);
  EXPECT_EQ(finding.certainty, Certainty::certain);
  EXPECT_EQ(finding.reason, "outside");
  EXPECT_NEAR(finding.share, 0.62, 1e-6);
  EXPECT_NEAR(finding.overlap_m2, 6200, 0.01);
  EXPECT_THAT(finding.text.zh, HasSubstr("62.0 %"));

  EXPECT_EQ(park("no").screen().sites[0].verdict, Verdict::pass);
}

TEST(Case, C23InsideTheBoundaryNothingFollows) {
  CaseMap map;
  map.layer("urban_growth_boundary", {{"U", "城镇集中建设区", box(-2000, -2000, 2000, 2000), {}}})
      .kinds({"urban_growth_boundary"})
      .fact("town_or_park", "yes")
      .site("park", box(0, 0, 100, 100));
  EXPECT_EQ(map.screen().sites[0].verdict, Verdict::pass);
}

TEST(Case, C23LyingOutsideWithinTheErrorIsMarginal) {
  CaseMap map;
  map.layer("urban_growth_boundary", {{"U", "城镇集中建设区", box(-2000, -2000, 98, 2000), {}}}, {.accuracy_m = 3})
      .kinds({"urban_growth_boundary"})
      .fact("town_or_park", "yes")
      .accuracy(0)
      .site("park", box(0, 0, 100, 100));
  const RunReport report = map.screen();
  EXPECT_EQ(deciding(report, "urban_growth_boundary").certainty, Certainty::marginal);
  EXPECT_EQ(deciding(report, "urban_growth_boundary").effect, Effect::restrict);
}

TEST(Case, C23WithoutCoverageOutsideProvesNothing) {
  CaseMap map;
  map.layer("urban_growth_boundary", {{"U", "城镇集中建设区", box(-2000, -2000, -900, 2000), {}}}, {.coverage = "none"})
      .kinds({"urban_growth_boundary"})
      .fact("town_or_park", "yes")
      .site("park", box(0, 0, 100, 100));
  EXPECT_EQ(map.screen().sites[0].verdict, Verdict::unknown);
}

TEST(Case, C25RiverRangeUnderAHighwayIsCertain) {
  CaseMap map;
  map.layer("river_lake_range", {{"R", "河道管理范围", box(-500, 10, 500, 14), {}}}, {.accuracy_m = 3.0})
      .kinds({"river_lake_range"})
      .fact("flood_blocking", "no")
      .fact("mining", "no")
      .accuracy(0.1)
      .site("highway", box(0, -200, 24, 200));
  const RunReport report = map.screen();
  const Finding& finding = deciding(report, "river_lake_range");
  EXPECT_EQ(finding.certainty, Certainty::certain);
  EXPECT_EQ(finding.effect, Effect::conditional);
  EXPECT_NEAR(finding.overlap_m2, 96, 0.01);
  EXPECT_NEAR(finding.overlap_low_m2, 71.2, 0.1);
}

/// 20.6 and 17.9 ha of cropland: neither plot passes 35 ha, the project does.
TEST(Case, C27ThresholdsBelongToTheProject) {
  CaseMap map;
  map.layer("cropland", {{"C", "旱地", box(-100, -100, 3000, 3000), {}}})
      .kinds({"cropland"})
      .fact("occupies_land", "yes")
      .site("north", box(0, 0, 412, 500), "road")
      .site("south", box(600, 0, 958, 500), "road")
      .site("alone", box(1200, 0, 1612, 500), "farm");
  const RunReport report = map.screen();
  EXPECT_NE(findingOf(report.sites[0], "CL-46-35ha"), nullptr);
  EXPECT_NE(findingOf(report.sites[1], "CL-46-35ha"), nullptr);
  EXPECT_EQ(findingOf(report.sites[2], "CL-46-35ha"), nullptr);
}

TEST(Case, C27OtherLandHasItsOwnThreshold) {
  CaseMap map;
  map.layer("cropland", {{"C", "旱地", box(0, 0, 10, 10), {}}})
      .kinds({"cropland"})
      .fact("occupies_land", "yes")
      .site("large", box(0, 0, 900, 900), "large")      // 81 ha, 0.01 ha of it cropland
      .site("small", box(2000, 0, 2800, 800), "small"); // 64 ha
  const RunReport report = map.screen();
  EXPECT_NE(findingOf(report.sites[0], "CL-46-70ha"), nullptr);
  EXPECT_EQ(findingOf(report.sites[1], "CL-46-70ha"), nullptr);
}

TEST(Totals, CroplandIsAlsoCountedLessItsRidges) { // M19, 国土调查 KCXS
  CaseMap map;
  map.layer("cropland",
            {{.id = "A", .zone_class = "旱地", .wkt = box(0, 0, 50, 100), .origin = {}, .ridge_ratio = "0.12"},
             {.id = "B", .zone_class = "旱地", .wkt = box(50, 0, 100, 100), .origin = {}, .ridge_ratio = "0.08"}})
      .kinds({"cropland"})
      .fact("occupies_land", "yes")
      .site("s", box(0, 0, 100, 100));
  const RunReport report = map.screen();
  ASSERT_EQ(report.sites[0].totals.size(), 1U);
  EXPECT_NEAR(report.sites[0].totals[0].overlap_m2, 10000, 0.01);
  EXPECT_NEAR(report.sites[0].totals[0].net_m2, 9000, 0.01);
  EXPECT_NEAR(report.projects[0].totals[0].net_m2, 9000, 0.01);
}

TEST(Totals, AParcelWithoutItsDeductionLeavesTheNetOpen) {
  CaseMap map;
  map.layer("cropland",
            {{.id = "A", .zone_class = "旱地", .wkt = box(0, 0, 50, 100), .origin = {}, .ridge_ratio = "0.12"},
             {.id = "B", .zone_class = "旱地", .wkt = box(50, 0, 100, 100), .origin = {}}})
      .kinds({"cropland"})
      .fact("occupies_land", "yes")
      .site("s", box(0, 0, 100, 100));
  EXPECT_TRUE(std::isnan(map.screen().sites[0].totals[0].net_m2));
}

} // namespace
} // namespace ecoredline
