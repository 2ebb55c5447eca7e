#include "engine/shapes.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using namespace test;

TEST(OverlapShapes, AreThoseOfThePairs) {
  const FlatLayer sites = LayerMaker().box(0, 0, 100, 100).line({{-50, 50}, {150, 50}}).take();
  const FlatLayer zones = LayerMaker().box(60, -50, 400, 80).box(1000, 0, 1100, 100).take();
  FlatMemoryReader reader(zones);
  const auto shapes = overlapShapes(sites, reader, {{0, 100}, {1, 100}, {0, 101}}, silentFeedback());
  ASSERT_TRUE(shapes);
  ASSERT_EQ(shapes->rows(), 3U);
  EXPECT_EQ(shapes->row_id, (std::vector<std::int64_t>{0, 1, 2}));
  EXPECT_NEAR(areaOf(*shapes, 0, AreaMethod::planar), 40 * 80, 1e-5);
  EXPECT_NEAR(lengthOf(*shapes, 1), 90, 0.01);
  EXPECT_EQ(shapes->shape[2], Shape::none);
}

TEST(OverlapShapes, EndWhenCancelled) {
  const FlatLayer layer = LayerMaker().box(0, 0, 1, 1).take();
  FlatMemoryReader reader(layer);
  Feedback feedback;
  feedback.cancel();
  EXPECT_FALSE(overlapShapes(layer, reader, {{0, 100}}, feedback));
}

} // namespace
} // namespace ecoredline
