// A sheet as a whole: what stands on it, read back out of the PDF by poppler.
#include "base/files.hpp"
#include "cartography/frame.hpp"
#include "cartography/small_scene.hpp"
#include "painting/book.hpp"
#include "painting/pdf_file.hpp"
#include "painting/sheet.hpp"
#include "painting/sheet_labels.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
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

std::string askedOf(const std::string& pdf, const std::string& program, const std::string& rest) {
  auto folder = TemporaryFolder::create();
  EXPECT_TRUE(folder && writeFileAtomically(folder->path() / "sheet.pdf", pdf));
  return outputOf(program + " '" + toUtf8(folder->path() / "sheet.pdf") + "'" + rest + " 2>&1");
}

// What a reader finds in the PDF when he searches it.
std::string textOf(const std::string& pdf) {
  return askedOf(pdf, "pdftotext -layout", " -");
}

SheetPage madePage(const Paper& paper) {
  SheetPage page;
  page.title = "生态保护红线图";
  page.warning = "示例数据，非真实边界";
  page.number = "附图 3";
  page.scene = madeScene();
  page.scene.frame = mapFrameOf(paper);
  page.notes = {{"坐标系", "2000国家大地坐标系 高斯-克吕格投影 3°带 中央经线126°"}, {"基准日", "2026-11-22"}};
  page.signatures = {"制图", "校核", "审核"};
  page.rows_title = "结论：■ 不符合";
  page.rows = {{"饮用水水源保护区·二级保护区", "重叠 3 240.00 m²", "■ 不符合", "#B42318"}};
  return page;
}

CanvasOptions options(const Paper& paper, PictureFormat format = PictureFormat::pdf) {
  return {format, paper.width, paper.height, 60, "生态保护红线图", "2026-11-22"};
}

std::string pdfOf(const SheetPage& page, const Paper& paper) {
  Canvas canvas(options(paper));
  paintSheet(canvas, page, paper, {2, 5});
  return canvas.finish().value_or("");
}

TEST(Sheet, EveryWordAndDigitIsFoundInThePdf) {
  const Paper paper = paperOf("A3");
  const std::string text = textOf(pdfOf(madePage(paper), paper));
  for (const char* words : {"生态保护红线图", "示例数据，非真实边界", "附图 3", "图例", "水源二级保护区（2）",
                            "项目用地（1）", "示例·甲", "2000国家大地坐标系", "中央经线126°", "2026-11-22", "制图",
                            "校核", "审核", "■ 不符合", "第 2 页，共 5 页", "北"})
    EXPECT_THAT(text, HasSubstr(words));
}

TEST(Sheet, TheLegendHoldsWhatIsOnTheMapAndNothingElse) {
  const Paper paper = paperOf("A3");
  SheetPage page = madePage(paper);
  DrawLayer away = page.scene.layers.front();
  away.title = "湿地";
  away.shapes = madeBoxes({{90000, 90000, 91000, 91000}});
  away.labels = {"远处湿地"};
  away.names.clear();
  page.scene.layers.push_back(away);
  const std::string text = textOf(pdfOf(page, paper));
  EXPECT_THAT(text, Not(HasSubstr("湿地")));
  EXPECT_THAT(text, HasSubstr("水源二级保护区"));
}

TEST(Sheet, ALongLegendNamesAKindOnceOverItsClasses) {
  const Paper paper = paperOf("A3");
  SheetPage page = madePage(paper);
  const DrawLayer pattern = page.scene.layers.front();
  page.scene.layers.clear();
  for (int kind = 0; kind < 12; ++kind)
    for (int one = 0; one < 5; ++one) {
      DrawLayer layer = pattern;
      layer.id = std::to_string(kind) + "." + std::to_string(one);
      layer.group = "图层类型" + std::to_string(kind);
      layer.title_in_group = "级别" + std::to_string(one);
      layer.title = layer.group + "·" + layer.title_in_group;
      layer.legend_order = kind * 10 + one;
      layer.labels.clear();
      page.scene.layers.push_back(layer);
    }
  page.rows.clear();
  const std::string text = textOf(pdfOf(page, paper));
  const auto count = [&](const std::string& what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++found;
    return found;
  };
  EXPECT_EQ(count("级别3（"), 12U) << text;
  EXPECT_EQ(count("·"), 0U) << "no class repeats its kind";
  for (int kind = 0; kind < 12; ++kind) // and once more where a kind goes on in the second column
    EXPECT_LE(count("图层类型" + std::to_string(kind)), kind == 1 ? 5U : 2U);
  EXPECT_THAT(text, Not(HasSubstr("其余图例见报告")));
}

