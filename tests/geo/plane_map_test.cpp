#include "geo/edge_model.hpp"
#include "geo/plane_map.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ecoredline {
namespace {

Crs crs(int epsg) {
  return Crs::fromEpsg(epsg).value();
}

// A spiral of `count` points within `radius` metres of a place in the plane of 126°.
FlatLayer spiral(const Crs& plane, double radius, std::size_t count) {
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t i = 0; i < count; ++i) {
    const double part = static_cast<double>(i + 1) / static_cast<double>(count);
    x.push_back(plane.falseEasting() + 110000 + part * radius * std::cos(20 * part));
    y.push_back(4850000 + part * radius * std::sin(20 * part));
  }
  FlatBuilder builder(plane);
  builder.beginRow(Shape::polygon, 7);
  builder.addRing(x, y, 0);
  builder.endRow();
  return builder.take();
}

TEST(PlaneMap, IsProjWithinAFractionOfAMillimetre) {
  const Crs from = crs(4551); // 126°, no zone in front
  const Crs to = crs(4531);   // 129°, zone 43
  for (const double radius : {1000.0, 20000.0, 100000.0}) {
    const FlatLayer layer = spiral(from, radius, 3000);
    const auto exact = moveLayer(layer, to, {}, 1000);
    const auto fast = moveForPicture(layer, to, 1000);
    ASSERT_TRUE(exact && fast);
    ASSERT_EQ(fast->vertices(), exact->vertices()) << "edges are parted in the same places";
    double most = 0;
    for (std::size_t i = 0; i < exact->vertices(); ++i)
      most = std::max(most, std::hypot(fast->x[i] - exact->x[i], fast->y[i] - exact->y[i]));
    EXPECT_LT(most, PlaneMap::kError) << radius;
    EXPECT_GT(most, 0) << "by the series, not by PROJ";
    EXPECT_EQ(fast->row_id[0], 7);
    EXPECT_NEAR(fast->box[0].min_x, exact->box[0].min_x, PlaneMap::kError);
    EXPECT_NEAR(fast->box[0].max_y, exact->box[0].max_y, PlaneMap::kError);
  }
}

TEST(PlaneMap, WhereNoSeriesIsRightEnoughThereIsNone) {
  const Crs from = crs(4551);
  const Crs to = crs(4531);
  const auto exact = Transform::between(from, to);
  const auto there = Transform::between(from, Crs::cgcs2000());
  ASSERT_TRUE(exact && there);
  const Box window{500000, 4700000, 700000, 4900000};
  EXPECT_TRUE(PlaneMap::over(window, from, to, *exact));
  EXPECT_FALSE(PlaneMap::over({-1500000, 1000000, 2500000, 6000000}, from, to, *exact)) << "half of China";
  EXPECT_FALSE(PlaneMap::over(window, from, Crs::cgcs2000(), *there)) << "degrees are no plane";
  EXPECT_FALSE(PlaneMap::over({}, from, to, *exact)) << "nowhere";
}

TEST(PlaneMap, WhatPlanesOfOneMeridianShareStaysASubtraction) {
  const FlatLayer layer = spiral(crs(4551), 20000, 3000);
  const auto moved = moveForPicture(layer, crs(4530), 1000);
  ASSERT_TRUE(moved);
  ASSERT_EQ(moved->vertices(), layer.vertices());
  for (std::size_t i = 0; i < layer.vertices(); ++i) EXPECT_EQ(moved->x[i], layer.x[i] + 42000000);
}

} // namespace
} // namespace ecoredline
