#include "fixtures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>

namespace ecoredline::test {
namespace {

using testing::HasSubstr;

/// A square of about 1 km at a place, in another system.
Ring squareIn(int epsg, double longitude, double latitude) {
  Ring ring = square(longitude, latitude, 0.01);
  const auto transform = Transform::between(Crs::cgcs2000(), Crs::fromEpsg(epsg).value()).value();
  for (auto& [x, y] : ring) EXPECT_TRUE(transform.apply(std::span(&x, 1), std::span(&y, 1)));
  return ring;
}

Ring swapped(Ring ring) {
  for (auto& [x, y] : ring) std::swap(x, y);
  return ring;
}

Ring shifted(Ring ring, double dx) {
  for (auto& [x, y] : ring) x += dx;
  return ring;
}

void expectRefusal(const Result<Source>& source, const std::string& code, const std::string& advice) {
  ASSERT_FALSE(source) << "expected " << code;
  EXPECT_EQ(source.error().code, code);
  EXPECT_EQ(exitStatus(source.error().kind), 3);
  EXPECT_THAT(source.error().advice.en, HasSubstr(advice));
  EXPECT_THAT(source.error().advice.zh, HasSubstr(advice));
}

class CrsCheck : public testing::Test {
 protected:
  Result<Source> openRing(const Ring& ring, int epsg, const ReadOptions& options = {},
                          const ReferenceBoundaries& reference = {}) const {
    return openFile(m_folder.writeGeoJson("a.geojson", {polygonJson(ring)}, epsg), options, reference);
  }
  Result<Source> openShape(const Ring& ring, const std::string& prj, const ReadOptions& options = {},
                           const ReferenceBoundaries& reference = {}) const {
    ShapefileSpec spec = oneSquare("NAME", "A");
    spec.shapes = {ring};
    spec.prj = prj;
    return openFile(m_folder.writeShapefile("a", spec), options, reference);
  }
  Folder m_folder;
};

TEST_F(CrsCheck, TheKnownPointIsReadInGisOrder) {
  // domain.md §6: (42530000, 4862000) in EPSG:4530 is 126.373365436 E 43.892988829 N.
  const auto source = openShape(square(42530000, 4862000, 100), oneSquare("", "").prj);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.delivered_crs, "EPSG:4530");
  EXPECT_EQ(source->table.geometry.crs.code(), "EPSG:4530");
  double x = source->table.geometry.box.at(0).min_x;
  double y = source->table.geometry.box.at(0).min_y;
  const auto transform = Transform::between(source->table.geometry.crs, Crs::cgcs2000()).value();
  ASSERT_TRUE(transform.apply(std::span(&x, 1), std::span(&y, 1)));
  EXPECT_NEAR(x, 126.373365436, 1e-9);
  EXPECT_NEAR(y, 43.892988829, 1e-9);
}

TEST_F(CrsCheck, GeoJsonIsWgs84TakenAsCgcs2000) {
  const auto source = openRing(square(126.5, 43.8, 0.01), 0);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.delivered_crs, "EPSG:4326");
  EXPECT_EQ(source->table.geometry.crs.code(), "EPSG:4490");
  EXPECT_EQ(countOf(*source, "crs.wgs84_as_cgcs2000"), 1U);
  EXPECT_EQ(countOf(*source, "crs.moved"), 1U);
  EXPECT_EQ(source->table.geometry.box.at(0).min_x, 126.5);
  EXPECT_EQ(source->table.geometry.vertices(), 5U) << "the same numbers: nothing to split";
}

TEST_F(CrsCheck, AStorableSystemIsNotTouched) {
  const auto source = openRing(square(126.5, 43.8, 0.01), 4490);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.geometry.vertices(), 5U);
  EXPECT_EQ(countOf(*source, "crs.moved"), 0U);
}

TEST_F(CrsCheck, SwappedDegreesAreRefusedAndReadWithTheUsersYes) {
  const Ring wrong = swapped(square(126.5, 43.8, 0.01));
  expectRefusal(openRing(wrong, 4490), "crs.axis_swapped", "--axis yx");
  ReadOptions options;
  options.axis = AxisOrder::yx;
  const auto source = openRing(wrong, 4490, options);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.geometry.box.at(0).min_x, 126.5);
  EXPECT_EQ(countOf(*source, "crs.axis_swapped"), 1U);
}

TEST_F(CrsCheck, SwappedMetresAreRefusedWithAndWithoutPrefix) {
  expectRefusal(openRing(swapped(square(42530000, 4862000, 100)), 4530), "crs.axis_swapped", "--axis yx");
  expectRefusal(openRing(swapped(square(530000, 4862000, 100)), 4551), "crs.axis_swapped", "--axis yx");
  expectRefusal(openRing(swapped(squareIn(3857, 126.5, 43.8)), 3857), "crs.axis_swapped", "--axis yx");
}

