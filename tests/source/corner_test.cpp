// Tables of corner points: what is understood of them, and what is refused until somebody says more.
#include "fixtures.hpp"
#include "geo/area.hpp"
#include "source/corner_table.hpp"

#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

namespace ecoredline::test {
namespace {

using testing::HasSubstr;

/// The golden plots of the survey file as a table; plot 1 has a hole, the closing points are left out.
const std::string kGolden = "界址点坐标表（CGCS2000，3度带）,,,,\n地块编号,点号,圈号,X坐标(m),Y坐标(m)\n"
                            "DK001,J1,1,4862000.000,42530000.000\n,J2,1,4862000.000,42530400.000\n"
                            ",J3,1,4861700.000,42530400.000\n,J4,1,4861700.000,42530000.000\n"
                            ",J5,2,4861900.000,42530100.000\n,J6,2,4861800.000,42530100.000\n"
                            ",J7,2,4861800.000,42530200.000\n,J8,2,4861900.000,42530200.000\n"
                            "DK002,J1,1,4862300.000,42530600.000\n,J2,1,4862300.000,42530900.000\n"
                            ",J3,1,4862100.000,42530900.000\n,J1,1,4862300.000,42530600.000\n";

void expectGolden(const Result<Source>& source) {
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  ASSERT_EQ(source->table.rows(), 2U);
  EXPECT_EQ(source->table.delivered_crs, "EPSG:4530");
  EXPECT_NEAR(areaOf(source->table.geometry, 0, AreaMethod::official), 109997.54, 0.005);
  EXPECT_NEAR(areaOf(source->table.geometry, 1, AreaMethod::official), 29999.31, 0.005);
  EXPECT_EQ(countOf(*source, "corners.understood"), 1U);
  EXPECT_TRUE(source->bytes_hash.starts_with("sha256:"));
}

ReadOptions withCrs(const std::string& crs) {
  ReadOptions options;
  options.crs = crs;
  return options;
}

CornerTable understood(const std::string& text, AxisOrder axis = AxisOrder::asStored) {
  auto table = understandCorners(gridOfText(text), axis);
  EXPECT_TRUE(table) << describe(table.error(), Language::en);
  return table && *table ? std::move(**table) : CornerTable{};
}

std::string codeOf(const std::string& text) {
  const auto table = understandCorners(gridOfText(text), AxisOrder::asStored);
  return !table ? table.error().code : *table ? "read" : "other";
}

TEST(Corners, CsvWithPlotsRingsMergedCellsAndATitle) {
  const Folder folder;
  const auto source = openFile(folder.write("a.csv", kGolden));
  expectGolden(source);
  EXPECT_EQ(textAt(*source, 0, 1), "DK002");
  EXPECT_THAT(find(*source, "corners.understood")->message.zh,
              HasSubstr("2 个地块、3 个圈、11 个点；X 列为北（按数值）；单位米；坐标前带号 42；按表中文字为 EPSG:4530；"
                        "首点 J1 东 42530000.000、北 4862000.000"));
}

TEST(Corners, BlankLinesOfACsvPartThePlots) {
  const Folder folder;
  const std::string one = "J1,4862000,42530000\nJ2,4862000,42530400\nJ3,4861700,42530400\n";
  const std::string two = "J4,4862300,42530600\nJ5,4862300,42530900\nJ6,4862100,42530900\n";
  const auto parted = openFile(folder.write("a.csv", "点号,X,Y\n" + one + "\n\r\n" + two + "\n"), withCrs("EPSG:4530"));
  ASSERT_TRUE(parted) << describe(parted.error(), Language::en);
  EXPECT_EQ(parted->table.rows(), 2U);
  const auto commas = openFile(folder.write("b.csv", "点号,X,Y\n" + one + ",,\n" + two), withCrs("EPSG:4530"));
  EXPECT_EQ(commas->table.rows(), 2U);
  // A quoted cell may hold a blank line of its own, and the number of a bad row counts every record.
  const auto bad =
      openFile(folder.write("c.csv", "点号,X,Y,注\nJ1,4862000,42530000,\"甲\n\n乙\"\n\nJ2,486O000,42530400,\n" + one));
  ASSERT_EQ(refusal(bad), "corners.bad_row");
  EXPECT_THAT(bad.error().where, HasSubstr("row 4"));
  // Where a column names the plots, a blank line is a page break.
  const auto named =
      openFile(folder.write("d.csv", "地块编号,点号,X,Y\nA,J1,4862000,42530000\nA,J2,4862000,42530400\n\n"
                                     "A,J3,4861700,42530400\n"),
               withCrs("EPSG:4530"));
  EXPECT_EQ(named->table.rows(), 1U);
}

TEST(Corners, AHeaderThatContradictsItsValuesIsRefused) {
  EXPECT_EQ(codeOf("点号,纬度,经度\nJ1,126.551,43.851\nJ2,126.552,43.851\nJ3,126.552,43.852\n"),
            "corners.axis_contradicted");
  EXPECT_EQ(codeOf("点号,北坐标,东坐标\nJ1,42530000,4862000\nJ2,42530400,4862000\nJ3,42530400,4861700\n"),
            "corners.axis_contradicted");
  EXPECT_EQ(codeOf("点号,X,Y\nJ1,42530000,4862000\nJ2,42530400,4862000\nJ3,42530400,4861700\n"), "read");
}

/// The rows of `csv` as a sheet of strings, under a sheet of remarks.
std::filesystem::path workbook(const Folder& folder, const std::string& csv, const char* format, const char* name) {
  GDALAllRegister();
  const auto path = folder.path(name);
  GDALDatasetUniquePtr dataset(
      GetGDALDriverManager()->GetDriverByName(format)->Create(toUtf8(path).c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  OGRLayer* note = dataset->CreateLayer("说明", nullptr, wkbNone, nullptr);
  OGRFieldDefn word("怎么填", OFTString);
  note->CreateField(&word);
  OGRLayer* layer = dataset->CreateLayer("界址点", nullptr, wkbNone, nullptr);
  const CellGrid grid = gridOfText(csv);
  for (std::size_t i = 0; i < 5; ++i) {
    OGRFieldDefn field(grid.rows[1][i].c_str(), OFTString);
    layer->CreateField(&field);
  }
  for (std::size_t row = 2; row + 1 < grid.rows.size(); ++row) {
    OGRFeature feature(layer->GetLayerDefn());
    for (std::size_t i = 0; i < 5; ++i) feature.SetField(static_cast<int>(i), grid.rows[row][i].c_str());
    EXPECT_EQ(layer->CreateFeature(&feature), OGRERR_NONE);
  }
  return path;
}

TEST(Corners, SheetsOfThreeFormats) {
  const Folder folder;
  const auto xlsx = openFile(workbook(folder, kGolden, "XLSX", "a.xlsx"), withCrs("EPSG:4530"));
  expectGolden(xlsx);
  EXPECT_EQ(xlsx->table.layer, "界址点");
  expectGolden(openFile(workbook(folder, kGolden, "ODS", "a.ods"), withCrs("EPSG:4530")));
  expectGolden(openFile(std::filesystem::path(ECOREDLINE_SOURCE_DIR) / "tests/source/files/corners.xls"));
}

TEST(Corners, TwoSheetsAreAskedFor) {
  const Folder folder;
  const auto path = workbook(folder, kGolden, "XLSX", "a.xlsx");
  {
    GDALDatasetUniquePtr dataset(GDALDataset::Open(toUtf8(path).c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE));
    dataset->CopyLayer(dataset->GetLayerByName("界址点"), "再一份");
  }
  EXPECT_EQ(refusal(openFile(path)), "input.which_layer");
  ReadOptions options = withCrs("EPSG:4530");
  options.layer = "再一份";
  EXPECT_EQ(openFile(path, options)->table.rows(), 2U);
}

TEST(Corners, WithoutASystemThePreviewComesWithTheQuestion) {
  const Folder folder;
  const auto path = folder.write("a.txt", "J1 4862000 42530000\nJ2 4862000 42530400\nJ3 4861700 42530400\n");
  const auto source = openFile(path, {}, twoCounties());
  ASSERT_EQ(refusal(source), "crs.unknown");
  EXPECT_THAT(source.error().what.zh, HasSubstr("1 个地块、1 个圈、3 个点"));
  EXPECT_THAT(source.error().advice.zh, HasSubstr("EPSG:4530"));
  EXPECT_TRUE(openFile(path, withCrs("EPSG:4530")));
}

TEST(Corners, EastFirstIsSeenByTheValuesAndSaid) {
  const Folder folder;
  const auto path = folder.write("a.csv", "点号,X,Y\nJ1,42530000,4862000\nJ2,42530400,4862000\nJ3,42530400,4861700\n");
  const auto source = openFile(path, withCrs("EPSG:4530"));
  ASSERT_TRUE(source);
  EXPECT_EQ(source->table.geometry.box[0].min_x, 42530000);
  EXPECT_EQ(find(*source, "corners.understood")->severity, Severity::warning);
  // The user's word stands before the values, which then lie outside the system.
  ReadOptions options = withCrs("EPSG:4530");
  options.axis = AxisOrder::yx;
  EXPECT_EQ(refusal(openFile(path, options)), "crs.axis_swapped");
}

TEST(Corners, DegreesInFourForms) {
  const std::string header = "点号,经度,纬度\n";
  const CornerTable signs = understood(
      header + "J1,126°22′24.12″,43°53′34.76″\nJ2,东经126度22分42.04秒,N43°53′34.70″\nJ3,126:22:41.97,43-53-24.98\n");
  EXPECT_TRUE(signs.sexagesimal && signs.degrees);
  EXPECT_NEAR(signs.plots[0].rings[0][0].first, 126 + 22 / 60.0 + 24.12 / 3600, 1e-12);
  EXPECT_NEAR(signs.plots[0].rings[0][1].second, 43 + 53 / 60.0 + 34.70 / 3600, 1e-12);
  const std::string packed = "J1,126.222412,43.533476\nJ2,126.224204,43.533470\nJ3,126.224197,43.532498\n";
  const CornerTable said = understood("点号,经度(ddd.mmss),纬度(ddd.mmss)\n" + packed);
  EXPECT_TRUE(said.packed);
  EXPECT_NEAR(said.plots[0].rings[0][0].first, 126 + 22 / 60.0 + 24.12 / 3600, 1e-12);
  EXPECT_EQ(codeOf(header + packed), "corners.ambiguous_degrees");
  EXPECT_FALSE(understood("点号,经度（十进制）,纬度\n" + packed).packed);
  const CornerTable decimal =
      understood(header + "J1,126.373366,43.892989\nJ2,126.378345,43.892972\nJ3,126.378325,43.890272\n");
  EXPECT_FALSE(decimal.packed); // 98 of 43.8929 is no number of minutes
  // Eight different seconds, none above 59: packed without a word.
  EXPECT_TRUE(
      understood(header + "1,126.2201,43.5302\n2,126.2213,43.5314\n3,126.2225,43.5326\n4,126.2237,43.5338\n").packed);
  EXPECT_EQ(
      codeOf("点号,经度(ddd.mmss),纬度(ddd.mmss)\nJ1,126.6212,43.5334\nJ2,126.2242,43.5334\nJ3,126.2241,43.5324\n"),
      "corners.bad_row");
}

TEST(Corners, TextAsPeoplePasteIt) {
  const CornerTable wide =
      understood("地块一：\nＪ１，４８６２０００．５，42530000\nJ2，4862000，42530400\nJ3，4861700，42530400\n"
                 "地块二：\nJ1,4862300,42530600\nJ2,4862300,42530900\nJ3,4862100,42530900\n");
  ASSERT_EQ(wide.plots.size(), 2U);
  EXPECT_EQ(wide.plots[0].name + wide.plots[1].name, "地块一地块二");
  EXPECT_EQ(wide.plots[0].rings[0][0], (std::pair{42530000.0, 4862000.5}));
  const CornerTable letters = understood("X=4862000 Y=42530000\nX=4862000 Y=42530400\nX=4861700 Y=42530400\n");
  EXPECT_EQ(letters.plots.at(0).points(), 3U);
  const CornerTable named = understood("CGCS2000\n4862000 42530000\n4862000 42530400\n4861700 42530400\n");
  EXPECT_EQ(named.crs + named.plots.at(0).name, "EPSG:4530"); // the words of a system are no name of a plot
  const CornerTable six =
      understood("1,A,1,J1,4862000,42530000\n2,A,1,J2,4862000,42530400\n3,A,1,J3,4861700,42530400\n"
                 "\n4,B,1,J1,4862300,42530600\n5,B,1,J2,4862300,42530900\n6,B,1,J3,4862100,42530900\n");
  EXPECT_EQ(six.plots.at(1).number, "B");
  const CornerTable thousands =
      understood("4,862,000.000;42,530,000.000\n4,862,000.000;42,530,400.000\n4,861,700.000;42,530,400.000\n");
  EXPECT_TRUE(thousands.plots.empty()); // commas and semicolons both: not understood rather than guessed
}

TEST(Corners, BadRowsAreRefusedWithTheirNumber) {
  const std::string head = "点号,X,Y\nJ1,4862000,42530000\n";
  EXPECT_EQ(codeOf(head + "J2,4862000,4253O400\nJ3,4861700,42530400\n"), "corners.bad_row");
  EXPECT_EQ(codeOf(head + "J2,4862000,\nJ3,4861700,42530400\nJ4,4861700,42530000\n"), "corners.bad_row");
  EXPECT_EQ(codeOf(head + "J2,4862000,42530400\nJ3,4861700,42530400\n合计,,110000\n"), "read");
  EXPECT_EQ(codeOf(head + "J2,48620000,42530400\nJ3,4861700,42530400\n"), "corners.bad_row"); // one digit too many
  EXPECT_EQ(codeOf("点号,X,Y\nJ1,100,200\nJ2,100,300\nJ3,0,300\n"), "corners.ambiguous_axis");
  EXPECT_EQ(codeOf(head + "J1,4862000,42530000\nJ2,4862000,42530400\n"), "corners.bad_row"); // two places only
  const auto error =
      understandCorners(gridOfText(head + "J2,4862000,4253O400\nJ3,4861700,42530400\n"), AxisOrder::asStored);
  EXPECT_THAT(error.error().where, HasSubstr("row 3"));
}

TEST(Corners, OneRowASiteIsNoTableOfCorners) {
  const Folder folder;
  const auto source =
      openFile(folder.write("a.csv", "序号,名称,lon,lat\n1,甲,126.3,43.9\n2,乙,126.4,43.9\n3,丙,126.4,43.8\n"),
               withCrs("EPSG:4490"));
  ASSERT_TRUE(source);
  EXPECT_EQ(source->table.rows(), 3U);
  EXPECT_EQ(source->table.geometry.shape[0], Shape::point);
  EXPECT_EQ(countOf(*source, "corners.understood"), 0U);
  EXPECT_EQ(refusal(openFile(folder.write("b.txt", "just words\nand more of them\n"))), "input.not_recognised");
}

TEST(Corners, BarePairsMetElsewhere) {
  if (metFiles().empty()) GTEST_SKIP() << "ECOREDLINE_DATA is not set: files met elsewhere are not here";
  const auto source = openFile(metFiles() / "txt/bare/TEST1.txt", withCrs("EPSG:4549"));
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  ASSERT_EQ(source->table.rows(), 1U);
  EXPECT_GT(source->table.geometry.vertices(), 429U - 1);
}

} // namespace
} // namespace ecoredline::test