TEST(Sheet, NoLabelLiesOverTheOutlineOfWhatTheMapIsAbout) {
  const Paper paper = paperOf("A3");
  MapScene scene = madeScene();
  scene.frame = mapFrameOf(paper);
  scene.window = madeWindow(4000, 3000);
  scene.layers.clear();
  DrawLayer zone;
  zone.id = "zone";
  zone.title = "分区";
  zone.shapes = madeBoxes({{-9000, -9000, 13000, 12000}});
  zone.labels = {"示例·很长的分区名称"};
  DrawLayer site;
  site.id = "site";
  site.title = "项目用地";
  site.style.stroke = "#FF00FF";
  site.style.stroke_mm = 1;
  site.shapes = madeBoxes({{1900, 1400, 2100, 1600}}); // in the very middle, where the zone has most room
  site.labels = {"用地"};
  site.label_outside = true;
  site.label_priority = 90;
  scene.layers = {zone, site};
  const Box place = mapPlaceOf(paper);
  const Frame frame(scene.window, place.min_x, place.min_y, scene.frame);
  const Canvas canvas(options(paper));
  const auto labels = sheetLabels(scene, {&frame, 0.04}, canvas, {}, 3);
  ASSERT_EQ(labels.size(), 2U) << "both are named";
  const Box& ground = site.shapes.box.front();
  const Box about{frame.x(ground.min_x), frame.y(ground.max_y), frame.x(ground.max_x), frame.y(ground.min_y)};
  for (const SheetLabel& label : labels)
    for (const Box& box : label.boxes) EXPECT_FALSE(box.meets(about)) << label.text;
}

TEST(Sheet, NothingIsCutOffUnsaid) {
  const Paper paper = paperOf("A4");
  SheetPage page = madePage(paper);
  for (int i = 0; i < 200; ++i) page.rows.push_back(page.rows.front());
  EXPECT_THAT(textOf(pdfOf(page, paper)), HasSubstr("项，见报告"));
}

TEST(Sheet, TheScaleIsThatOfTheMap) {
  MapScene scene = madeScene();
  scene.frame = {150, 100};
  EXPECT_EQ(scaleDenominator(scene), 10000);
}

TEST(Sheet, PixelsOfAMapLieWhereTheFrameSays) {
  const Paper paper = paperOf("A3");
  SheetPage page = madePage(paper);
  page.scene.layers.front().style = {"#00FF00", 1, "", 0};
  page.scene.layers.front().labels.clear();
  page.kilometre_grid = false;
  page.graticule = false;
  Canvas canvas(options(paper, PictureFormat::png));
  paintSheet(canvas, page, paper, {});
  const Pixels pixels = canvas.pixels();
  const Box place = mapPlaceOf(paper);
  const Frame frame(page.scene.window, place.min_x, place.min_y, page.scene.frame);
  const auto at = [&](double east, double north, int part) {
    const auto x = static_cast<std::size_t>(frame.x(42530000 + east) / 25.4 * 60);
    const auto y = static_cast<std::size_t>(frame.y(4850000 + north) / 25.4 * 60);
    return pixels.rgb[(y * pixels.width + x) * 3 + part];
  };
  EXPECT_NEAR(at(400, 300, 0), 0, 2);
  EXPECT_NEAR(at(400, 300, 1), 255, 2);
  EXPECT_NEAR(at(800, 300, 0), 255, 2) << "between the two zones there is paper";
}

