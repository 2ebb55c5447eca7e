#include "builtin_plugins.hpp"
#include "report/golden.hpp"
#include "report/made_report.hpp"
#include "report/run_json.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

std::string printed(const RunReport& report) {
  Registry registry;
  registerBuiltinPlugins(registry);
  const Catalogue catalogue;
  return registry.writer("json")->print({&report, &catalogue, nullptr, Language::zh}).value_or("");
}

TEST(JsonRunWriter, WritesTheGoodCase) {
  expectGolden("plugins/writers/json/good/small.run.json", printed(madeReport()));
}

TEST(JsonRunWriter, WhatItWritesReadsBack) {
  const auto report = fromJson(printed(madeReport()));
  ASSERT_TRUE(report) << describe(report.error(), Language::en);
  EXPECT_EQ(printed(*report), printed(madeReport()));
}

TEST(JsonRunWriter, LeavesNoFileWhenTheFolderIsMissing) {
  Registry registry;
  registerBuiltinPlugins(registry);
  auto folder = TemporaryFolder::create();
  ASSERT_TRUE(folder);
  const RunReport report = madeReport();
  const Catalogue catalogue;
  const auto file = folder->path() / "missing" / "run.json";
  const auto written =
      registry.writer("json")->write({&report, &catalogue, nullptr, Language::zh}, file, silentFeedback());
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "output.write_failed");
  EXPECT_FALSE(std::filesystem::exists(file));
}

} // namespace
} // namespace ecoredline
