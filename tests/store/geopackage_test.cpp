#include "fixture.hpp"
#include "store/geometry_blob.hpp"

#include <gdal.h>
#include <gmock/gmock.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include <memory>

namespace ecoredline {

using testing::HasSubstr;

using GeoPackageTest = StoreTest;

namespace {

using Dataset = std::unique_ptr<void, decltype(&GDALClose)>;

Dataset openWithGdal(const std::filesystem::path& path, unsigned mode = GDAL_OF_READONLY) {
  GDALAllRegister();
  return {GDALOpenEx(toUtf8(path).c_str(), GDAL_OF_VECTOR | mode, nullptr, nullptr, nullptr), &GDALClose};
}

} // namespace

TEST_F(GeoPackageTest, OpensInGdalWithItsLayers) {
  auto workspace = created();
  auto version = newVersion("2023");
  version.coverage = {Coverage::Mode::features, "features", {}};
  must(workspace.addVersion(manyZones(300, 20), version, silentFeedback()));
  const auto dataset = openWithGdal(file());
  ASSERT_NE(dataset, nullptr);
  EXPECT_EQ(GDALDatasetGetLayerCount(dataset.get()), 7); // the version, coverage, versions, runs, findings, reviews, journal
  OGRLayerH layer = GDALDatasetGetLayerByName(dataset.get(), "ecological_redline_1");
  ASSERT_NE(layer, nullptr);
  EXPECT_EQ(OGR_L_GetFeatureCount(layer, TRUE), 300);
  EXPECT_STREQ(GDALGetMetadataItem(layer, "IDENTIFIER", nullptr), "生态保护红线 2023 (2023-12-01)");
  EXPECT_STREQ(OGR_L_GetGeometryColumn(layer), "geom");
  EXPECT_EQ(OGR_L_GetGeomType(layer), wkbMultiPolygon);
  EXPECT_STREQ(OSRGetAuthorityCode(OGR_L_GetSpatialRef(layer), nullptr), "4490");
  EXPECT_TRUE(OGR_L_TestCapability(layer, OLCFastSpatialFilter));
  OGR_L_SetSpatialFilterRect(layer, 110.009, 40.009, 110.011, 40.011);
  EXPECT_EQ(OGR_L_GetFeatureCount(layer, TRUE), 1);
}

TEST_F(GeoPackageTest, KeepsTheStandardsMarks) {
  created();
  EXPECT_EQ(ask(file(), "PRAGMA application_id"), std::to_string(0x47504B47));
  EXPECT_EQ(ask(file(), "PRAGMA user_version"), "10300");
  EXPECT_EQ(ask(file(), "PRAGMA journal_mode"), "delete");
  EXPECT_EQ(ask(file(), "SELECT count(*) FROM gpkg_spatial_ref_sys WHERE srs_id IN (-1, 0, 4326, 4490)"), "4");
  EXPECT_THAT(ask(file(), "SELECT definition FROM gpkg_spatial_ref_sys WHERE srs_id = 4490"), HasSubstr("GEOGCS["));
  EXPECT_EQ(ask(file(), "PRAGMA foreign_key_check"), "");
}

TEST_F(GeoPackageTest, TheRTreeHoldsEveryGeometry) {
  auto workspace = created();
  must(workspace.addVersion(manyZones(300, 20), newVersion("v"), silentFeedback()));
  EXPECT_EQ(ask(file(), "SELECT rtreecheck('rtree_ecological_redline_1_geom')"), "ok");
  EXPECT_EQ(ask(file(), "SELECT count(*) FROM rtree_ecological_redline_1_geom"), "300");
  EXPECT_EQ(ask(file(), "SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'"), "1");
  EXPECT_EQ(ask(file(), "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rtree_%'"), "6");
}

TEST_F(GeoPackageTest, AnEditInGisIsRefusedInWords) {
  auto workspace = created();
  must(workspace.addVersion(manyZones(3, 20), newVersion("v"), silentFeedback()));
  const auto dataset = openWithGdal(file(), GDAL_OF_UPDATE);
  ASSERT_NE(dataset, nullptr);
  CPLPushErrorHandler(CPLQuietErrorHandler);
  OGRLayerH layer = GDALDatasetGetLayerByName(dataset.get(), "ecological_redline_1");
  EXPECT_NE(OGR_L_DeleteFeature(layer, 1), OGRERR_NONE);
  EXPECT_THAT(CPLGetLastErrorMsg(), HasSubstr("版本与记录只增不改"));
  CPLPopErrorHandler();
}

TEST_F(GeoPackageTest, StrangeColumnNamesAreKept) {
  auto layer = LayerMaker().box("A", {110, 40, 111, 41}).take();
  layer.table.columns[0].name = "a\"b; DROP TABLE er_meta; --";
  layer.table.columns[1].name = "geom";
  layer.table.columns[2].name = "GEOM";
  auto workspace = created();
  must(workspace.addVersion(layer, newVersion("v"), silentFeedback()));
  EXPECT_EQ(ask(file(), "SELECT group_concat(column_name) FROM er_columns WHERE role = 'source'"),
            "src_a_b; DROP TABLE er_meta; --,src_geom,src_GEOM_2");
  EXPECT_EQ(ask(file(), "SELECT name FROM er_columns WHERE column_name = 'src_GEOM_2'"), "GEOM");
}

TEST(GeometryBlob, ReadsBackOnlyWhatIsWhole) {
  const FlatLayer layer = manyZones(1, 9).table.geometry;
  const std::string blob = toBlob(layer, 0, 4490);
  const auto* data = reinterpret_cast<const unsigned char*>(blob.data());
  EXPECT_EQ(boxOfBlob({data, blob.size()}), layer.box[0]);
  FlatLayer read;
  ASSERT_TRUE(appendBlob({data, blob.size()}, 7, read));
  EXPECT_EQ(read.x, layer.x);
  EXPECT_EQ(read.row_id, (std::vector<std::int64_t>{7}));
  for (std::size_t size = 0; size < blob.size(); ++size) {
    EXPECT_FALSE(appendBlob({data, size}, 8, read)) << size;
    ASSERT_EQ(read.x, layer.x);
    ASSERT_EQ(read.rows(), 1U);
    ASSERT_EQ(read.ring_vertex.size(), 2U);
  }
  EXPECT_FALSE(appendBlob({}, 8, read));
}

TEST(GeometryBlob, DoesNotBelieveHugeCounts) {
  const FlatLayer layer = manyZones(1, 9).table.geometry;
  const std::string blob = toBlob(layer, 0, 4490);
  for (std::size_t at = 40; at < 70; ++at) {
    std::string broken = blob;
    broken[at] = '\xff';
    FlatLayer read;
    if (appendBlob({reinterpret_cast<const unsigned char*>(broken.data()), broken.size()}, 1, read)) continue;
    EXPECT_EQ(read.vertices(), 0U) << at;
    EXPECT_EQ(read.rows(), 0U) << at;
  }
}

TEST(GeometryBlob, GdalReadsTheBytes) {
  const FlatLayer layer = manyZones(1, 9).table.geometry;
  const std::string blob = toBlob(layer, 0, 4490);
  OGRGeometryH geometry = nullptr;
  ASSERT_EQ(OGR_G_CreateFromWkb(blob.data() + 40, nullptr, &geometry, static_cast<int>(blob.size()) - 40), OGRERR_NONE);
  EXPECT_EQ(OGR_G_GetGeometryType(geometry), wkbMultiPolygon);
  EXPECT_TRUE(OGR_G_IsValid(geometry));
  OGR_G_DestroyGeometry(geometry);
}

} // namespace ecoredline
