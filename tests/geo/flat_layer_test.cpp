#include "geo/flat_layer.hpp"
#include "geo/flat_reader.hpp"

#include <gtest/gtest.h>

#include <array>

namespace ecoredline {
namespace {

using Values = std::vector<double>;

/// Two parts (the first with a hole), a line, a point and a row of nothing.
FlatLayer sample() {
  FlatBuilder builder(Crs::cgcs2000());
  builder.beginRow(Shape::polygon, 70);
  builder.addRing(Values{0, 4, 4, 0, 0}, Values{0, 0, 4, 4, 0}, 0);
  builder.addRing(Values{1, 2, 2}, Values{1, 1, 2}, 0); // left open
  builder.addRing(Values{6, 7, 7, 6}, Values{0, 0, 1, 1}, 1);
  builder.endRow();
  builder.beginRow(Shape::line, 30);
  builder.addRing(Values{0, 9}, Values{9, 9}, 0);
  builder.endRow();
  builder.beginRow(Shape::point, 50);
  builder.addRing(Values{-3}, Values{-4}, 0);
  builder.endRow();
  builder.beginRow(Shape::polygon, 60);
  builder.endRow();
  return builder.take();
}

TEST(FlatLayer, BuilderKeepsTheInvariants) {
  const FlatLayer layer = sample();
  ASSERT_EQ(layer.rows(), 4u);
  EXPECT_EQ(layer.ring_vertex, (std::vector<std::uint64_t>{0, 5, 9, 14, 16, 17}));
  EXPECT_EQ(layer.row_ring, (std::vector<std::uint64_t>{0, 3, 4, 5, 5}));
  EXPECT_EQ(layer.ring_part, (std::vector<std::uint32_t>{0, 0, 1, 0, 0}));
  EXPECT_EQ(layer.x[8], 1); // closed here
  EXPECT_EQ(layer.partsOf(0), 2u);
  EXPECT_EQ(layer.ringsOf(0), 3u);
  EXPECT_EQ(layer.partsOf(3), 0u);
  EXPECT_EQ(layer.shape[3], Shape::none);
  EXPECT_TRUE(layer.box[3].empty());
  EXPECT_EQ(layer.box[0], (Box{0, 0, 7, 4}));
  EXPECT_EQ(layer.extent(), (Box{-3, -4, 9, 9}));
  EXPECT_TRUE(layer.crs == Crs::cgcs2000());
}

TEST(FlatLayer, TakingLeavesAnEmptyBuilder) {
  FlatBuilder builder(Crs::cgcs2000());
  builder.copyRow(sample(), 1);
  EXPECT_EQ(builder.take().rows(), 1u);
  builder.copyRow(sample(), 0, 5);
  const FlatLayer second = builder.take();
  EXPECT_EQ(second.row_id, (std::vector<std::int64_t>{5}));
  EXPECT_EQ(second.vertices(), 14u);
  EXPECT_TRUE(second.crs == Crs::cgcs2000());
}

TEST(FlatLayer, SelectsRowsInTheOrderNamed) {
  const FlatLayer layer = sample();
  const FlatLayer picked = selectRows(layer, std::array<std::size_t, 3>{2, 3, 0});
  EXPECT_EQ(picked.row_id, (std::vector<std::int64_t>{50, 60, 70}));
  EXPECT_EQ(picked.row_ring, (std::vector<std::uint64_t>{0, 1, 1, 4}));
  EXPECT_EQ(picked.ring_vertex, (std::vector<std::uint64_t>{0, 1, 6, 10, 15}));
  EXPECT_EQ(picked.box[2], layer.box[0]);
  EXPECT_EQ(picked.shape, (std::vector{Shape::point, Shape::none, Shape::polygon}));
}

TEST(Box, MeetsAndContains) {
  const Box a{0, 0, 2, 2};
  EXPECT_TRUE(a.meets({2, 2, 3, 3})); // a corner is enough
  EXPECT_FALSE(a.meets({2.1, 0, 3, 3}));
  EXPECT_FALSE(a.meets(Box()));
  EXPECT_TRUE(a.contains({0, 0, 1, 1}));
  EXPECT_FALSE(a.contains({0, 0, 3, 1}));
  Box b;
  b.add(Box());
  EXPECT_TRUE(b.empty());
  b.add(a);
  b.add(5, -1);
  EXPECT_EQ(b, (Box{0, -1, 5, 2}));
  EXPECT_EQ(a.grown(1, 2), (Box{-1, -2, 3, 4}));
}

TEST(FlatMemoryReader, ReadsByPlaceAscendingById) {
  FlatMemoryReader reader(sample());
  EXPECT_EQ(reader.rows(), 4u);
  EXPECT_EQ(reader.extent(), (Box{-3, -4, 9, 9}));
  const auto all = reader.read({-100, -100, 100, 100}, silentFeedback()).value();
  EXPECT_EQ(all.row_id, (std::vector<std::int64_t>{30, 50, 70})); // the row of nothing is nowhere
  const auto near = reader.read({7, 1, 8, 2}, silentFeedback()).value();
  EXPECT_EQ(near.row_id, (std::vector<std::int64_t>{70}));
  EXPECT_EQ(near.vertices(), 14u); // whole
  EXPECT_EQ(reader.read({20, 20, 21, 21}, silentFeedback()).value().rows(), 0u);
}

TEST(FlatMemoryReader, CanBeCancelled) {
  FlatMemoryReader reader(sample());
  Feedback feedback;
  feedback.cancel();
  EXPECT_EQ(reader.read({0, 0, 1, 1}, feedback).error().code, "cancelled");
}

} // namespace
} // namespace ecoredline
