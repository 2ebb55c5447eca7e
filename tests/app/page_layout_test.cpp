#include "app/page_layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using enum PageElement;

const Paper kA3 = paperOf("A3");
const Paper kA4 = paperOf("A4");

TEST(PageLayouts, EveryStepIsUndoneAndDoneAgain) {
  const PagePlaces sheet{{notes, {300, 200, false}}};
  PageLayout layout(sheet, kA3);
  EXPECT_TRUE(layout.isAsSheet());
  EXPECT_FALSE(layout.canUndo());
  layout.move(legend, 12.3456, 20);
  layout.hide(north);
  layout.move(legend, 30, 20);
  EXPECT_EQ(layout.places(),
            (PagePlaces{{legend, {30, 20, false}}, {notes, {300, 200, false}}, {north, {0, 0, true}}}));
  layout.undo();
  EXPECT_EQ(layout.places().at(legend), (PagePlace{12.35, 20, false})) << "to the hundredth of a mm";
  layout.undo();
  EXPECT_FALSE(layout.isHidden(north));
  layout.redo();
  EXPECT_TRUE(layout.isHidden(north));
  layout.move(scale, 1, 1);
  EXPECT_FALSE(layout.canRedo()) << "another way was taken";
  layout.reset();
  EXPECT_TRUE(layout.isAsSheet());
  EXPECT_EQ(layout.places(), sheet);
  layout.undo();
  EXPECT_EQ(layout.places().at(scale), (PagePlace{1, 1, false}));
  while (layout.canUndo()) layout.undo();
  EXPECT_EQ(layout.places(), sheet);
}

TEST(PageLayouts, KeysInARowAreOneStep) {
  PageLayout layout({}, kA3);
  layout.move(scale, 5, 5);
  for (int i = 1; i <= 10; ++i) layout.nudge(legend, i, 20);
  layout.nudge(table, 1, 1);
  layout.undo();
  EXPECT_FALSE(layout.places().contains(table));
  EXPECT_EQ(layout.places().at(legend).x, 10);
  layout.undo();
  EXPECT_FALSE(layout.places().contains(legend));
  EXPECT_EQ(layout.places().at(scale).x, 5);
  layout.redo();
  layout.nudge(legend, 11, 20); // a step of its own after an undo
  layout.undo();
  EXPECT_EQ(layout.places().at(legend).x, 10);
}

TEST(PageLayouts, WhatChangesNothingIsNoStep) {
  PageLayout layout({}, kA3);
  layout.reset();
  layout.show(legend);
  EXPECT_FALSE(layout.canUndo());
  layout.move(legend, 3, 4);
  layout.move(legend, 3.001, 4);
  layout.undo();
  EXPECT_FALSE(layout.canUndo());
}

TEST(PageLayouts, AHiddenElementComesBackToWhereItWas) {
  PageLayout layout({{table, {0, 0, true}}}, kA3);
  layout.move(legend, 30, 40);
  layout.hide(legend);
  layout.move(scale, 1, 1);
  layout.show(legend);
  EXPECT_EQ(layout.places().at(legend), (PagePlace{30, 40, false}));
  layout.hide(north);
  layout.show(north);
  EXPECT_FALSE(layout.places().contains(north)) << "where the sheet puts it by itself";
  layout.show(table);
  EXPECT_FALSE(layout.places().contains(table)) << "the sheet itself hid it";
}

TEST(PageLayouts, OnAnotherPaperAllStepsGoToTheSamePart) {
  PageLayout layout({}, kA4);
  layout.move(legend, 29.7, 21);
  layout.hide(north);
  const Paper twice = paperOf("A2");
  layout.setPaper(twice);
  EXPECT_NEAR(layout.places().at(legend).x, 59.4, 0.011);
  EXPECT_TRUE(layout.isHidden(north));
  layout.undo();
  EXPECT_NEAR(layout.places().at(legend).y, 42, 0.011);
  layout.setPaper(kA4);
  EXPECT_NEAR(layout.places().at(legend).x, 29.7, 0.011);
}

TEST(PageLayouts, WhatWasDrawnStandsWhereItWasPut) {
  const std::vector<ElementBox> drawn{{north, {300, 30, 306, 44}}, {legend, {320, 30, 410, 80}}};
  const auto now = standing(drawn, {{legend, {400, 290, false}}, {north, {0, 0, true}}}, kA3);
  ASSERT_EQ(now.size(), 1U);
  EXPECT_EQ(now.front().element, legend);
  EXPECT_EQ(now.front().box, (Box{330, 247, 420, 297})) << "kept on the page, as large as before";
}

TEST(PageLayouts, APointHitsTheUppermostOrWhatIsHeld) {
  const std::vector<ElementBox> all{{north, {10, 10, 20, 20}}, {legend, {0, 0, 100, 100}}};
  EXPECT_EQ(elementAt(all, 15, 15, {}), legend);
  EXPECT_EQ(elementAt(all, 15, 15, north), north) << "below the legend, but chosen";
  EXPECT_EQ(elementAt(all, 50, 50, north), legend);
  EXPECT_EQ(elementAt(all, 101, 50, legend), std::nullopt);
}

TEST(PageLayouts, AnEdgeSnapsToTheNearestEdge) {
  const std::vector<Box> others{{10, 10, 400, 280}, {50, 60, 90, 100}};
  const Snapped one = snapped({88.5, 200, 120, 281.2}, others, 2);
  EXPECT_EQ(one.box, (Box{90, 198.8, 121.5, 280}));
  EXPECT_EQ(one.x, 90);
  EXPECT_EQ(one.y, 280);
  const Snapped far = snapped({200, 150, 220, 160}, others, 2);
  EXPECT_EQ(far.box, (Box{200, 150, 220, 160}));
  EXPECT_FALSE(far.x || far.y);
  EXPECT_FALSE(snapped({11, 11, 20, 20}, others, 0).x) << "no reach";
  EXPECT_FALSE(snapped({11, 11, 20, 20}, {}, 5).x);
}

TEST(PageLayouts, ElementsSnapToMarginsMapAndOthersNotToThemselves) {
  const std::vector<ElementBox> all{{north, {11, 12, 21, 22}}, {legend, {333, 44, 355, 66}}};
  const auto edges = snapEdges(all, legend, kA3);
  EXPECT_THAT(edges, ::testing::Contains(Box{10, 10, 410, 287})) << "the margins";
  EXPECT_THAT(edges, ::testing::Contains(mapPlaceOf(kA3)));
  EXPECT_THAT(edges, ::testing::Contains(all[0].box));
  EXPECT_THAT(edges, ::testing::Not(::testing::Contains(all[1].box)));
}

} // namespace
} // namespace ecoredline
