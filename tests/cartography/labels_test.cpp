#include "cartography/labels.hpp"
#include "cartography/legend.hpp"
#include "cartography/small_scene.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using ::testing::SizeIs;

std::vector<std::string> texts(const std::vector<PlacedLabel>& labels) {
  std::vector<std::string> out;
  for (const PlacedLabel& label : labels) out.push_back(label.text);
  return out;
}

TEST(Labels, AreWrittenInsideTheFrameAndHideNothing) {
  MapScene scene = madeScene();
  for (int i = 0; i < 60; ++i) { // far more than there is room for
    scene.layers[0].labels.push_back("分区 " + std::to_string(i));
    FlatBuilder builder(scene.crs);
    for (std::size_t row = 0; row < scene.layers[0].shapes.rows(); ++row) builder.copyRow(scene.layers[0].shapes, row);
    builder.copyRow(madeBoxes({{200, 200 + i * 5.0, 500, 230 + i * 5.0}}), 0);
    scene.layers[0].shapes = builder.take();
  }
  const Frame frame(scene.window, 0, 0);
  const Box taken{0, 90, 60, 100};
  const auto placed = placeLabels(scene, frame, {&taken, 1});
  ASSERT_GT(placed.size(), 5U);
  EXPECT_LT(placed.size(), 60U);
  for (std::size_t a = 0; a < placed.size(); ++a) {
    EXPECT_TRUE(frame.onPage().contains(placed[a].box)) << placed[a].text;
    EXPECT_FALSE(placed[a].box.meets(taken)) << placed[a].text;
    for (std::size_t b = a + 1; b < placed.size(); ++b)
      EXPECT_FALSE(placed[a].box.meets(placed[b].box)) << placed[a].text << " and " << placed[b].text;
  }
}

TEST(Labels, TheMoreImportantFindsItsPlaceFirst) {
  MapScene scene = madeScene();
  scene.layers[1].shapes = madeBoxes({{100, 100, 700, 600}}); // on the first zone, and its label on the shape
  scene.layers[1].label_outside = false;
  const Frame frame(scene.window, 0, 0);
  const auto placed = placeLabels(scene, frame, {});
  ASSERT_THAT(placed, SizeIs(3));
  EXPECT_EQ(placed.front().text, "S1");
  scene.layers[1].label_priority = -90;
  EXPECT_EQ(placeLabels(scene, frame, {}).back().text, "S1");
}

TEST(Labels, ALongNameIsCutAndAZoneOfSeveralRowsIsNamedOnce) {
  MapScene scene = madeScene();
  scene.layers[0].labels = {std::string(300, 'x'), std::string(300, 'x')};
  const auto placed = placeLabels(scene, Frame(scene.window, 0, 0), {});
  ASSERT_THAT(placed, SizeIs(2));
  EXPECT_LE(displayWidth(placed[1].text), 28);
  EXPECT_TRUE(placed[1].text.ends_with("\u2026"));
}

TEST(Labels, OutsideTheFrameThereIsNoLabel) {
  MapScene scene = madeScene();
  scene.layers[0].shapes = madeBoxes({{5000, 5000, 6000, 6000}, {900, 100, 1400, 600}});
  EXPECT_THAT(texts(placeLabels(scene, Frame(scene.window, 0, 0), {})), ::testing::ElementsAre("S1", "示例·乙"));
}

TEST(LabelPoint, LiesInsideARing) {
  FlatBuilder builder(*Crs::fromEpsg(4530)); // a square with a square hole about its middle
  builder.beginRow(Shape::polygon, 0);
  builder.addRing(std::vector<double>{0, 100, 100, 0, 0}, std::vector<double>{0, 0, 100, 100, 0}, 0);
  builder.addRing(std::vector<double>{20, 80, 80, 20, 20}, std::vector<double>{20, 20, 80, 80, 20}, 0);
  builder.endRow();
  const FlatLayer ring = builder.take();
  double x = 0;
  double y = 0;
  ASSERT_TRUE(labelPoint(ring, 0, {0, 0, 100, 100}, x, y));
  EXPECT_FALSE(x > 20 && x < 80 && y > 20 && y < 80) << x << " " << y;
  ASSERT_TRUE(labelPoint(ring, 0, {85, 40, 200, 60}, x, y)) << "the window's part alone";
  EXPECT_GT(x, 85);
  EXPECT_FALSE(labelPoint(ring, 0, {30, 30, 70, 70}, x, y)) << "a window inside the hole";
}

TEST(Window, KnowsWhatItShows) {
  const FlatLayer zone = madeBoxes({{0, 0, 100, 100}});
  const auto window = [](double x0, double y0, double x1, double y1) {
    return Box{42530000 + x0, 4850000 + y0, 42530000 + x1, 4850000 + y1};
  };
  EXPECT_TRUE(showsIn(zone, 0, window(50, 50, 60, 60))) << "the window lies inside the zone";
  EXPECT_TRUE(showsIn(zone, 0, window(-50, 40, 150, 60))) << "edges run through";
  EXPECT_TRUE(showsIn(zone, 0, window(90, 90, 200, 200)));
  EXPECT_FALSE(showsIn(zone, 0, window(101, 0, 200, 100)));
}

TEST(Legend, ListsWhatIsOnTheMapWithCountsInTheOrderOfTheCatalogue) {
  MapScene scene = madeScene();
  DrawLayer elsewhere = scene.layers[0];
  elsewhere.title = "不在图上";
  elsewhere.shapes = madeBoxes({{9000, 9000, 9100, 9100}});
  scene.layers.push_back(elsewhere);
  const auto legend = legendOf(scene);
  ASSERT_THAT(legend, SizeIs(2));
  EXPECT_EQ(legend[0].title, "项目用地");
  EXPECT_EQ(legend[1].title, "水源二级保护区");
  EXPECT_EQ(legend[1].count, 2U);
  scene.window = madeWindow(600, 400);
  EXPECT_EQ(legendOf(scene).back().count, 1U) << "the second zone is not in this window";
}

TEST(ScaleBar, IsRoundAndAboutAQuarterOfTheFrame) {
  EXPECT_EQ(scaleBarFor(1500).text, "200 m");
  EXPECT_EQ(scaleBarFor(2000).text, "500 m");
  EXPECT_EQ(scaleBarFor(8100).text, "2 km");
  EXPECT_EQ(scaleBarFor(39.0).text, "5 m");
  for (double width = 10; width < 1e6; width *= 1.37) {
    EXPECT_LE(scaleBarFor(width).metres, width / 4);
    EXPECT_GT(scaleBarFor(width).metres, width / 12);
  }
}

} // namespace
} // namespace ecoredline
