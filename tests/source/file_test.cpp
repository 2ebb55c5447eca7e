#include "base/hash.hpp"
#include "base/text.hpp"
#include "fixtures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline::test {
namespace {

namespace fs = std::filesystem;

void expectRefusal(const Result<Source>& source, const std::string& code, const std::string& advice) {
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, code);
  EXPECT_EQ(exitStatus(source.error().kind), 3);
  EXPECT_FALSE(source.error().what.zh.empty());
  EXPECT_FALSE(source.error().where.empty());
  EXPECT_THAT(source.error().advice.en, testing::HasSubstr(advice));
  EXPECT_FALSE(source.error().advice.zh.empty());
}

TEST(File, MissingSaysSo) {
  const Folder folder;
  expectRefusal(openFile(folder.path("none.gpkg")), "input.missing_file", "check the path");
}

TEST(File, AMissingShpNamesWhatStandsBeside) {
  const Folder folder;
  folder.writeShapefile("zones", oneSquare("NAME", "A"));
  fs::remove(folder.path("zones.shp"));
  expectRefusal(openFile(folder.path("zones.shp")), "input.missing_file", "zones.dbf");
}

TEST(File, EmptyIsNotUnknown) {
  const Folder folder;
  expectRefusal(openFile(folder.write("empty.geojson", "")), "input.empty", "again");
  expectRefusal(openFile(folder.write("empty.shp", "")), "input.empty", "again");
  fs::create_directory(folder.path("folder"));
  expectRefusal(openFile(folder.path("folder")), "input.empty", "path");
}

TEST(File, TableAloneHasNoGeometry) {
  const Folder folder;
  folder.writeShapefile("zones", oneSquare("NAME", "A"));
  fs::remove(folder.path("zones.shp"));
  fs::remove(folder.path("zones.shx"));
  expectRefusal(openFile(folder.path("zones.dbf")), "input.no_geometry", ".shp");
}

TEST(File, TruncatedPartsAreFoundByTheirHeaders) {
  for (const char* part : {"zones.shp", "zones.shx", "zones.dbf"}) {
    const Folder folder;
    const fs::path shp = folder.writeShapefile("zones", oneSquare("NAME", "A"));
    const auto size = fs::file_size(folder.path(part));
    fs::resize_file(folder.path(part), size - 20);
    const auto refused = openFile(shp);
    expectRefusal(refused, "input.truncated", "copy");
    EXPECT_THAT(refused.error().where, testing::HasSubstr(part));
  }
}

TEST(File, AShortHeaderIsTruncatedToo) {
  const Folder folder;
  const fs::path shp = folder.writeShapefile("zones", oneSquare("NAME", "A"));
  fs::resize_file(shp, 40);
  expectRefusal(openFile(shp), "input.truncated", "copy");
}

TEST(File, RecordsOfAnotherExportDoNotMatch) {
  const Folder folder;
  ShapefileSpec spec = oneSquare("NAME", "A");
  spec.rows.push_back({"B"});
  const auto refused = openFile(folder.writeShapefile("zones", spec));
  expectRefusal(refused, "input.truncated", "export");
  EXPECT_THAT(refused.error().what.en, testing::HasSubstr("1 shapes in the .shx, 2 records"));
}

TEST(File, AnIndexThatPointsBeyondTheShapesBreaksOff) {
  const Folder folder;
  const fs::path shp = folder.writeShapefile("zones", oneSquare("NAME", "A"));
  std::string shx = readFile(folder.path("zones.shx")).value();
  shx[102] = 0x7F; // the offset of the first record
  folder.write("zones.shx", shx);
  EXPECT_EQ(refusal(openFile(shp)), "input.truncated");
}

TEST(File, WithoutItsIndexAShapefileIsIncomplete) {
  const Folder folder;
  const fs::path shp = folder.writeShapefile("zones", oneSquare("NAME", "A"));
  fs::remove(folder.path("zones.shx"));
  expectRefusal(openFile(shp), "input.missing_file", ".shx");
  EXPECT_FALSE(fs::exists(folder.path("zones.shx"))) << "a source is never written to";
}

TEST(File, WithoutItsTableAShapefileHasShapesOnly) {
  const Folder folder;
  const fs::path shp = folder.writeShapefile("zones", oneSquare("NAME", "A"));
  fs::remove(folder.path("zones.dbf"));
  const auto source = openFile(shp);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(countOf(*source, "source.no_attributes"), 1U);
  EXPECT_EQ(source->table.rows(), 1U);
}

TEST(File, OtherBytesAreNotRecognised) {
  const Folder folder;
  expectRefusal(openFile(folder.write("notes.xyz", "just some words")), "input.not_recognised", "format");
  expectRefusal(openFile(folder.write("notes.shp", std::string(200, 'x'))), "input.not_recognised", "renamed");
  expectRefusal(openFile(folder.write("cut.geojson", R"({"type":"FeatureCollection","features":[{"type":"Fea)")),
                "input.not_recognised", "whole");
}

TEST(File, ASheetHasNoGeometry) {
  const Folder folder;
  expectRefusal(openFile(folder.write("table.csv", "a,b\n1,2\n")), "input.no_geometry", "shapes");
}

TEST(File, AnySiblingOpensTheShapefile) {
  const Folder folder;
  folder.writeShapefile("zones", oneSquare("NAME", "A"));
  const auto source = openFile(folder.path("zones.dbf"));
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.geometry.shape.at(0), Shape::polygon);
}

