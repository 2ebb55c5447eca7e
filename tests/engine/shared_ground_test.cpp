#include "engine/shapes.hpp"
#include "engine/shared_ground.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using namespace test;

TEST(SharedGround, CommonBordersAndCornersAreNone) {
  const FlatLayer zones = LayerMaker()
                              .box(0, 0, 100, 100)
                              .box(100, 0, 200, 100)   // a common side
                              .box(200, 100, 300, 200) // a common corner
                              .box(99.9, 50, 150, 150) // over the first two
                              .box(1000, 1000, 1100, 1100)
                              .box(1010, 1010, 1020, 1020) // inside
                              .take();
  const LayerIndex index(zones);
  const std::vector<RowPair> pairs{{0, 1}, {0, 3}, {1, 2}, {1, 3}, {4, 5}};
  for (const int threads : {1, 2}) {
    const auto shared = sharedGround(index, pairs, threads, silentFeedback());
    ASSERT_TRUE(shared);
    EXPECT_EQ(*shared, (std::vector<bool>{false, true, false, true, true}));
  }
}

TEST(SharedGround, EndsWhenCancelled) {
  const FlatLayer zones = LayerMaker().box(0, 0, 1, 1).box(0, 0, 1, 1).take();
  const LayerIndex index(zones);
  Feedback feedback;
  feedback.cancel();
  EXPECT_FALSE(sharedGround(index, std::vector<RowPair>{{0, 1}}, 1, feedback));
}

/// Zones known only by window, as a small version's are.
class WindowReader final : public FlatReader {
 public:
  explicit WindowReader(const FlatLayer& layer) : m_inner(layer) {}
  const Crs& crs() const override { return m_inner.crs(); }
  std::size_t rows() const override { return m_inner.rows(); }
  Box extent() const override { return m_inner.extent(); }
  Result<FlatLayer> read(const Box& window, Feedback& feedback) override { return m_inner.read(window, feedback); }

 private:
  FlatMemoryReader m_inner;
};

// The shape made of edges has the area that the pair has, however the zones are read and on any number of threads.
TEST(OverlapShapes, HaveTheAreaOfTheirPair) {
  std::mt19937_64 random(20261122);
  std::uniform_real_distribution<double> place(0, 3000);
  LayerMaker site_maker, zone_maker;
  for (int i = 0; i < 60; ++i) site_maker.ring(star(random, place(random), place(random), 250, 9));
  for (int i = 0; i < 60; ++i) zone_maker.ring(star(random, place(random), place(random), 400, 40));
  const FlatLayer sites = site_maker.take(), zones = zone_maker.take();
  std::vector<ShapeRequest> requests;
  std::vector<double> areas;
  for (const Pair& pair : compared(sites, zones)) {
    if (!pair.hit) continue;
    requests.push_back({pair.site, pair.zone});
    areas.push_back(pair.exact_m2);
  }
  ASSERT_GT(requests.size(), 50U);
  FlatMemoryReader whole(zones);
  WindowReader window(zones);
  const auto one = overlapShapes(sites, whole, requests, silentFeedback(), 1);
  const auto two = overlapShapes(sites, window, requests, silentFeedback(), 2);
  ASSERT_TRUE(one && two);
  ASSERT_EQ(one->rows(), requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    EXPECT_NEAR(areaOf(*one, i, AreaMethod::exact), areas[i], 1e-5 + 1e-9 * areas[i]);
    EXPECT_EQ(one->row_id[i], static_cast<std::int64_t>(i));
  }
  EXPECT_EQ(one->x, two->x);
  EXPECT_EQ(one->y, two->y);
  EXPECT_EQ(one->row_ring, two->row_ring);
}

} // namespace
} // namespace ecoredline
