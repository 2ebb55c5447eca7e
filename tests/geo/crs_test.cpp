#include "geo/crs.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <thread>
#include <vector>

namespace ecoredline {
namespace {

constexpr const char* kEsriZone42 =
    R"(PROJCS["CGCS2000_3_Degree_GK_Zone_42",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",)"
    R"(SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],)"
    R"(PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",42500000.0],PARAMETER["False_Northing",0.0],)"
    R"(PARAMETER["Central_Meridian",126.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],)"
    R"(UNIT["Meter",1.0]])";

Crs crs(int epsg) {
  return Crs::fromEpsg(epsg).value();
}

std::array<double, 2> moved(const Transform& t, double x, double y) {
  EXPECT_TRUE(t.apply({&x, 1}, {&y, 1}).has_value());
  return {x, y};
}

/// The row of domain.md §6 a code stands in.
struct Block {
  int first;
  int last;
  int width;
  bool prefixed;
  int first_zone;
  Datum datum;
};

constexpr Block kBlocks[] = {
    {4491, 4501, 6, true, 13, Datum::cgcs2000},    {4502, 4512, 6, false, 13, Datum::cgcs2000},
    {4513, 4533, 3, true, 25, Datum::cgcs2000},    {4534, 4554, 3, false, 25, Datum::cgcs2000},
    {2327, 2337, 6, true, 13, Datum::xian80},      {2338, 2348, 6, false, 13, Datum::xian80},
    {2349, 2369, 3, true, 25, Datum::xian80},      {2370, 2390, 3, false, 25, Datum::xian80},
    {2401, 2421, 3, true, 25, Datum::beijing54},   {2422, 2442, 3, false, 25, Datum::beijing54},
    {21413, 21423, 6, true, 13, Datum::beijing54}, {21453, 21463, 6, false, 13, Datum::beijing54},
    {4568, 4578, 6, true, 13, Datum::newBeijing},  {4579, 4589, 6, false, 13, Datum::newBeijing},
};

TEST(Crs, FactsOfEveryChineseZoneAgreeWithTheFormulas) {
  int seen = 0;
  for (const Block& block : kBlocks) {
    for (int code = block.first; code <= block.last; ++code, ++seen) {
      SCOPED_TRACE(code);
      const Crs c = crs(code);
      const int zone = block.first_zone + code - block.first;
      EXPECT_TRUE(c.isGaussKruger());
      EXPECT_FALSE(c.isGeographic());
      EXPECT_EQ(c.zoneWidth(), block.width);
      EXPECT_EQ(c.zoneNumber(), zone);
      EXPECT_EQ(c.centralMeridian(), block.width == 3 ? 3 * zone : 6 * zone - 3);
      EXPECT_EQ(c.falseEasting(), block.prefixed ? zone * 1e6 + 500000 : 500000);
      EXPECT_EQ(c.datum(), block.datum);
      EXPECT_EQ(c.isStorable(), block.datum == Datum::cgcs2000);
      EXPECT_EQ(c.code(), fmt::format("EPSG:{}", code));
    }
  }
  EXPECT_EQ(seen, 64 + 64 + 42 + 22 + 22);
}

TEST(Crs, GeographicSystems) {
  EXPECT_EQ(Crs::cgcs2000().epsg(), 4490);
  EXPECT_TRUE(Crs::cgcs2000().isGeographic());
  EXPECT_TRUE(Crs::cgcs2000().isStorable());
  EXPECT_EQ(Crs::cgcs2000().inverseFlattening(), 298.257222101);
  EXPECT_EQ(crs(4326).datum(), Datum::wgs84);
  EXPECT_EQ(crs(4326).inverseFlattening(), 298.257223563);
  EXPECT_FALSE(crs(4326).isStorable());
  EXPECT_EQ(crs(4610).datum(), Datum::xian80);
  EXPECT_EQ(crs(4214).datum(), Datum::beijing54);
  EXPECT_EQ(crs(4555).datum(), Datum::newBeijing);
  EXPECT_EQ(crs(4530).geographicBase().value().epsg(), 4490);
  EXPECT_EQ(crs(32652).geographicBase().value().epsg(), 4326);
  EXPECT_EQ(crs(32652).zoneWidth(), 0);
  EXPECT_FALSE(crs(32652).isGaussKruger()); // scale 0.9996
  EXPECT_FALSE(Crs().valid());
  EXPECT_EQ(Crs().code(), "");
}

