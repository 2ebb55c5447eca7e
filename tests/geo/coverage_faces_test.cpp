#include "geo/area.hpp"
#include "geo/coverage_faces.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Rectangle {
  double x, y, width, height;
  bool clockwise = false;
};

FlatLayer layerOf(const std::vector<Rectangle>& rectangles) {
  FlatBuilder builder(*Crs::fromEpsg(4530));
  for (std::size_t i = 0; i < rectangles.size(); ++i) {
    const auto& [x, y, w, h, clockwise] = rectangles[i];
    const double e = 42.5e6 + x, n = 4.86e6 + y;
    std::vector<double> xs{e, e + w, e + w, e, e}, ys{n, n, n + h, n + h, n};
    if (clockwise) {
      std::reverse(xs.begin(), xs.end());
      std::reverse(ys.begin(), ys.end());
    }
    builder.beginRow(Shape::polygon, static_cast<std::int64_t>(i));
    builder.addRing(xs, ys, 0);
    builder.endRow();
  }
  return builder.take();
}

//  +---+---+
//  | 0 | 1 |   one border, drawn once from either side, whatever the order of the rings
//  +---+---+
TEST(CoverageFaces, NeighboursThatFitHaveNoFault) {
  const CoverageFaces faces = faultyFaces(layerOf({{0, 0, 100, 100}, {100, 0, 100, 100, true}}));
  EXPECT_TRUE(faces.examined);
  EXPECT_THAT(faces.rows, IsEmpty());
  EXPECT_EQ(faces.edges, 8);
  EXPECT_EQ(faces.loose_edges, 6);
}

//  Row 1 begins 2 m before row 0 ends.
TEST(CoverageFaces, AnOverlapNamesItsRows) {
  const CoverageFaces faces = faultyFaces(layerOf({{0, 0, 100, 100}, {98, 0, 100, 100}}));
  ASSERT_EQ(faces.rows.size(), 1);
  EXPECT_THAT(faces.rows[0], ElementsAre(0, 1));
  EXPECT_NEAR(areaOf(faces.shapes, 0, AreaMethod::planar), 200, 1e-6);
}

//  Four rectangles round a hole of 10 by 10 m; the outside is no gap.
TEST(CoverageFaces, AGapIsGroundThatNobodyCovers) {
  const CoverageFaces faces =
      faultyFaces(layerOf({{0, 0, 50, 60}, {60, 0, 50, 60}, {50, 0, 10, 20}, {50, 30, 10, 30}}));
  ASSERT_EQ(faces.rows.size(), 1);
  EXPECT_THAT(faces.rows[0], IsEmpty());
  EXPECT_NEAR(areaOf(faces.shapes, 0, AreaMethod::planar), 100, 1e-6);
}

//  A neighbour with a vertex more on the common border (T) fits all the same.
TEST(CoverageFaces, AVertexMoreOnTheBorderIsNoFault) {
  EXPECT_THAT(faultyFaces(layerOf({{0, 0, 100, 100}, {100, 0, 50, 40}, {100, 40, 50, 60}})).rows, IsEmpty());
}

//  The same polygon twice: all of it is covered twice, and its edges are not taken for a shared border.
TEST(CoverageFaces, AShapeTwiceIsAnOverlapOfAllOfIt) {
  const CoverageFaces faces = faultyFaces(layerOf({{0, 0, 100, 100}, {0, 0, 100, 100, true}}));
  ASSERT_EQ(faces.rows.size(), 1);
  EXPECT_THAT(faces.rows[0], ElementsAre(0, 1));
}

TEST(CoverageFaces, TooManyLooseEdgesAreSaidNotNoded) {
  const CoverageFaces faces = faultyFaces(layerOf({{0, 0, 100, 100}, {98, 0, 100, 100}}), 7);
  EXPECT_FALSE(faces.examined);
  EXPECT_THAT(faces.rows, IsEmpty());
}

TEST(CoverageFaces, RowsHoldWhatLiesInsideAndNotInTheirHoles) {
  FlatBuilder builder(*Crs::fromEpsg(4530));
  builder.beginRow(Shape::polygon, 0);
  builder.addRing(std::vector<double>{0, 10, 10, 0, 0}, std::vector<double>{0, 0, 10, 10, 0}, 0);
  builder.addRing(std::vector<double>{4, 6, 6, 4, 4}, std::vector<double>{4, 4, 6, 6, 4}, 0);
  builder.endRow();
  const FlatLayer layer = builder.take();
  EXPECT_TRUE(rowHolds(layer, 0, 2, 5));
  EXPECT_FALSE(rowHolds(layer, 0, 5, 5));
  EXPECT_FALSE(rowHolds(layer, 0, 11, 5));
}

} // namespace
} // namespace ecoredline
