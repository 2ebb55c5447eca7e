#include "cartography/small_scene.hpp"
#include "painting/grid.hpp"
#include "painting/sheet_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

// The point 114°33′45″ E, 39°22′30″ N, worked by hand from table 1 and the formulas of GB/T 13989-2012.
TEST(SheetIndex, NamesOfTheNationalSeries) {
  const auto name = [](int scale) { return nameOf(nationalSheetAt(114.5625, 39.375, scale)); };
  EXPECT_EQ(name(1000000), "J50");
  EXPECT_EQ(name(500000), "J50B001001");
  EXPECT_EQ(name(250000), "J50C001001");
  EXPECT_EQ(name(100000), "J50D002002");
  EXPECT_EQ(name(50000), "J50E004003");
  EXPECT_EQ(name(25000), "J50F008005");
  EXPECT_EQ(name(10000), "J50G015010");
  EXPECT_EQ(name(5000), "J50H030019");
  EXPECT_EQ(nameOf(nationalSheetAt(126.6, 43.9, 1000000)), "K52") << "Jilin City";
  EXPECT_EQ(nameOf(nationalSheetAt(126.1, 43.9, 500)).size(), 12U) << "four digits each";
}

TEST(SheetIndex, SheetsMeetWithoutGapsAndHoldTheirPoints) {
  for (const int scale : {1000000, 500000, 250000, 100000, 50000, 25000, 10000, 5000, 2000, 1000, 500}) {
    ASSERT_TRUE(isNationalScale(scale));
    const NationalSheet sheet = nationalSheetAt(126.553, 43.838, scale);
    const Box box = boundsOf(sheet);
    EXPECT_TRUE(box.contains({126.553, 43.838, 126.553, 43.838})) << scale;
    const NationalSheet east = nationalSheetAt(box.max_x, box.min_y, scale);
    EXPECT_EQ(east, (NationalSheet{scale, sheet.row, sheet.column + 1})) << "an edge belongs to the next " << scale;
  }
  EXPECT_FALSE(isNationalScale(20000));
}

TEST(SheetIndex, SheetsOfABoxFromTheNorth) {
  std::vector<std::string> names;
  for (const NationalSheet& sheet : nationalSheetsIn({126.0, 43.0, 127.0, 43.6}, 100000))
    names.push_back(nameOf(sheet));
  EXPECT_THAT(names, ElementsAre("K52D002001", "K52D002002", "K52D003001", "K52D003002"));
  EXPECT_THAT(nationalSheetsIn({126.0, 43.0, 126.5, 43.0 + 1.0 / 3}, 100000), testing::SizeIs(1)) << "exactly one";
}

TEST(Grid, RoundNumbersAtTheirPlaces) {
  const Frame frame(madeWindow(60000, 40000), 10, 20); // 1:400 000
  const SheetGrid grid = sheetGrid(frame, *Crs::fromEpsg(4530));
  ASSERT_GE(grid.east.size(), 2U);
  EXPECT_EQ(grid.east[0].text, "42540");
  EXPECT_NEAR(grid.east[0].at, 10 + 25, 1e-9);
  EXPECT_EQ(grid.east[1].text, "42560");
  EXPECT_NEAR(grid.east[1].at, 10 + 75, 1e-9);
  ASSERT_FALSE(grid.north.empty());
  EXPECT_EQ(grid.north[0].text, "4860");
  EXPECT_NEAR(grid.north[0].at, 20 + 100 - 25, 1e-9) << "north is up";
  ASSERT_THAT(grid.meridians_top, Not(IsEmpty()));
  ASSERT_THAT(grid.crossings, Not(IsEmpty()));
  // where 126°30′ crosses 44°00′, moved by PROJ
  auto to = Transform::between(Crs::cgcs2000(), *Crs::fromEpsg(4530));
  ASSERT_TRUE(to);
  std::vector<double> x{126.5};
  std::vector<double> y{44.0};
  ASSERT_TRUE(to->apply(x, y));
  EXPECT_THAT(grid.crossings, testing::Contains(testing::Pair(testing::DoubleNear(frame.x(x[0]), 1e-6),
                                                              testing::DoubleNear(frame.y(y[0]), 1e-6))));
  EXPECT_EQ(grid.meridians_top.front().text, "126°30′");
}

TEST(Grid, WordsForDegreesAndScales) {
  EXPECT_EQ(degreesText(126.5), "126°30′");
  EXPECT_EQ(degreesText(126 + 30.0 / 60 + 15.0 / 3600), "126°30′15″");
  EXPECT_EQ(roundScale(123456), 150000);
  EXPECT_EQ(roundScale(100000), 100000);
  EXPECT_EQ(roundScale(81000), 100000);
  EXPECT_EQ(roundScale(2100), 2500);
}

} // namespace
} // namespace ecoredline
