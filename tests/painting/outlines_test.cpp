// What a page shows of an outline, and that neighbours keep the border they share.
#include "cartography/small_scene.hpp"
#include "painting/outlines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <random>
#include <utility>

namespace ecoredline {
namespace {

using Points = std::vector<GridPoint>;

// Twice the area a ring covers, in grid steps.
std::int64_t doubleArea(const GridRing& ring) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < ring.points.size(); ++i) {
    const GridPoint& a = ring.points[i];
    const GridPoint& b = ring.points[(i + 1) % ring.points.size()];
    sum += static_cast<std::int64_t>(a.x) * b.y - static_cast<std::int64_t>(b.x) * a.y;
  }
  return std::abs(sum);
}

// A field of zones whose common corners are moved at random: every inner border is shared by two.
FlatLayer raggedField(int across, double cell, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> move(-0.3 * cell, 0.3 * cell);
  constexpr int kParts = 8; // vertices along a border
  const int points = across * kParts + 1;
  std::vector<std::pair<double, double>> grid;
  for (int j = 0; j < points; ++j)
    for (int i = 0; i < points; ++i)
      grid.emplace_back(42530000 + i * cell / kParts + move(random) / kParts,
                        4850000 + j * cell / kParts + move(random) / kParts);
  FlatBuilder builder(*Crs::fromEpsg(4530));
  for (int j = 0; j < across; ++j)
    for (int i = 0; i < across; ++i) {
      std::vector<double> x;
      std::vector<double> y;
      const auto add = [&](int gi, int gj) {
        x.push_back(grid[gj * points + gi].first);
        y.push_back(grid[gj * points + gi].second);
      };
      for (int k = 0; k < kParts; ++k) add(i * kParts + k, j * kParts);
      for (int k = 0; k < kParts; ++k) add((i + 1) * kParts, j * kParts + k);
      for (int k = 0; k < kParts; ++k) add((i + 1) * kParts - k, (j + 1) * kParts);
      for (int k = 0; k < kParts; ++k) add(i * kParts, (j + 1) * kParts - k);
      builder.beginRow(Shape::polygon, j * across + i);
      builder.addRing(x, y, 0);
      builder.endRow();
    }
  return builder.take();
}

TEST(Outlines, NeighboursKeepTheBorderTheyShareAtEveryScale) {
  constexpr int kAcross = 12;
  const FlatLayer field = raggedField(kAcross, 100, 7);
  for (const double step : {0.005, 0.02, 0.1, 0.5, 2.0}) {
    const Frame frame(field.extent(), 0, 0, {120, 120});
    const PageGrid grid{&frame, step};
    // every piece of border belongs to two zones, the outer rim to one, and each zone's ground is all there is
    std::map<std::pair<std::pair<int, int>, std::pair<int, int>>, int> pieces;
    for (std::size_t row = 0; row < field.rows(); ++row)
      for (const GridRing& ring : snappedRings(field, row, grid))
        for (std::size_t i = 0; i + 1 < ring.points.size(); ++i) {
          auto a = std::pair(ring.points[i].x, ring.points[i].y);
          auto b = std::pair(ring.points[i + 1].x, ring.points[i + 1].y);
          if (b < a) std::swap(a, b);
          ++pieces[{a, b}];
        }
    std::size_t alone = 0;
    for (const auto& [piece, count] : pieces) alone += count % 2 == 1 ? 1 : 0;
    EXPECT_LE(alone, 4U * kAcross * 8) << "only the rim stands alone, step " << step;
    std::size_t drawn = 0;
    const GridLines lines = bordersOnce(snappedLayer(field, grid));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      EXPECT_GE(lines[i].size(), 2U);
      drawn += lines[i].size() - 1;
    }
    EXPECT_LE(drawn, pieces.size()) << "no piece is drawn twice";
    EXPECT_GT(drawn, 0U);
  }
}

