// Map sheets of the sample, made by the real program and read back by poppler and GDAL.
#include "painting/page_words.hpp"
#include "program.hpp"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <map>
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
  // a metre of the ground is where the sheet's own scale says: the place is read back within 0.2 mm of the page
  EXPECT_NEAR(place[2], 0, place[1] * 1e-3) << "north is up";
  char** layers = pdf->GetMetadata("LAYERS");
  std::string names;
  for (char** one = layers; one != nullptr && *one != nullptr; ++one) names += std::string(*one) + "\n";
  EXPECT_THAT(names, HasSubstr("生态保护红线"));
  EXPECT_THAT(names, HasSubstr("图廓外整饰"));
  EXPECT_NE(pdf->GetMetadataItem("NEATLINE"), nullptr);
  ASSERT_EQ(map("redline", "a.png", {"--unit", "示例研究院", "--size", "A4", "--dpi", "150"}).status, 0);
  const std::unique_ptr<GDALDataset> png(GDALDataset::Open(s_folder->path("a.png").c_str(), GDAL_OF_RASTER));
  ASSERT_NE(png, nullptr);
  std::array<double, 6> drawn{};
  ASSERT_EQ(png->GetGeoTransform(drawn.data()), CE_None) << "by its world file, which is the frame's own arithmetic";
  const double scale = drawn[1] * 150 / 0.0254; // metres of ground for a metre of the page
  for (const double part : {0.1, 0.5, 0.9}) {   // of the page, both ways
    const double here = drawn[0] + part * png->GetRasterXSize() * drawn[1];
    const double there = place[0] + part * pdf->GetRasterXSize() * place[1];
    EXPECT_LT(std::abs(here - there) / scale * 1000, 0.2) << "mm of the page";
    const double up = drawn[3] + part * png->GetRasterYSize() * drawn[5];
    const double up_there = place[3] + part * pdf->GetRasterYSize() * place[5];
    EXPECT_LT(std::abs(up - up_there) / scale * 1000, 0.2);
  }
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
  // the base map is not invented, and some counties have no red line: their pages say what they are all the same
  for (int page = 2; page <= 10; ++page) {
    const std::string of_page = fmt::format("pdftotext -f {0} -l {0} '{1}' -", page, s_folder->path("atlas.pdf"));
    EXPECT_THAT(outputOf(of_page), HasSubstr("示例数据，非真实边界")) << page;
  }
}

TEST_F(Maps, AnAtlasIsTheSameWithOneThreadAndTwo) {
  ASSERT_EQ(map("redline", "one.pdf", {"--atlas", "admin_division", "--size", "A4", "--jobs", "1"}).status, 0);
  ASSERT_EQ(map("redline", "two.pdf", {"--atlas", "admin_division", "--size", "A4", "--jobs", "2"}).status, 0);
  EXPECT_TRUE(bytes("one.pdf") == bytes("two.pdf"));
  EXPECT_FALSE(std::filesystem::exists(pathFromUtf8(s_folder->path("two.pdf.pages")))) << "nothing is left behind";
}

TEST_F(Maps, AKilledAtlasGoesOnWithTheSameBytes) {
  const std::vector<std::string> words{"map",     s_folder->workspace(),
                                       "--sheet", "redline",
                                       "--as-of", "2026-11-22",
                                       "--atlas", "admin_division",
                                       "--size",  "A4",
                                       "--jobs",  "1",
                                       "--out",   s_folder->path("killed.pdf")};
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_EQ(map("redline", "whole.pdf", {"--atlas", "admin_division", "--size", "A4", "--jobs", "1"}).status, 0);
  const std::chrono::duration<double, std::milli> whole = std::chrono::steady_clock::now() - begin;
  const auto pages = pathFromUtf8(s_folder->path("killed.pdf.pages"));
  const auto painted = [&] {
    std::map<std::string, std::filesystem::file_time_type> out;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(pages, none))
      if (entry.path().extension() == ".part") out[toUtf8(entry.path().filename())] = entry.last_write_time();
    return out;
  };
  bool broken_off = false;
  for (double part = 0.4; part < 1 && !broken_off; part += 0.1) {
    ecoredlineKilled(words, static_cast<int>(part * whole.count()), SIGKILL);
    const auto before = painted();
    if (before.size() < 2 || before.size() > 8) continue;
    broken_off = true;
    ecoredlineKilled(words, 150, SIGKILL);
    const auto after = painted();
    for (const auto& [name, time] : before) {
      if (!after.contains(name)) continue;
      EXPECT_EQ(after.at(name), time) << name << " was painted twice";
    }
  }
  if (const auto there = painted(); !there.empty()) // as a machine that lost its power leaves it
    std::filesystem::resize_file(pages / there.begin()->first, 100);
  ASSERT_EQ(ecoredline(words).status, 0);
  EXPECT_TRUE(bytes("killed.pdf") == bytes("whole.pdf"));
  if (!broken_off) GTEST_SKIP() << "no kill fell between the pages";
}

