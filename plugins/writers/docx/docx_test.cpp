#include "base/files.hpp"
#include "builtin_plugins.hpp"
#include "cartography/small_scene.hpp"
#include "report/golden.hpp"
#include "report/many_findings.hpp"

#include <cpl_minixml.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>

namespace ecoredline {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Written {
  std::string bytes;
  std::map<std::string, std::string> parts;
};

std::map<std::string, std::string> partsOf(const std::filesystem::path& file) {
  const std::string root = "/vsizip/{" + toUtf8(file) + "}";
  std::map<std::string, std::string> out;
  char** names = VSIReadDirRecursive(root.c_str());
  for (int i = 0; names != nullptr && names[i] != nullptr; ++i) {
    const std::string name = names[i];
    if (name.ends_with('/')) continue;
    GByte* bytes = nullptr;
    vsi_l_offset size = 0;
    if (VSIIngestFile(nullptr, (root + "/" + name).c_str(), &bytes, &size, -1) == 0) continue;
    out[name].assign(reinterpret_cast<const char*>(bytes), size);
    VSIFree(bytes);
  }
  CSLDestroy(names);
  return out;
}

Written written(const RunReport& report, Language language) {
  static const Catalogue kNone;
  const auto root = pathFromUtf8(ECOREDLINE_SOURCE_DIR) / "templates";
  static const auto book = ReportBook::load(root / "report");
  EXPECT_TRUE(book);
  WriteRequest request{&report, &kNone, nullptr, language};
  request.map_of = [](std::size_t) -> Result<MapScene> { return madeScene(); };
  request.templates = &*book;
  request.parts = root;
  auto folder = TemporaryFolder::create();
  EXPECT_TRUE(folder);
  const auto file = folder->path() / "report.docx";
  Registry registry;
  registerBuiltinPlugins(registry);
  const auto done = registry.writer("docx")->write(request, file, silentFeedback());
  EXPECT_TRUE(done) << describe(done.error(), Language::en);
  return {readFile(file).value_or(""), partsOf(file)};
}

std::size_t countOf(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++count;
  return count;
}

// Paragraphs and cells as lines, with the styles of what is no plain text.
std::string asText(const std::string& xml) {
  std::string out;
  const std::regex piece("<w:pStyle w:val=\"([^\"]*)\"/>|<w:t[^>]*>([^<]*)</w:t>|(</w:p>)|(<w:tr>)|(<w:tblHeader/>)|"
                         "(<w:drawing>)|(<w:sectPr>)");
  for (auto at = std::sregex_iterator(xml.begin(), xml.end(), piece); at != std::sregex_iterator(); ++at) {
    if ((*at)[1].matched && !(*at)[1].str().starts_with("Table")) out += "<" + (*at)[1].str() + "> ";
    if ((*at)[2].matched) out += (*at)[2].str();
    if ((*at)[3].matched) out += "\n";
    if ((*at)[4].matched) out += "--- ";
    if ((*at)[5].matched) out += "(head) ";
    if ((*at)[6].matched) out += "(picture)";
    if ((*at)[7].matched) out += "(section)";
  }
  return out;
}

TEST(DocxWriter, WritesTheGoodCase) {
  const RunReport report = madeReport();
  expectGolden("plugins/writers/docx/good/small.zh.txt",
               asText(written(report, Language::zh).parts["word/document.xml"]));
  expectGolden("plugins/writers/docx/good/small.en.txt",
               asText(written(report, Language::en).parts["word/document.xml"]));
}

TEST(DocxWriter, EveryPartIsWellFormedAndNamed) {
  const Written made = written(madeReport(), Language::zh);
  ASSERT_GE(made.parts.size(), 12U);
  for (const auto& [name, bytes] : made.parts) {
    if (name.ends_with(".png")) continue;
    CPLXMLNode* tree = CPLParseXMLString(bytes.c_str());
    EXPECT_NE(tree, nullptr) << name;
    CPLDestroyXMLNode(tree);
    EXPECT_THAT(bytes, Not(HasSubstr("{{"))) << name << ": a mark that nobody filled";
  }
  // every picture that is shown is there, and every one that is there is shown
  const std::string& relations = made.parts.at("word/_rels/document.xml.rels");
  EXPECT_EQ(countOf(made.parts.at("word/document.xml"), "<a:blip r:embed="), 2U);
  for (const char* map : {"media/map1.png", "media/map2.png"}) {
    EXPECT_THAT(relations, HasSubstr(map));
    EXPECT_TRUE(made.parts.contains(std::string("word/") + map)) << map;
  }
}

// What `pattern` takes out of `text`, and how often.
std::map<std::string, int> namedIn(const std::string& text, const char* pattern) {
  std::map<std::string, int> out;
  const std::regex name(pattern);
  for (auto at = std::sregex_iterator(text.begin(), text.end(), name); at != std::sregex_iterator(); ++at)
    ++out[(*at)[1].str()];
  return out;
}

// Word calls a package damaged that LibreOffice opens without a word: what is given twice is enough.
TEST(DocxWriter, NothingIsGivenTwice) {
  const Written made = written(madeReport(), Language::zh);
  const std::string& types = made.parts.at("[Content_Types].xml");
  const auto endings = namedIn(types, "Extension=\"([^\"]*)\"");
  const auto overrides = namedIn(types, "PartName=\"/([^\"]*)\"");
  const auto relations = namedIn(made.parts.at("word/_rels/document.xml.rels"), " Id=\"([^\"]*)\"");
  const auto drawings = namedIn(made.parts.at("word/document.xml"), "<wp:docPr id=\"([^\"]*)\"");
  EXPECT_EQ(drawings.size(), 2U);
  for (const auto* names : {&endings, &overrides, &relations, &drawings})
    for (const auto& [name, times] : *names) EXPECT_EQ(times, 1) << name;
  for (const auto& [name, times] : overrides) EXPECT_TRUE(made.parts.contains(name)) << name;
  for (const auto& [name, bytes] : made.parts)
    EXPECT_TRUE(name == "[Content_Types].xml" || overrides.contains(name) ||
                endings.contains(name.substr(name.rfind('.') + 1)))
        << name << " has no type";
}

TEST(DocxWriter, TheSameRunIsTheSameBytes) {
  EXPECT_EQ(written(madeReport(), Language::zh).bytes, written(madeReport(), Language::zh).bytes);
}

TEST(DocxWriter, MapsAreThreeHundredDotsToTheInch) {
  const Written made = written(madeReport(), Language::zh);
  const std::string& png = made.parts.at("word/media/map1.png");
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(png.at(at + i));
    return value;
  };
  EXPECT_NEAR(number(16), 151 / 25.4 * 300, 1) << "pixels of the width";
  const auto resolution = png.find("pHYs");
  ASSERT_NE(resolution, std::string::npos);
  EXPECT_EQ(number(resolution + 4), 11811U) << "to the metre";
}