TEST_F(CrsCheck, DegreesUnderAProjectedSystemAreRefused) {
  expectRefusal(openRing(square(126.5, 43.8, 0.01), 4530), "crs.degrees_as_metres", "--crs EPSG:4490");
  expectRefusal(openRing(square(126.5, 43.8, 0.01), 3857), "crs.degrees_as_metres", "--crs EPSG:4490");
  expectRefusal(openRing(swapped(square(126.5, 43.8, 0.01)), 4530), "crs.degrees_as_metres", "--axis yx");
}

TEST_F(CrsCheck, MetresUnderAGeographicSystemAreRefused) {
  expectRefusal(openRing(square(42530000, 4862000, 100), 0), "crs.metres_as_degrees", "EPSG:4530");
}

TEST_F(CrsCheck, ALostOrForeignPrefixNamesTheSystemThatFits) {
  expectRefusal(openRing(square(530000, 4862000, 100), 4530), "crs.lost_prefix", "EPSG:4551");
  expectRefusal(openRing(square(42530000, 4862000, 100), 4551), "crs.lost_prefix", "EPSG:4530");
  expectRefusal(openRing(square(43530000, 4862000, 100), 4530), "crs.wrong_zone", "EPSG:4531");
  expectRefusal(openRing(square(21530000, 4862000, 100), 4530), "crs.wrong_zone", "EPSG:4499");
}

TEST_F(CrsCheck, APrefixErrorNamesTheCountyWhenItIsKnown) {
  expectRefusal(openRing(square(530000, 4862000, 100), 4530, {}, twoCounties()), "crs.lost_prefix", "甲县");
}

TEST_F(CrsCheck, AMeridianFarFromTheDataIsRefused) {
  const Ring far = squareIn(4549, 126.5, 43.8); // 520 km from 120 E
  expectRefusal(openRing(far, 4549), "crs.wrong_zone", "EPSG:4551");
  EXPECT_THAT(openRing(far, 4549).error().what.en, HasSubstr("52"));
  expectRefusal(openRing(squareIn(4528, 126.5, 43.8), 4528), "crs.wrong_zone", "EPSG:4530");
  expectRefusal(openRing(far, 4549, {}, twoCounties()), "crs.wrong_zone", "甲县");
}

TEST_F(CrsCheck, TheLimitIs250Kilometres) {
  EXPECT_EQ(refusal(openRing(square(500000 + 249e3, 4862000, 100), 4551)), "");
  EXPECT_EQ(refusal(openRing(square(500000 + 251e3, 4862000, 100), 4551)), "crs.wrong_zone");
  EXPECT_EQ(refusal(openRing(square(500000 - 251e3, 4862000, 100), 4551)), "crs.wrong_zone");
}

TEST_F(CrsCheck, TheEdgeOfASixDegreeZoneMayLieFarther) {
  EXPECT_EQ(refusal(openRing(squareIn(4509, 119.9, 30.0), 4509)), "") << "2.9 degrees from 117 E, 280 km";
  EXPECT_EQ(refusal(openRing(squareIn(4509, 121.0, 30.0), 4509)), "crs.wrong_zone");
}

TEST_F(CrsCheck, AMislabelledZoneIsRefusedByItsCounty) {
  const Ring in_42 = squareIn(4551, 126.5, 43.8); // read as 4552 it would lie at 129.5 E
  expectRefusal(openRing(in_42, 4552, {}, twoCounties()), "crs.wrong_zone", "--crs EPSG:4551");
  EXPECT_THAT(openRing(in_42, 4552, {}, twoCounties()).error().what.zh, HasSubstr("甲县 220901"));
  EXPECT_EQ(refusal(openRing(in_42, 4552)), "") << "nothing to check against";
  EXPECT_EQ(refusal(openRing(in_42, 4551, {}, twoCounties())), "");
}

TEST_F(CrsCheck, ASixDegreeZoneCanBeTheOneThatFits) {
  const Ring in_21 = squareIn(4510, 126.1, 43.8); // 123 E: EPSG:4550 has the same numbers
  expectRefusal(openRing(in_21, 4552, {}, twoCounties()), "crs.wrong_zone", "--crs EPSG:4550");
}

TEST_F(CrsCheck, DataAwayFromTheReferenceAreNoError) {
  const auto source = openRing(square(116.3, 39.9, 0.01), 4490, {}, twoCounties());
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(countOf(*source, "place.outside_reference"), 1U);
  const auto projected = openRing(squareIn(4548, 116.9, 39.9), 4548, {}, twoCounties());
  ASSERT_TRUE(projected) << describe(projected.error(), Language::en);
  EXPECT_EQ(countOf(*projected, "place.outside_reference"), 1U);
}

