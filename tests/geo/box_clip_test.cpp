#include "geo/box_clip.hpp"
#include "geo/overlay.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace ecoredline {
namespace {

FlatLayer star(std::mt19937_64& random, double x, double y, bool hole) {
  std::uniform_real_distribution<double> reach(0.3, 1);
  FlatBuilder builder({});
  builder.beginRow(Shape::polygon, 7);
  for (const double size : {100.0, 20.0}) {
    if (size < 100 && !hole) break;
    std::vector<double> xs, ys;
    for (int k = 0; k < 24; ++k) {
      const double r = size * reach(random), w = 2 * std::numbers::pi * k / 24;
      xs.push_back(x + r * std::cos(w));
      ys.push_back(y + r * std::sin(w));
    }
    builder.addRing(xs, ys, 0);
  }
  builder.endRow();
  return builder.take();
}

TEST(BoxClip, KeepsTheGroundThatTheOverlayKeeps) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> place(-120, 120);
  const Box box{-60, -50, 70, 40};
  int cut = 0;
  for (int i = 0; i < 300; ++i) {
    const FlatLayer layer = star(random, place(random), place(random), false);
    FlatBuilder builder({});
    appendInBox(layer, 0, box, builder);
    const FlatLayer kept = builder.take();
    const double wanted = guardedIntersection(Geometry::fromRow(layer, 0), Geometry::fromBox(box)).shape.planarArea();
    double area = 0;
    for (std::size_t row = 0; row < kept.rows(); ++row) {
      EXPECT_EQ(kept.row_id[row], 7);
      EXPECT_TRUE(box.contains(kept.box[row]));
      area += Geometry::fromRow(kept, row).planarArea();
    }
    EXPECT_NEAR(area, wanted, 1e-6) << i;
    cut += wanted > 0 && kept.rows() == 1 ? 1 : 0;
  }
  EXPECT_GT(cut, 100);
}

TEST(BoxClip, AHoleStaysAHole) {
  std::mt19937_64 random(6);
  const FlatLayer layer = star(random, 0, 0, true);
  FlatBuilder builder({});
  appendInBox(layer, 0, {-500, -500, 500, 0}, builder);
  const FlatLayer kept = builder.take();
  ASSERT_EQ(kept.rows(), 1U);
  EXPECT_EQ(kept.ringsOf(0), 2U);
  EXPECT_EQ(kept.ring_part[0], kept.ring_part[1]);
}

} // namespace
} // namespace ecoredline