TEST(File, UpperCaseExtensionsAreFound) {
  const Folder folder;
  folder.writeShapefile("zones", oneSquare("NAME", "A"));
  for (const char* extension : {"shp", "shx", "dbf", "prj"})
    fs::rename(folder.path(std::string("zones.") + extension),
               folder.path(std::string("ZONES.") + (extension == std::string("shp")   ? "SHP"
                                                    : extension == std::string("shx") ? "SHX"
                                                    : extension == std::string("dbf") ? "DBF"
                                                                                      : "PRJ")));
  const auto source = openFile(folder.path("ZONES.SHP"));
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.delivered_crs, "EPSG:4530");
}

TEST(File, ChinesePathsAreOpened) {
  const Folder folder;
  const auto source = openFile(folder.writeShapefile("红线 分区", oneSquare("NAME", "A")));
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.layer, "红线 分区");
}

TEST(File, AnEmptyLayerIsALawfulNoneExist) {
  const Folder folder;
  ShapefileSpec spec = oneSquare("NAME", "A");
  spec.shapes.clear();
  spec.rows.clear();
  const auto source = openFile(folder.writeShapefile("none", spec));
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.rows(), 0U);
  EXPECT_EQ(countOf(*source, "source.no_rows"), 1U);
}

TEST(File, SeveralLayersAreAChoiceOfTheUsers) {
  const Folder folder;
  const std::string kml =
      R"(<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>)"
      R"(<Folder><name>甲</name><Placemark><name>p</name><Point><coordinates>126.5,43.8</coordinates></Point>)"
      R"(</Placemark></Folder><Folder><name>乙</name><Placemark><name>q</name><Point><coordinates>126.6,43.9)"
      R"(</coordinates></Point></Placemark></Folder></Document></kml>)";
  const fs::path file = folder.write("two.kml", kml);
  expectRefusal(openFile(file), "input.which_layer", "--layer");
  EXPECT_THAT(openFile(file).error().advice.en, testing::AllOf(testing::HasSubstr("甲"), testing::HasSubstr("乙")));
  EXPECT_THAT(layersOf(file).value(), testing::ElementsAre("甲", "乙"));
  ReadOptions options;
  options.layer = "乙";
  const auto source = openFile(file, options);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.layer, "乙");
  EXPECT_EQ(source->table.geometry.x.at(0), 126.6);
  options.layer = "丙";
  expectRefusal(openFile(file, options), "input.which_layer", "甲");
}

TEST(File, TheHashIsOfTheBytesOfEveryMember) {
  const Folder folder;
  const fs::path json = folder.writeGeoJson("a.geojson", {polygonJson(square(126.5, 43.8, 0.01))});
  const auto single = openFile(json);
  ASSERT_TRUE(single);
  EXPECT_EQ(single->bytes_hash, prefixedHex(sha256(readFile(json).value())));
  ShapefileSpec spec = oneSquare("NAME", "A");
  const fs::path shp = folder.writeShapefile("zones", spec);
  const std::string first = openFile(shp)->bytes_hash;
  EXPECT_EQ(openFile(shp)->bytes_hash, first);
  spec.rows = {{"B"}};
  EXPECT_NE(openFile(folder.writeShapefile("zones", spec))->bytes_hash, first);
}

TEST(File, DatesAndNumbersKeepTheirTypes) {
  const Folder folder;
  const fs::path file = folder.write(
      "typed.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"n":7,"r":0.1,)"
                       R"("d":"2024/05/01","s":null,"t":"2024-05-01T08:30:00+08:00"},"geometry":)" +
                           polygonJson(square(126.5, 43.8, 0.01)) + "}]}");
  const auto source = openFile(file);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  const Table& table = source->table;
  EXPECT_EQ(table.column("n")->values.at(0), Value(std::int64_t{7}));
  EXPECT_EQ(table.column("r")->values.at(0), Value(0.1));
  EXPECT_EQ(toText(table.column("d")->values.at(0)), "2024-05-01");
  EXPECT_EQ(table.column("s")->values.at(0), Value());
  EXPECT_EQ(toText(table.column("t")->values.at(0)), "2024-05-01T08:30:00.000+08:00");
}

class CancellingFeedback : public Feedback {
 public:
  void stage(const Text&) override { cancel(); }
};

TEST(File, CancelStopsTheReading) {
  const Folder folder;
  const fs::path file = folder.writeShapefile("zones", oneSquare("NAME", "A"));
  CancellingFeedback feedback;
  const auto source = openSource(file, {}, {}, feedback);
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().kind, ErrorKind::cancelled);
}

} // namespace
} // namespace ecoredline::test