TEST(Crs, ReadsAnEsriPrjFile) {
  EXPECT_EQ(Crs::fromText(kEsriZone42).value().epsg(), 4530);
  EXPECT_EQ(Crs::fromText(std::string("\xEF\xBB\xBF") + kEsriZone42 + "\r\n").value().epsg(), 4530);
}

TEST(Crs, ReadsItsOwnWkt) {
  for (const int code : {4490, 4513, 4530, 4533, 4551, 4497, 4508, 2365, 2436, 4326, 3857, 32652}) {
    EXPECT_EQ(Crs::fromText(crs(code).wkt()).value().epsg(), code);
  }
  EXPECT_EQ(Crs::fromText(" epsg:4530 ").value().epsg(), 4530);
  EXPECT_EQ(Crs::fromText("EPSG:4480").value().epsg(), 4490); // three-dimensional: its horizontal part
  EXPECT_EQ(Crs::fromText(crs(4480).wkt()).value().epsg(), 4490);
}

TEST(Crs, ALocalMeridianHasNoCodeButAStableName) {
  std::string text = kEsriZone42;
  text.replace(text.find("126.0"), 5, "125.3");
  text.replace(text.find("42500000"), 8, "500000.0");
  text.replace(text.find("CGCS2000_3_Degree_GK_Zone_42"), 28, "Local");
  const Crs local = Crs::fromText(text).value();
  EXPECT_EQ(local.epsg(), 0);
  EXPECT_TRUE(local.code().starts_with("custom:"));
  EXPECT_EQ(local.code().size(), 19u);
  EXPECT_TRUE(local == Crs::fromText(text).value());
  EXPECT_TRUE(local.isGaussKruger());
  EXPECT_EQ(local.zoneWidth(), 0);
  EXPECT_DOUBLE_EQ(local.centralMeridian(), 125.3);
  EXPECT_EQ(local.datum(), Datum::cgcs2000);
  EXPECT_FALSE(local.isStorable());
  EXPECT_EQ(local.geographicBase().value().epsg(), 4490);
}

TEST(Crs, ADatumsNameOverAnotherEllipsoidIsNotBelieved) {
  std::string text = kEsriZone42;
  text.replace(text.find("6378137.0,298.257222101"), 23, "6378245.0,298.3");
  EXPECT_EQ(Crs::fromText(text).value().datum(), Datum::other);
}

TEST(Crs, RefusesWhatIsNoPlaneOrGlobe) {
  for (const char* text : {"", "no such system", "EPSG:999999", "EPSG:4479", "EPSG:5773", "EPSG:2225"}) {
    SCOPED_TRACE(text);
    const auto made = Crs::fromText(text);
    ASSERT_FALSE(made.has_value());
    EXPECT_EQ(made.error().code, "crs.not_understood");
    EXPECT_FALSE(made.error().what.zh.empty());
    EXPECT_FALSE(made.error().what.en.empty());
  }
}

TEST(Crs, ThreeDegreeZoneOfALongitude) {
  EXPECT_EQ(Crs::gaussKruger3(121.499999).value().epsg(), 4528);
  EXPECT_EQ(Crs::gaussKruger3(121.5).value().epsg(), 4529);
  EXPECT_EQ(Crs::gaussKruger3(126.37).value().epsg(), 4530);
  EXPECT_EQ(Crs::gaussKruger3(131.3).value().epsg(), 4532);
  EXPECT_EQ(Crs::gaussKruger3(73.5).value().epsg(), 4513);
  EXPECT_EQ(Crs::gaussKruger3(136.49).value().epsg(), 4533);
  for (const double outside : {73.49, 136.5, -126.0, double(NAN), 4.2e7}) {
    EXPECT_EQ(Crs::gaussKruger3(outside).error().code, "crs.no_zone");
  }
}

