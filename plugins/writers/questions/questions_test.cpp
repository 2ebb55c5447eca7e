#include "builtin_plugins.hpp"
#include "report/golden.hpp"
#include "report/made_report.hpp"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

namespace ecoredline {
namespace {

using testing::HasSubstr;

class QuestionsWriter : public testing::Test {
 protected:
  void SetUp() override {
    registerBuiltinPlugins(m_registry);
    auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder);
    m_folder.emplace(std::move(*folder));
    m_report.sites[1].questions.push_back({"clause.unit.ZH22020220003.3",
                                           "ask",
                                           {"单元·空间布局约束·3：=1+1 项目是否符合？", "Unit · 3: =1+1 Complies?"},
                                           {"environmental_control_unit"},
                                           {{"conform", Effect::clear}}});
  }

  std::filesystem::path file(const char* name = "questions.xlsx") const { return m_folder->path() / name; }
  Result<void> write(Language language, const std::filesystem::path& file) {
    return m_registry.writer("questions")->write({&m_report, &m_catalogue, nullptr, language}, file, silentFeedback());
  }

  Registry m_registry;
  Catalogue m_catalogue = Catalogue::load(ECOREDLINE_SOURCE_DIR "/layers").value();
  RunReport m_report = madeReport();
  std::optional<TemporaryFolder> m_folder;
};

/// Every sheet and cell, as an independent reader (OGR) finds them.
std::string listing(const std::filesystem::path& path) {
  GDALAllRegister();
  const CPLConfigOptionSetter headers("OGR_XLSX_HEADERS", "DISABLE", false);
  const CPLConfigOptionSetter types("OGR_XLSX_FIELD_TYPES", "STRING", false);
  const GDALDatasetUniquePtr dataset(GDALDataset::Open(toUtf8(path).c_str(), GDAL_OF_VECTOR));
  std::string out;
  for (int i = 0; dataset != nullptr && i < dataset->GetLayerCount(); ++i) {
    out += fmt::format("[{}]\n", dataset->GetLayer(i)->GetName());
    for (auto& feature : dataset->GetLayer(i)) {
      for (int field = 0; field < feature->GetFieldCount(); ++field)
        out += fmt::format("{}{}", field == 0 ? "" : " | ", feature->GetFieldAsString(field));
      out += "\n";
    }
  }
  return out;
}

TEST_F(QuestionsWriter, WritesTheGoodCase) {
  ASSERT_TRUE(write(Language::zh, file()));
  expectGolden("plugins/writers/questions/good/small.zh.txt", listing(file()));
  ASSERT_TRUE(write(Language::en, file()));
  expectGolden("plugins/writers/questions/good/small.en.txt", listing(file()));
}

TEST_F(QuestionsWriter, TheSameRunGivesTheSameBytes) {
  ASSERT_TRUE(write(Language::zh, file("a.xlsx")));
  ASSERT_TRUE(write(Language::zh, file("b.xlsx")));
  EXPECT_EQ(readFile(file("a.xlsx")).value(), readFile(file("b.xlsx")).value());
}

TEST_F(QuestionsWriter, AFormulaInAnIdIsText) {
  m_report.sites[0].id = "=HYPERLINK(\"http://x\",\"y\")";
  ASSERT_TRUE(write(Language::zh, file()));
  EXPECT_THAT(listing(file()), HasSubstr("| =HYPERLINK(\"http://x\",\"y\") |")); // a formula would show its value
}

TEST_F(QuestionsWriter, LeavesNothingWhereItCannotWrite) {
  const auto written = write(Language::zh, m_folder->path() / "no such folder" / "q.xlsx");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "output.write_failed");
  EXPECT_TRUE(std::filesystem::is_empty(m_folder->path()));
}

} // namespace
} // namespace ecoredline
