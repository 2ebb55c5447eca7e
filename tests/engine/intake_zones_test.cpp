#include "engine/intake_zones.hpp"
#include "geo/edge_model.hpp"
#include "geo/overlay.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ecoredline {
namespace {

using namespace test;

// What 64 sides inside a circle hold of it (header of intake_zones).
const double kCircle = 64 / (2 * std::numbers::pi) * std::sin(2 * std::numbers::pi / 64);

double circle(double radius) {
  return kCircle * std::numbers::pi * radius * radius;
}

bool holds(const Geometry& zone, double x, double y) {
  const FlatLayer point = LayerMaker().point(x, y).take();
  return relate(Geometry::fromRow(point, 0), zone) == Relation::within;
}

RiverNetwork riverAlongY() {
  const FlatLayer line = LayerMaker().line({{0, 9000}, {0, -9000}}).take();
  return {line, std::vector<Flow>{Flow::along}, 1};
}

TEST(WellZone, IsACircleRoundOneWell) {
  const FlatLayer well = LayerMaker().point(0, 0).take();
  const Geometry first = wellZone(well, 50);
  const Geometry all = wellZone(well, 500);
  EXPECT_NEAR(first.planarArea(), circle(50), 1e-3);
  EXPECT_GT(first.planarArea(), 0.998 * std::numbers::pi * 50 * 50);
  const auto ring = without(all, std::span(&first, 1));
  ASSERT_TRUE(ring);
  EXPECT_NEAR(ring->planarArea(), circle(500) - circle(50), 1e-2);
  EXPECT_FALSE(holds(*ring, 0, 0));
  EXPECT_TRUE(holds(*ring, 60, 0));
}

TEST(WellZone, OfAGroupIsTheHullWidenedByTheRadius) {
  const FlatLayer square = LayerMaker().point(0, 0).point(80, 0).point(80, 80).point(0, 80).point(40, 40).take();
  // The hull, four strips and four quarters of a circle.
  EXPECT_NEAR(wellZone(square, 50).planarArea(), 80 * 80 + 4 * 80 * 50 + circle(50), 1e-3);
  const FlatLayer two = LayerMaker().point(0, 0).point(80, 0).take();
  EXPECT_NEAR(wellZone(two, 50).planarArea(), 2 * 80 * 50 + circle(50), 1e-3);
}

TEST(WellGroups, AreChainsOfWellsAtMostTwoRadiiApart) {
  const FlatLayer wells = LayerMaker().point(0, 0).point(500, 0).point(99, 0).point(198, 0).point(601, 0).take();
  using Groups = std::vector<std::vector<std::size_t>>;
  EXPECT_EQ(wellGroups(wells, 50), (Groups{{0, 2, 3}, {1}, {4}})); // 101 m between rows 1 and 4
  EXPECT_EQ(wellGroups(wells, 51), (Groups{{0, 2, 3}, {1, 4}}));
  EXPECT_EQ(wellGroups(wells, 500).size(), 1U);
}

TEST(WellGroups, AreTheSameInDegrees) {
  const FlatLayer wells = LayerMaker().point(0, 0).point(0, 99.9).point(0, 201).take();
  const auto degrees = moveLayer(wells, Crs::cgcs2000());
  ASSERT_TRUE(degrees);
  EXPECT_EQ(wellGroups(*degrees, 50).size(), 2U);
}

// A lake of 10 km by 2 km, an intake on the middle of its south shore.
FlatLayer lake() {
  return LayerMaker().box(-5000, 0, 5000, 2000).take();
}

TEST(LakeZones, SmallLakeTakesAHalfCircleOfWaterAndThenTheRest) {
  const IntakeZones made = lakeZones(Geometry::fromRow(lake(), 0), kX, kY, {300, 200, HUGE_VAL, 2000});
  ASSERT_TRUE(made.decided);
  // Land is what lies within 200 m of the half disc and is no lake: south of the shore only.
  const double land = 600 * 200 + circle(200) / 2;
  EXPECT_NEAR(made.first.planarArea(), circle(300) / 2 + land, 10); // sides of the two arcs do not meet exactly
  EXPECT_TRUE(holds(made.first, 0, 299));
  EXPECT_FALSE(holds(made.first, 0, 301)); // water, not land
  EXPECT_TRUE(holds(made.first, 0, -199));
  EXPECT_FALSE(holds(made.first, 0, -201));
  const double outer = 10000 * 2000 + 2 * (10000 + 2000) * 2000 + circle(2000);
  EXPECT_NEAR(made.second.planarArea(), outer - made.first.planarArea(), 5);
  EXPECT_TRUE(holds(made.second, 4900, 1900));
  EXPECT_FALSE(holds(made.second, 0, 100));
}

TEST(LakeZones, LargeLakeGoesOutFromTheFirstLevel) {
  const IntakeZones made = lakeZones(Geometry::fromRow(lake(), 0), kX, kY, {500, 200, 2000, 3000});
  ASSERT_TRUE(made.decided);
  EXPECT_TRUE(holds(made.second, 2490, 1)); // water: 500 + 2000
  EXPECT_FALSE(holds(made.second, 2510, 1));
  EXPECT_TRUE(holds(made.second, 0, -3190)); // land: 200 + 3000
  EXPECT_FALSE(holds(made.second, 0, -3210));
  EXPECT_TRUE(holds(made.second, 0, 2100)); // the north shore lies within 3000 m
  EXPECT_FALSE(holds(made.second, 0, 100));
}

TEST(LakeZones, WholeReservoirHasNoSecondLevel) {
  const FlatLayer pond = LayerMaker().box(0, 0, 400, 300).take();
  const IntakeZones made = lakeZones(Geometry::fromRow(pond, 0), kX + 10, kY + 10, {HUGE_VAL, 200, 0, 0});
  EXPECT_NEAR(made.first.planarArea(), 400 * 300 + 2 * 700 * 200 + circle(200), 1e-2);
  EXPECT_TRUE(made.second.empty());
}

TEST(WaterAt, IsTheLakeAroundElseTheNearestWithinTheLimit) {
  const FlatLayer lakes = LayerMaker().box(0, 0, 100, 100).line({{150, 0}, {150, 100}}).box(300, 0, 400, 100).take();
  EXPECT_EQ(waterAt(lakes, kX + 350, kY + 50, 200), 2U);
  EXPECT_EQ(waterAt(lakes, kX + 150, kY + 50, 200), 0U);
  EXPECT_EQ(waterAt(lakes, kX + 260, kY + 50, 200), 2U);
  EXPECT_FALSE(waterAt(lakes, kX + 200, kY + 50, 90));
}

TEST(RiverZones, AreStripsCutSquareNeverACircle) {
  const RiverNetwork rivers = riverAlongY();
  const auto place = rivers.nearest(kX + 20, kY, 200);
  ASSERT_TRUE(place);
  const IntakeZones made = riverZones(rivers.reach(*place, 1000, 100), 50, rivers.reach(*place, 3000, 300), 1000);
  ASSERT_TRUE(made.decided);
  EXPECT_NEAR(made.first.planarArea(), 1100 * 100, 1e-3);
  EXPECT_NEAR(made.second.planarArea(), 3300 * 2000 - 1100 * 100, 1e-2);
  const Box b = made.first.box();
  EXPECT_NEAR(b.min_y, kY - 100, 1e-6);
  EXPECT_NEAR(b.max_y, kY + 1000, 1e-6);
}

TEST(RiverZones, ATributaryLeavesNoNotchAtTheConfluence) {
  const FlatLayer lines =
      LayerMaker().line({{0, 5000}, {0, 500}}).line({{0, 500}, {0, -5000}}).line({{-4000, 500}, {0, 500}}).take();
  const RiverNetwork rivers(lines, std::vector<Flow>(3, Flow::along), 1);
  const auto place = rivers.nearest(kX, kY, 200);
  ASSERT_TRUE(place);
  const IntakeZones made = riverZones(rivers.reach(*place, 1000, 100), 50, {}, 0);
  EXPECT_NEAR(made.first.planarArea(), 1100 * 100 + (500 - 50) * 100, 1e-3);
  EXPECT_TRUE(made.second.empty());
  EXPECT_TRUE(holds(made.first, 49, 520)); // opposite the mouth
}

} // namespace
} // namespace ecoredline
