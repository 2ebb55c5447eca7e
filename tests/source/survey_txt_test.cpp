// Survey corner points through the front door: what the driver says becomes diagnoses, and areas are the official ones.
#include "fixtures.hpp"
#include "geo/area.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline::test {
namespace {

using testing::HasSubstr;

std::filesystem::path importer(const std::string& name) {
  return std::filesystem::path(ECOREDLINE_SOURCE_DIR) / "plugins" / "importers" / "survey_txt" / name;
}

void expectGolden(const std::filesystem::path& file, const std::string& encoding) {
  const auto source = openFile(file);
  ASSERT_TRUE(source) << file << describe(source.error(), Language::en);
  const Table& table = source->table;
  ASSERT_EQ(table.rows(), 2U);
  EXPECT_EQ(table.encoding, encoding);
  EXPECT_EQ(table.delivered_crs, "EPSG:4530");
  EXPECT_EQ(table.assumed_accuracy_m, 0.05);
  EXPECT_EQ(toText(table.column("地块名称")->values[0]), "示例厂区");
  EXPECT_NEAR(areaOf(table.geometry, 0, AreaMethod::official), 109997.54, 0.005);
  EXPECT_NEAR(areaOf(table.geometry, 1, AreaMethod::official), 29999.31, 0.005);
  for (const Diagnosis& d : source->diagnoses) EXPECT_EQ(d.severity, Severity::info) << d.code;
}

TEST(SurveyTxt, GoldenFilesHaveTheOfficialAreas) {
  expectGolden(importer("good/golden_utf8.txt"), "UTF-8");
  expectGolden(importer("good/golden_gbk.txt"), "GB18030");
}

TEST(SurveyTxt, BadFilesAreRefusedWithTheLine) {
  const auto crossing = openFile(importer("bad/crossing_rings.txt"));
  ASSERT_EQ(refusal(crossing), "input.not_recognised");
  EXPECT_THAT(crossing.error().what.zh, HasSubstr("第 11 行：地块 DK001 相交的圈：本圈与第 7 行开始的圈相交或重复"));
  const auto open = openFile(importer("bad/open_ring.txt"));
  ASSERT_EQ(refusal(open), "input.not_recognised");
  EXPECT_THAT(open.error().what.en, HasSubstr("line 9: the ring is not closed: point J1 lies 1.000 m"));
}

TEST(SurveyTxt, AFileInZone41DeclaredAs42IsAskedFor) {
  const Folder folder;
  std::string text = readFile(importer("good/golden_utf8.txt")).value();
  text.replace(text.find("带号=42"), std::string("带号=42").size(), "带号=41");
  const auto path = folder.write("a.txt", text);
  EXPECT_EQ(refusal(openFile(path)), "crs.unknown");
  ReadOptions options;
  options.crs = "EPSG:4530";
  const auto answered = openFile(path, options);
  ASSERT_TRUE(answered) << describe(answered.error(), Language::en);
  const Diagnosis* said = find(*answered, "source.reader_warning");
  ASSERT_NE(said, nullptr);
  EXPECT_THAT(said->message.zh, HasSubstr("带号写 41，坐标前的带号是 42"));
  EXPECT_NEAR(areaOf(answered->table.geometry, 0, AreaMethod::official), 109997.54, 0.005);
}

TEST(SurveyTxt, EncodingOptionReachesTheDriver) {
  ReadOptions options;
  options.encoding = "UTF-8";
  EXPECT_EQ(refusal(openFile(importer("good/golden_gbk.txt"), options)), "input.not_recognised");
}

TEST(SurveyTxt, FilesMetElsewhere) {
  if (metFiles().empty()) GTEST_SKIP() << "ECOREDLINE_DATA is not set: files met elsewhere are not here";
  expectGolden(metFiles() / "txt/golden_utf8.txt", "UTF-8");
  expectGolden(metFiles() / "txt/golden_gbk.txt", "GB18030");
  const auto open = openFile(metFiles() / "txt/zone35_unclosed_9col.txt");
  ASSERT_TRUE(open) << describe(open.error(), Language::en);
  EXPECT_EQ(open->table.delivered_crs, "EPSG:4523");
  EXPECT_EQ(toText(open->table.column("用途")->values[0]), "地块1");
  EXPECT_EQ(open->table.states[0], RowState::valid);
}

} // namespace
} // namespace ecoredline::test
