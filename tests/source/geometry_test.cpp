#include "fixtures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ecoredline::test {
namespace {

class Shapes : public testing::Test {
 protected:
  Source open(const std::vector<std::string>& shapes, int epsg = 4530) {
    auto source = openFile(m_folder.writeGeoJson("a.geojson", shapes, epsg));
    EXPECT_TRUE(source) << describe(source.error(), Language::en);
    return source ? std::move(*source) : Source{};
  }
  Source openRings(const std::vector<Ring>& rings) {
    ShapefileSpec spec = oneSquare("NAME", "A");
    spec.shapes = rings;
    spec.rows.assign(rings.size(), {"A"});
    auto source = openFile(m_folder.writeShapefile("a", spec));
    EXPECT_TRUE(source) << describe(source.error(), Language::en);
    return source ? std::move(*source) : Source{};
  }
  Folder m_folder;
};

TEST_F(Shapes, PartsAndHolesKeepTheirPlace) {
  const Source source =
      open({R"({"type":"MultiPolygon","coordinates":[[[[42530000,4862000],[42530400,4862000],[42530400,4862400],)"
            R"([42530000,4862400],[42530000,4862000]],[[42530100,4862100],[42530100,4862200],[42530200,4862200],)"
            R"([42530200,4862100],[42530100,4862100]]],[[[42531000,4862000],[42531100,4862000],[42531100,4862100],)"
            R"([42531000,4862000]]]]})"});
  const FlatLayer& layer = source.table.geometry;
  EXPECT_EQ(layer.ringsOf(0), 3U);
  EXPECT_EQ(layer.partsOf(0), 2U);
  EXPECT_THAT(layer.ring_part, testing::ElementsAre(0, 0, 1));
  EXPECT_EQ(source.table.states.at(0), RowState::valid);
}

TEST_F(Shapes, HeightsAreDroppedAndCounted) {
  const Source source = open({R"({"type":"Point","coordinates":[42530000,4862000,212.5]})"});
  EXPECT_EQ(countOf(source, "geometry.dropped_z"), 1U);
  EXPECT_EQ(source.table.geometry.shape.at(0), Shape::point);
}

TEST_F(Shapes, CollectionsKeepTheHighestDimensionAndCountTheRest) {
  const Source source = open({R"({"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":)"
                              R"([42530000,4862000]},{"type":"LineString","coordinates":[[42530000,4862000],)"
                              R"([42530010,4862000]]},)" +
                              polygonJson(square(42530000, 4862000, 100)) + "]}"});
  EXPECT_EQ(source.table.geometry.shape.at(0), Shape::polygon);
  EXPECT_EQ(source.table.geometry.ringsOf(0), 1U);
  const Diagnosis* said = find(source, "geometry.parts_left_out");
  ASSERT_NE(said, nullptr);
  EXPECT_THAT(said->message.en, testing::HasSubstr("2 parts"));
}

TEST_F(Shapes, ArcsBecomeChords) {
  const auto file =
      m_folder.write("arc.csv", "WKT,name\n\"CURVEPOLYGON(CIRCULARSTRING(42530000 4862000,42530100 4862100,"
                                "42530200 4862000,42530100 4861900,42530000 4862000))\",a\n");
  ReadOptions options;
  options.crs = "EPSG:4530";
  const auto source = openFile(file, options);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(countOf(*source, "geometry.linearised"), 1U);
  EXPECT_GT(source->table.geometry.vertices(), 80U);
}

TEST_F(Shapes, NullShapesAreEmptyRows) {
  const Source source = open({polygonJson(square(42530000, 4862000, 100)), "null"});
  EXPECT_EQ(source.table.states.at(1), RowState::empty);
  EXPECT_EQ(source.table.geometry.shape.at(1), Shape::none);
  ASSERT_EQ(countOf(source, "geometry.empty"), 1U);
  EXPECT_EQ(find(source, "geometry.empty")->row, 1);
}

TEST_F(Shapes, ASmallGapIsClosedALargeOneIsInvalid) {
  Ring small = square(42530000, 4862000, 100);
  small.back().first += 0.005;
  Ring large = square(42531000, 4862000, 100);
  large.back().first += 2.5;
  const Source source = openRings({small, large});
  EXPECT_EQ(source.table.states.at(0), RowState::valid);
  EXPECT_EQ(countOf(source, "geometry.ring_closed"), 1U);
  EXPECT_EQ(source.table.states.at(1), RowState::invalid);
  ASSERT_NE(find(source, "geometry.invalid"), nullptr);
  EXPECT_THAT(find(source, "geometry.invalid")->message.en, testing::HasSubstr("gap 2.50 m"));
}

TEST_F(Shapes, CoordinatesThatAreNotFiniteMakeTheRowInvalidAtItsPlace) {
  Ring ring = square(42530000, 4862000, 100);
  ring[1].first = std::numeric_limits<double>::quiet_NaN();
  Ring infinite = square(42531000, 4862000, 100);
  infinite[2].second = std::numeric_limits<double>::infinity();
  const Source source = openRings({ring, infinite, square(42532000, 4862000, 100)});
  EXPECT_EQ(source.table.states.at(0), RowState::invalid);
  EXPECT_EQ(source.table.states.at(1), RowState::invalid);
  EXPECT_EQ(source.table.states.at(2), RowState::valid);
  EXPECT_EQ(source.table.geometry.box.at(0), (Box{42530000, 4862000, 42530100, 4862100}));
  for (double x : source.table.geometry.x) EXPECT_TRUE(std::isfinite(x));
}

TEST_F(Shapes, InvalidRowsAreNamedWithReasonAndPlace) {
  const Ring bow = {
      {42530000, 4862000}, {42530100, 4862100}, {42530100, 4862000}, {42530000, 4862100}, {42530000, 4862000}};
  const Source source = open({polygonJson(square(42532000, 4862000, 100)), polygonJson(bow)});
  EXPECT_EQ(source.table.states.at(0), RowState::valid);
  EXPECT_EQ(source.table.states.at(1), RowState::invalid);
  const Diagnosis* said = find(source, "geometry.invalid");
  ASSERT_NE(said, nullptr);
  EXPECT_EQ(said->row, 1);
  EXPECT_EQ(said->x, 42530050);
  EXPECT_EQ(said->y, 4862050);
  EXPECT_THAT(said->message.en, testing::HasSubstr("Self-intersection"));
  EXPECT_THAT(said->message.zh, testing::HasSubstr("自相交"));
  EXPECT_EQ(source.table.geometry.ringsOf(1), 1U) << "kept as delivered";
}

TEST_F(Shapes, ARingOfTwoPointsIsInvalidNotACrash) {
  const Source source = openRings({{{42530000, 4862000}, {42530100, 4862000}, {42530000, 4862000}}});
  EXPECT_EQ(source.table.states.at(0), RowState::invalid);
  EXPECT_EQ(countOf(source, "geometry.invalid"), 1U);
}

TEST_F(Shapes, TheListOfInvalidRowsIsCappedWithACount) {
  std::vector<Ring> rings;
  for (int i = 0; i < 1003; ++i) {
    const double x = 42530000 + 200.0 * (i % 40);
    const double y = 4862000 + 200.0 * (i / 40);
    rings.push_back({{x, y}, {x + 100, y + 100}, {x + 100, y}, {x, y + 100}, {x, y}});
  }
  const Source source = openRings(rings);
  EXPECT_EQ(countOf(source, "geometry.invalid"), 1001U);
  const auto last = std::find_if(source.diagnoses.rbegin(), source.diagnoses.rend(),
                                 [](const Diagnosis& d) { return d.code == "geometry.invalid"; });
  EXPECT_THAT(last->message.en, testing::HasSubstr("3 more rows"));
  EXPECT_THAT(find(source, "geometry.validity")->message.en, testing::HasSubstr("1003 rows"));
}

} // namespace
} // namespace ecoredline::test