TEST(Outlines, ASharedBorderIsDrawnOnce) {
  const FlatLayer zones = madeBoxes({{100, 100, 700, 600}, {700, 100, 1400, 600}});
  const Frame frame(madeWindow(1500, 1000), 0, 0); // 10 m to the millimetre
  const PageGrid grid{&frame, 0.02};
  double length = 0;
  const GridLines lines = bordersOnce(snappedLayer(zones, grid));
  for (std::size_t line = 0; line < lines.size(); ++line)
    for (std::size_t i = 0; i + 1 < lines[line].size(); ++i)
      length += grid.millimetres(std::abs(lines[line][i + 1].x - lines[line][i].x) +
                                 std::abs(lines[line][i + 1].y - lines[line][i].y));
  EXPECT_NEAR(length, 2 * 130 + 3 * 50, 1e-9) << "two long sides of 130 mm, three uprights of 50 mm";
}

TEST(Outlines, NeedlessPointsChangeNoGround) {
  const FlatLayer field = raggedField(6, 100, 3);
  const Frame frame(field.extent(), 0, 0, {60, 60});
  for (const double step : {0.02, 0.3})
    for (std::size_t row = 0; row < field.rows(); ++row)
      for (const GridRing& ring : snappedRings(field, row, {&frame, step})) {
        GridRing less = ring;
        dropNeedless(less, true);
        EXPECT_EQ(doubleArea(less), doubleArea(ring));
        EXPECT_LE(less.points.size(), ring.points.size());
      }
}

TEST(Outlines, StraightPointsAndSpikesGo) {
  GridRing ring{{{0, 0}, {5, 0}, {10, 0}, {10, 10}, {10, 15}, {10, 10}, {0, 10}, {0, 0}}, 0};
  dropNeedless(ring, true);
  EXPECT_EQ(ring.points, (Points{{0, 0}, {10, 0}, {10, 10}, {0, 10}}));
  GridRing flat{{{0, 0}, {5, 0}, {10, 0}, {0, 0}}, 0};
  dropNeedless(flat, true);
  EXPECT_TRUE(flat.points.empty());
  GridRing line{{{0, 0}, {5, 0}, {10, 0}, {10, 10}, {10, 0}}, 0};
  dropNeedless(line, false);
  EXPECT_EQ(line.points, (Points{{0, 0}, {10, 0}, {10, 10}, {10, 0}})) << "a line there and back is still drawn";
}

TEST(Outlines, ThinnedRowsLookTheSameAndKeepTheirBorders) {
  const FlatLayer field = raggedField(8, 100, 11);
  const Frame frame(field.extent(), 7, 3, {60, 60});
  for (const double step : {0.02, 0.3, 1.5}) {
    const PageGrid grid{&frame, step};
    const FlatLayer thin = thinnedToGrid(field, grid);
    ASSERT_EQ(thin.rows(), field.rows());
    EXPECT_LE(thin.vertices(), field.vertices());
    const GridLines before = snappedLayer(field, grid);
    const GridLines after = snappedLayer(thin, grid);
    EXPECT_EQ(after.points, before.points) << "step " << step;
    EXPECT_EQ(after.begin, before.begin);
    EXPECT_EQ(bordersOnce(after).points, bordersOnce(before).points);
  }
}

TEST(Outlines, PiecesFarOffThePageAreKnownAgainToo) {
  const GridLines rings{{{0, 0}, {50000000, 0}, {50000000, 9}, {0, 0}, {0, 0}, {50000000, 0}, {1, -9}, {0, 0}},
                        {0, 4, 8}};
  std::size_t pieces = 0;
  const GridLines lines = bordersOnce(rings);
  for (std::size_t i = 0; i < lines.size(); ++i) pieces += lines[i].size() - 1;
  EXPECT_EQ(pieces, 5U) << "six, of which one is shared";
}

TEST(Outlines, ATinyZoneIsStillSeenAndItsHoleIsNot) {
  const FlatLayer zones = madeBoxes({{500, 500, 500.001, 500.001}});
  const Frame frame(madeWindow(1500, 1000), 0, 0);
  const auto rings = areaRings(zones, 0, {&frame, 0.02});
  ASSERT_EQ(rings.size(), 1U);
  EXPECT_EQ(doubleArea(rings.front()), 2) << "a box of one step";
}

} // namespace
} // namespace ecoredline