TEST(Transform, AxisOrderIsEastingThenNorthing) { // the known point of domain.md §6
  const Transform to_lon_lat = Transform::between(crs(4530), crs(4490)).value();
  const auto [lon, lat] = moved(to_lon_lat, 42530000, 4862000);
  EXPECT_NEAR(lon, 126.373365436, 1e-9);
  EXPECT_NEAR(lat, 43.892988829, 1e-9);
  const auto [x, y] = moved(Transform::between(crs(4490), crs(4530)).value(), lon, lat);
  EXPECT_NEAR(x, 42530000, 1e-6);
  EXPECT_NEAR(y, 4862000, 1e-6);
}

TEST(Transform, SwappedAxesAreRefused) {
  double x = 4862000;
  double y = 42530000;
  const auto plane = Transform::between(crs(4530), crs(4490)).value().apply({&x, 1}, {&y, 1});
  ASSERT_FALSE(plane.has_value());
  EXPECT_EQ(plane.error().code, "crs.out_of_domain");
  double lon = 43.9;
  double lat = 126.4;
  EXPECT_EQ(Transform::between(crs(4490), crs(4530)).value().apply({&lon, 1}, {&lat, 1}).error().code,
            "crs.out_of_domain");
  double nan = NAN;
  EXPECT_FALSE(Transform::between(crs(4490), crs(4490)).value().apply({&nan, 1}, {&lon, 1}).has_value());
}

TEST(Transform, RefusesASilentZeroShift) {
  const std::pair<int, int> pairs[] = {{4610, 4490}, {4214, 4490}, {4555, 4490}, {2366, 4530}, {2436, 4326},
                                       {4490, 2436}, {4610, 4214}, {4269, 4326}, {4258, 4326}, {4258, 4490}};
  for (const auto& [from, to] : pairs) {
    SCOPED_TRACE(fmt::format("{} -> {}", from, to));
    const auto made = Transform::between(crs(from), crs(to));
    ASSERT_FALSE(made.has_value());
    EXPECT_EQ(made.error().code, "crs.datum_shift_needed");
    EXPECT_NE(made.error().advice.en.find("--datum-shift"), std::string::npos);
  }
}

TEST(Transform, UnknownSystemsAreRefused) {
  EXPECT_EQ(Transform::between(Crs(), crs(4490)).error().code, "crs.no_operation");
}

TEST(Transform, Wgs84AndCgcs2000KeepLongitudeAndLatitude) {
  EXPECT_TRUE(Transform::between(crs(4326), crs(4490)).value().isIdentity());
  EXPECT_TRUE(Transform::between(crs(4490), crs(4490)).value().isIdentity());
  // UTM 52N is left on its own ellipsoid: the same longitude and latitude as under WGS 84
  const auto own = moved(Transform::between(crs(32652), crs(4326)).value(), 350000, 4860000);
  const auto taken = moved(Transform::between(crs(32652), crs(4490)).value(), 350000, 4860000);
  EXPECT_EQ(own, taken);
  const auto mercator = moved(Transform::between(crs(3857), crs(4490)).value(), 14000000, 5450000);
  EXPECT_NEAR(mercator[0], 14000000 / 6378137.0 * 180 / std::numbers::pi, 1e-10);
}

TEST(Transform, ZonePrefixIsASubtraction) {
  const Transform t = Transform::between(crs(4530), crs(4551)).value();
  EXPECT_TRUE(t.isSubtraction());
  EXPECT_FALSE(t.isIdentity());
  EXPECT_EQ(moved(t, 42530000.125, 4862000.0625), (std::array{530000.125, 4862000.0625}));
  EXPECT_TRUE(Transform::between(crs(4551), crs(4530)).value().isSubtraction());
  EXPECT_TRUE(Transform::between(crs(4550), crs(4510)).value().isIdentity()); // 123°E as 3° and as 6° zone
  EXPECT_FALSE(Transform::between(crs(4530), crs(4531)).value().isSubtraction());
  EXPECT_FALSE(Transform::between(crs(4530), crs(4490)).value().isSubtraction());
}

