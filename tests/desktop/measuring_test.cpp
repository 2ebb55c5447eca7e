#include "desktop/measuring.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

// On the central meridian of zone 42 (126°E) the plane is the ellipsoid's to a part in a million.
const Crs kPlane = Crs::fromEpsg(4530).value();
const double kMeridian = 42500000;

TEST(Measuring, LengthsAreOfTheEllipsoid) {
  EXPECT_EQ(lengthText(kPlane, {{kMeridian, 4850000}, {kMeridian + 100, 4850000}}), QString("100.00 m"));
  EXPECT_EQ(lengthText(kPlane, {{kMeridian, 4850000}}), QString("0.00 m"));
  // 100 km east of the meridian the plane is too long by x²/2R² = 1.23e-4.
  const QString away = lengthText(kPlane, {{kMeridian + 100000, 4850000}, {kMeridian + 100000, 4851000}});
  EXPECT_EQ(away.left(6), QString("999.88")) << qPrintable(away);
}

TEST(Measuring, AreasAreOfTheEllipsoidToo) {
  const std::vector<QPointF> hectare{
      {kMeridian, 4850000}, {kMeridian + 100, 4850000}, {kMeridian + 100, 4850100}, {kMeridian, 4850100}};
  EXPECT_TRUE(areaText(kPlane, hectare).contains("1.0000 ha")) << qPrintable(areaText(kPlane, hectare));
  EXPECT_TRUE(areaText(kPlane, {hectare[0], hectare[1]}).isEmpty());
}

TEST(Measuring, NamesAPlaceInDegreesAndInTheSurveysOrder) {
  const QString text = placeText(kPlane, {kMeridian, 4850000}, Language::en);
  EXPECT_TRUE(text.startsWith("126.000000°E 43.7")) << qPrintable(text);
  EXPECT_TRUE(text.contains("zone 42 (EPSG:4530)  X 4850000.00  Y 42500000.00")) << qPrintable(text);
}

} // namespace
} // namespace ecoredline
