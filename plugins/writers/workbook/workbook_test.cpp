#include "base/files.hpp"
#include "builtin_plugins.hpp"
#include "report/golden.hpp"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

namespace ecoredline {
namespace {

std::vector<TableSheet> twoTables() {
  TextTable first;
  first.heads = {{"id", {"编号", "Number"}, false, {}}, {"area", {"面积（m²）", "Area (m²)"}, true, {}}};
  first.rows = {{"LD-2024-000001", "1234.50"}, {"=1+1", ""}, {"LD-2024-000003", "面积待测"}};
  TextTable second;
  second.heads = {{"key", {"类别", "Of"}, false, {}}};
  return {{"台账", first}, {"统计", second}};
}

/// Every sheet and cell with its type, as an independent reader (OGR) finds them.
std::string listing(const std::filesystem::path& path) {
  GDALAllRegister();
  const CPLConfigOptionSetter headers("OGR_XLSX_HEADERS", "DISABLE", false);
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

class WorkbookWriterTest : public testing::Test {
 protected:
  void SetUp() override { registerBuiltinPlugins(m_registry); }
  Result<void> write(const std::filesystem::path& file) {
    WriteRequest request;
    request.sheets = m_sheets;
    return m_registry.writer("workbook")->write(request, file, silentFeedback());
  }
  Registry m_registry;
  std::vector<TableSheet> m_sheets = twoTables();
  TemporaryFolder m_folder = TemporaryFolder::create().value();
};

TEST_F(WorkbookWriterTest, WritesTheGoodCase) {
  ASSERT_TRUE(write(m_folder.path() / "a.xlsx"));
  expectGolden("plugins/writers/workbook/good/two.zh.txt", listing(m_folder.path() / "a.xlsx"));
}

TEST_F(WorkbookWriterTest, TheSameTablesGiveTheSameBytes) {
  ASSERT_TRUE(write(m_folder.path() / "a.xlsx"));
  ASSERT_TRUE(write(m_folder.path() / "b.xlsx"));
  EXPECT_EQ(readFile(m_folder.path() / "a.xlsx").value(), readFile(m_folder.path() / "b.xlsx").value());
}

TEST_F(WorkbookWriterTest, LeavesNothingWhereItCannotWrite) {
  const auto written = write(m_folder.path() / "no such folder" / "a.xlsx");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "output.write_failed");
}

} // namespace
} // namespace ecoredline
