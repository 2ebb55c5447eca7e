// Tables without geometry: every cell is text, and the header row is found by its words.
#include "fixtures.hpp"
#include "source/table_reader.hpp"

#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

namespace ecoredline::test {
namespace {

using testing::ElementsAre;

const std::vector<std::string> kHeaders{"级别", "条款号", "管控要求"};

Result<Source> openSheet(const std::filesystem::path& file, const std::string& sheet = {}) {
  ReadOptions options;
  options.layer = sheet;
  return openTable(file, options, kHeaders, silentFeedback());
}

std::vector<std::string> names(const Source& source) {
  std::vector<std::string> names;
  for (const Column& column : source.table.columns) names.push_back(column.name);
  return names;
}

TEST(Table, TitleAboveTheHeaderAndBlankRowsAreNoRows) {
  const Folder folder;
  const auto source = openSheet(
      folder.write("a.csv", "某省准入清单,,\n,,\n级别,条款号,管控要求\n省级,1.0,\"多行\n文字\"\n,,\n市级,007,b\n"));
  ASSERT_TRUE(source) << describe(source.error(), Language::zh);
  EXPECT_THAT(names(*source), ElementsAre("级别", "条款号", "管控要求"));
  ASSERT_EQ(source->table.rows(), 2U);
  EXPECT_EQ(textAt(*source, 1, 0), "1.0"); // as written, not 1
  EXPECT_EQ(textAt(*source, 1, 1), "007");
  EXPECT_EQ(textAt(*source, 2, 0), "多行\n文字");
  EXPECT_EQ(source->table.geometry.shape[0], Shape::none);
  EXPECT_EQ(source->table.states.size(), 2U);
  EXPECT_TRUE(source->bytes_hash.starts_with("sha256:"));
}

TEST(Table, GbkAndByteOrderMark) {
  const Folder folder;
  const auto gbk = openSheet(folder.write("g.csv", "\xBC\xB6\xB1\xF0,\xCC\xF5\xBF\xEE\xBA\xC5\n\xCA\xA1\xBC\xB6,1\n"));
  ASSERT_TRUE(gbk) << describe(gbk.error(), Language::zh);
  EXPECT_THAT(names(*gbk), ElementsAre("级别", "条款号"));
  EXPECT_EQ(textAt(*gbk, 0, 0), "省级");
  const auto bom = openSheet(folder.write("b.csv", "\xEF\xBB\xBF级别,条款号\n省级,1\n"));
  ASSERT_TRUE(bom);
  EXPECT_THAT(names(*bom), ElementsAre("级别", "条款号"));
}

/// A workbook with a sheet per entry, cells as strings but for column 条款号, which holds whole numbers.
std::filesystem::path workbook(const Folder& folder, const std::vector<std::string>& sheets, const char* format) {
  GDALAllRegister();
  const auto path = folder.path(std::string("w.") + (std::string(format) == "ODS" ? "ods" : "xlsx"));
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(format);
  GDALDatasetUniquePtr dataset(driver->Create(toUtf8(path).c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  for (const std::string& sheet : sheets) {
    OGRLayer* layer = dataset->CreateLayer(sheet.c_str(), nullptr, wkbNone, nullptr);
    OGRFieldDefn level(sheet == "说明" ? "怎么填" : "级别", OFTString);
    OGRFieldDefn number(sheet == "说明" ? "备注" : "条款号", OFTInteger);
    OGRFieldDefn day("施行日期", OFTDate);
    for (OGRFieldDefn* field : {&level, &number, &day}) layer->CreateField(field);
    OGRFeature feature(layer->GetLayerDefn());
    feature.SetField(0, "省级");
    feature.SetField(1, 12);
    feature.SetField(2, 2024, 1, 5);
    EXPECT_EQ(layer->CreateFeature(&feature), OGRERR_NONE);
  }
  return path;
}

TEST(Table, TheSheetWithTheKnownHeaderIsTaken) {
  for (const char* format : {"XLSX", "ODS"}) {
    const Folder folder;
    const auto source = openSheet(workbook(folder, {"说明", "清单"}, format));
    ASSERT_TRUE(source) << format << describe(source.error(), Language::zh);
    EXPECT_EQ(source->table.layer, "清单") << format;
    EXPECT_EQ(textAt(*source, 1, 0), "12") << format;
    EXPECT_THAT(textAt(*source, 2, 0), testing::AnyOf("2024-01-05", "2024/01/05")) << format;
    EXPECT_EQ(source->table.geometry.row_id[0], 1) << format; // row 2 of the sheet
  }
}

TEST(Table, TwoSheetsThatFitAreAskedFor) {
  const Folder folder;
  const auto path = workbook(folder, {"甲", "乙"}, "XLSX");
  EXPECT_EQ(refusal(openSheet(path)), "input.which_layer");
  EXPECT_EQ(openSheet(path, "乙")->table.layer, "乙");
  EXPECT_EQ(refusal(openSheet(path, "丙")), "input.which_layer");
}

TEST(Table, BadFilesAreRefused) {
  const Folder folder;
  EXPECT_EQ(refusal(openSheet(folder.path("none.xlsx"))), "input.missing_file");
  EXPECT_EQ(refusal(openSheet(folder.write("cut.xlsx", "PK\x03\x04 not a workbook"))), "input.not_recognised");
  EXPECT_EQ(refusal(openSheet(folder.write("blank.csv", " , ,\n , ,\n"))), "input.no_header");
}

TEST(Table, AttributesOfAMapLayerAreATableToo) {
  const Folder folder;
  ShapefileSpec spec = oneSquare("JB", "SJ");
  const auto source = openTable(folder.writeShapefile("u", spec), {}, {"JB"}, silentFeedback());
  ASSERT_TRUE(source) << describe(source.error(), Language::zh);
  EXPECT_THAT(names(*source), ElementsAre("JB"));
  EXPECT_EQ(textAt(*source, 0, 0), "SJ");
}

} // namespace
} // namespace ecoredline::test
