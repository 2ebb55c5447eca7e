#include "geo/rtree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

namespace ecoredline {
namespace {

FlatLayer randomBoxes(std::size_t rows, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> place(0, 1000);
  std::uniform_real_distribution<double> size(0, 30);
  FlatBuilder builder(Crs::cgcs2000());
  for (std::size_t i = 0; i < rows; ++i) {
    const double x = std::floor(place(random)), y = std::floor(place(random)), w = size(random), h = size(random);
    builder.beginRow(i % 10 == 9 ? Shape::polygon : Shape::line, static_cast<std::int64_t>(i));
    if (i % 10 != 9) builder.addRing(std::vector{x, x + w}, std::vector{y, y + h}, 0); // every tenth is empty
    builder.endRow();
  }
  return builder.take();
}

double boxDistance(const Box& a, const Box& b) {
  const double dx = std::max({0.0, a.min_x - b.max_x, b.min_x - a.max_x});
  const double dy = std::max({0.0, a.min_y - b.max_y, b.min_y - a.max_y});
  return std::hypot(dx, dy);
}

TEST(RTree, QueryAgreesWithLookingAtEveryBox) {
  const FlatLayer layer = randomBoxes(2000, 7);
  const RTree tree(layer);
  std::mt19937 random(8);
  std::uniform_real_distribution<double> place(-50, 1050);
  for (int i = 0; i < 200; ++i) {
    Box window;
    window.add(place(random), place(random));
    if (i % 3 != 0) window.add(place(random), place(random));
    std::vector<std::uint32_t> want;
    for (std::uint32_t row = 0; row < layer.rows(); ++row) {
      if (layer.box[row].meets(window)) want.push_back(row);
    }
    ASSERT_EQ(tree.query(window), want);
  }
  EXPECT_TRUE(tree.query(Box()).empty());
}

TEST(RTree, NearestComesByDistanceThenRow) {
  const FlatLayer layer = randomBoxes(1500, 9);
  const RTree tree(layer);
  for (const Box& from : {Box{500, 500, 500, 500}, Box{-200, 300, -100, 310}, Box{0, 0, 1000, 1000}}) {
    std::vector<std::pair<double, std::uint32_t>> got;
    tree.nearest(from, [&](std::uint32_t row, double distance) {
      EXPECT_NEAR(distance, boxDistance(layer.box[row], from), 1e-9);
      got.emplace_back(distance, row);
      return true;
    });
    EXPECT_EQ(got.size(), 1350u); // every row with a box, once
    EXPECT_TRUE(std::ranges::is_sorted(got));
    EXPECT_EQ((std::set(got.begin(), got.end())).size(), got.size());
  }
}

TEST(RTree, NearestStopsWhenTold) {
  const RTree tree(randomBoxes(1000, 3));
  int calls = 0;
  tree.nearest({0, 0, 0, 0}, [&](std::uint32_t, double) { return ++calls < 5; });
  EXPECT_EQ(calls, 5);
}

TEST(RTree, OfNothing) {
  const RTree tree{FlatLayer()};
  EXPECT_TRUE(tree.query({0, 0, 1, 1}).empty());
  tree.nearest({0, 0, 1, 1}, [](std::uint32_t, double) {
    ADD_FAILURE();
    return true;
  });
}

} // namespace
} // namespace ecoredline
