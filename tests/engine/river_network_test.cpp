#include "engine/river_network.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using namespace test;

constexpr double kJoin = 1;

// A main river that flows south along x = 0 from y = 5000 to y = -5000, in two lines that meet at y = 1000, and a
// tributary from the west that joins there.
FlatLayer confluence() {
  return LayerMaker()
      .line({{0, 5000}, {0, 1000}})
      .line({{0, 1000}, {0, -5000}})
      .line({{-4000, 1000}, {0, 1000}})
      .take();
}

RiverNetwork network(const FlatLayer& rivers, std::vector<Flow> flow = {}) {
  flow.resize(rivers.rows(), Flow::along);
  return {rivers, flow, kJoin};
}

RiverPlace placeAt(const RiverNetwork& rivers, double x, double y) {
  const auto place = rivers.nearest(kX + x, kY + y, 200);
  EXPECT_TRUE(place);
  return place.value_or(RiverPlace{});
}

Box boxOf(const Reach& reach) {
  const Box b = reach.paths.extent();
  return {b.min_x - kX, b.min_y - kY, b.max_x - kX, b.max_y - kY};
}

void expectBox(const Box& met, const Box& wanted) {
  EXPECT_NEAR(met.min_x, wanted.min_x, 1e-6);
  EXPECT_NEAR(met.min_y, wanted.min_y, 1e-6);
  EXPECT_NEAR(met.max_x, wanted.max_x, 1e-6);
  EXPECT_NEAR(met.max_y, wanted.max_y, 1e-6);
}

TEST(RiverNetwork, SnapsToTheNearestLineWithinTheLimit) {
  const RiverNetwork rivers = network(confluence());
  const auto place = rivers.nearest(kX + 150, kY + 600, 200);
  ASSERT_TRUE(place);
  EXPECT_NEAR(place->distance_m, 150, 1e-9);
  EXPECT_NEAR(place->along_m, 400, 1e-9);
  EXPECT_FALSE(rivers.nearest(kX + 250, kY + 600, 200));
  EXPECT_NEAR(rivers.distanceTo(kX + 250, kY + 600), 250, 1e-9);
}

TEST(RiverNetwork, UpstreamTakesBothArmsAndCutsThemExactly) {
  const RiverNetwork rivers = network(confluence());
  const Reach reach = rivers.reach(placeAt(rivers, 10, 400), 1000, 100); // 600 m below the confluence
  EXPECT_NEAR(reach.up_m, 600 + 400 + 400, 1e-6);
  EXPECT_NEAR(reach.down_m, 100, 1e-6);
  EXPECT_EQ(reach.arms, 1U);
  EXPECT_EQ(reach.ends, 0U);
  EXPECT_EQ(reach.paths.rows(), 2U);
  expectBox(boxOf(reach), {-400, 300, 0, 1400});
}

TEST(RiverNetwork, DownstreamStaysOnTheStem) {
  const RiverNetwork rivers = network(confluence());
  const Reach reach = rivers.reach(placeAt(rivers, 0, 1200), 500, 800); // the tributary joins 200 m below
  EXPECT_NEAR(reach.up_m, 500, 1e-6);
  EXPECT_NEAR(reach.down_m, 800, 1e-6);
  EXPECT_EQ(reach.paths.rows(), 1U); // one line through the place
  expectBox(boxOf(reach), {0, 400, 0, 1700});
}

TEST(RiverNetwork, FlowAgainstTheVerticesTurnsUpAndDown) {
  const FlatLayer drawn = LayerMaker().line({{0, -5000}, {0, 5000}}).take();
  const RiverNetwork rivers = network(drawn, {Flow::against});
  expectBox(boxOf(rivers.reach(placeAt(rivers, 0, 0), 1000, 100)), {0, -100, 0, 1000});
}

TEST(RiverNetwork, APlaceOnTheConfluenceBelongsToEveryArm) {
  const RiverNetwork rivers = network(confluence());
  for (const double y : {999.5, 1000.0, 1000.5}) {
    const Reach reach = rivers.reach(placeAt(rivers, 0, y), 300, 100);
    EXPECT_NEAR(reach.up_m, 600, 1.1) << y;
    EXPECT_EQ(reach.arms, 1U) << y;
  }
}

