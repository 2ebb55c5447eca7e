#include "base/files.hpp"
#include "builtin_plugins.hpp"
#include "cartography/small_scene.hpp"
#include "report/golden.hpp"
#include "report/many_findings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>

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

std::string written(const RunReport& report, Language language) {
  static const Catalogue kNone;
  const auto root = pathFromUtf8(ECOREDLINE_SOURCE_DIR) / "templates";
  static const auto book = ReportBook::load(root / "report");
  EXPECT_TRUE(book);
  WriteRequest request{&report, &kNone, nullptr, language};
  request.map_of = [](std::size_t) -> Result<MapScene> { return madeScene(); };
  request.templates = &*book;
  auto folder = TemporaryFolder::create();
  EXPECT_TRUE(folder);
  const auto file = folder->path() / "report.pdf";
  Registry registry;
  registerBuiltinPlugins(registry);
  const auto done = registry.writer("pdf")->write(request, file, silentFeedback());
  EXPECT_TRUE(done) << describe(done.error(), Language::en);
  return readFile(file).value_or("");
}

std::string askedOf(const std::string& pdf, const std::string& program, const std::string& rest = {}) {
  auto folder = TemporaryFolder::create();
  EXPECT_TRUE(folder && writeFileAtomically(folder->path() / "report.pdf", pdf));
  return outputOf(program + " '" + toUtf8(folder->path() / "report.pdf") + "'" + rest + " 2>&1");
}

std::string textOf(const std::string& pdf) {
  return askedOf(pdf, "pdftotext -layout", " -");
}

std::size_t countOf(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++count;
  return count;
}

// Without the empty lines that stand for room on the paper.
std::string linesOf(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (c != '\n' || (!out.empty() && out.back() != '\n')) out += c;
  return out;
}

TEST(PdfWriter, WritesTheGoodCase) {
  const RunReport report = madeReport();
  expectGolden("plugins/writers/pdf/good/small.zh.txt", linesOf(textOf(written(report, Language::zh))));
  expectGolden("plugins/writers/pdf/good/small.en.txt", linesOf(textOf(written(report, Language::en))));
}

TEST(PdfWriter, WordsAndDigitsAreFoundAsTheyStand) {
  RunReport report = madeReport();
  report.sites[0].findings[0].zone_name = "生态保护红线0123456789";
  report.sites[0].findings[0].zone_id = "ABC-0987654321";
  const std::string text = textOf(written(report, Language::zh));
  for (const char* word :
       {"生态保护红线0123456789", "ABC-0987654321", "水污染防治法（2017）", "拐点坐标", "4850000.2500"})
    EXPECT_THAT(text, HasSubstr(word));
}

TEST(PdfWriter, NoRowOfFiveHundredIsLostAndEveryPageHasItsHead) {
  const std::string pdf = written(madeManyFindings(500), Language::zh);
  const std::string text = textOf(pdf);
  for (int i = 0; i < 500; ++i) {
    // the code: a name may be broken over two lines of its cell
    EXPECT_NE(text.find(" SY-" + std::to_string(i) + " "), std::string::npos) << i;
  }
  // pages that hold rows of the overlay hold its head too
  std::size_t pages = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\f', at), text.size());
    const std::string page = text.substr(at, end - at);
    if (countOf(page, " SY-") > 1) {
      ++pages;
      EXPECT_NE(page.find("法律后果"), std::string::npos);
    }
    at = end + 1;
  }
  EXPECT_GT(pages, 20U);
}

TEST(PdfWriter, ARowTallerThanAPageGoesOnOnTheNext) {
  RunReport report = madeReport();
  report.sites.resize(1);
  ClauseResult clause;
  clause.unit = "ZH1";
  clause.no = "1";
  for (int i = 0; i < 1200; ++i) clause.text += "S" + std::to_string(1000 + i) + "禁止新建、扩建 ";
  report.sites[0].clauses = {clause};
  const std::string text = askedOf(written(report, Language::zh), "pdftotext -raw", " -");
  for (int i = 0; i < 1200; ++i)
    EXPECT_NE(text.find("S" + std::to_string(1000 + i)), std::string::npos) << i; // a word is never broken
}

