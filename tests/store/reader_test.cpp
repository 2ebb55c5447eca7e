#include "fixture.hpp"
#include "geo/overlay.hpp"

#include <gmock/gmock.h>

#include <random>

namespace ecoredline {

using testing::ElementsAre;
using testing::HasSubstr;

using ReaderTest = StoreTest;

namespace {

constexpr Box kEverything{-1e9, -1e9, 1e9, 1e9};

bool sameRow(const FlatLayer& a, std::size_t i, const FlatLayer& b, std::size_t j) {
  FlatBuilder one(a.crs), other(a.crs);
  one.copyRow(a, i, 0);
  other.copyRow(b, j, 0);
  const FlatLayer p = one.take(), q = other.take();
  return p.x == q.x && p.y == q.y && p.ring_vertex == q.ring_vertex && p.ring_part == q.ring_part &&
         p.shape == q.shape && p.box == q.box;
}

} // namespace

TEST_F(ReaderTest, GivesBackEveryVertexAsDelivered) {
  auto layer = manyZones(500, 37);
  const FlatLayer geometry = layer.table.geometry;
  auto workspace = created();
  const auto version = must(workspace.addVersion(layer, newVersion("v"), silentFeedback()));
  auto reader = must(workspace.reader(version.id));
  EXPECT_EQ(reader->rows(), 500U);
  EXPECT_EQ(reader->extent(), geometry.extent());
  EXPECT_EQ(reader->crs().code(), "EPSG:4490");
  const FlatLayer read = must(reader->read(kEverything, silentFeedback()));
  ASSERT_EQ(read.rows(), 500U);
  for (std::size_t i = 0; i < 500; ++i) {
    EXPECT_EQ(read.row_id[i], static_cast<std::int64_t>(i) + 1);
    EXPECT_TRUE(sameRow(read, i, geometry, i));
  }
}

TEST_F(ReaderTest, AWindowIsTheSameAsTheWholeFiltered) {
  // In a zoned easting a float is 2 m coarse: the R-tree alone would be wrong here.
  LayerMaker maker(must(Crs::fromEpsg(4530)));
  std::mt19937 random(7); // NOLINT(cert-msc51-cpp): replayable
  std::uniform_real_distribution<double> place(0, 1000), size(0.1, 20);
  for (int i = 0; i < 400; ++i) {
    const double x = 42500000 + place(random), y = 4800000 + place(random);
    maker.box(fmt::format("Z{}", i % 350), {x, y, x + size(random), y + size(random)});
  }
  auto workspace = created();
  const auto version = must(workspace.addVersion(maker.take(), newVersion("v"), silentFeedback()));
  EXPECT_EQ(version.zones, 350U);
  auto reader = must(workspace.reader(version.id));
  FlatMemoryReader memory(must(reader->read(kEverything, silentFeedback())));
  ASSERT_EQ(memory.rows(), 350U);
  for (int i = 0; i < 200; ++i) {
    const double x = 42500000 + place(random), y = 4800000 + place(random);
    const Box window{x, y, x + size(random), y + size(random)};
    const auto stored = must(reader->read(window, silentFeedback()));
    const auto expected = must(memory.read(window, silentFeedback()));
    EXPECT_EQ(stored.row_id, expected.row_id);
    EXPECT_EQ(stored.x, expected.x);
    EXPECT_EQ(stored.row_ring, expected.row_ring);
  }
}

TEST_F(ReaderTest, AnEmptyWindowMeetsNothing) {
  auto workspace = created();
  const auto version = must(workspace.addVersion(manyZones(10, 5), newVersion("v"), silentFeedback()));
  EXPECT_EQ(must(must(workspace.reader(version.id))->read({}, silentFeedback())).rows(), 0U);
}

TEST_F(ReaderTest, RowsOfOneZoneComeUnited) {
  auto layer = LayerMaker()
                   .box("other", {110.5, 40.5, 110.6, 40.6})
                   .box("A", {110.0, 40.0, 110.1, 40.1})
                   .box("A", {110.1, 40.0, 110.2, 40.1})
                   .box("A", {110.8, 40.0, 110.9, 40.1})
                   .take();
  auto workspace = created();
  const auto version = must(workspace.addVersion(layer, newVersion("v"), silentFeedback()));
  EXPECT_EQ(version.features, 4U);
  EXPECT_EQ(version.zones, 2U);
  auto reader = must(workspace.reader(version.id));
  EXPECT_EQ(reader->rows(), 2U);
  // A window on one row brings the whole zone.
  const auto read = must(reader->read({110.82, 40.02, 110.83, 40.03}, silentFeedback()));
  ASSERT_EQ(read.row_id, (std::vector<std::int64_t>{2}));
  EXPECT_EQ(read.partsOf(0), 2U);
  EXPECT_FALSE(invalidityOf(read, 0).has_value());
  EXPECT_NEAR(Geometry::fromRow(read, 0).planarArea(), 0.03, 1e-12);
  const auto zones = must(workspace.zones(version.id));
  ASSERT_EQ(zones.size(), 2U);
  EXPECT_FALSE(zones.at(2).invalid);
  EXPECT_EQ(must(workspace.zones(version.id, {2})).at(2).zone_id, "A");
}

TEST_F(ReaderTest, AZoneWithAnInvalidRowIsKeptInPartsAndMarked) {
  auto layer = LayerMaker()
                   .box("A", {110.0, 40.0, 110.1, 40.1})
                   .ring("A", {110.2, 110.3, 110.3, 110.2, 110.2}, {40.0, 40.1, 40.0, 40.1, 40.0})
                   .invalid()
                   .ring("B", {111.2, 111.3, 111.3, 111.2, 111.2}, {40.0, 40.1, 40.0, 40.1, 40.0})
                   .invalid()
                   .take();
  auto workspace = created();
  const auto version = must(workspace.addVersion(layer, newVersion("v"), silentFeedback()));
  EXPECT_EQ(version.invalid, 2U);
  const auto read = must(must(workspace.reader(version.id))->read(kEverything, silentFeedback()));
  ASSERT_EQ(read.row_id, (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(read.partsOf(0), 2U);
  EXPECT_EQ(read.vertices(), 15U);
  const auto zones = must(workspace.zones(version.id));
  EXPECT_TRUE(zones.at(1).invalid);
  EXPECT_TRUE(zones.at(3).invalid);
  ASSERT_EQ(version.notes.size(), 1U);
  EXPECT_THAT(version.notes[0], HasSubstr("1 zones of several rows cannot be united"));
}

TEST_F(ReaderTest, DisagreeingRowsAreToldAndTheOrderOfTheFileChangesNothing) {
  auto workspace = created();
  std::vector<std::string> met;
  for (const bool turned : {false, true}) {
    LayerMaker maker;
    for (const bool first : {!turned, turned}) {
      maker.box("A", first ? Box{110.0, 40.0, 110.1, 40.1} : Box{110.1, 40.0, 110.2, 40.1});
      maker.row().fields["protection_type"] = first ? "水源涵养" : "水土保持";
    }
    const auto version = must(workspace.addVersion(maker.take(), newVersion(turned ? "b" : "a"), silentFeedback()));
    EXPECT_THAT(version.notes.at(0), HasSubstr("rows disagree about protection_type"));
    met.push_back(must(workspace.zones(version.id)).at(1).fields.at("protection_type"));
  }
  EXPECT_EQ(met[0], met[1]);
}

TEST_F(ReaderTest, ReadsHolesLinesAndPoints) {
  FlatBuilder builder(Crs::cgcs2000());
  const std::vector<double> outer_x{0, 9, 9, 0, 0}, outer_y{0, 0, 9, 9, 0}, inner_x{1, 2, 2, 1, 1},
      inner_y{1, 1, 2, 2, 1};
  const std::vector<double> far_x{20, 21, 21, 20}, far_y{0, 0, 1, 0};
  builder.beginRow(Shape::polygon, 0);
  builder.addRing(outer_x, outer_y, 0);
  builder.addRing(inner_x, inner_y, 0);
  builder.addRing(far_x, far_y, 1);
  builder.endRow();
  builder.beginRow(Shape::line, 1);
  builder.addRing(far_x, far_y, 0);
  builder.addRing(inner_x, inner_y, 1);
  builder.endRow();
  builder.beginRow(Shape::point, 2);
  builder.addRing(std::vector<double>{5}, std::vector<double>{6}, 0);
  builder.endRow();
  auto layer = LayerMaker().nothing("P").nothing("L").nothing("Q").take();
  layer.table.geometry = builder.take();
  const FlatLayer expected = layer.table.geometry;
  auto workspace = created();
  const auto version = must(workspace.addVersion(layer, newVersion("v"), silentFeedback()));
  const auto read = must(must(workspace.reader(version.id))->read(kEverything, silentFeedback()));
  ASSERT_EQ(read.rows(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(sameRow(read, i, expected, i));
}

TEST_F(ReaderTest, RowsOfDifferentShapesAreZonesOfTheirOwn) {
  auto layer = LayerMaker()
                   .box("A", {110.0, 40.0, 110.1, 40.1})
                   .ring("A", {110.5, 110.6}, {40.0, 40.1}, Shape::line)
                   .ring("A", {110.7, 110.8}, {40.0, 40.1}, Shape::line)
                   .take();
  auto workspace = created();
  const auto version = must(workspace.addVersion(layer, newVersion("v"), silentFeedback()));
  EXPECT_EQ(version.zones, 2U);
  const auto read = must(must(workspace.reader(version.id))->read(kEverything, silentFeedback()));
  ASSERT_EQ(read.row_id, (std::vector<std::int64_t>{1, 2}));
  EXPECT_THAT(read.shape, ElementsAre(Shape::polygon, Shape::line));
  EXPECT_EQ(read.partsOf(1), 2U);
}

TEST_F(ReaderTest, KeepsASystemWithoutACode) {
  const auto crs =
      must(Crs::fromText("+proj=tmerc +lat_0=0 +lon_0=112.5 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +type=crs"));
  ASSERT_EQ(crs.epsg(), 0);
  auto workspace = created();
  for (const char* label : {"a", "b"}) {
    const auto layer = LayerMaker(crs).box("A", {500000, 4000000, 500100, 4000100}).take();
    const auto version = must(workspace.addVersion(layer, newVersion(label), silentFeedback()));
    EXPECT_EQ(must(workspace.reader(version.id))->crs().code(), crs.code());
  }
  EXPECT_EQ(ask(file(), "SELECT count(*) FROM gpkg_spatial_ref_sys WHERE srs_id >= 900001"), "1");
}

TEST_F(ReaderTest, HearsACancel) {
  auto workspace = created();
  const auto version = must(workspace.addVersion(manyZones(10, 5), newVersion("v"), silentFeedback()));
  auto reader = must(workspace.reader(version.id));
  Feedback feedback;
  feedback.cancel();
  EXPECT_EQ(reader->read(kEverything, feedback).error().kind, ErrorKind::cancelled);
  EXPECT_EQ(must(reader->read(kEverything, silentFeedback())).rows(), 10U);
}

TEST_F(ReaderTest, SaysThatAGeometryIsDamaged) {
  auto workspace = created();
  const auto version = must(workspace.addVersion(manyZones(10, 5), newVersion("v"), silentFeedback()));
  ask(file(),
      "DROP TRIGGER ecological_redline_1_kept_UPDATE; DROP TRIGGER rtree_ecological_redline_1_geom_update1;"
      "DROP TRIGGER rtree_ecological_redline_1_geom_update2; DROP TRIGGER rtree_ecological_redline_1_geom_update3;"
      "DROP TRIGGER rtree_ecological_redline_1_geom_update4;"
      "UPDATE ecological_redline_1 SET geom = CAST(substr(geom, 1, 100) AS BLOB) WHERE fid = 3");
  EXPECT_EQ(must(workspace.reader(version.id))->read(kEverything, silentFeedback()).error().code, "workspace.damaged");
}

TEST_F(ReaderTest, AnUnknownVersionIsAnError) {
  EXPECT_EQ(created().reader(5).error().code, "workspace.no_version");
}

} // namespace ecoredline
