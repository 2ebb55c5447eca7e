#include "report/figures.hpp"
#include "report/made_report.hpp"
#include "report/words.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

TEST(Figures, TheStrictestFindingDecides) {
  const SiteResult plant = madePlant();
  ASSERT_NE(decidingFinding(plant), nullptr);
  EXPECT_EQ(decidingFinding(plant)->kind, "water_source_zone");
  const auto order = byWeight(plant);
  EXPECT_EQ(order[1]->kind, "permanent_basic_farmland");
  EXPECT_EQ(order[2]->kind, "nature_reserve");
  EXPECT_EQ(order[3]->kind, "ecological_redline");
  EXPECT_EQ(decidingFinding(SiteResult{}), nullptr);
}

TEST(Figures, OfTwoOfOneVerdictTheLargerOverlapOrTheNearerZoneDecides) {
  SiteResult site;
  site.findings = {madeWaterHit(), madeWaterHit()};
  site.findings[1].exact_m2 += 1;
  EXPECT_EQ(decidingFinding(site), &site.findings[1]);
  site.findings = {madeNearest(), madeNearest(), madeNearest()};
  site.findings[2].distance_m = kNoNumber;
  site.findings[1].distance_m = 90;
  EXPECT_EQ(decidingFinding(site), &site.findings[1]);
}

TEST(Figures, SayWhatWasMeasured) {
  EXPECT_EQ(figureOf(madeWaterHit()).zh, "重叠 3\u2009240.00 m²（27.00 %）");
  Finding outside = madeWaterHit();
  outside.reason = "outside";
  EXPECT_EQ(figureOf(outside).zh, "位于其外 3\u2009240.00 m²（27.00 %）");
  EXPECT_EQ(figureOf(madeSliver()).en, "overlap 40.00 m² (0.33 %, band 0.00–412.00 m²)");
  EXPECT_EQ(figureOf(madeOpen()).zh, "穿越 88.12 m（61.00 %）");
  EXPECT_EQ(figureOf(madeMissing()).zh, "图层未提供，未核查");
  EXPECT_EQ(figureOf(madeNearest()).zh, "最近 180.0 m(±15.0 m)，方位 东北 41°");
  Finding touch = madeNearest();
  touch.relation = Relation::touch_line;
  touch.distance_m = 0;
  EXPECT_EQ(figureOf(touch).zh, "相邻（0 m）");
  Finding point = madeWaterHit();
  point.relation = Relation::within;
  point.overlap_m2 = point.exact_m2 = kNoNumber;
  EXPECT_EQ(figureOf(point).zh, "位于其内");
}

TEST(Figures, DistancesAreRoundedDown) {
  EXPECT_EQ(distanceText(179.99), "179.9");
  EXPECT_EQ(distanceText(6400.04), "6\u2009400.0");
  EXPECT_EQ(distanceText(0.04), "0.0");
}

TEST(Figures, BearingsHaveTheirWind) {
  const auto wind = [](double degrees) {
    Finding finding = madeNearest();
    finding.bearing_deg = degrees;
    return figureOf(finding).en;
  };
  EXPECT_NE(wind(0).find("N 0°"), std::string::npos);
  EXPECT_NE(wind(359.9).find("N 360°"), std::string::npos);
  EXPECT_NE(wind(180).find("S 180°"), std::string::npos);
  EXPECT_NE(wind(292).find("W 292°"), std::string::npos);
}

TEST(Words, ACodeThatIsNotKnownStandsForItself) {
  EXPECT_EQ(reasonWord("brand_new").zh, "brand_new");
  EXPECT_EQ(reasonWord("").zh, "");
  EXPECT_EQ(reasonWord("missing").en, "layer not provided, not examined");
}

} // namespace
} // namespace ecoredline
