#include "builtin_plugins.hpp"
#include "report/golden.hpp"
#include "report/made_report.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

std::string printed(const RunReport& report, Language language) {
  Registry registry;
  registerBuiltinPlugins(registry);
  const Catalogue catalogue;
  const auto text = registry.writer("csv")->print({&report, &catalogue, nullptr, language});
  return text.value_or("");
}

TEST(CsvWriter, WritesTheGoodCase) {
  expectGolden("plugins/writers/csv/good/small.zh.csv", printed(madeReport(), Language::zh));
  expectGolden("plugins/writers/csv/good/small.en.csv", printed(madeReport(), Language::en));
}

TEST(CsvWriter, DisarmsTheBadCase) {
  RunReport hostile = madeReport();
  hostile.sites[0].id = "=cmd|' /C calc'!A0";
  hostile.sites[0].name = "@SUM(1+1)*cmd";
  hostile.sites[0].project_id = "-1+1";
  hostile.sites[0].findings[0].zone_name = "+\"a\",\r\n=1";
  hostile.sites[0].findings[0].zone_id = "\uFF1D1+1";
  expectGolden("plugins/writers/csv/bad/hostile_names.zh.csv", printed(hostile, Language::zh));
}

TEST(CsvWriter, WritesWhatItPrints) {
  Registry registry;
  registerBuiltinPlugins(registry);
  const Writer* writer = registry.writer("csv");
  ASSERT_NE(writer, nullptr);
  EXPECT_TRUE(writer->info().to_stdout);
  auto folder = TemporaryFolder::create();
  ASSERT_TRUE(folder);
  const RunReport report = madeReport();
  const Catalogue catalogue;
  const auto file = folder->path() / writer->info().file_name;
  ASSERT_TRUE(writer->write({&report, &catalogue, nullptr, Language::zh}, file, silentFeedback()));
  EXPECT_EQ(readFile(file).value_or(""), printed(report, Language::zh));
}

} // namespace
} // namespace ecoredline
