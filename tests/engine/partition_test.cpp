#include "engine/partition.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace ecoredline {
namespace {

using namespace test;

std::vector<GroupTotal> totalsOf(const FlatLayer& sites, const FlatLayer& zones,
                                 std::vector<std::vector<std::int64_t>> groups, double eps = 0,
                                 AreaMethod method = AreaMethod::planar) {
  FlatMemoryReader reader(zones);
  const auto totals = measureTotals(sites, reader, {{0, std::move(groups), eps, true}}, method, 1, silentFeedback());
  EXPECT_TRUE(totals.has_value());
  return totals ? totals->front() : std::vector<GroupTotal>{};
}

// Esri/environmental-impact-tools#48: zones that overlap were counted twice.
TEST(Totals, ZonesThatOverlapCountOnce) {
  const FlatLayer site = LayerMaker().box(0, 0, 100, 100).take();
  const FlatLayer zones = LayerMaker().box(-10, 0, 60, 100).box(40, 0, 110, 100).take();
  const auto totals = totalsOf(site, zones, {{100, 101}});
  ASSERT_EQ(totals.size(), 1U);
  EXPECT_NEAR(totals[0].overlap_m2, 10000, 1e-5);
  EXPECT_NEAR(totals[0].share, 1, 1e-9);
}

TEST(Totals, TheStricterClassTakesSharedGround) {
  const FlatLayer site = LayerMaker().box(0, 0, 100, 100).take();
  const FlatLayer zones = LayerMaker().box(0, 0, 60, 100).box(40, 0, 100, 50).take();
  const auto totals = totalsOf(site, zones, {{100}, {101}});
  EXPECT_NEAR(totals[0].overlap_m2, 6000, 1e-5);
  EXPECT_NEAR(totals[1].overlap_m2, 40 * 50, 1e-5);
  const auto swapped = totalsOf(site, zones, {{101}, {100}});
  EXPECT_NEAR(swapped[0].overlap_m2, 3000, 1e-5);
  EXPECT_NEAR(swapped[1].overlap_m2, 6000 - 20 * 50, 1e-5);
}

TEST(Totals, SumIsTheUnionInAnyOrder) {
  std::mt19937_64 random(14);
  for (int i = 0; i < 20; ++i) {
    LayerMaker zone_maker;
    for (int z = 0; z < 6; ++z) zone_maker.ring(star(random, 30.0 * z, 20, 120, 14));
    const FlatLayer site = LayerMaker().ring(star(random, 60, 0, 100, 9)).take(), zones = zone_maker.take();
    std::vector<std::int64_t> ids(6);
    std::iota(ids.begin(), ids.end(), 100);
    const double united = totalsOf(site, zones, {ids}, 0, AreaMethod::exact)[0].exact_m2;
    double sum = 0;
    for (const auto& t : totalsOf(site, zones, {{105, 101}, {100}, {104, 103}, {102}}, 0, AreaMethod::exact)) {
      EXPECT_NE(t.rung, Rung::undecided);
      sum += t.exact_m2;
    }
    EXPECT_NEAR(sum, united, 1e-5 + 1e-9 * united);
  }
}

TEST(Totals, BandsHoldTheFigure) {
  const FlatLayer site = LayerMaker().box(0, 0, 100, 100).take();
  const FlatLayer zones = LayerMaker().box(-50, -50, 40, 150).box(30, -50, 200, 150).take();
  const auto totals = totalsOf(site, zones, {{100}, {101}}, 5);
  EXPECT_NEAR(totals[0].overlap_m2, 4000, 1e-5);
  EXPECT_NEAR(totals[0].low_m2, 3500, 1e-2);
  EXPECT_NEAR(totals[0].high_m2, 4500, 1e-2);
  EXPECT_NEAR(totals[1].overlap_m2, 6000, 1e-5);
  EXPECT_NEAR(totals[1].low_m2, 5500, 1e-2);
  EXPECT_NEAR(totals[1].high_m2, 6500, 1e-2);
}

TEST(Totals, ErodesTheUnionNotItsSheets) {
  const FlatLayer house = LayerMaker().box(-2, 100, 2, 110).take();
  const FlatLayer sheets = LayerMaker().box(-200, 0, 0, 200).box(0, 0, 200, 200).take();
  const auto totals = totalsOf(house, sheets, {{100, 101}}, 3.1);
  EXPECT_NEAR(totals[0].low_m2, 40, 1e-3);
}

TEST(Totals, LinesTotalTheirLength) {
  const FlatLayer site = LayerMaker().line({{-50, 50}, {150, 50}}).take();
  const FlatLayer zones = LayerMaker().box(0, 0, 60, 100).box(40, 0, 100, 100).take();
  const auto totals = totalsOf(site, zones, {{100}, {101}});
  EXPECT_NEAR(totals[0].length_m, 60, 1e-3);
  EXPECT_NEAR(totals[1].length_m, 40, 1e-3);
  EXPECT_NEAR(totals[1].share, 0.2, 1e-6);
  EXPECT_TRUE(std::isnan(totals[0].overlap_m2));
  const auto point = totalsOf(LayerMaker().point(5, 5).take(), zones, {{100}});
  EXPECT_TRUE(std::isnan(point[0].overlap_m2));
}

std::vector<OutsidePart> outsideOf(const FlatLayer& sites, const FlatLayer& area) {
  const auto parts = measureOutside(sites, area, {AreaMethod::planar, 1, {}}, silentFeedback());
  EXPECT_TRUE(parts.has_value());
  return parts ? *parts : std::vector<OutsidePart>{};
}

// C14: a site of which a part lies outside the province.
TEST(Outside, PartsOutsideHaveAreaShareAndReach) {
  const FlatLayer site =
      LayerMaker().box(82, 0, 182, 100).box(10, 10, 20, 20).box(300, 0, 310, 10).box(100, 0, 110, 9).take();
  const FlatLayer area = LayerMaker().box(0, 0, 50, 100).box(50, 0, 100, 100).take();
  const auto parts = outsideOf(site, area);
  EXPECT_NEAR(parts[0].outside_m2, 8200, 1e-5);
  EXPECT_NEAR(parts[0].outside_share, 0.82, 1e-7);
  EXPECT_NEAR(parts[0].reach_m, 82, 0.002);
  EXPECT_EQ(parts[0].edge_distance_m, 0);
  EXPECT_EQ(parts[1].outside_m2, 0);
  EXPECT_EQ(parts[1].reach_m, 0);
  EXPECT_NEAR(parts[1].edge_distance_m, 10, 0.01); // the border between the two rows of the area is none
  EXPECT_NEAR(parts[2].outside_m2, 100, 1e-5);
  EXPECT_NEAR(parts[2].edge_distance_m, 200, 0.01);
  EXPECT_NEAR(parts[2].reach_m, 210, 0.01);
  EXPECT_EQ(parts[3].edge_distance_m, 0);
  EXPECT_NEAR(parts[3].outside_share, 1, 1e-9);
}

TEST(Outside, WithoutAnAreaEverythingIsOutside) {
  const auto parts =
      outsideOf(LayerMaker().box(0, 0, 10, 10).point(0, 0).line({{0, 0}, {10, 0}}).take(), LayerMaker().take());
  EXPECT_NEAR(parts[0].outside_m2, 100, 1e-6);
  EXPECT_NEAR(parts[0].outside_share, 1, 1e-12);
  EXPECT_TRUE(std::isnan(parts[0].reach_m));
  EXPECT_EQ(parts[1].outside_m2, 1);
  EXPECT_NEAR(parts[2].outside_m2, 10, 1e-3);
}

// However near zones are united for a site, it is told what it would be told of all of them.
TEST(Outside, ZonesNearASiteTellWhatAllOfThemTell) {
  LayerMaker maker;
  for (int x = 0; x < 20; ++x)
    for (int y = 0; y < 20; ++y) maker.box(200 * x, 200 * y, 200 * x + 200, 200 * y + 200);
  const FlatLayer zones = maker.take();
  const FlatLayer sites = LayerMaker()
                              .box(1950, 1950, 2050, 2050) // deep inside, over a corner of four
                              .box(20, 1000, 120, 1100)    // 20 m from the edge
                              .box(31, 1000, 131, 1100)    // just beyond the reach
                              .box(-40, 1000, 60, 1100)
                              .box(-300, 1000, -200, 1100)
                              .box(0, 0, 200, 200)
                              .line({{3900, 100}, {4100, 100}})
                              .point(4010, 10)
                              .take();
  const std::vector<double> reach(sites.rows(), 30.0);
  FlatMemoryReader reader(zones);
  const auto near = measureOutsideZones(sites, reader, {AreaMethod::planar, 1, reach}, silentFeedback());
  const auto all = measureOutside(sites, zones, {AreaMethod::planar, 1, reach}, silentFeedback());
  ASSERT_TRUE(near && all);
  for (std::size_t i = 0; i < sites.rows(); ++i) {
    EXPECT_EQ((*near)[i].rung, (*all)[i].rung) << i;
    EXPECT_NEAR((*near)[i].outside_m2, (*all)[i].outside_m2, 1e-6) << i;
    EXPECT_NEAR((*near)[i].outside_share, (*all)[i].outside_share, 1e-12) << i;
    EXPECT_NEAR((*near)[i].reach_m, (*all)[i].reach_m, 0.002) << i;
    if (std::isinf((*all)[i].edge_distance_m))
      EXPECT_EQ((*near)[i].edge_distance_m, (*all)[i].edge_distance_m) << i;
    else
      EXPECT_NEAR((*near)[i].edge_distance_m, (*all)[i].edge_distance_m, 1e-6) << i;
  }
  EXPECT_TRUE(std::isinf((*near)[0].edge_distance_m));
  EXPECT_NEAR((*near)[1].edge_distance_m, 20, 0.02);
  EXPECT_TRUE(std::isinf((*near)[2].edge_distance_m));
  EXPECT_NEAR((*near)[4].reach_m, 300, 0.3) << "the edge is looked for farther than the reach";
}

TEST(Outside, ASiteTracedFromTheBorderIsInside) {
  const FlatLayer site = LayerMaker().box(50, 0, 100, 100).take();
  const auto parts = outsideOf(site, LayerMaker().box(0, 0, 100, 100).take());
  EXPECT_EQ(parts[0].outside_m2, 0);
  EXPECT_EQ(parts[0].edge_distance_m, 0);
}

TEST(CutSites, InsideAndOutsideMakeTheWhole) {
  const FlatLayer sites =
      LayerMaker().box(82, 0, 182, 100).box(10, 10, 20, 20).line({{90, 50}, {120, 50}}).none().take();
  const FlatLayer area = LayerMaker().box(0, 0, 100, 100).take();
  const auto cut = cutSites(sites, area, silentFeedback());
  ASSERT_TRUE(cut);
  EXPECT_TRUE(cut->undecided.empty());
  EXPECT_EQ(cut->inside.row_id, sites.row_id);
  EXPECT_EQ(cut->outside.row_id, sites.row_id);
  EXPECT_NEAR(areaOf(cut->inside, 0, AreaMethod::planar), 1800, 1e-5);
  EXPECT_NEAR(areaOf(cut->outside, 0, AreaMethod::planar), 8200, 1e-5);
  EXPECT_EQ(cut->outside.shape[1], Shape::none);
  EXPECT_NEAR(lengthOf(cut->inside, 2), 10, 1e-3);
  EXPECT_EQ(cut->inside.shape[3], Shape::none);
}

TEST(Totals, CancelEndsIt) {
  Feedback feedback;
  feedback.cancel();
  FlatMemoryReader reader(LayerMaker().box(0, 0, 1, 1).take());
  const FlatLayer site = LayerMaker().box(0, 0, 1, 1).take();
  EXPECT_FALSE(measureTotals(site, reader, {{0, {{100}}, 0, true}}, AreaMethod::exact, 1, feedback));
  EXPECT_FALSE(measureOutside(site, site, {AreaMethod::exact, 1, {}}, feedback));
  EXPECT_FALSE(cutSites(site, site, feedback));
}

} // namespace
} // namespace ecoredline
