// Files that were met elsewhere and must not be copied here: read from ECOREDLINE_DATA/formats, skipped without it.
// Every fact they show has a case of our own in the other files of this folder.
#include "fixtures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline::test {
namespace {

namespace fs = std::filesystem;

class MetFiles : public testing::Test {
 protected:
  void SetUp() override {
    if (metFiles().empty()) GTEST_SKIP() << "ECOREDLINE_DATA is not set: files met elsewhere are not here";
  }
  /// The table as it is, with a shape of our own beside it.
  static Result<Source> openTable(const fs::path& dbf, std::size_t rows, const std::string& encoding = {}) {
    const Folder folder;
    ShapefileSpec spec = oneSquare("NAME", "A");
    spec.shapes.assign(rows, square(42530000, 4862000, 100));
    spec.rows.assign(rows, {"A"});
    folder.writeShapefile("a", spec);
    folder.write("a.dbf", readFile(metFiles() / dbf).value());
    if (const auto cpg = fs::path(metFiles() / dbf).replace_extension("cpg"); fs::exists(cpg))
      folder.write("a.cpg", readFile(cpg).value());
    ReadOptions options;
    options.encoding = encoding;
    return openFile(folder.path("a.shp"), options);
  }
};

TEST_F(MetFiles, GbkTablesOfFourProjects) {
  EXPECT_EQ(textAt(openTable("dbf/mapshaper_dbf/gb2312.dbf", 1).value(), 0, 0), "简体国语");
  EXPECT_EQ(textAt(openTable("dbf/mapshaper_dbf/gbk.dbf", 1).value(), 0, 0), "简体国语");
  EXPECT_EQ(textAt(openTable("dbf/mapshaper_dbf/ldid/chinese.dbf", 1).value(), 0, 0), "简体");
  EXPECT_EQ(textAt(openTable("dbf/gdal_chinese/chinese.dbf", 1).value(), 0, 0), "中国");
}

TEST_F(MetFiles, Utf8TableWithoutLabel) {
  const auto source = openTable("dbf/mapshaper_dbf/utf8.dbf", 1);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(textAt(*source, 0, 0), "国语國語");
  EXPECT_EQ(source->table.encoding, "UTF-8");
}

TEST_F(MetFiles, TablesInOtherEncodingsAreRefusedNotMisread) {
  for (const char* name : {"big5.dbf", "latin1.dbf", "cpg/big5.dbf", "cpg/latin2.dbf", "cpg/shiftjis.dbf"}) {
    const auto source = openTable(fs::path("dbf/mapshaper_dbf") / name, 1);
    EXPECT_EQ(refusal(source), "encoding.undecided") << name;
  }
  EXPECT_EQ(textAt(openTable("dbf/mapshaper_dbf/big5.dbf", 1, "BIG5").value(), 0, 0), "繁體國語");
}

TEST_F(MetFiles, TheBestReadingOfOtherEncodingsIsTheRightOne) {
  for (const auto& [name, reading] : std::vector<std::pair<std::string, std::string>>{
           {"big5.dbf", "BIG5: \"繁體國語"}, {"cpg/big5.dbf", "BIG5: \""}, {"cpg/shiftjis.dbf", "CP932: \""}}) {
    const auto source = openTable(fs::path("dbf/mapshaper_dbf") / name, 1);
    ASSERT_FALSE(source) << name;
    EXPECT_THAT(source.error().advice.en, testing::HasSubstr("the best readings: " + reading)) << name;
  }
}

TEST_F(MetFiles, AShapefileOfGeoTools) {
  const auto source = openFile(metFiles() / "dbf/geotools_chinese/chinese_poly.shp");
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  bool has_name = false;
  for (const Column& column : source->table.columns)
    for (const Value& value : column.values) has_name = has_name || toText(value) == "黑龙江省";
  EXPECT_TRUE(has_name);
  EXPECT_EQ(source->table.geometry.crs.code(), "EPSG:4490");
}

TEST_F(MetFiles, EveryFileIsReadOrRefusedWithAReason) {
  std::size_t read = 0;
  std::size_t refused = 0;
  for (const auto& entry : fs::recursive_directory_iterator(metFiles())) {
    if (!entry.is_regular_file()) continue;
    // GDAL 3.6.2 itself ends with a segmentation fault on this one, ogrinfo too.
    if (entry.path().filename() == "gx_track_without_when.kml") continue;
    ReadOptions options;
    options.repair = RepairConsent::yes;
    const auto source = openFile(entry.path(), options);
    if (source) {
      ++read;
      EXPECT_EQ(source->table.states.size(), source->table.rows()) << entry.path();
      for (const Column& column : source->table.columns)
        EXPECT_EQ(column.values.size(), source->table.rows()) << entry.path();
      continue;
    }
    ++refused;
    EXPECT_EQ(source.error().kind, ErrorKind::input) << entry.path() << describe(source.error(), Language::en);
    EXPECT_FALSE(source.error().advice.en.empty()) << entry.path();
  }
  EXPECT_GT(read, 20U);
  EXPECT_GT(refused, 20U);
}

} // namespace
} // namespace ecoredline::test
