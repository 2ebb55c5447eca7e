// From files to a verdict and back: an access list is imported, the form of open questions is written, filled, read.
#include "app/import.hpp"
#include "app/init.hpp"
#include "app/layers.hpp"
#include "app/screen.hpp"
#include "base/files.hpp"
#include "report/question_form.hpp"
#include "source/table_reader.hpp"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <ogrsf_frmts.h>

#include <map>
#include <string>
#include <vector>

namespace ecoredline {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;

std::string feature(double x, double y, double size, const std::string& properties) {
  return fmt::format(R"({{"type":"Feature","properties":{{{0}}},"geometry":{{"type":"Polygon","coordinates":)"
                     "[[[{1},{2}],[{3},{2}],[{3},{4}],[{1},{4}],[{1},{2}]]]}}}}",
                     properties, x, y, x + size, y + size);
}

std::string collection(const std::string& features) {
  return R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},)"
         "\"features\":[" +
         features + "]}";
}

class AccessListFiles : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder);
    m_folder.emplace(std::move(*folder));
    ASSERT_TRUE(initWorkspace({path("w.gpkg"), "例", ECOREDLINE_SOURCE_DIR "/layers"}));
    write(
        "units.geojson",
        collection(feature(126.0, 43.5, 0.5,
                           R"("HJGKDYBM":"ZH22020220003","HJGKDYMC":"例","ZHGKDYFL":"重点管控单元","LYMC":"松花江")")));
    write("sites.geojson", collection(feature(126.2, 43.7, 0.001, R"("site_id":"=1+1","project_id":"P")") + "," +
                                      feature(126.3, 43.7, 0.001, R"("site_id":"S2","project_id":"P")")));
    write("list.csv", "某市生态环境准入清单,,,,,\n"
                      "级别,适用范围编码,管控维度,条款号,管控要求,行业代码\n"
                      "省级,*,空间布局约束,1,禁止新建,\n"
                      "流域,松花江,污染物排放管控,1,总量控制,C26\n"
                      "市级,220200,,,无要求,\n"
                      "单元,ZH22020220003,环境风险防控,1,=2+2 联防,\n"
                      "单元,ZH22020220009,环境风险防控,1,无此单元,\n");
    import("units.geojson", "environmental_control_unit");
  }

  std::filesystem::path path(const std::string& name) const { return m_folder->path() / pathFromUtf8(name); }
  void write(const std::string& name, const std::string& bytes) const {
    ASSERT_TRUE(writeFileAtomically(path(name), bytes));
  }

  Outcome import(const std::string& file, const std::string& kind) const {
    ImportOptions options;
    options.workspace = path("w.gpkg");
    options.file = path(file);
    options.kind = kind;
    options.date = "2024-06-01";
    const auto outcome = importFile(options, nullptr, silentFeedback());
    EXPECT_TRUE(outcome) << describe(outcome.error(), Language::zh);
    return outcome.value_or(Outcome{});
  }

  /// Verdicts by site.
  std::map<std::string, std::string> screen(const std::string& facts = {}, const std::string& questions = {}) {
    ScreenOptions options;
    options.workspace = path("w.gpkg");
    options.sites = path("sites.geojson");
    options.kinds = {"environmental_control_unit"};
    options.as_of = "2026-11-22";
    if (!facts.empty()) options.facts = path(facts);
    if (!questions.empty()) options.questions = path(questions);
    const auto outcome = screenSites(options, Language::zh, nullptr, silentFeedback());
    EXPECT_TRUE(outcome) << describe(outcome.error(), Language::zh);
    std::map<std::string, std::string> verdicts;
    if (!outcome) return verdicts;
    m_run = json::parse(outcome->output);
    for (const json& site : m_run["sites"]) verdicts[site["id"]] = site["verdict"];
    return verdicts;
  }

  /// The form as another program would save it after filling: answers by question, all sites alike but for `but`.
  void fill(const std::string& form, const std::string& filled, const std::map<std::string, std::string>& answers,
            const std::map<std::string, std::string>& but = {}) {
    const auto source = openTable(path(form), {}, {"问题编号", "答案"}, silentFeedback());
    ASSERT_TRUE(source) << describe(source.error(), Language::zh);
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("XLSX");
    const GDALDatasetUniquePtr out(driver->Create(toUtf8(path(filled)).c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    OGRLayer* layer = out->CreateLayer("问题", nullptr, wkbNone, nullptr);
    for (const FormColumn& column : formColumns()) {
      OGRFieldDefn field(column.title.zh.c_str(), OFTString);
      ASSERT_EQ(layer->CreateField(&field), OGRERR_NONE);
    }
    for (std::size_t row = 0; row < source->table.rows(); ++row) {
      OGRFeature feature(layer->GetLayerDefn());
      for (const FormColumn& column : formColumns())
        if (const Column* met = source->table.column(column.title.zh))
          feature.SetField(column.title.zh.c_str(), toText(met->values[row]).c_str());
      const std::string fact = toText(source->table.column("问题编号")->values[row]);
      const std::string site = toText(source->table.column("地块编号")->values[row]);
      const auto special = but.find(site + " " + fact);
      const auto answer = answers.find(fact);
      if (special != but.end() || answer != answers.end())
        feature.SetField("答案", (special != but.end() ? special->second : answer->second).c_str());
      feature.SetField("答复人", "张三");
      ASSERT_EQ(layer->CreateFeature(&feature), OGRERR_NONE);
    }
  }

  std::optional<TemporaryFolder> m_folder;
  json m_run;
};

TEST_F(AccessListFiles, TheFormGoesOutAndComesBackAsVerdicts) {
  EXPECT_EQ(screen()["S2"], "unknown"); // no list yet
  EXPECT_EQ(m_run["sites"][1]["layers"][0]["reason"], "list_absent");

  std::vector<std::string> notes;
  for (const Text& note : import("list.csv", "access_list").notes) notes.push_back(note.zh);
  EXPECT_THAT(notes, Contains(HasSubstr("ZH22020220009"))); // a clause without a unit
  EXPECT_THAT(notes, Contains(HasSubstr("5 条（省级 1、流域 1、市级 1、单元 2）")));

  EXPECT_EQ(screen({}, "q.xlsx")["S2"], "conditional");
  fill("q.xlsx", "all.xlsx",
       {{"clause.province.*.1", "符合"},
        {"clause.basin.basin:松花江.1", "不适用"},
        {"clause.unit.ZH22020220003.1", "conform"}},
       {{"=1+1 clause.unit.ZH22020220003.1", "不符合"}});
  auto verdicts = screen("all.xlsx");
  EXPECT_EQ(verdicts["S2"], "pass");
  EXPECT_EQ(verdicts["=1+1"], "fail"); // an id that looks like a formula went through two workbooks as text
  EXPECT_EQ(m_run["sites"][0]["clauses"].size(), 4U);
  EXPECT_EQ(m_run["sites"][0]["clauses"][3]["answer"], "not");
  EXPECT_EQ(m_run["sites"][0]["clauses"][3]["outcome"], "fail");

  fill("q.xlsx", "part.xlsx",
       {{"industry_code", "A0111"}, {"clause.province.*.1", "符合"}, {"clause.unit.ZH22020220003.1", "符合"}});
  EXPECT_EQ(screen("part.xlsx")["S2"], "pass"); // the industry settles the basin's clause
  fill("q.xlsx", "less.xlsx", {{"clause.province.*.1", "符合"}});
  EXPECT_EQ(screen("less.xlsx")["S2"], "conditional");
}

TEST_F(AccessListFiles, FactsFilesNameClausesInFullOrByNumber) {
  import("list.csv", "access_list");
  write("f.toml", "[project.P.clause]\n\"province.*.1\" = \"conform\"\n\"basin.basin:松花江.1\" = \"conform\"\n"
                  "[site.S2.clause.\"unit.ZH22020220003.1\"]\nvalue = \"conform\"\nby = \"李四\"\n");
  auto verdicts = screen("f.toml");
  EXPECT_EQ(verdicts["S2"], "pass");
  EXPECT_EQ(verdicts["=1+1"], "conditional");
}

TEST_F(AccessListFiles, AListIsListedWithdrawnAndThenAbsentAgain) {
  import("list.csv", "access_list");
  LayersOptions options;
  options.workspace = path("w.gpkg");
  EXPECT_THAT(listLayers(options, Language::zh)->output, HasSubstr("access_list"));
  options.withdraw = "access_list/2024-06-01";
  options.reason = "录错";
  ASSERT_TRUE(listLayers(options, Language::zh));
  EXPECT_EQ(screen()["S2"], "unknown");
}

TEST_F(AccessListFiles, ABadListLeavesTheWorkspaceAsItWas) {
  write("bad.csv", "级别,名称\n省级,x\n");
  ImportOptions options;
  options.workspace = path("w.gpkg");
  options.file = path("bad.csv");
  options.kind = "access_list";
  options.date = "2024-06-01";
  const auto refused = importFile(options, nullptr, silentFeedback());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "clause.missing_columns");
  options.file = path("list.csv");
  options.coverage = "admin:2202";
  EXPECT_EQ(importFile(options, nullptr, silentFeedback()).error().code, "import.bad_coverage");
  EXPECT_EQ(screen()["S2"], "unknown");
}

} // namespace
} // namespace ecoredline
