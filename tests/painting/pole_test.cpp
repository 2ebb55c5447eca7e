#include "cartography/small_scene.hpp"
#include "painting/pole.hpp"
#include "painting/sheet_labels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

// A box with a hole in its middle: x and y from 0 to 1000, hole from 300 to 900.
FlatLayer frameOfLand() {
  FlatBuilder builder(*Crs::fromEpsg(4530));
  const auto ring = [&](double low, double high) {
    const double x = 42530000;
    const double y = 4850000;
    builder.addRing(std::vector<double>{x + low, x + high, x + high, x + low, x + low},
                    std::vector<double>{y + low, y + low, y + high, y + high, y + low}, 0);
  };
  builder.beginRow(Shape::polygon, 0);
  ring(0, 1000);
  ring(300, 900);
  builder.endRow();
  return builder.take();
}

TEST(Pole, LiesWhereTheRoomIsAndNeverInAHole) {
  const FlatLayer land = frameOfLand();
  const Frame frame(madeWindow(1000, 1000), 0, 0, {100, 100});
  const PageGrid grid{&frame, 0.02};
  const Pole pole = poleOf(areaRings(land, 0, grid), grid, frame.onPage(), 1);
  // the widest place for a circle is the lower left corner of the land, where two strips of 30 mm meet
  EXPECT_NEAR(pole.room, 17.6, 0.8);
  EXPECT_LT(pole.x, 30);
  EXPECT_GT(pole.y, 70);
}

TEST(Pole, FlatTextGoesWhereTheLandIsWide) {
  // an upright strip joined to a level one: both 30 mm wide
  const FlatLayer land = frameOfLand();
  const Frame frame(madeWindow(1000, 1000), 0, 0, {100, 100});
  const PageGrid grid{&frame, 0.02};
  const Pole pole = poleOf(areaRings(land, 0, grid), grid, frame.onPage(), 4);
  EXPECT_GT(pole.y, 70) << "in the level strip below";
  EXPECT_GT(pole.room, 30) << "an ellipse four times as wide as high";
}

TEST(Pole, OutsideTheWindowIsNoPlace) {
  const FlatLayer land = madeBoxes({{2000, 2000, 3000, 3000}});
  const Frame frame(madeWindow(1000, 1000), 0, 0, {100, 100});
  const PageGrid grid{&frame, 0.02};
  EXPECT_EQ(poleOf(areaRings(land, 0, grid), grid, frame.onPage(), 2.5).room, 0);
}

TEST(SheetLabels, NoneCoversAnotherAndEachLiesOnItsZone) {
  MapScene scene = madeScene();
  scene.frame = {150, 100};
  std::vector<Box> boxes;
  DrawLayer zones = scene.layers.front();
  zones.labels.clear();
  for (int j = 0; j < 10; ++j)
    for (int i = 0; i < 15; ++i) {
      boxes.push_back({i * 100.0, j * 100.0, i * 100.0 + 100, j * 100.0 + 100});
      zones.labels.push_back("分区" + std::to_string(j * 15 + i));
    }
  zones.shapes = madeBoxes(boxes);
  scene.layers = {zones};
  const Frame frame(scene.window, 0, 0, scene.frame);
  const PageGrid grid{&frame, 0.02};
  const Canvas canvas({PictureFormat::svg, 150, 100, 300, "", "2026-11-22"});
  const auto labels = sheetLabels(scene, grid, canvas, {}, 2);
  EXPECT_EQ(labels.size(), 150U);
  for (std::size_t a = 0; a < labels.size(); ++a)
    for (std::size_t b = a + 1; b < labels.size(); ++b)
      EXPECT_FALSE(labels[a].boxes.front().meets(labels[b].boxes.front()));
  EXPECT_LT(sheetLabels(scene, grid, canvas, {}, 6).size(), 150U) << "larger ones do not all fit, and are left out";
  const std::vector<Box> taken{frame.onPage()};
  EXPECT_TRUE(sheetLabels(scene, grid, canvas, taken, 2).empty());
}

TEST(SheetLabels, TextFollowsALineAndIsNeverUpsideDown) {
  MapScene scene = madeScene();
  FlatBuilder builder(*Crs::fromEpsg(4530));
  builder.beginRow(Shape::line, 0);
  const double x = 42530000;
  const double y = 4850000;
  builder.addRing(std::vector<double>{x + 1400, x + 800, x + 100}, std::vector<double>{y + 900, y + 500, y + 100}, 0);
  builder.endRow();
  DrawLayer river;
  river.id = "river";
  river.shapes = builder.take();
  river.labels = {"松花江示例河段"};
  scene.layers = {river};
  const Frame frame(scene.window, 0, 0);
  const PageGrid grid{&frame, 0.02};
  const Canvas canvas({PictureFormat::svg, 150, 100, 300, "", "2026-11-22"});
  const auto labels = sheetLabels(scene, grid, canvas, {}, 3);
  ASSERT_EQ(labels.size(), 1U);
  EXPECT_NEAR(labels.front().turn, -31, 4) << "up to the right, as the line";
  EXPECT_GT(labels.front().boxes.size(), 3U);
}

} // namespace
} // namespace ecoredline