TEST_F(CrsCheck, DataWithinTwentyKilometresOfACountyAreItsOwn) {
  const auto source = openRing(squareIn(4551, 126.5, 43.25), 4551, {}, twoCounties());
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(countOf(*source, "place.outside_reference"), 0U);
}

TEST_F(CrsCheck, WithoutACrsTheErrorListsWhatFits) {
  expectRefusal(openShape(square(42530000, 4862000, 100), ""), "crs.unknown", "EPSG:4530");
  expectRefusal(openShape(square(126.5, 43.8, 0.01), ""), "crs.unknown", "EPSG:4490");
  expectRefusal(openShape(swapped(square(42530000, 4862000, 100)), ""), "crs.unknown", "EPSG:4530 --axis yx");
  expectRefusal(openShape(square(530000, 4862000, 100), ""), "crs.unknown", "EPSG:4534…4554");
  expectRefusal(openShape(square(530000, 4862000, 100), "", {}, twoCounties()), "crs.unknown",
                "EPSG:4551 (甲县 220901)");
}

TEST_F(CrsCheck, TheUsersCrsGoesBeforeTheFiles) {
  ReadOptions options;
  options.crs = "EPSG:4530";
  const auto source = openShape(square(42530000, 4862000, 100), "", options);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.delivered_crs, "EPSG:4530");
  options.crs = "EPSG:999999";
  EXPECT_EQ(refusal(openShape(square(42530000, 4862000, 100), "", options)), "crs.not_understood");
}

TEST_F(CrsCheck, ADatumChangeWithoutParametersIsRefused) {
  const Ring ring = square(42530000, 4862000, 100);
  const auto refused = openRing(ring, 2366); // Xian 1980, zone 42
  expectRefusal(refused, "crs.datum_shift_needed", "--datum-shift");
  ReadOptions options;
  options.datum_shift = DatumShift{{10, -20, 30, 0, 0, 0, 0}};
  const auto source = openRing(ring, 2366, options);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.geometry.crs.code(), "EPSG:4490");
  EXPECT_EQ(source->table.delivered_crs, "EPSG:2366");
  EXPECT_THAT(find(*source, "crs.moved")->message.en, HasSubstr("seven parameters"));
}

TEST_F(CrsCheck, BeijingFiftyFourIsRefusedToo) {
  EXPECT_EQ(refusal(openRing(square(42530000, 4862000, 100), 2418)), "crs.datum_shift_needed");
}

TEST_F(CrsCheck, WebMercatorIsMovedAfterItsEdgesAreSplit) {
  const auto source = openRing(squareIn(3857, 126.5, 43.8), 3857);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.geometry.crs.code(), "EPSG:4490");
  EXPECT_NEAR(source->table.geometry.box.at(0).min_x, 126.5, 1e-9);
  EXPECT_GT(source->table.geometry.vertices(), 200U) << "edges are split to 20 m before they leave their system";
  EXPECT_EQ(source->table.states.at(0), RowState::valid);
}

TEST_F(CrsCheck, AFewStraysAreDiagnosedRowByRow) {
  const auto file = m_folder.writeGeoJson(
      "strays.geojson",
      {polygonJson(square(126.5, 43.8, 0.01)), polygonJson(square(126.6, 43.8, 0.01)), polygonJson(square(0, 0, 0.01))},
      4490);
  const auto source = openFile(file);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  ASSERT_EQ(countOf(*source, "place.out_of_range"), 1U);
  EXPECT_EQ(find(*source, "place.out_of_range")->row, 2);
}

TEST_F(CrsCheck, PlacesOutsideTheCountryAreSaid) {
  const auto source = openRing(square(2.3, 48.8, 0.01), 4490);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(countOf(*source, "place.outside_china"), 1U);
}

TEST_F(CrsCheck, ARowNowhereOnEarthLosesItsShapeAndIsInvalid) {
  const auto file = m_folder.writeGeoJson("nowhere.geojson",
                                          {polygonJson(square(126.5, 43.8, 0.01)),
                                           polygonJson(square(126.6, 43.8, 0.01)), polygonJson(square(5000, 7000, 1))});
  const auto source = openFile(file);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.states.at(2), RowState::invalid);
  EXPECT_EQ(source->table.geometry.shape.at(2), Shape::none);
  EXPECT_EQ(countOf(*source, "geometry.impossible"), 1U);
}

TEST_F(CrsCheck, AWrongZoneBeatsNothingWhenTheNumbersAreShifted) {
  // The same row under the prefix of its neighbour: digits decide before places do.
  const Ring ring = shifted(squareIn(4530, 126.5, 43.8), 1e6);
  expectRefusal(openRing(ring, 4530, {}, twoCounties()), "crs.wrong_zone", "EPSG:4531");
}

} // namespace
} // namespace ecoredline::test
