// The other formats of the desk, each written by GDAL and read back; archives and what they must not do.
#include "fixtures.hpp"
#include "geo/area.hpp"
#include "source/archive.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

namespace ecoredline::test {
namespace {

using testing::HasSubstr;

namespace fs = std::filesystem;

struct Format {
  const char* driver;
  const char* file;
  bool degrees; ///< the format knows longitude and latitude only
};

/// One triangle, 示例厂区, in zone 42 or in degrees.
fs::path write(const Folder& folder, const Format& format) {
  GDALAllRegister();
  const fs::path path = folder.path(format.file);
  GDALDatasetUniquePtr dataset(GetGDALDriverManager()
                                   ->GetDriverByName(format.driver)
                                   ->Create(toUtf8(path).c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  EXPECT_NE(dataset, nullptr) << format.driver;
  OGRSpatialReference system;
  system.importFromEPSG(format.degrees ? 4326 : 4530);
  system.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  const bool gpx = std::string_view(format.driver) == "GPX";
  CPLStringList options;
  if (std::string_view(format.driver) == "MapInfo File") options.SetNameValue("ENCODING", "CP936");
  OGRLayer* layer =
      dataset->CreateLayer(gpx ? "tracks" : "plots", &system, gpx ? wkbMultiLineString : wkbPolygon, options.List());
  OGRFieldDefn name("name", OFTString);
  if (!gpx) layer->CreateField(&name);
  OGRFeature feature(layer->GetLayerDefn());
  feature.SetField("name", "示例厂区");
  const std::string ring = format.degrees ? "(126.37 43.89,126.38 43.89,126.38 43.88,126.37 43.89)"
                                          : "(42530000 4862000,42530400 4862000,42530400 4861700,42530000 4862000)";
  OGRGeometry* shape = nullptr;
  OGRGeometryFactory::createFromWkt(((gpx ? "MULTILINESTRING(" : "POLYGON(") + ring + ")").c_str(), nullptr, &shape);
  feature.SetGeometryDirectly(shape);
  EXPECT_EQ(layer->CreateFeature(&feature), OGRERR_NONE) << format.driver;
  return path;
}

class EveryFormat : public testing::TestWithParam<Format> {};

TEST_P(EveryFormat, IsReadWithNameAndPlace) {
  const Folder folder;
  const fs::path path = write(folder, GetParam());
  const auto source = openFile(path, {}, twoCounties());
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  ASSERT_EQ(source->table.rows(), 1U);
  EXPECT_EQ(toText(source->table.column("name")->values[0]), "示例厂区");
  const bool gpx = std::string_view(GetParam().driver) == "GPX";
  EXPECT_EQ(source->table.geometry.shape[0], gpx ? Shape::line : Shape::polygon);
  EXPECT_EQ(source->table.states[0], RowState::valid);
  if (!GetParam().degrees && source->table.geometry.crs.code() == "EPSG:4530") {
    EXPECT_NEAR(areaOf(source->table.geometry, 0, AreaMethod::planar), 60000, 0.01);
  }
}

INSTANTIATE_TEST_SUITE_P(Desk, EveryFormat,
                         testing::Values(Format{"KML", "a.kml", true}, Format{"LIBKML", "a.kmz", true},
                                         Format{"OpenFileGDB", "a.gdb", false}, Format{"MapInfo File", "a.tab", false},
                                         Format{"MapInfo File", "a.mif", false}, Format{"GPX", "a.gpx", true},
                                         Format{"FlatGeobuf", "a.fgb", false}, Format{"GeoJSON", "a.geojson", true},
                                         Format{"GeoJSONSeq", "a.geojsonl", true}, Format{"GPKG", "a.gpkg", false}));

TEST(Formats, WktAndWkbColumnsOfACsv) {
  const Folder folder;
  ReadOptions options;
  options.crs = "EPSG:4530";
  for (const char* head : {"name,WKT", "name,geom"}) {
    const auto wkt = openFile(
        folder.write("a.csv",
                     std::string(head) +
                         "\n甲,\"POLYGON((42530000 4862000,42530400 4862000,42530400 4861700,42530000 4862000))\"\n"),
        options);
    ASSERT_TRUE(wkt) << head << describe(wkt.error(), Language::en);
    EXPECT_EQ(wkt->table.geometry.shape[0], Shape::polygon) << head;
  }
  OGRGeometry* shape = nullptr;
  OGRGeometryFactory::createFromWkt("POINT(42530000 4862000)", nullptr, &shape);
  std::string bytes(shape->WkbSize(), '\0');
  shape->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(bytes.data()));
  OGRGeometryFactory::destroyGeometry(shape);
  char* hex = CPLBinaryToHex(static_cast<int>(bytes.size()), reinterpret_cast<const GByte*>(bytes.data()));
  const auto wkb = openFile(folder.write("b.csv", std::string("name,wkb\n甲,") + hex + "\n"), options);
  CPLFree(hex);
  ASSERT_TRUE(wkb) << describe(wkb.error(), Language::en);
  EXPECT_EQ(wkb->table.geometry.shape[0], Shape::point);
}

TEST(Formats, WktColumnOfAWorkbook) {
  GDALAllRegister();
  const Folder folder;
  const auto write = [&](const char* file, const char* shape) {
    GDALDatasetUniquePtr book(GetGDALDriverManager()->GetDriverByName("XLSX")->Create(toUtf8(folder.path(file)).c_str(),
                                                                                      0, 0, 0, GDT_Unknown, nullptr));
    OGRLayer* layer = book->CreateLayer("plots", nullptr, wkbNone, nullptr);
    OGRFieldDefn name("地块名称", OFTString);
    OGRFieldDefn wkt("WKT", OFTString);
    layer->CreateField(&wkt);
    layer->CreateField(&name);
    OGRFeature feature(layer->GetLayerDefn());
    feature.SetField(0, shape);
    feature.SetField(1, "甲");
    EXPECT_EQ(layer->CreateFeature(&feature), OGRERR_NONE);
    return folder.path(file);
  };
  ReadOptions options;
  options.crs = "EPSG:4530";
  const auto source = openFile(
      write("a.xlsx", "POLYGON((42530000 4862000,42530400 4862000,42530400 4861700,42530000 4862000))"), options);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.geometry.shape[0], Shape::polygon);
  EXPECT_EQ(textAt(*source, 0, 0), "甲");
  EXPECT_EQ(refusal(openFile(write("b.xlsx", "POLYGON((42530000"), options)), "source.bad_shape");
}

/// A zip of entries, names and bytes.
fs::path zip(const Folder& folder, const std::string& name,
             const std::vector<std::pair<std::string, std::string>>& entries) {
  const fs::path path = folder.path(name);
  void* file = CPLCreateZip(toUtf8(path).c_str(), nullptr);
  for (const auto& [entry, bytes] : entries) {
    CPLCreateFileInZip(file, entry.c_str(), nullptr);
    CPLWriteFileInZip(file, bytes.data(), static_cast<int>(bytes.size()));
    CPLCloseFileInZip(file);
  }
  CPLCloseZip(file);
  return path;
}

std::vector<std::pair<std::string, std::string>> shapefileEntries(const std::string& prefix) {
  const Folder folder;
  folder.writeShapefile("a", oneSquare("NAME", "\xBC\xD7"));
  std::vector<std::pair<std::string, std::string>> entries;
  for (const char* part : {"shp", "shx", "dbf"})
    entries.emplace_back(prefix + "." + part, readFile(folder.path(std::string("a.") + part)).value());
  return entries;
}

ReadOptions zone42() {
  ReadOptions options;
  options.crs = "EPSG:4530";
  options.encoding = "GBK";
  return options;
}

TEST(Archives, AZippedShapefileIsReadAndItsHashIsThatOfTheArchive) {
  const Folder folder;
  auto entries = shapefileEntries("plots/redline");
  entries.emplace_back("readme.txt", "a remark");
  const auto path = zip(folder, "a.zip", entries);
  const auto source = openFile(path, zone42());
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(textAt(*source, 0, 0), "甲");
  EXPECT_EQ(source->table.source, toUtf8(path));
  std::string bytes = readFile(path).value();
  const auto same = zip(folder, "b.zip", entries);
  EXPECT_EQ(openFile(path, zone42())->bytes_hash, source->bytes_hash);
}

TEST(Archives, SeveralDataSetsAreAskedForAndChosenByName) {
  const Folder folder;
  auto entries = shapefileEntries("one");
  for (auto& entry : shapefileEntries("two")) entries.push_back(entry);
  const auto path = zip(folder, "a.zip", entries);
  const auto which = openFile(path, zone42());
  ASSERT_EQ(refusal(which), "input.which_layer");
  EXPECT_THAT(which.error().advice.en, HasSubstr("one.shp, two.shp"));
  ReadOptions options = zone42();
  options.layer = "two";
  const auto two = openFile(path, options);
  ASSERT_TRUE(two) << describe(two.error(), Language::en);
  EXPECT_EQ(two->table.layer, "two");
}

TEST(Archives, AZippedFileGeodatabaseIsRead) {
  const Folder folder;
  const fs::path gdb = write(folder, {"OpenFileGDB", "a.gdb", false});
  std::vector<std::pair<std::string, std::string>> entries;
  for (const auto& file : fs::directory_iterator(gdb))
    entries.emplace_back("a.gdb/" + file.path().filename().string(), readFile(file.path()).value());
  for (const char* name : {"b.zip", "b.gdb.zip"}) {
    const auto source = openFile(zip(folder, name, entries));
    ASSERT_TRUE(source) << name << describe(source.error(), Language::en);
    EXPECT_EQ(toText(source->table.column("name")->values[0]), "示例厂区") << name;
  }
}

TEST(Archives, NothingLeavesTheFolder) {
  EXPECT_TRUE(isSafeEntry("a/b..c/d.shp"));
  for (const char* name : {"../a.shp", "a/../../b.shp", "/etc/a.shp", "C:/a.shp", "a\\..\\b.shp", "..", ""})
    EXPECT_FALSE(isSafeEntry(name)) << name;
  const Folder folder;
  auto entries = shapefileEntries("one");
  entries.emplace_back("../evil.shp", "x");
  EXPECT_EQ(refusal(openFile(zip(folder, "a.zip", entries), zone42())), "archive.bad_path");
  EXPECT_FALSE(fs::exists(folder.path("../evil.shp")));
}

TEST(Archives, BombsAreRefusedBeforeTheyAreUnpacked) {
  const Folder folder;
  const auto big = zip(folder, "a.zip", {{"a.shp", std::string(150U << 20U, '\0')}});
  EXPECT_LT(fs::file_size(big), 1U << 20U);
  EXPECT_EQ(refusal(openFile(big)), "archive.too_large");
  fs::copy_file(big, folder.path("a.xlsx"));
  EXPECT_EQ(refusal(openFile(folder.path("a.xlsx"))), "archive.too_large");
  std::vector<std::pair<std::string, std::string>> many;
  for (int i = 0; i < 5001; ++i) many.emplace_back("f" + std::to_string(i), "");
  EXPECT_EQ(refusal(openFile(zip(folder, "b.zip", many))), "archive.too_large");
}

TEST(Archives, CutShortOrWithoutData) {
  const Folder folder;
  const std::string whole = readFile(zip(folder, "a.zip", shapefileEntries("one"))).value();
  EXPECT_EQ(refusal(openFile(folder.write("b.zip", whole.substr(0, whole.size() / 2)))), "archive.not_readable");
  EXPECT_EQ(refusal(openFile(zip(folder, "c.zip", {{"a.docx", "x"}}))), "archive.no_data");
}

TEST(Archives, MetElsewhere) {
  if (metFiles().empty()) GTEST_SKIP() << "ECOREDLINE_DATA is not set: files met elsewhere are not here";
  const auto source = openFile(metFiles() / "gdal/shp/poly.zip", {});
  EXPECT_NE(refusal(source), "input.not_recognised");
}

} // namespace
} // namespace ecoredline::test