TEST(PdfWriter, PagesAreNumberedOfHowManyAndBookmarked) {
  const std::string pdf = written(madeReport(), Language::zh);
  const std::string about = askedOf(pdf, "pdfinfo");
  const auto at = about.find("Pages:");
  ASSERT_NE(at, std::string::npos);
  const int pages = std::stoi(about.substr(at + 6));
  EXPECT_GT(pages, 5);
  const std::string text = textOf(pdf);
  for (int i = 2; i <= pages; ++i)
    EXPECT_THAT(text, HasSubstr("第 " + std::to_string(i) + " 页，共 " + std::to_string(pages) + " 页"));
  EXPECT_THAT(about, HasSubstr("建设项目与生态环境分区管控符合性分析"));
  EXPECT_THAT(pdf, HasSubstr("/Outlines"));
  const std::string fonts = askedOf(pdf, "pdffonts");
  EXPECT_THAT(fonts, HasSubstr("WenQuanYi"));
  EXPECT_THAT(fonts, Not(HasSubstr(" no  "))) << "every font is embedded";
}

std::string laidOut(const Document& document) {
  WriteRequest request;
  request.document = &document;
  auto folder = TemporaryFolder::create();
  EXPECT_TRUE(folder);
  Registry registry;
  registerBuiltinPlugins(registry);
  const auto done = registry.writer("pdf")->write(request, folder->path() / "d.pdf", silentFeedback());
  EXPECT_TRUE(done) << describe(done.error(), Language::en);
  return readFile(folder->path() / "d.pdf").value_or("");
}

TEST(PdfWriter, PhotosAndChartsStandWithTheirCaptions) {
  Document document;
  document.title = "一点一档";
  document.date = "2026-11-22";
  DocumentBlock photo;
  photo.kind = DocumentBlock::Kind::figure;
  photo.text = "现场照片";
  photo.photo = []() -> Result<DocumentPhoto> {
    return DocumentPhoto{
        readFile(pathFromUtf8(ECOREDLINE_SOURCE_DIR) / "plugins/writers/pdf/good/photo.jpg").value_or(""), 40, 30};
  };
  DocumentBlock lost = photo;
  lost.text = "坏照片";
  lost.photo = []() -> Result<DocumentPhoto> { return DocumentPhoto{}; };
  DocumentBlock chart;
  chart.kind = DocumentBlock::Kind::figure;
  chart.text = "各状态的问题数";
  chart.chart = {"", {{"待核实", 12, 0, "12", ""}, {"已销号", 3, -1, "3", "−1"}}};
  document.blocks = {photo, lost, chart};
  const std::string pdf = laidOut(document);
  const std::string text = textOf(pdf);
  for (const char* words : {"图1", "现场照片", "坏照片（照片不能读取）", "图2", "各状态的问题数", "待核实", "12", "−1"})
    EXPECT_THAT(text, HasSubstr(words));
  EXPECT_THAT(askedOf(pdf, "pdfimages -list"), HasSubstr("jpeg")) << "byte for byte as it was";
}

// The fonts that can be searched have no bold: the stroke round the letters must not be text a second time.
TEST(PdfWriter, BoldHeadingsAreFoundOnce) {
  Document document;
  document.title = "生态保护红线0123456789";
  document.date = "2026-11-22";
  DocumentBlock heading;
  heading.kind = DocumentBlock::Kind::heading;
  heading.text = "国土空间1:909 000";
  document.blocks = {heading};
  const std::string text = textOf(laidOut(document));
  EXPECT_EQ(countOf(text, "生态保护红线0123456789"), 1U);
  EXPECT_EQ(countOf(text, "国土空间1:909 000"), 1U);
}

TEST(PdfWriter, TheSameRunIsTheSameBytes) {
  EXPECT_EQ(written(madeReport(), Language::en), written(madeReport(), Language::en));
}

} // namespace
} // namespace ecoredline