TEST(DocxWriter, NoRowOfFiveHundredIsLostAndHeadsRepeat) {
  const std::string xml = written(madeManyFindings(500), Language::zh).parts["word/document.xml"];
  for (int i = 0; i < 500; ++i) {
    std::string name = std::to_string(10000 + i).substr(1);
    EXPECT_GE(countOf(xml, ">分区" + name + "<"), 1U) << name;
  }
  EXPECT_EQ(countOf(xml, "<w:tblStyle w:val=\"ReportTable\"/>"), countOf(xml, "<w:tblHeader/>"));
  EXPECT_GT(countOf(xml, "<w:cantSplit/>"), 500U);
  EXPECT_EQ(countOf(xml, "w:orient=\"landscape\""), 1U) << "wide tables lie on their long side";
}

TEST(DocxWriter, HeadingsAndCaptionsAreThoseOfTheOffice) {
  const Written made = written(madeReport(), Language::zh);
  const std::string& xml = made.parts.at("word/document.xml");
  for (const char* style : {"Title", "Heading1", "Heading2", "Caption", "FigureCaption", "Verdict", "Note", "List"}) {
    EXPECT_THAT(xml, HasSubstr(std::string("<w:pStyle w:val=\"") + style + "\"/>"));
    EXPECT_THAT(made.parts.at("word/styles.xml"), HasSubstr(std::string("w:styleId=\"") + style + "\""));
  }
  EXPECT_THAT(xml, AllOf(HasSubstr(" SEQ 表 \\* ARABIC "), HasSubstr(" SEQ 图 \\* ARABIC ")));
  EXPECT_THAT(made.parts.at("word/footer1.xml"), AllOf(HasSubstr(" PAGE "), HasSubstr(" NUMPAGES ")));
}

TEST(DocxWriter, NamesMadeToHarmStayText) {
  const std::string plain = written(madeReport(), Language::zh).parts["word/document.xml"];
  RunReport report = madeReport();
  report.sites[0].name = "</w:t></w:r><w:r><w:instrText>DDEAUTO cmd</w:instrText>";
  report.sites[0].findings[0].zone_name = "=HYPERLINK(\"http://x\")\x01\xFF";
  report.sites[0].findings[0].basis = "{{body}}";
  const std::string xml = written(report, Language::zh).parts["word/document.xml"];
  for (const char* tag : {"<w:instrText", "<w:fldSimple", "<w:tr>", "<w:hyperlink", "<w:tbl>"})
    EXPECT_EQ(countOf(xml, tag), countOf(plain, tag)) << tag;
  EXPECT_THAT(xml, HasSubstr("&lt;w:instrText&gt;DDEAUTO cmd"));
  EXPECT_THAT(xml, HasSubstr("\uFFFD"));
}

TEST(DocxWriter, ATemplateThatIsNotThereIsSaid) {
  const RunReport report = madeReport();
  static const Catalogue kNone;
  static const Document document{"a", "b", "2026-11-22", Language::zh, {}, {}};
  WriteRequest request{&report, &kNone};
  request.document = &document;
  request.parts = "/nowhere";
  auto folder = TemporaryFolder::create();
  ASSERT_TRUE(folder);
  Registry registry;
  registerBuiltinPlugins(registry);
  const auto done = registry.writer("docx")->write(request, folder->path() / "a.docx", silentFeedback());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "docx.no_template");
  EXPECT_FALSE(std::filesystem::exists(folder->path() / "a.docx"));
}

} // namespace
} // namespace ecoredline
