// Access lists in the workspace: versions without geometry.
#include "fixture.hpp"

#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

namespace ecoredline {
namespace {

using testing::HasSubstr;

class ListTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder);
    m_folder.emplace(std::move(*folder));
    m_workspace.emplace(Workspace::create(path(), {"例", "case"}, m_catalogue).value());
  }
  std::filesystem::path path() const { return m_folder->path() / "list.gpkg"; }

  BoundList list(const std::string& text = "禁止新建") {
    Table table;
    table.source = "清单.xlsx";
    table.columns = {{"级别", "String", {Value("省级"), Value("单元")}},
                     {"适用范围编码", "String", {Value("*"), Value("ZH22020220003")}},
                     {"条款号", "String", {Value("1"), Value("2")}},
                     {"管控要求", "String", {Value(text), Value("无要求")}},
                     {"行业代码", "String", {Value("C25，C26"), Value("")}},
                     {"文号", "String", {Value("'); DROP TABLE er_versions; --"), Value("")}}};
    FlatBuilder none{Crs()};
    for (std::int64_t row = 1; row <= 2; ++row) {
      none.beginRow(Shape::none, row);
      none.endRow();
    }
    table.geometry = none.take();
    table.states.assign(2, RowState::empty);
    Diagnoses diagnoses;
    return bindList(*m_catalogue.kind(kAccessListKind), std::move(table), {}, diagnoses).value();
  }
  static NewVersion version(const std::string& label) {
    NewVersion version;
    version.label = label;
    version.date = "2024-06-01";
    version.accuracy_assumed = false;
    version.coverage.text = "none";
    return version;
  }

  Catalogue m_catalogue = Catalogue::load(ECOREDLINE_SOURCE_DIR "/layers").value();
  std::optional<TemporaryFolder> m_folder;
  std::optional<Workspace> m_workspace;
};

TEST_F(ListTest, ComesBackAsItWentIn) {
  const auto stored = m_workspace->addList(list(), version("a"), silentFeedback());
  ASSERT_TRUE(stored) << describe(stored.error(), Language::en);
  EXPECT_EQ(stored->kind, kAccessListKind);
  EXPECT_EQ(stored->features, 2U);
  EXPECT_EQ(stored->content_hash, list().content_hash);
  const auto reopened = Workspace::open(path(), Workspace::Access::read);
  const auto clauses = reopened->clauses(stored->id);
  ASSERT_TRUE(clauses) << describe(clauses.error(), Language::en);
  ASSERT_EQ(clauses->size(), 2U);
  EXPECT_EQ((*clauses)[0].fact(), "clause.province.*.1");
  EXPECT_EQ((*clauses)[0].industries, (std::vector<std::string>{"C25", "C26"}));
  EXPECT_EQ((*clauses)[0].doc_no, "'); DROP TABLE er_versions; --");
  EXPECT_TRUE((*clauses)[1].none);
  EXPECT_EQ((*clauses)[1].row, 2);
}

TEST_F(ListTest, OtherProgramsReadItAsATable) {
  const auto stored = m_workspace->addList(list(), version("a"), silentFeedback());
  ASSERT_TRUE(stored);
  GDALAllRegister();
  const GDALDatasetUniquePtr dataset(GDALDataset::Open(toUtf8(path()).c_str(), GDAL_OF_VECTOR));
  ASSERT_NE(dataset, nullptr);
  OGRLayer* layer = dataset->GetLayerByName("access_list_1");
  ASSERT_NE(layer, nullptr);
  EXPECT_EQ(layer->GetGeomType(), wkbNone);
  const OGRFeatureUniquePtr feature(layer->GetNextFeature());
  EXPECT_STREQ(feature->GetFieldAsString("scope_code"), "*");
  EXPECT_STREQ(feature->GetFieldAsString("src_管控要求"), "禁止新建"); // the file's own column as met
}

TEST_F(ListTest, IsWithdrawnNeverEdited) {
  const auto stored = m_workspace->addList(list(), version("a"), silentFeedback());
  ASSERT_TRUE(stored);
  EXPECT_EQ(m_workspace->addList(list("别的"), version("a"), silentFeedback()).error().code, "workspace.label_exists");
  const auto twin = m_workspace->addList(list(), version("b"), silentFeedback());
  ASSERT_TRUE(twin);
  ASSERT_EQ(twin->notes.size(), 1U);
  EXPECT_THAT(twin->notes[0], HasSubstr("内容与版本“a”相同"));
  const auto withdrawn = m_workspace->withdraw(stored->id, "录错");
  ASSERT_TRUE(withdrawn);
  EXPECT_FALSE(withdrawn->withdrawn_at.empty());
  EXPECT_EQ(m_workspace->clauses(99).error().code, "workspace.no_version");
  sqlite3* file = nullptr;
  ASSERT_EQ(sqlite3_open(toUtf8(path()).c_str(), &file), SQLITE_OK);
  for (const char* sql : {"UPDATE access_list_1 SET text = 'x'", "DELETE FROM access_list_1",
                          "INSERT INTO access_list_1 (level) VALUES ('unit')"})
    EXPECT_EQ(sqlite3_exec(file, sql, nullptr, nullptr, nullptr), SQLITE_CONSTRAINT) << sql;
  sqlite3_close(file);
}

} // namespace
} // namespace ecoredline
