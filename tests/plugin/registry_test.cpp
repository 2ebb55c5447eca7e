#include "builtin_plugins.hpp"
#include "plugin/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace ecoredline {
namespace {

class NamedWriter final : public Writer {
 public:
  explicit NamedWriter(std::string name) { m_info.name = std::move(name); }
  const WriterInfo& info() const override { return m_info; }
  Result<void> write(const WriteRequest&, const std::filesystem::path&, Feedback&) const override { return {}; }

 private:
  WriterInfo m_info;
};

std::vector<std::string> namesOf(const Registry& registry) {
  std::vector<std::string> names;
  for (const Writer* writer : registry.writers()) names.push_back(writer->info().name);
  return names;
}

TEST(Registry, HoldsWritersInTheOrderOfTheirNames) {
  Registry registry;
  for (const char* name : {"xlsx", "csv", "json"}) EXPECT_TRUE(registry.add(std::make_unique<NamedWriter>(name)));
  EXPECT_THAT(namesOf(registry), testing::ElementsAre("csv", "json", "xlsx"));
  EXPECT_EQ(registry.writer("json"), registry.writers()[1]);
  EXPECT_EQ(registry.writer("pdf"), nullptr);
  EXPECT_EQ(registry.writer(""), nullptr);
}

TEST(Registry, RefusesASecondOfTheSameNameAndKeepsTheFirst) {
  Registry registry;
  ASSERT_TRUE(registry.add(std::make_unique<NamedWriter>("csv")));
  const Writer* first = registry.writer("csv");
  EXPECT_FALSE(registry.add(std::make_unique<NamedWriter>("csv")));
  EXPECT_EQ(registry.writer("csv"), first);
  EXPECT_EQ(registry.writers().size(), 1u);
}

TEST(BuiltinPlugins, AreAllThere) {
  Registry registry;
  registerBuiltinPlugins(registry);
  EXPECT_THAT(namesOf(registry), testing::ElementsAre("csv", "docx", "dxf", "fgdb", "geojson", "gpkg", "html", "json",
                                                      "pdf", "questions", "shp", "table", "workbook", "xlsx"));
  std::set<std::string> files;
  for (const Writer* writer : registry.writers()) {
    EXPECT_FALSE(writer->info().title.zh.empty() || writer->info().title.en.empty()) << writer->info().name;
    EXPECT_TRUE(files.insert(writer->info().file_name).second) << "two writers of one file in the folder of --out";
  }
}

} // namespace
} // namespace ecoredline
