#include "source/gk_systems.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

class GkTable : public testing::TestWithParam<Datum> {};

TEST_P(GkTable, EveryCodeIsWhatPROJSaysItIs) {
  const auto systems = gkSystems(GetParam());
  ASSERT_EQ(systems.size(), 2U * (21 + 11));
  for (const GkSystem& system : systems) {
    const auto crs = Crs::fromEpsg(system.epsg);
    ASSERT_TRUE(crs) << system.epsg;
    EXPECT_TRUE(crs->isGaussKruger()) << system.epsg;
    EXPECT_EQ(crs->datum(), GetParam()) << system.epsg;
    EXPECT_EQ(crs->centralMeridian(), system.meridian) << system.epsg;
    EXPECT_EQ(crs->falseEasting(), system.falseEasting()) << system.epsg;
  }
}

INSTANTIATE_TEST_SUITE_P(Datums, GkTable,
                         testing::Values(Datum::cgcs2000, Datum::xian80, Datum::beijing54, Datum::newBeijing));

TEST(GkSystems, PrefixGivesZoneAndWidth) {
  EXPECT_EQ(zonePrefix(42530000), 42);
  EXPECT_EQ(zonePrefix(21530000), 21);
  EXPECT_EQ(zonePrefix(24530000), 0) << "between the 6-degree and the 3-degree zones";
  EXPECT_EQ(zonePrefix(530000), 0);
  EXPECT_EQ(gkSystemOfPrefix(Datum::cgcs2000, 42)->epsg, 4530);
  EXPECT_EQ(gkSystemOfPrefix(Datum::cgcs2000, 21)->epsg, 4499);
  EXPECT_EQ(gkSystemOfPrefix(Datum::xian80, 42)->epsg, 2366);
  EXPECT_FALSE(gkSystemOfPrefix(Datum::other, 42));
}

TEST(GkSystems, JilinCityStraddlesTwoZones) {
  EXPECT_EQ(gkSystemAt(Datum::cgcs2000, 127.4, true)->epsg, 4530);
  EXPECT_EQ(gkSystemAt(Datum::cgcs2000, 127.6, true)->epsg, 4531);
  EXPECT_EQ(gkSystemAt(Datum::cgcs2000, 126.4, false)->epsg, 4551);
}

} // namespace
} // namespace ecoredline
