#include "builtin_plugins.hpp"
#include "plugin/loader.hpp"
#include "report/made_report.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

std::string codeOf(const Result<void>& loaded) {
  return loaded ? "" : loaded.error().code;
}

TEST(Loader, AForeignPluginIsTheSameCodeLinkedDifferently) {
  Registry foreign;
  const auto loaded = loadPlugins({ECOREDLINE_CSV_PLUGIN}, foreign);
  ASSERT_TRUE(loaded) << describe(loaded.error(), Language::en);
  ASSERT_NE(foreign.writer("csv"), nullptr);
  EXPECT_EQ(foreign.writers().size(), 1u);

  Registry builtin;
  registerBuiltinPlugins(builtin);
  const RunReport report = madeReport();
  const Catalogue catalogue;
  const WriteRequest request{&report, &catalogue, nullptr, Language::zh};
  EXPECT_EQ(foreign.writer("csv")->print(request).value_or("foreign"),
            builtin.writer("csv")->print(request).value_or("builtin"));
}

TEST(Loader, RefusesWhatItCannotUse) {
  Registry registry;
  EXPECT_EQ(codeOf(loadPlugins({"/nowhere/plugin.so"}, registry)), "plugin.not_loadable");
  EXPECT_EQ(codeOf(loadPlugins({ECOREDLINE_NO_PLUGIN}, registry)), "plugin.no_symbol");
  EXPECT_EQ(codeOf(loadPlugins({ECOREDLINE_ANOTHER_ABI_PLUGIN}, registry)), "plugin.refused");
  EXPECT_TRUE(registry.writers().empty());
}

TEST(Loader, ANameThatIsTakenIsRefused) {
  Registry registry;
  registerBuiltinPlugins(registry);
  EXPECT_EQ(codeOf(loadPlugins({ECOREDLINE_CSV_PLUGIN}, registry)), "plugin.refused");
}

TEST(Loader, StopsAtTheFirstThatFails) {
  Registry registry;
  EXPECT_EQ(codeOf(loadPlugins({ECOREDLINE_NO_PLUGIN, ECOREDLINE_CSV_PLUGIN}, registry)), "plugin.no_symbol");
  EXPECT_EQ(registry.writer("csv"), nullptr);
}

} // namespace
} // namespace ecoredline
