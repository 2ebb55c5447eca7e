// Map sheets of the sample, made by the real program and read back by poppler and GDAL.
#include "program.hpp"

#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <set>
#include <sstream>

namespace ecoredline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string outputOf(const std::string& command) {
  std::string out;
  const auto close = [](std::FILE* pipe) { ::pclose(pipe); };
  const std::unique_ptr<std::FILE, decltype(close)> pipe(::popen(command.c_str(), "r"), close);
  std::array<char, 4096> part{};
  for (std::size_t n = 0; pipe && (n = std::fread(part.data(), 1, part.size(), pipe.get())) > 0;)
    out.append(part.data(), n);
  return out;
}

std::string textOf(const std::string& pdf) {
  return outputOf("pdftotext -layout '" + pdf + "' - 2>&1");
}

class Maps : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    s_folder = std::make_unique<SampleFolder>();
    s_folder->importSample();
    GDALAllRegister();
  }
  static void TearDownTestSuite() { s_folder.reset(); }

  static Ran map(const std::string& sheet, const std::string& out, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"map",     s_folder->workspace(), "--sheet", sheet,
                                   "--as-of", "2026-11-22",          "--out",   s_folder->path(out)};
    words.insert(words.end(), more.begin(), more.end());
    return ecoredline(words);
  }
  static std::string bytes(const std::string& file) {
    return readFile(pathFromUtf8(s_folder->path(file))).value_or("");
  }
  static std::unique_ptr<SampleFolder> s_folder;
};
std::unique_ptr<SampleFolder> Maps::s_folder;