TEST(Sheet, LayersThingsAndPlaceAreInThePdf) {
  const Paper paper = paperOf("A3");
  SheetPage page = madePage(paper);
  page.wkt = "PROJCS[\"CGCS2000_3_Degree_GK_Zone_42\"]";
  const std::string pdf = pdfOf(page, paper);
  EXPECT_EQ(pdf, pdfOf(page, paper)) << "the same bytes";
  const std::string said = askedOf(pdf, "qpdf --check", "");
  EXPECT_THAT(said, HasSubstr("No syntax or stream encoding errors"));
  const std::string plain = askedOf(pdf, "qpdf --qdf --object-streams=disable", " -");
  for (const char* words : {"/OCProperties", "/UserProperties", "/Viewport", "/GPTS", "CGCS2000_3_Degree_GK_Zone_42"})
    EXPECT_THAT(plain, HasSubstr(words));
  const std::string tree = askedOf(pdf, "pdfinfo -struct", "");
  EXPECT_THAT(tree, HasSubstr("Document\n"));
  EXPECT_THAT(tree, HasSubstr("    Figure")) << "features, in the roles that every reader knows";
  EXPECT_THAT(tree, Not(HasSubstr("Warning")));
}

// The layers of a PDF are written by our own hand, those of a picture by Cairo: they are the same drawing.
TEST(Sheet, APdfLooksAsThePictureDoes) {
  const Paper paper = paperOf("A4");
  SheetPage page = madePage(paper);
  page.scene.layers.front().style.hatch = Hatch::dots;
  page.scene.layers.front().style.dash = Dash::dashed;
  Canvas canvas(options(paper, PictureFormat::png));
  paintSheet(canvas, page, paper, {2, 5});
  const Pixels drawn = canvas.pixels();
  const std::string ppm = askedOf(pdfOf(page, paper), "pdftoppm -r 60", "");
  std::istringstream in(ppm);
  std::string mark;
  int width = 0;
  int height = 0;
  int most = 0;
  in >> mark >> width >> height >> most;
  in.get();
  ASSERT_EQ(mark, "P6");
  ASSERT_NEAR(width, drawn.width, 1);
  ASSERT_NEAR(height, drawn.height, 1);
  const std::string pixels = ppm.substr(static_cast<std::size_t>(in.tellg()));
  double sum = 0;
  std::size_t far = 0;
  std::size_t inked = 0;
  std::size_t count = 0;
  for (int y = 0; y < std::min(height, drawn.height); ++y)
    for (int x = 0; x < std::min(width, drawn.width); ++x)
      for (int part = 0; part < 3; ++part, ++count) {
        const int a = static_cast<unsigned char>(pixels[(static_cast<std::size_t>(y) * width + x) * 3 + part]);
        const int b = drawn.rgb[(static_cast<std::size_t>(y) * drawn.width + x) * 3 + part];
        sum += std::abs(a - b);
        far += std::abs(a - b) > 96 ? 1 : 0;
        inked += b < 250 ? 1 : 0;
      }
  EXPECT_GT(inked, count / 50) << "something is drawn";
  EXPECT_LT(sum / static_cast<double>(count), 2.0) << "of 255, mean";
  EXPECT_LT(far, count / 200) << "the edges of letters and lines aside";
}

TEST(Sheet, TwoMapsStandSideBySideAndTheLegendHasBoth) {
  const Paper paper = paperOf("A3");
  SheetPage page = madePage(paper);
  page.scene.frame = halfFrameOf(paper);
  page.before = page.scene;
  page.before->layers.front().title = "从前的分区";
  page.before->layers.front().id = "gone";
  page.caption = "2023 版";
  page.before_caption = "2018 版";
  const std::string text = textOf(pdfOf(page, paper));
  for (const char* words : {"2018 版", "2023 版", "从前的分区（2→0）", "水源二级保护区"})
    EXPECT_THAT(text, HasSubstr(words));
  EXPECT_LT(halfPlaceOf(paper, false).max_x + 2 * 6, halfPlaceOf(paper, true).min_x) << "room for both frames";
}