TEST(RiverNetwork, ALineThatEndsOnTheMiddleOfAnotherJoinsIt) {
  const RiverNetwork rivers =
      network(LayerMaker().line({{0, 5000}, {0, -5000}}).line({{3000, 1500}, {0.4, 1000}}).take());
  const Reach reach = rivers.reach(placeAt(rivers, 0, 0), 1500, 100);
  EXPECT_NEAR(reach.up_m, 1500 + 500, 1);
  EXPECT_EQ(reach.arms, 1U);
  // Three metres off is no junction.
  const RiverNetwork apart = network(LayerMaker().line({{0, 5000}, {0, -5000}}).line({{3000, 1500}, {3, 1000}}).take());
  EXPECT_NEAR(apart.reach(placeAt(apart, 0, 0), 1500, 100).up_m, 1500, 1e-6);
}

TEST(RiverNetwork, LinesThatOnlyCrossAreNotJoined) {
  const RiverNetwork rivers =
      network(LayerMaker().line({{0, 5000}, {0, -5000}}).line({{-3000, 500}, {3000, 500}}).take());
  EXPECT_EQ(rivers.reach(placeAt(rivers, 0, 0), 1500, 100).arms, 0U);
}

TEST(RiverNetwork, RoundAnIslandBothArmsAreWalkedOnce) {
  // The river parts at y = 1000 and meets again at y = 0: 1000 m straight, 1400 m round the east.
  const RiverNetwork rivers = network(LayerMaker()
                                          .line({{0, 3000}, {0, 1000}})
                                          .line({{0, 1000}, {0, 0}})
                                          .line({{0, 1000}, {200, 1000}, {200, 0}, {0, 0}})
                                          .line({{0, 0}, {0, -3000}})
                                          .take());
  const Reach reach = rivers.reach(placeAt(rivers, 0, -100), 1600, 100);
  EXPECT_NEAR(reach.up_m, 100 + 1000 + 1400 + 500, 1e-6); // above the island by the shorter way
  const Reach below = rivers.reach(placeAt(rivers, 0, 1100), 100, 400);
  EXPECT_NEAR(below.down_m, 100 + 300 + 300, 1e-6); // where the river parts, all arms
}

TEST(RiverNetwork, AWrongLoopEnds) {
  const RiverNetwork rivers =
      network(LayerMaker().line({{0, 0}, {1000, 0}}).line({{1000, 0}, {500, 800}}).line({{500, 800}, {0, 0}}).take());
  const Reach reach = rivers.reach(placeAt(rivers, 500, 0), 1e9, 1e9);
  EXPECT_LT(reach.up_m, 5000);
  EXPECT_GT(reach.up_m, 2000);
}

TEST(RiverNetwork, UnknownFlowIsCountedAndNotWalked) {
  const RiverNetwork rivers = network(confluence(), {Flow::along, Flow::along, Flow::unknown});
  const RiverPlace place = placeAt(rivers, 0, 400);
  EXPECT_TRUE(rivers.flowKnown(place));
  const Reach reach = rivers.reach(place, 1000, 100);
  EXPECT_NEAR(reach.up_m, 1000, 1e-6);
  EXPECT_EQ(reach.unknown_joins, 1U);
  EXPECT_FALSE(rivers.flowKnown(placeAt(rivers, -2000, 1000)));
}

TEST(RiverNetwork, TheEndOfTheDataIsSaid) {
  const RiverNetwork rivers = network(confluence());
  const Reach reach = rivers.reach(placeAt(rivers, 0, 4700), 1000, 100);
  EXPECT_NEAR(reach.up_m, 300, 1e-6);
  EXPECT_EQ(reach.ends, 1U);
  EXPECT_FALSE(reach.ends_below);
  EXPECT_TRUE(rivers.reach(placeAt(rivers, 0, -4950), 1000, 100).ends_below);
}

TEST(RiverNetwork, NothingToSnapTo) {
  const RiverNetwork rivers = network(LayerMaker().none().point(0, 0).take());
  EXPECT_FALSE(rivers.nearest(kX, kY, 1e9));
}

} // namespace
} // namespace ecoredline