TEST_F(Maps, AnAtlasCanBeAFileAPageWithItsPlace) {
  const Ran ran =
      map("redline", "pages", {"--atlas", "admin_division", "--pages", "png", "--size", "A4", "--dpi", "50"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  std::size_t pictures = 0;
  for (const auto& entry : std::filesystem::directory_iterator(pathFromUtf8(s_folder->path("pages"))))
    if (entry.path().extension() == ".png") {
      ++pictures;
      auto world = entry.path();
      EXPECT_TRUE(std::filesystem::exists(world.replace_extension(".pgw")));
    }
  EXPECT_EQ(pictures, 9);
  EXPECT_TRUE(std::filesystem::exists(pathFromUtf8(s_folder->path("pages/index.pdf"))));
  const Ran again =
      map("redline", "pages", {"--atlas", "admin_division", "--pages", "png", "--size", "A4", "--dpi", "50"});
  EXPECT_THAT(again.err, HasSubstr("9")) << "said that they were there";
  std::filesystem::create_directories(pathFromUtf8(s_folder->path("other")));
  ASSERT_TRUE(writeFileAtomically(pathFromUtf8(s_folder->path("other")) / "letter.txt", "x"));
  EXPECT_EQ(map("redline", "other", {"--atlas", "admin_division", "--pages", "png"}).status, 3) << "not our folder";
  EXPECT_TRUE(std::filesystem::exists(pathFromUtf8(s_folder->path("other/letter.txt"))));
}

TEST_F(Maps, AChangeSheetHasBothVersionsAndTheCauses) {
  s_folder->import(sample("redline_2018.gpkg"), "ecological_redline", {"--version", "2018", "--date", "2018-12-01"});
  const Ran ran = map("change", "change.pdf", {"--kind", "ecological_redline", "--from", "2018", "--to", "2023-12-01"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const std::string text = textOf(s_folder->path("change.pdf"));
  for (const char* words : {"2018 版", "2023-12-01", "变化：", "划出", "把握", "变化对比图"})
    EXPECT_THAT(text, HasSubstr(words));
  EXPECT_EQ(map("change", "x.pdf").status, 2) << "needs two versions";
  EXPECT_EQ(map("change", "x.pdf", {"--kind", "ecological_redline", "--from", "1900", "--to", "2023"}).status, 2);
}

TEST_F(Maps, EveryChangeHasASheetInTheAtlas) {
  s_folder->import(sample("redline_2018.gpkg"), "ecological_redline", {"--version", "former", "--date", "2017-12-01"});
  const std::vector<std::string> pair{"--kind", "ecological_redline", "--from", "former", "--to", "2023-12-01"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), pair.begin(), pair.end());
    return map("change", "changes.pdf", more);
  };
  const Ran ran = with({"--atlas", "changes", "--size", "A4"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const std::string text = textOf(s_folder->path("changes.pdf"));
  for (const char* words : {"1 缩小", "2 整体调出", "本条变化", "原分区", "推断依据", "中心"})
    EXPECT_THAT(text, HasSubstr(words));
  EXPECT_EQ(map("redline", "x.pdf", {"--atlas", "changes"}).status, 2) << "that sheet tells of no change";
}

TEST_F(Maps, ProblemsOfALedgerHaveASheetEach) {
  EXPECT_EQ(map("encroachment", "x.pdf", {"--atlas", "incidents"}).status, 3) << "no ledger yet";
  for (const char* year : {"2024", "2025"})
    ASSERT_EQ(ecoredline({"inspect", s_folder->workspace(), sample(std::string("leads_") + year + ".geojson"),
                          "--epoch", year})
                      .status %
                  4,
              0);
  const Ran atlas = map("encroachment", "incidents.pdf", {"--atlas", "incidents", "--size", "A4"});
  ASSERT_EQ(atlas.status, 0) << atlas.err;
  const std::string text = textOf(s_folder->path("incidents.pdf"));
  for (const char* words : {"问题状态", "占用", "首次发现", "一点一档", "第 2 页"}) EXPECT_THAT(text, HasSubstr(words));
  EXPECT_EQ(map("encroachment", "x.pdf").status, 2) << "which one?";
  EXPECT_EQ(map("encroachment", "x.pdf", {"--incident", "LD-99999"}).status, 3);
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

// As users make them: every sheet on the papers that an annex is printed on, in both languages.
TEST_F(Maps, NothingOnAnySheetIsCutOffOrOverlaps) {
  s_folder->import(sample("redline_2018.gpkg"), "ecological_redline", {"--version", "old", "--date", "2016-12-01"});
  s_folder->import(sample("control_units.gpkg"), "environmental_control_unit",
                   {"--version", "2024", "--date", "2024-06-01"});
  ASSERT_EQ(ecoredline({"screen", s_folder->workspace(), sample("sites.gpkg"), "--facts", sample("facts.toml"),
                        "--as-of", "2026-11-22", "--out", s_folder->path("all"), "--format", "json"})
                .status,
            0);
  ASSERT_EQ(ecoredline({"inspect", s_folder->workspace(), sample("leads_2025.geojson"), "--epoch", "2025"}).status % 4,
            0);
  const std::string run = s_folder->path("all") + "/run.json";
  const std::map<std::string, std::vector<std::string>> sheets{
      {"zoning", {"--place", "220281"}},
      {"redline", {}},
      {"inventory", {"--place", "220281"}},
      {"site_location", {"--run", run, "--site", "S01"}},
      {"encroachment", {"--incident", "LD-2025-000001"}},
      {"change", {"--kind", "ecological_redline", "--from", "old", "--to", "2023-12-01"}}};
  for (const auto& [sheet, options] : sheets)
    for (const std::string size : {"A4", "a4-portrait"})
      for (const std::string language : {"zh", "en"}) {
        std::vector<std::string> words{"--lang",  language, "map",     s_folder->workspace(),
                                       "--sheet", sheet,    "--as-of", "2026-11-22",
                                       "--size",  size,     "--out",   s_folder->path("layout.pdf")};
        words.insert(words.end(), options.begin(), options.end());
        const Ran ran = ecoredline(words);
        ASSERT_EQ(ran.status, 0) << sheet << ran.err;
        const auto pages = pageWords(s_folder->path("layout.pdf"));
        ASSERT_EQ(pages.size(), 1U);
        EXPECT_THAT(wordFaults(pages.front(), paperOf(size)), ::testing::IsEmpty())
            << sheet << " " << size << " " << language;
      }
}

const PageWord* wordOf(const std::vector<PageWord>& words, const std::string& text) {
  const auto found = std::ranges::find(words, text, &PageWord::text);
  return found == words.end() ? nullptr : &*found;
}

TEST_F(Maps, ElementsOfASheetOfOnesOwnStandWhereItSays) {
  const auto sheets = pathFromUtf8(s_folder->path("own")) / "sheets";
  std::filesystem::create_directories(sheets);
  const std::string good =
      "id = \"ours\"\ntitle = { zh = \"本单位图\", en = \"Ours\" }\nkinds = [\"ecological_redline\"]\nsize = "
      "\"A4\"\n";
  const auto write = [&](const std::string& text) { return writeFileAtomically(sheets / "ours.toml", good + text); };
  const auto wordsOf = [&](const std::string& size) {
    const Ran ran = map("ours", "ours.pdf", {"--styles", s_folder->path("own"), "--size", size});
    EXPECT_EQ(ran.status, 0) << ran.err;
    const auto pages = pageWords(s_folder->path("ours.pdf"));
    return pages.empty() ? std::vector<PageWord>{} : pages.front();
  };
  ASSERT_TRUE(write(""));
  const auto usual = wordsOf("A4");
  const PageWord* legend = wordOf(usual, "图例");
  ASSERT_NE(legend, nullptr);
  ASSERT_NE(wordOf(usual, "北"), nullptr);
  ASSERT_TRUE(write("[place.legend]\nx = 20\ny = 30\n[place.north]\nhidden = true\n"));
  const auto moved = wordsOf("A4");
  ASSERT_NE(wordOf(moved, "图例"), nullptr);
  EXPECT_LT(wordOf(moved, "图例")->box.min_x, 60);
  EXPECT_GT(legend->box.min_x, 200);
  EXPECT_EQ(wordOf(moved, "北"), nullptr);
  const auto twice = wordsOf("A2"); // twice as wide and high, and so are its distances to the corner
  ASSERT_NE(wordOf(twice, "图例"), nullptr);
  EXPECT_GT(wordOf(twice, "图例")->box.min_y, 60);
  EXPECT_LT(wordOf(twice, "图例")->box.min_y, 70);
  ASSERT_TRUE(write("[place.legend]\nx = 320\ny = 30\n"));
  const Ran wrong = map("ours", "x.pdf", {"--styles", s_folder->path("own")});
  EXPECT_EQ(wrong.status, 3);
  EXPECT_THAT(wrong.err, HasSubstr("ours.toml:6"));
  EXPECT_THAT(wrong.err, HasSubstr("297"));
}

TEST_F(Maps, APaperThatIsNotThereIsSaidWithThoseThatAre) {
  const Ran ran = map("redline", "x.pdf", {"--size", "A5"});
  EXPECT_EQ(ran.status, 2);
  for (const char* size : {"A4", "A0", "A4-portrait"}) EXPECT_THAT(ran.err, HasSubstr(size));
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