TEST(Book, IndexAndBookmarksLeadToTheSheets) {
  const Paper paper = paperOf("A4");
  std::vector<BookEntry> entries;
  for (int i = 0; i < 5; ++i) entries.push_back({"县" + std::to_string(i), "1:50 000"});
  const auto bind = [&] {
    std::vector<BookPart> parts;
    const auto add = [&](Canvas canvas, const std::string& bookmark) {
      auto part = canvas.part();
      ASSERT_TRUE(part) << part.error().code;
      // through a file and back, as the pages of an atlas go
      auto again = partFromBytes(toBytes(*part));
      ASSERT_TRUE(again);
      parts.push_back({std::move(*again), bookmark});
    };
    add(atlasIndex(options(paper), paper, Language::zh, entries), "图幅目录");
    for (int i = 0; i < 5; ++i) {
      Canvas canvas(options(paper));
      SheetPage page = madePage(paper);
      page.wkt = "PROJCS[]";
      paintSheet(canvas, page, paper, {i + 2, 6});
      add(std::move(canvas), entries[static_cast<std::size_t>(i)].title);
    }
    return boundPdf(std::move(parts));
  };
  const std::string pdf = bind();
  EXPECT_EQ(pdf, bind()) << "the same bytes";
  const std::string info = askedOf(pdf, "TZ=UTC pdfinfo", "");
  EXPECT_THAT(info, HasSubstr("Nov 22 00:00:00 2026")) << "the sheet's day, not the clock's";
  EXPECT_THAT(info, HasSubstr("生态保护红线图"));
  const std::string outlines = askedOf(pdf, "qpdf --json --json-key=outlines", "");
  std::size_t found = 0;
  for (int page = 1; page <= 6; ++page) { // in the order of the pages, each to its own
    found = outlines.find(fmt::format("\"destpageposfrom1\": {}", page), found);
    ASSERT_NE(found, std::string::npos) << page << outlines;
    const std::string title = page == 1 ? "图幅目录" : "县" + std::to_string(page - 2);
    EXPECT_EQ(outlines.find("\"title\": \"" + title + "\"", found), outlines.find("\"title\"", found)) << title;
  }
  const std::string fonts = askedOf(pdf, "pdffonts", "");
  EXPECT_THAT(fonts, HasSubstr("WenQuanYi")) << "embedded";
  const std::string text = textOf(pdf);
  EXPECT_THAT(text, HasSubstr("图幅目录"));
  EXPECT_THAT(text, HasSubstr("县4"));
  EXPECT_THAT(text, HasSubstr("第 6 页，共 6 页"));
  EXPECT_THAT(askedOf(pdf, "qpdf --check", ""), HasSubstr("No syntax or stream encoding errors"));
  const std::string plain = askedOf(pdf, "qpdf --qdf --object-streams=disable", " -");
  std::size_t groups = 0;
  std::size_t views = 0;
  for (auto at = plain.find("/Type /OCG"); at != std::string::npos; at = plain.find("/Type /OCG", at + 1)) ++groups;
  for (auto at = plain.find("/Type /Viewport"); at != std::string::npos; at = plain.find("/Type /Viewport", at + 1))
    ++views;
  EXPECT_LT(groups, 10) << "layers of one name are one over all pages";
  EXPECT_EQ(views, 5) << "a place for every sheet";
  EXPECT_EQ(indexPages(paper, 5), 1);
  EXPECT_GT(indexPages(paper, 500), 1);
}

TEST(Book, APartWithAnotherByteIsNone) {
  PdfPart part;
  part.pages.push_back(part.add("<< /Type /Page /Parent " + toPages() + " >>"));
  part.addStream("<< >>", std::string("\0\1\2", 3));
  part.group("图层");
  part.info = 0;
  std::string bytes = toBytes(part);
  const auto again = partFromBytes(bytes);
  ASSERT_TRUE(again);
  EXPECT_EQ(toBytes(*again), bytes);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] ^= 1;
    EXPECT_FALSE(partFromBytes(bytes)) << i;
    bytes[i] ^= 1;
    EXPECT_FALSE(partFromBytes(bytes.substr(0, i))) << "cut at " << i;
  }
}

TEST(Book, MarksBecomeNumbers) {
  std::string out = "x ";
  appendNumbered(toObject(3) + toGroup(1) + " " + toMarked(2) + " " + toPages() + toDocument() + " y",
                 {100, 40, 7, 8, {51, 52}}, out);
  EXPECT_EQ(out, "x 103 0 R52 0 R 42 7 0 R8 0 R y");
  EXPECT_EQ(pdfText("a(b)\\"), "(a\\(b\\)\\\\)");
  EXPECT_EQ(pdfText("县"), "<feff53bf>");
  EXPECT_EQ(pdfText("a\1"), "<feff00610001>") << "no mark of ours comes out of a text";
}

} // namespace
} // namespace ecoredline