TEST_F(Maps, APdfIsFoundBySearchGeoreferencedAndTheSameAgain) {
  const Ran ran = map("redline", "a.pdf", {"--unit", "示例研究院", "--size", "A4"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const std::string text = textOf(s_folder->path("a.pdf"));
  for (const char* words : {"生态保护红线图", "图例", "示例数据，非真实边界", "示例研究院", "2000国家大地坐标系",
                            "2026-11-22", "审核", "1:"})
    EXPECT_THAT(text, HasSubstr(words));
  EXPECT_THAT(text, Not(HasSubstr("水源"))) << "not on this sheet";
  const std::unique_ptr<GDALDataset> pdf(GDALDataset::Open(s_folder->path("a.pdf").c_str(), GDAL_OF_RASTER));
  ASSERT_NE(pdf, nullptr);
  ASSERT_NE(pdf->GetSpatialRef(), nullptr) << "georeferenced";
  std::array<double, 6> place{};
  ASSERT_EQ(pdf->GetGeoTransform(place.data()), CE_None);
  EXPECT_GT(place[1], 0);
  ASSERT_EQ(map("redline", "b.pdf", {"--unit", "示例研究院", "--size", "A4"}).status, 0);
  EXPECT_TRUE(bytes("a.pdf") == bytes("b.pdf")) << "the same bytes";
}

TEST_F(Maps, PictureAndGeoTiffLieInTheSamePlace) {
  const std::vector<std::string> small{"--size", "A4", "--dpi", "72", "--place", "220281"};
  ASSERT_EQ(map("redline", "m.png", small).status, 0);
  ASSERT_EQ(map("redline", "m.tif", small).status, 0);
  const std::unique_ptr<GDALDataset> tif(GDALDataset::Open(s_folder->path("m.tif").c_str(), GDAL_OF_RASTER));
  const std::unique_ptr<GDALDataset> png(GDALDataset::Open(s_folder->path("m.png").c_str(), GDAL_OF_RASTER));
  ASSERT_TRUE(tif && png);
  EXPECT_EQ(tif->GetRasterXSize(), png->GetRasterXSize());
  EXPECT_NEAR(tif->GetRasterXSize(), 297 / 25.4 * 72, 1);
  ASSERT_NE(tif->GetSpatialRef(), nullptr);
  std::array<double, 6> one{};
  std::array<double, 6> two{};
  ASSERT_EQ(tif->GetGeoTransform(one.data()), CE_None);
  ASSERT_EQ(png->GetGeoTransform(two.data()), CE_None) << "by its world file";
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(one[i], two[i], 1e-6);
}

TEST_F(Maps, AnAtlasHasAPageForEveryCounty) {
  const Ran ran = map("redline", "atlas.pdf", {"--atlas", "admin_division", "--size", "A4"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const std::string info = outputOf("pdfinfo '" + s_folder->path("atlas.pdf") + "'");
  EXPECT_THAT(info, HasSubstr("Pages:           10")) << "nine counties and the index";
  EXPECT_THAT(textOf(s_folder->path("atlas.pdf")), HasSubstr("图幅目录"));
}

TEST_F(Maps, AnAtlasByNationalSheetsNamesThem) {
  const Ran ran = map("redline", "sheets.pdf", {"--atlas", "sheet_index", "--scale", "500000", "--size", "A4"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(textOf(s_folder->path("sheets.pdf")), HasSubstr("K52B"));
}

TEST_F(Maps, ASiteSheetListsWhatTheRunFound) {
  const Ran screened =
      ecoredline({"screen", s_folder->workspace(), sample("sites.gpkg"), "--profile", "areas", "--facts",
                  sample("facts.toml"), "--as-of", "2026-11-22", "--out", s_folder->path("run"), "--format", "json"});
  ASSERT_EQ(screened.status, 0) << screened.err;
  const std::string run = s_folder->path("run") + "/run.json";
  const Ran ran = map("site_location", "S01.pdf", {"--run", run, "--site", "S01", "--size", "A4"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const std::string text = textOf(s_folder->path("S01.pdf"));
  EXPECT_THAT(text, HasSubstr("不符合"));
  EXPECT_THAT(text, HasSubstr("重叠部分"));
  EXPECT_THAT(text, HasSubstr("运行编号"));
  EXPECT_EQ(map("site_location", "x.pdf", {"--run", run, "--site", "nobody"}).status, 3);
}

TEST_F(Maps, WhatCannotBeDrawnIsSaid) {
  EXPECT_EQ(map("nothing", "x.pdf").status, 2);
  EXPECT_EQ(map("redline", "x.jpg").status, 2);
  EXPECT_EQ(map("site_location", "x.pdf").status, 2) << "needs a run";
  EXPECT_EQ(map("redline", "x.pdf", {"--place", "999999"}).status, 3);
  EXPECT_EQ(map("redline", "x.png", {"--atlas", "admin_division"}).status, 2);
  EXPECT_EQ(map("redline", "x.pdf", {"--atlas", "sheet_index", "--scale", "12345"}).status, 2);
  EXPECT_FALSE(std::filesystem::exists(pathFromUtf8(s_folder->path("x.pdf"))));
}

TEST_F(Maps, AnImportedLayerCarriesItsSymbolsAndSoDoesAnExport) {
  const auto styled = [](const std::string& file) {
    const std::unique_ptr<GDALDataset> data(GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR));
    OGRLayer* rows = data ? data->ExecuteSQL("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault = 1",
                                             nullptr, "SQLite")
                          : nullptr;
    std::string qml;
    if (rows != nullptr)
      for (const auto& row : *rows)
        if (std::string(row->GetFieldAsString(0)).starts_with("ecological_redline")) qml = row->GetFieldAsString(1);
    if (rows != nullptr) data->ReleaseResultSet(rows);
    return qml;
  };
  EXPECT_THAT(styled(s_folder->workspace()), HasSubstr("categorizedSymbol"));
  ASSERT_EQ(ecoredline({"export", s_folder->workspace(), "ecological_redline", s_folder->path("r.gpkg")}).status, 0);
  EXPECT_THAT(styled(s_folder->path("r.gpkg")), HasSubstr("categorizedSymbol"));
  const Ran shape = ecoredline({"export", s_folder->workspace(), "ecological_redline", s_folder->path("r.shp")});
  ASSERT_EQ(shape.status, 0) << shape.err;
  const std::unique_ptr<GDALDataset> file(GDALDataset::Open(s_folder->path("r.shp").c_str(), GDAL_OF_VECTOR));
  ASSERT_NE(file, nullptr);
  EXPECT_GT(file->GetLayer(0)->GetFeatureCount(), 0);
  EXPECT_GE(file->GetLayer(0)->GetLayerDefn()->GetFieldIndex("zone_id"), 0);
  // names of ten bytes, no two alike, and which were cut is said
  EXPECT_THAT(shape.err, HasSubstr("zone_origin → zone_origi"));
  std::set<std::string> names;
  OGRFeatureDefn& defn = *file->GetLayer(0)->GetLayerDefn();
  for (int i = 0; i < defn.GetFieldCount(); ++i) names.insert(defn.GetFieldDefn(i)->GetNameRef());
  EXPECT_EQ(static_cast<int>(names.size()), defn.GetFieldCount());
  EXPECT_EQ(ecoredline({"export", s_folder->workspace(), "ecological_redline", s_folder->path("r.shp")}).status, 3)
      << "never overwritten";
  EXPECT_EQ(ecoredline({"export", s_folder->workspace(), "ecological_redline", s_folder->path("r.what")}).status, 2);
  EXPECT_EQ(ecoredline({"export", s_folder->workspace(), "wetland", s_folder->path("w.gpkg")}).status, 3);
}

} // namespace
} // namespace ecoredline
