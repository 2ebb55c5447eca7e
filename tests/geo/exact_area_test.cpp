#include "geo/area.hpp"
#include "geo/edge_model.hpp"
#include "geo/ellipsoid.hpp"
#include "geo/exact_area.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <geodesic.h>
#include <numbers>
#include <ostream>
#include <random>

namespace ecoredline {
namespace {

using Real = long double;
using Values = std::vector<double>;

struct Ring {
  Values x;
  Values y;
  void add(double px, double py) {
    x.push_back(px);
    y.push_back(py);
  }
  void close() { add(x.front(), y.front()); }
  Box box() const {
    Box b;
    for (std::size_t i = 0; i < x.size(); ++i) b.add(x[i], y[i]);
    return b;
  }
  /// Tighter than kExactAreaRelativeError, so that a lost digit shows: measured 4e-14 and, for 100 m, PROJ's rounding.
  double bound(double area) const {
    return 1e-12 * std::abs(area) + kExactAreaAbsoluteError * static_cast<double>(x.size());
  }
};

Crs crs(int epsg) {
  return Crs::fromEpsg(epsg).value();
}

double signedArea(const Crs& system, const Ring& r) {
  return ExactArea(system, r.box()).ring(r.x, r.y);
}

/// A star-shaped ring of `corners` around a place, radius 0.4-1 of `size` (half of it north-south when `flat`).
Ring star(double x, double y, double size_x, double size_y, int corners, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> part(0.4, 1.0);
  Ring r;
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * (i + part(random) / 2) / corners;
    const double radius = part(random);
    r.add(x + radius * size_x * std::cos(angle), y + radius * size_y * std::sin(angle));
  }
  r.close();
  return r;
}

/// Area between the equator and a latitude per radian of longitude: the closed form, unlike the product's series.
Real zoneArea(Real a, Real f, Real latitude) {
  const Real e2 = f * (2 - f);
  const Real e = std::sqrt(e2);
  const Real s = std::sin(latitude);
  const Real b = a * (1 - f);
  return b * b / 2 * (s / (1 - e2 * s * s) + std::atanh(e * s) / e);
}

/// Sum over an edge cut into lon-lat chords: points by PROJ, Simpson's rule of the closed zone area in long double.
Real chordSum(const Crs& base, const Values& x, const Values& y, Real origin) {
  const Real a = base.semiMajorAxis();
  const Real f = 1 / static_cast<Real>(base.inverseFlattening());
  constexpr Real kDegree = std::numbers::pi_v<Real> / 180;
  Real sum = 0;
  for (std::size_t k = 1; k < x.size(); ++k) {
    const Real p = y[k - 1] * kDegree, q = y[k] * kDegree;
    const Real mean = (zoneArea(a, f, p) + 4 * zoneArea(a, f, (p + q) / 2) + zoneArea(a, f, q)) / 6 - origin;
    sum -= (static_cast<Real>(x[k]) - x[k - 1]) * kDegree * mean;
  }
  return sum;
}

/// Dense reference: every edge in n >= 64 pieces (at most 40 m) and in 2n, and the limit of the two (Richardson: what a
/// chord cuts off falls with the square of its length).
Real dense(const Crs& system, const Ring& r) {
  const Crs base = system.geographicBase().value();
  const Transform to_lon_lat = Transform::between(system, base).value();
  const double unit = system.isGeographic() ? 1000 : 1; // chords are exact there: only the quadrature needs pieces
  Real sum = 0;
  Real origin = 0;
  for (std::size_t i = 1; i < r.x.size(); ++i) {
    const double length = unit * std::hypot(r.x[i] - r.x[i - 1], r.y[i] - r.y[i - 1]);
    const auto pieces = 2 * static_cast<std::size_t>(std::max(64.0, length / 40));
    Values x, y, half_x, half_y;
    for (std::size_t k = 0; k <= pieces; ++k) {
      const double t = static_cast<double>(k) / static_cast<double>(pieces);
      x.push_back(k == pieces ? r.x[i] : r.x[i - 1] + (r.x[i] - r.x[i - 1]) * t);
      y.push_back(k == pieces ? r.y[i] : r.y[i - 1] + (r.y[i] - r.y[i - 1]) * t);
    }
    EXPECT_TRUE(to_lon_lat.apply(x, y).has_value());
    for (std::size_t k = 0; k <= pieces; k += 2) {
      half_x.push_back(x[k]);
      half_y.push_back(y[k]);
    }
    if (i == 1) {
      origin = zoneArea(base.semiMajorAxis(), 1 / static_cast<Real>(base.inverseFlattening()),
                        static_cast<Real>(y[0]) * std::numbers::pi_v<Real> / 180);
    }
    const Real fine = chordSum(base, x, y, origin);
    sum += system.isGeographic() ? fine : fine + (fine - chordSum(base, half_x, half_y, origin)) / 3;
  }
  return sum;
}

TEST(ExactArea, MatchesTheEllipsoidOfTheOracle) { // QGIS#40888, GDAL#9552; PROJ and PostGIS agree
  const Values lon = {20.13293641, 26.94617837, 29.74782155, 27.45254202, 23.75771765,
                      25.42698984, 21.51545237, 21.4056276,  19.41123592, 20.13293641};
  const Values lat = {59.95688345, 60.47397663, 62.56499443, 68.7065034,  68.24937206,
                      65.27444593, 63.10353609, 61.12318104, 60.40477513, 59.95688345};
  geod_geodesic earth;
  geod_init(&earth, 6378137, 1 / 298.257223563);
  Ring r;
  for (std::size_t i = 1; i < lon.size(); ++i) {
    geod_geodesicline line;
    geod_inverseline(&line, &earth, lat[i - 1], lon[i - 1], lat[i], lon[i], 0);
    const int pieces = static_cast<int>(line.s13 / 20) + 1;
    for (int k = 0; k < pieces; ++k) {
      double px = 0, py = 0;
      geod_position(&line, line.s13 * k / pieces, &py, &px, nullptr);
      r.add(px, py);
    }
  }
  r.close();
  const double area = std::abs(signedArea(crs(4326), r));
  EXPECT_NEAR(area / 251199344354.43042, 1, 1e-9) << fmt::format("{:.3f}", area);
  // the other ellipsoid is another figure: about 4e-11 of the flattening's share
  EXPECT_NE(area, std::abs(signedArea(crs(4490), r)));
}

TEST(ExactArea, AWholeZoneOfTheEarth) { // 2 pi S(B): the equator to 45 degrees, one degree of longitude
  Ring r;
  for (int i = 0; i <= 10; ++i) r.add(126 + i * 0.1, 0);
  r.add(127, 45);
  r.add(126, 45);
  r.close();
  const Real want = zoneArea(6378137, 1 / static_cast<Real>(298.257222101), std::numbers::pi_v<Real> / 4) *
                    std::numbers::pi_v<Real> / 180;
  EXPECT_NEAR(signedArea(crs(4490), r) / static_cast<double>(want), 1, 1e-12);
}

struct Case {
  int epsg;
  double x; ///< from the central meridian, m; or degrees
  double y;
  double size_x;
  double size_y;
};

class Places : public testing::TestWithParam<Case> {
 protected:
  Ring ring(unsigned seed) const {
    const Case& c = GetParam();
    const double easting = crs(c.epsg).falseEasting();
    return star(easting + c.x, c.y, c.size_x, c.size_y, seed % 2 == 0 ? 5 : 17, seed);
  }
};

TEST_P(Places, AgreesWithTheDenseReference) {
  const Crs system = crs(GetParam().epsg);
  for (unsigned seed = 0; seed < 4; ++seed) {
    const Ring r = ring(seed);
    const double want = static_cast<double>(dense(system, r));
    EXPECT_GT(want, 0);
    EXPECT_NEAR(signedArea(system, r), want, r.bound(want)) << fmt::format("seed {}, {:.9g} m²", seed, want);
  }
}

TEST_P(Places, IsTheSameFromAnyStartAndInAnyDirection) {
  const Crs system = crs(GetParam().epsg);
  const Ring r = ring(2);
  const double area = signedArea(system, r);
  const double small = 1e-14 * std::abs(area) + 1e-8;
  Ring back = r;
  std::ranges::reverse(back.x);
  std::ranges::reverse(back.y);
  EXPECT_NEAR(signedArea(system, back), -area, small);
  Ring turned = r;
  turned.x.pop_back();
  turned.y.pop_back();
  std::ranges::rotate(turned.x, turned.x.begin() + 2);
  std::ranges::rotate(turned.y, turned.y.begin() + 2);
  turned.close();
  EXPECT_NEAR(signedArea(system, turned), area, small);
  const ExactArea form(system, r.box());
  for (std::size_t i = 1; i < r.x.size(); ++i) {
    EXPECT_EQ(form.edge(r.x[i - 1], r.y[i - 1], r.x[i], r.y[i]), -form.edge(r.x[i], r.y[i], r.x[i - 1], r.y[i - 1]));
  }
}

TEST_P(Places, PiecesAddUp) { // each piece measured by an object of its own, about its own middle
  const Crs system = crs(GetParam().epsg);
  for (unsigned seed = 0; seed < 8; ++seed) {
    const Ring r = ring(seed);
    const std::size_t half = r.x.size() / 2;
    const double cut_x = (r.x[0] + r.x[half]) / 2 + (r.x[1] - r.x[0]) / 7; // the cut has a corner inside
    const double cut_y = (r.y[0] + r.y[half]) / 2 + (r.y[1] - r.y[0]) / 7;
    Ring a, b;
    for (std::size_t i = 0; i <= half; ++i) a.add(r.x[i], r.y[i]);
    a.add(cut_x, cut_y);
    a.close();
    for (std::size_t i = half; i < r.x.size(); ++i) b.add(r.x[i], r.y[i]);
    b.add(cut_x, cut_y);
    b.close();
    const double whole = signedArea(system, r);
    const double rounding = 1e-14 * std::abs(whole); // a double holds no more of a large area
    EXPECT_NEAR(signedArea(system, a) + signedArea(system, b), whole,
                kExactAreaAbsoluteError * static_cast<double>(r.x.size()) + rounding);
  }
}

std::vector<Case> cases() {
  std::vector<Case> out;
  for (const double x : {0.0, -62000.0, 150000.0, 249000.0}) {
    for (const double y : {4540000.0, 4862000.0, 5205000.0}) { // 41, 43.9 and 47 degrees
      for (const double size : {50.0, 500.0, 5000.0}) out.push_back({4530, x, y, size, size});
    }
  }
  out.push_back({4530, 100000, 4800000, 50000, 50000});
  out.push_back({4530, 200000, 4800000, 50000, 50000});
  out.push_back({4551, -30000, 4862000, 500, 500});
  out.push_back({4530, 30000, 2200000, 500, 500});      // 20°N
  out.push_back({2366, 30000, 4862000, 500, 500});      // Xian 80: its own ellipsoid
  out.push_back({4530, 420000, 4862000, 5000, 5000});   // far out, still by the plane's series
  out.push_back({4530, 600000, 4862000, 5000, 5000});   // beyond it: by the image of the edges
  out.push_back({32652, -150000, 4862000, 500, 500});   // UTM
  out.push_back({3857, 14000000, 5450000, 5000, 5000}); // Web Mercator
  for (const double y : {20.0, 41.0, 43.9, 47.0}) {
    for (const double size : {0.0005, 0.005, 0.05, 0.5}) out.push_back({4490, 126.37, y, size * 1.3, size});
  }
  out.push_back({4490, 120.0, 40.0, 6.0, 6.0}); // taller than the Taylor polynomial reaches
  out.push_back({4326, 126.37, 43.9, 0.01, 0.01});
  return out;
}

// gtest would print the bytes of a Case; its name says enough.
void PrintTo(const Case& c, std::ostream* out) {
  *out << fmt::format("EPSG:{} {} {}", c.epsg, c.x, c.y);
}

std::string caseName(const testing::TestParamInfo<Case>& info) {
  return fmt::format("Epsg{}Case{}", info.param.epsg, info.index);
}

INSTANTIATE_TEST_SUITE_P(Everywhere, Places, testing::ValuesIn(cases()), caseName);

TEST(ExactArea, LongThinPiecesKeepTheirDigits) { // 20 km by 1 mm, slanted, 200 km from the meridian
  const Ring r = [] {
    Ring thin;
    thin.add(42700000, 4862000);
    thin.add(42717000, 4872000);
    thin.add(42717000, 4872000.001);
    thin.add(42700000, 4862000.001);
    thin.close();
    return thin;
  }();
  const double want = static_cast<double>(dense(crs(4530), r));
  EXPECT_NEAR(signedArea(crs(4530), r), want, 1e-5); // the reference's own noise; a double's step here is 1e-9 m
  EXPECT_NEAR(signedArea(crs(4530), r), 17 * 0.998, 0.05);
}

TEST(ExactArea, PlaneAndGlobeAgreeAfterDenseEdges) {
  FlatBuilder builder(crs(4530));
  const Ring r = star(42530000, 4862000, 800, 500, 9, 5);
  builder.beginRow(Shape::polygon, 1);
  builder.addRing(r.x, r.y, 0);
  builder.endRow();
  const FlatLayer plane = builder.take();
  const double area = areaOf(plane, 0, AreaMethod::exact);
  const FlatLayer globe = moveLayer(plane, crs(4490), std::nullopt, 1.0).value();
  EXPECT_NEAR(areaOf(globe, 0, AreaMethod::exact), area, 1e-5);
  const FlatLayer coarse = moveLayer(plane, crs(4490)).value();
  EXPECT_NEAR(areaOf(coarse, 0, AreaMethod::exact), area, 0.004); // design: Numbers 1
  const FlatLayer next = moveLayer(plane, crs(4531), std::nullopt, 1.0).value();
  EXPECT_NEAR(areaOf(next, 0, AreaMethod::exact), area, 1e-5);
}

TEST(ExactArea, UnknownPlacesGiveNoNumber) {
  const Ring r = star(42530000, 4862000, 800, 500, 9, 5);
  EXPECT_TRUE(std::isnan(signedArea(Crs(), r)));
  Ring swapped{r.y, r.x};
  EXPECT_TRUE(std::isnan(signedArea(crs(4530), swapped)));
  Ring hurt = r;
  hurt.y[3] = NAN;
  EXPECT_TRUE(std::isnan(signedArea(crs(4530), hurt)));
  hurt.y[3] = INFINITY;
  EXPECT_TRUE(std::isnan(signedArea(crs(4530), hurt)));
}

TEST(Ellipsoid, PlaneExcessGrowsAsKnown) { // ppm of domain.md §6: 30 km 23 (mean over the way: a third each), …
  const Ellipsoid& e = Ellipsoid::of(crs(4530));
  const auto ppm = [&e](double x) {
    return (e.gaussKrugerExcess(x + 50, 4862000) - e.gaussKrugerExcess(x - 50, 4862000)) / 100 * 1e6;
  };
  EXPECT_NEAR(ppm(30000), 22, 1);
  EXPECT_NEAR(ppm(60000), 88, 3);
  EXPECT_NEAR(ppm(120000), 355, 4);
  EXPECT_NEAR(ppm(240000), 1420, 10);
  EXPECT_EQ(e.gaussKrugerExcess(0, 4862000), 0);
  EXPECT_EQ(e.gaussKrugerExcess(-9e4, 4862000), -e.gaussKrugerExcess(9e4, 4862000));
  EXPECT_NEAR(e.gaussKrugerExcess(2e5, 4799999.999), e.gaussKrugerExcess(2e5, 4800000.001), 1e-8); // bands join
}

} // namespace
} // namespace ecoredline
