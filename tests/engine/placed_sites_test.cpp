#include "engine/placed_sites.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

#include <set>

namespace ecoredline {
namespace {

/// `count` squares strewn over the plane, each third one without a geometry.
FlatLayer strewn(std::size_t count) {
  FlatBuilder builder(Crs::fromEpsg(4551).value());
  for (std::size_t row = 0; row < count; ++row) {
    builder.beginRow(Shape::polygon, static_cast<std::int64_t>(1000 + row));
    const double x = static_cast<double>(row * 7919 % 10007), y = static_cast<double>(row * 104729 % 10009);
    const std::array<double, 5> xs{x, x + 1, x + 1, x, x}, ys{y, y, y + 1, y + 1, y};
    if (row % 3 != 0) builder.addRing(xs, ys, 0);
    builder.endRow();
  }
  return builder.take();
}

TEST(PlacedSites, HoldsEachSiteOnceInTheBlockOfItsRow) {
  const FlatLayer sites = strewn(PlacedSites::kBlock + 1000);
  const PlacedSites placed(sites);
  ASSERT_EQ(placed.blocks(), 2U);
  EXPECT_EQ(placed.rowsIn(0), PlacedSites::kBlock);
  EXPECT_EQ(placed.rowsIn(1), 1000U);
  std::set<std::uint32_t> seen;
  for (std::size_t block = 0; block < placed.blocks(); ++block) {
    for (std::size_t at = placed.firstOf(block); at < placed.lastOf(block); ++at) {
      const std::uint32_t row = placed.rowOf(at);
      EXPECT_EQ(row / PlacedSites::kBlock, block);
      EXPECT_EQ(placed.index().layer().row_id[at], sites.row_id[row]);
      EXPECT_EQ(placed.index().layer().box[at], sites.box[row]);
      seen.insert(row);
    }
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(std::ranges::count(sites.shape, Shape::polygon)));
}

TEST(PlacedSites, PutsNeighboursTogether) {
  const FlatLayer sites = strewn(20000);
  const PlacedSites placed(sites);
  const auto way = [](const FlatLayer& layer) {
    double sum = 0;
    const Box* last = nullptr;
    for (const Box& box : layer.box) {
      if (box.empty()) continue;
      if (last != nullptr) sum += std::abs(box.min_x - last->min_x) + std::abs(box.min_y - last->min_y);
      last = &box;
    }
    return sum;
  };
  EXPECT_LT(way(placed.index().layer()), way(sites) / 20);
}

TEST(PlacedSites, OfNothingIsNothing) {
  EXPECT_EQ(PlacedSites(FlatLayer()).blocks(), 0U);
  const PlacedSites empty(strewn(1));
  EXPECT_EQ(empty.rows(), 1U);
  EXPECT_EQ(empty.lastOf(0), 0U);
}

} // namespace
} // namespace ecoredline
