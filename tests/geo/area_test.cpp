#include "geo/area.hpp"
#include "geo/edge_model.hpp"
#include "geo/official_area.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <geodesic.h>

namespace ecoredline {
namespace {

using Values = std::vector<double>;

Crs crs(int epsg) {
  return Crs::fromEpsg(epsg).value();
}

// The two plots of the fictional corner-point file of domain.md §7, zone 42.
const Values kOuterX = {42530000, 42530400, 42530400, 42530000, 42530000};
const Values kOuterY = {4862000, 4862000, 4861700, 4861700, 4862000};
const Values kHoleX = {42530100, 42530100, 42530200, 42530200, 42530100};
const Values kHoleY = {4861900, 4861800, 4861800, 4861900, 4861900};
const Values kPlot2X = {42530600, 42530900, 42530900, 42530600};
const Values kPlot2Y = {4862300, 4862300, 4862100, 4862300};

FlatLayer plots(const Crs& system, double shift = 0) {
  const auto moved = [shift](Values v) {
    for (double& x : v) x += shift;
    return v;
  };
  FlatBuilder builder(system);
  builder.beginRow(Shape::polygon, 1);
  builder.addRing(moved(kOuterX), kOuterY, 0);
  builder.addRing(moved(kHoleX), kHoleY, 0);
  builder.endRow();
  builder.beginRow(Shape::polygon, 2);
  builder.addRing(moved(kPlot2X), kPlot2Y, 0);
  builder.endRow();
  builder.beginRow(Shape::polygon, 3); // both as one row of two parts
  builder.addRing(moved(kOuterX), kOuterY, 0);
  builder.addRing(moved(kHoleX), kHoleY, 0);
  builder.addRing(moved(kPlot2X), kPlot2Y, 1);
  builder.endRow();
  builder.beginRow(Shape::line, 4);
  builder.addRing(moved(kPlot2X), kPlot2Y, 0);
  builder.endRow();
  builder.beginRow(Shape::point, 5);
  builder.addRing(Values{kPlot2X[0] + shift}, Values{kPlot2Y[0]}, 0);
  builder.endRow();
  return builder.take();
}

FlatLayer one(const Crs& system, const Values& x, const Values& y, Shape shape = Shape::polygon) {
  FlatBuilder builder(system);
  builder.beginRow(shape, 1);
  builder.addRing(x, y, 0);
  builder.endRow();
  return builder.take();
}

double square(double v) {
  return v * v;
}

TEST(OfficialArea, GoldenValues) { // domain.md §6 and §7
  const double outer = std::abs(officialRingArea(kOuterX, kOuterY, 42500000));
  const double hole = std::abs(officialRingArea(kHoleX, kHoleY, 42500000));
  EXPECT_NEAR(outer, 119997.3126, 5e-5);
  EXPECT_NEAR(hole, 9999.7746, 5e-5);
  EXPECT_NEAR(std::abs(officialRingArea(kOuterX, kOuterY, 42500000, ArcRounding::none)), 119997.3089, 5e-5);
  const FlatLayer layer = plots(crs(4530));
  EXPECT_NEAR(areaOf(layer, 0, AreaMethod::official), 109997.54, 0.005);
  EXPECT_NEAR(areaOf(layer, 0, AreaMethod::official), outer - hole, 1e-9);
  EXPECT_NEAR(areaOf(layer, 1, AreaMethod::official), 29999.31, 0.005);
  EXPECT_NEAR(areaOf(layer, 2, AreaMethod::official), 109997.54 + 29999.31, 0.01);
}

TEST(ExactAreaOf, GoldenValues) {
  const FlatLayer layer = plots(crs(4530));
  EXPECT_NEAR(areaOf(layer, 0, AreaMethod::exact), 109997.53, 0.005);
  EXPECT_NEAR(areaOf(layer, 1, AreaMethod::exact), 29999.30, 0.005);
  EXPECT_NEAR(areaOf(layer, 2, AreaMethod::exact),
              areaOf(layer, 0, AreaMethod::exact) + areaOf(layer, 1, AreaMethod::exact), 1e-6);
  EXPECT_NEAR(areaOf(one(crs(4530), kOuterX, kOuterY), 0, AreaMethod::exact), 119997.3089, 1e-4); // equal-area check
}

TEST(PlanarArea, GoldenValues) {
  const FlatLayer layer = plots(crs(4530));
  EXPECT_EQ(areaOf(layer, 0, AreaMethod::planar), 110000);
  EXPECT_EQ(areaOf(layer, 1, AreaMethod::planar), 30000);
}

TEST(AreaOf, PointsAndLinesHaveNone) {
  const FlatLayer layer = plots(crs(4530));
  for (const AreaMethod method : {AreaMethod::official, AreaMethod::exact, AreaMethod::planar}) {
    EXPECT_EQ(areaOf(layer, 3, method), 0);
    EXPECT_EQ(areaOf(layer, 4, method), 0);
  }
}

TEST(AreaOf, OrientationAndStartDoNotMatter) {
  for (const AreaMethod method : {AreaMethod::official, AreaMethod::exact, AreaMethod::planar}) {
    const double want = areaOf(plots(crs(4530)), 0, method);
    FlatBuilder builder(crs(4530));
    builder.beginRow(Shape::polygon, 1);
    builder.addRing(Values(kOuterX.rbegin(), kOuterX.rend()), Values(kOuterY.rbegin(), kOuterY.rend()), 0);
    builder.addRing(Values{42530100, 42530200, 42530200, 42530100}, Values{4861800, 4861800, 4861900, 4861900}, 0);
    builder.endRow();
    EXPECT_NEAR(areaOf(builder.take(), 0, method), want, 1e-8);
  }
}

TEST(AreaOf, ZonePrefixChangesNothing) {
  for (const AreaMethod method : {AreaMethod::official, AreaMethod::exact, AreaMethod::planar}) {
    EXPECT_NEAR(areaOf(plots(crs(4551), -42e6), 0, method), areaOf(plots(crs(4530)), 0, method), 1e-7);
    EXPECT_NEAR(areaOf(plots(crs(4530)), 0, method, crs(4551)), areaOf(plots(crs(4530)), 0, method), 1e-7);
  }
}

TEST(OfficialArea, OfALonLatLayerIsMeasuredInTheCentroidsZone) {
  const FlatLayer plane = plots(crs(4530));
  const FlatLayer globe = moveLayer(plane, Crs::cgcs2000()).value();
  const double own = areaOf(plane, 0, AreaMethod::official);
  EXPECT_NEAR(areaOf(globe, 0, AreaMethod::official), own, 0.02);
  EXPECT_EQ(areaOf(globe, 0, AreaMethod::official), areaOf(globe, 0, AreaMethod::official, crs(4530)));
  const double next = areaOf(globe, 0, AreaMethod::official, crs(4531));
  EXPECT_NEAR(next, own, 0.1);
  EXPECT_NE(next, areaOf(globe, 0, AreaMethod::official)); // another zone is another figure, in the last digits
}

TEST(OfficialArea, ASixDegreeLayerIsMeasuredInAThreeDegreeZone) {
  const FlatLayer six = moveLayer(plots(crs(4530)), crs(4500)).value(); // zone 22, 129°E
  EXPECT_NEAR(areaOf(six, 0, AreaMethod::official), areaOf(plots(crs(4530)), 0, AreaMethod::official), 0.02);
}

TEST(PlanarArea, OfALonLatLayerIsMeasuredInItsZone) {
  const FlatLayer globe = moveLayer(plots(crs(4530)), Crs::cgcs2000()).value();
  EXPECT_NEAR(areaOf(globe, 0, AreaMethod::planar), 110000, 1e-3);
}

TEST(AreaOf, GivesNoNumberWhereNothingCanBeMeasured) {
  EXPECT_TRUE(std::isnan(areaOf(plots(Crs()), 0, AreaMethod::exact)));
  EXPECT_TRUE(std::isnan(areaOf(plots(crs(2366)), 0, AreaMethod::official))); // Xian 80: behind a datum change
  EXPECT_FALSE(std::isnan(areaOf(plots(crs(2366)), 0, AreaMethod::exact)));
  EXPECT_TRUE(std::isnan(areaOf(plots(crs(4530)), 0, AreaMethod::official, Crs::cgcs2000()))); // no plane
  const FlatLayer far = one(Crs::cgcs2000(), {20, 21, 21}, {40, 40, 41});
  EXPECT_TRUE(std::isnan(areaOf(far, 0, AreaMethod::official)));
  EXPECT_GT(areaOf(far, 0, AreaMethod::exact), 4e9);
}

TEST(AreaOf, MethodsLieAsFarApartAsKnown) { // 2 km edges 110 km from the meridian (domain.md §6)
  const Values x = {42610000, 42612000, 42612600, 42610700};
  const Values y = {4862000, 4862700, 4864900, 4864000};
  const FlatLayer layer = one(crs(4530), x, y);
  const double exact = areaOf(layer, 0, AreaMethod::exact);
  EXPECT_NEAR(areaOf(layer, 0, AreaMethod::official), exact, 0.2);
  EXPECT_GT(areaOf(layer, 0, AreaMethod::planar) - exact, exact * 290e-6);
  EXPECT_LT(areaOf(layer, 0, AreaMethod::planar) - exact, exact * 310e-6);
}

TEST(LengthOf, AgreesWithGeodesicsOverTheDenseEdges) {
  geod_geodesic earth;
  geod_init(&earth, 6378137, 1 / 298.257222101);
  const FlatLayer lines[] = {one(crs(4530), {42530000, 42545000, 42541000}, {4862000, 4869000, 4840000}, Shape::line),
                             one(Crs::cgcs2000(), {126.3, 126.9, 126.9}, {43.9, 44.3, 43.9}, Shape::line)};
  for (const FlatLayer& line : lines) {
    const FlatLayer fine = moveLayer(densified(line, 5.0), Crs::cgcs2000()).value();
    double want = 0;
    for (std::size_t i = 1; i < fine.vertices(); ++i) {
      double s = 0;
      geod_inverse(&earth, fine.y[i - 1], fine.x[i - 1], fine.y[i], fine.x[i], &s, nullptr, nullptr);
      want += s;
    }
    EXPECT_NEAR(lengthOf(line, 0), want, want * 1e-9);
  }
}

TEST(LengthOf, OutlinesAndPoints) {
  const FlatLayer layer = plots(crs(4530));
  EXPECT_NEAR(lengthOf(layer, 0), 1800, 0.03); // 11 ppm of the plane here
  EXPECT_NEAR(lengthOf(layer, 3), 500 + std::sqrt(square(300) + square(200)), 0.02);
  EXPECT_EQ(lengthOf(layer, 4), 0);
  EXPECT_NEAR(lengthOf(plots(crs(4551), -42e6), 0), lengthOf(layer, 0), 1e-7);
  EXPECT_GT(lengthOf(plots(crs(2366)), 0), 1799); // on its own ellipsoid: no datum change
  EXPECT_TRUE(std::isnan(lengthOf(plots(Crs()), 0)));
}

TEST(AreaMethod, HasAName) {
  EXPECT_EQ(name(AreaMethod::official), "official");
  EXPECT_EQ(name(AreaMethod::exact), "exact");
  EXPECT_EQ(name(AreaMethod::planar), "planar");
}

} // namespace
} // namespace ecoredline
