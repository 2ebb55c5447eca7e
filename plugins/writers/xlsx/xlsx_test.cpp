#include "builtin_plugins.hpp"
#include "report/golden.hpp"
#include "report/made_report.hpp"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

#include <optional>

namespace ecoredline {
namespace {

using testing::HasSubstr;

class XlsxWriter : public testing::Test {
 protected:
  void SetUp() override {
    registerBuiltinPlugins(m_registry);
    auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder);
    m_folder.emplace(std::move(*folder));
  }

  std::filesystem::path file(const char* name = "findings.xlsx") const { return m_folder->path() / name; }
  Result<void> write(Language language, const std::filesystem::path& file) {
    return m_registry.writer("xlsx")->write({&m_report, &m_catalogue, nullptr, language}, file, silentFeedback());
  }

  Registry m_registry;
  Catalogue m_catalogue = Catalogue::load(ECOREDLINE_SOURCE_DIR "/layers").value();
  RunReport m_report = madeReport();
  std::optional<TemporaryFolder> m_folder;
};

/// Every sheet, column type and cell, as an independent reader (OGR) finds them.
std::string listing(const std::filesystem::path& path) {
  GDALAllRegister();
  const CPLConfigOptionSetter headers("OGR_XLSX_HEADERS", "FORCE", false);
  const GDALDatasetUniquePtr dataset(GDALDataset::Open(toUtf8(path).c_str(), GDAL_OF_VECTOR));
  std::string out;
  for (int i = 0; dataset != nullptr && i < dataset->GetLayerCount(); ++i) {
    OGRLayer* layer = dataset->GetLayer(i);
    out += fmt::format("[{}]\n", layer->GetName());
    for (int field = 0; field < layer->GetLayerDefn()->GetFieldCount(); ++field) {
      const OGRFieldDefn* head = layer->GetLayerDefn()->GetFieldDefn(field);
      out += fmt::format("{}{}:{}", field == 0 ? "" : " | ", head->GetNameRef(),
                         OGRFieldDefn::GetFieldTypeName(head->GetType()));
    }
    out += "\n";
    for (auto& feature : layer) {
      for (int field = 0; field < feature->GetFieldCount(); ++field)
        out += fmt::format("{}{}", field == 0 ? "" : " | ", feature->GetFieldAsString(field));
      out += "\n";
    }
  }
  return out;
}

TEST_F(XlsxWriter, WritesTheGoodCase) {
  ASSERT_TRUE(write(Language::zh, file()));
  expectGolden("plugins/writers/xlsx/good/small.zh.txt", listing(file()));
  ASSERT_TRUE(write(Language::en, file("en.xlsx")));
  expectGolden("plugins/writers/xlsx/good/small.en.txt", listing(file("en.xlsx")));
}

TEST_F(XlsxWriter, TheSameRunIsTheSameFile) {
  ASSERT_TRUE(write(Language::zh, file()));
  ASSERT_TRUE(write(Language::zh, file("again.xlsx")));
  EXPECT_EQ(readFile(file()).value_or("a"), readFile(file("again.xlsx")).value_or("b"));
}

TEST_F(XlsxWriter, NamesNeverBecomeFormulas) {
  m_report.sites[0].name = "=cmd|' /C calc'!A0";
  m_report.sites[0].findings[0].zone_name = "=1+1";
  ASSERT_TRUE(write(Language::zh, file()));
  const std::string text = listing(file());
  EXPECT_THAT(text, HasSubstr("=cmd|' /C calc'!A0"));
  EXPECT_THAT(text, HasSubstr("=1+1"));
}

TEST_F(XlsxWriter, WhatCannotBeWrittenIsSaid) {
  const auto written = write(Language::zh, m_folder->path() / "no" / "such.xlsx");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "output.write_failed");
}

} // namespace
} // namespace ecoredline