/// Position-vector Helmert between two ellipsoids, written out by hand.
std::array<double, 2> helmert(const DatumShift& shift, std::array<double, 2> lon_lat, double a1, double rf1, double a2,
                              double rf2) {
  constexpr double kDegree = std::numbers::pi / 180;
  const auto& p = shift.parameters;
  const double e1 = (2 - 1 / rf1) / rf1;
  const double e2 = (2 - 1 / rf2) / rf2;
  const double l = lon_lat[0] * kDegree, b = lon_lat[1] * kDegree;
  const double n = a1 / std::sqrt(1 - e1 * std::sin(b) * std::sin(b));
  const double x = n * std::cos(b) * std::cos(l), y = n * std::cos(b) * std::sin(l), z = n * (1 - e1) * std::sin(b);
  const double rx = p[3] * kDegree / 3600, ry = p[4] * kDegree / 3600, rz = p[5] * kDegree / 3600, m = 1 + p[6] * 1e-6;
  const double u = p[0] + m * (x - rz * y + ry * z);
  const double v = p[1] + m * (rz * x + y - rx * z);
  const double w = p[2] + m * (-ry * x + rx * y + z);
  double lat = b;
  for (int i = 0; i < 20; ++i) {
    const double s = std::sin(lat);
    lat = std::atan2(w + e2 * a2 / std::sqrt(1 - e2 * s * s) * s, std::hypot(u, v));
  }
  return {std::atan2(v, u) / kDegree, lat / kDegree};
}

TEST(Transform, SevenParametersAreAPositionVectorHelmert) {
  const DatumShift shift{{12.5, -120.25, -60.75, 0.5, -1.25, 2.0, 3.5}};
  const Crs xian = crs(4610);
  const auto got = moved(Transform::between(xian, crs(4490), shift).value(), 126.4, 43.9);
  const auto want = helmert(shift, {126.4, 43.9}, 6378140, 298.257, 6378137, 298.257222101);
  EXPECT_NEAR(got[0], want[0], 1e-11);
  EXPECT_NEAR(got[1], want[1], 1e-11);
  const double metres = std::hypot((got[0] - 126.4) * 80200, (got[1] - 43.9) * 111100);
  EXPECT_GT(metres, 50);
  // through both planes: out of Xian 80 zone 42, into CGCS2000 zone 42
  const auto plane = moved(Transform::between(xian, crs(2366)).value(), 126.4, 43.9);
  const auto in_2000 = moved(Transform::between(crs(2366), crs(4530), shift).value(), plane[0], plane[1]);
  const auto direct = moved(Transform::between(crs(4490), crs(4530)).value(), want[0], want[1]);
  EXPECT_NEAR(in_2000[0], direct[0], 1e-5);
  EXPECT_NEAR(in_2000[1], direct[1], 1e-5);
}

TEST(Transform, AShiftIsNotUsedWhereTheDatumStays) {
  const DatumShift shift{{100, 100, 100, 0, 0, 0, 0}};
  EXPECT_TRUE(Transform::between(crs(4490), crs(4490), shift).value().isIdentity());
  EXPECT_TRUE(Transform::between(crs(4326), crs(4490), shift).value().isIdentity());
  EXPECT_TRUE(Transform::between(crs(4530), crs(4551), shift).value().isSubtraction());
}

TEST(Transform, ClonesWorkInOtherThreads) {
  const Transform base = Transform::between(crs(4530), crs(4490)).value();
  const auto want = moved(base, 42530000, 4862000);
  std::vector<Transform> clones;
  for (int i = 0; i < 4; ++i) clones.push_back(base.clone()); // made here, used there
  std::vector<std::array<double, 2>> got(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int k = 0; k < 1000; ++k) {
        double x = 42530000, y = 4862000;
        if (clones[i].apply({&x, 1}, {&y, 1})) got[i] = {x, y};
      }
      if (!Transform::between(crs(4529), crs(4530))) got[i] = {};
    });
  }
  for (auto& t : threads) t.join();
  for (const auto& g : got) EXPECT_EQ(g, want);
}

} // namespace
} // namespace ecoredline
