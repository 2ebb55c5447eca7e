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
  return registry.writer("table")->print({&report, &catalogue, nullptr, language}).value_or("");
}

TEST(TableWriter, WritesTheGoodCase) {
  RunReport report = madeReport();
  report.id = "a6ef7e7f5c75";
  expectGolden("plugins/writers/table/good/small.zh.txt", printed(report, Language::zh));
  expectGolden("plugins/writers/table/good/small.en.txt", printed(report, Language::en));
}

TEST(TableWriter, ARunWithoutSitesSaysSo) {
  EXPECT_NE(printed(RunReport{}, Language::en).find("0 sites"), std::string::npos);
}

} // namespace
} // namespace ecoredline
