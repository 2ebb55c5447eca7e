#include "engine/split.hpp"
#include "geo/area.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

namespace ecoredline::test {
namespace {

double area(const FlatLayer& layer, std::size_t row) {
  return layer.shape[row] == Shape::none ? 0 : areaOf(layer, row, AreaMethod::planar);
}

/// The zone runs from x = -10 to 50, the core from x = 40 on: 10 m of the zone's 60 lie in the core.
TEST(Split, PartsMakeTheZone) {
  const FlatLayer sites = LayerMaker().box(0, 0, 100, 100).take();
  const FlatLayer zones = LayerMaker().box(-10, -10, 50, 110).take();
  const FlatLayer core = LayerMaker().box(40, -50, 200, 60).box(40, 55, 200, 200).take();
  Feedback feedback;
  const auto split = splitZones(sites, zones, core, {{0, 0}}, 1000, feedback);
  ASSERT_TRUE(split);
  EXPECT_TRUE(split->undecided.empty());
  ASSERT_EQ(split->parts.rows(), 3U);
  EXPECT_EQ(split->parts.row_id, (std::vector<std::int64_t>{0, 1, 2}));
  EXPECT_NEAR(area(split->parts, 0), 7200, 1e-6);
  EXPECT_NEAR(area(split->parts, 1), 1200, 1e-6);
  EXPECT_NEAR(area(split->parts, 2), 6000, 1e-6);
}

TEST(Split, AZoneBesideTheOthersIsOutsideThemWhole) {
  const FlatLayer sites = LayerMaker().box(0, 0, 100, 100).take();
  const FlatLayer zones = LayerMaker().box(-10, -10, 50, 110).take();
  Feedback feedback;
  const auto split = splitZones(sites, zones, LayerMaker().box(50, 0, 200, 200).take(), {{0, 0}}, 1000, feedback);
  ASSERT_TRUE(split);
  EXPECT_EQ(split->parts.shape[1], Shape::none);
  EXPECT_NEAR(area(split->parts, 2), 7200, 1e-6);
}

TEST(Split, ZonesAreCutOffOnlyBeyondTheReach) {
  const FlatLayer sites = LayerMaker().box(0, 0, 100, 100).take();
  const FlatLayer zones = LayerMaker().box(-50000, -50000, 50000, 50000).take();
  Feedback feedback;
  const auto split =
      splitZones(sites, zones, LayerMaker().box(50, -90000, 90000, 90000).take(), {{0, 0}}, 1000, feedback);
  ASSERT_TRUE(split);
  const Box& whole = split->parts.box[0];
  EXPECT_LE(whole.min_x, sites.box[0].min_x - 1000);
  EXPECT_GE(whole.max_y, sites.box[0].max_y + 1000);
  EXPECT_GT(whole.min_x, sites.box[0].min_x - 2000);
}

TEST(Split, CancelEndsIt) {
  Feedback feedback;
  feedback.cancel();
  const FlatLayer one = LayerMaker().box(0, 0, 1, 1).take();
  EXPECT_FALSE(splitZones(one, one, one, {{0, 0}}, 0, feedback));
}

} // namespace
} // namespace ecoredline::test
