#include "engine/union_walls.hpp"
#include "geo/measure.hpp"
#include "geo/overlay.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace ecoredline {
namespace {

using namespace test;

FlatLayer wallsOf(const FlatLayer& zones) {
  const Box everything{-1e9, -1e9, 1e9, 1e9};
  const ZoneSet set(zones, everything);
  std::vector<std::uint32_t> rows(zones.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  return unionWalls(set, rows, everything);
}

double lengthOfWalls(const FlatLayer& walls) {
  double length = 0;
  for (const Edge& e : edgesOf(walls, 0)) length += std::hypot(e.bx - e.ax, e.by - e.ay);
  return length;
}

double outlineOfUnion(const FlatLayer& zones) {
  std::vector<Geometry> parts;
  for (std::size_t i = 0; i < zones.rows(); ++i) parts.push_back(Geometry::fromRow(zones, i));
  return guardedUnion(parts).shape.planarLength();
}

TEST(UnionWalls, AMosaicHasNoInnerBorders) {
  LayerMaker maker;
  for (int i = 0; i < 4; ++i) {
    for (int k = 0; k < 4; ++k) maker.box(i * 10, k * 10, i * 10 + 10, k * 10 + 10);
  }
  EXPECT_NEAR(lengthOfWalls(wallsOf(maker.take())), 160, 1e-6);
}

TEST(UnionWalls, NeighboursWithOtherVerticesHaveNoInnerBorder) {
  // the right one has two vertices on the common border, rounded off it; the top one spans both
  const FlatLayer zones = LayerMaker()
                              .box(0, 0, 10, 10)
                              .ring({{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10 + 2e-8, 7.1}, {10 - 2e-8, 3.3}})
                              .box(0, 10, 20, 20)
                              .take();
  EXPECT_NEAR(lengthOfWalls(wallsOf(zones)), 80, 1e-3);
}

TEST(UnionWalls, WhatLiesInsideAnotherIsNoWall) {
  EXPECT_NEAR(lengthOfWalls(wallsOf(LayerMaker().box(0, 0, 100, 100).box(20, 20, 40, 40).take())), 400, 1e-6);
  EXPECT_NEAR(lengthOfWalls(wallsOf(LayerMaker().box(0, 0, 100, 100).box(50, 50, 150, 150).take())), 600, 1e-6);
}

TEST(UnionWalls, TwiceTheSameRowIsOne) {
  EXPECT_NEAR(lengthOfWalls(wallsOf(LayerMaker().box(0, 0, 10, 10).box(0, 0, 10, 10).take())), 40, 1e-6);
}

TEST(UnionWalls, AGapWiderThanTheSealStays) {
  EXPECT_NEAR(lengthOfWalls(wallsOf(LayerMaker().box(0, 0, 10, 10).box(10.01, 0, 20, 10).take())), 79.98, 1e-6);
}

TEST(UnionWalls, OnlyWhatComesNearTheWindowIsGiven) {
  const FlatLayer zones = LayerMaker().box(0, 0, 1000, 1000).take();
  const ZoneSet set(zones, {-1e9, -1e9, 1e9, 1e9});
  const std::uint32_t row[] = {0};
  const FlatLayer walls = unionWalls(set, row, {kX - 10, kY + 100, kX + 10, kY + 200});
  EXPECT_NEAR(lengthOfWalls(walls), 1000, 1e-6);
  EXPECT_EQ(unionWalls(set, row, {kX + 100, kY + 100, kX + 200, kY + 200}).shape[0], Shape::none);
}

TEST(UnionWalls, AreTheOutlineOfTheUnionOfRandomRings) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> where(-200, 200);
  for (int i = 0; i < 100; ++i) {
    LayerMaker maker;
    for (int k = 0; k < 5; ++k) maker.ring(star(random, where(random), where(random), 150, 14));
    const FlatLayer zones = maker.take();
    EXPECT_NEAR(lengthOfWalls(wallsOf(zones)), outlineOfUnion(zones), 0.01) << i;
  }
}

} // namespace
} // namespace ecoredline
