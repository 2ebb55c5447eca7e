#include "geo/datum_move.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ecoredline {
namespace {

FlatLayer square(const Crs& crs, double x, double y, double size) {
  FlatBuilder builder(crs);
  builder.beginRow(Shape::polygon, 7);
  builder.addRing(std::vector{x, x + size, x + size, x}, std::vector{y, y, y + size, y + size}, 0);
  builder.endRow();
  return builder.take();
}

//  IOGP 373-7-2 (3.1.1): a place of WGS 84, without its height.
TEST(DatumMove, GeocentricIsThatOfTheTextbook) {
  const Geocentric place = toGeocentric(2.12955, 53.80939444, *Crs::fromEpsg(4326));
  EXPECT_NEAR(place.x, 3771793.968 - 73 * std::cos(0.93915) * std::cos(0.03717), 0.2);
  EXPECT_NEAR(place.y, 140253.342 - 73 * std::cos(0.93915) * std::sin(0.03717), 0.2);
  EXPECT_NEAR(place.z, 5124304.349 - 73 * std::sin(0.93915), 0.2);
}

TEST(DatumMove, ATranslationMovesAsItWasFitted) {
  for (const int epsg : {4530, 4490}) {
    const Crs crs = *Crs::fromEpsg(epsg);
    const bool degrees = crs.isGeographic();
    const double x = degrees ? 126.5 : 42530000;
    const double y = degrees ? 43.8 : 4862000;
    const double dx = degrees ? 0.0004 : -30;
    const double dy = degrees ? -0.0001 : -8;
    const auto shift = translationOf(crs, x, y, dx, dy);
    ASSERT_TRUE(shift);
    const auto moved = movedByParameters(square(crs, x, y, degrees ? 0.001 : 100), *shift);
    ASSERT_TRUE(moved);
    EXPECT_NEAR(moved->x[0], x + dx, degrees ? 1e-11 : 1e-6);
    EXPECT_NEAR(moved->y[0], y + dy, degrees ? 1e-11 : 1e-6);
    EXPECT_EQ(moved->box[0].min_x, moved->x[0]);
    EXPECT_EQ(moved->vertices(), 5U);
    EXPECT_EQ(moved->crs, crs);
  }
}

//  Position vector: a positive turn about the earth's axis carries a place to the east.
TEST(DatumMove, RotationAndScaleFollowThePositionVectorConvention) {
  DatumShift turn;
  turn.parameters[5] = 1; // arc-second
  const auto turned = movedByParameters(square(Crs::cgcs2000(), 126.5, 43.8, 0.001), turn);
  ASSERT_TRUE(turned);
  EXPECT_NEAR(turned->x[0], 126.5 + 1 / 3600.0, 1e-9);
  EXPECT_NEAR(turned->y[0], 43.8, 1e-9);
  DatumShift scale;
  scale.parameters[6] = 5; // ppm: 32 m up, and 0.1 m along the meridian
  const auto scaled = movedByParameters(square(Crs::cgcs2000(), 126.5, 43.8, 0.001), scale);
  EXPECT_NEAR(scaled->x[0], 126.5, 1e-12);
  EXPECT_NEAR(scaled->y[0], 43.8, 2e-6);
}

} // namespace
} // namespace ecoredline
