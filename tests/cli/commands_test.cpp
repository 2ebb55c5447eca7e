#include "program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ecoredline {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(Commands, EveryCommandHasHelpInBothLanguages) {
  for (const char* command : {"kinds", "check", "init", "import", "derive", "layers", "screen", "explain", "review"}) {
    const Ran zh = ecoredline({command, "--help"});
    const Ran en = ecoredline({"--lang", "en", command, "--help"});
    EXPECT_EQ(zh.status, 0) << command;
    EXPECT_EQ(en.status, 0) << command;
    EXPECT_THAT(zh.err, IsEmpty()) << command;
    EXPECT_NE(zh.out, en.out) << command;
  }
}

TEST(Commands, WrongUsageIsExitTwo) {
  EXPECT_EQ(ecoredline({}).status, 2);
  EXPECT_EQ(ecoredline({"no_such_command"}).status, 2);
  EXPECT_EQ(ecoredline({"screen"}).status, 2);
  EXPECT_EQ(ecoredline({"screen", "a.gpkg", "b.shp", "--area", "guess"}).status, 2);
  EXPECT_EQ(ecoredline({"screen", "a.gpkg", "b.shp", "--format", "json,csv"}).status, 2); // two formats need --out
  EXPECT_EQ(ecoredline({"screen", "a.gpkg", "b.shp", "--as-of", "2026-02-30"}).status, 2);
}

TEST(Commands, KindsLintIsCleanAndJsonIsJson) {
  EXPECT_EQ(ecoredline({"kinds", "--lint"}).status, 0);
  const auto json = nlohmann::json::parse(ecoredline({"kinds", "--json"}).out);
  EXPECT_EQ(json["format"], "ecoredline.catalogue/1");
  EXPECT_GE(json["kinds"].size(), 5U);
}

TEST(Commands, KindsAsOfADayListsTheRulesOfThatDay) {
  const auto rulesOn = [](const std::vector<std::string>& day) {
    std::vector<std::string> line{"kinds", "--json"};
    line.insert(line.end(), day.begin(), day.end());
    return nlohmann::json::parse(ecoredline(line).out);
  };
  const auto all = rulesOn({}), then = rulesOn({"--as-of", "2015-06-01"});
  EXPECT_FALSE(all.contains("as_of"));
  EXPECT_EQ(then["as_of"], "2015-06-01");
  std::size_t others = 0;
  for (std::size_t kind = 0; kind < all["kinds"].size(); ++kind) {
    nlohmann::json expected = nlohmann::json::array();
    for (const auto& rule : all["kinds"][kind]["rules"]) {
      const std::string from = rule["effective_from"], to = rule["effective_to"];
      const bool is_in_force = from <= "2015-06-01" && (to.empty() || to >= "2015-06-01");
      is_in_force ? expected.push_back(rule) : void(++others);
    }
    EXPECT_EQ(then["kinds"][kind]["rules"], expected) << all["kinds"][kind]["id"];
  }
  EXPECT_GT(others, 10U) << "many rules are younger";
  EXPECT_EQ(ecoredline({"kinds", "--as-of", "soon"}).status, 2);
}

TEST(Commands, ImportNeedsKindAndDateWhenNobodyCanBeAsked) {
  SampleFolder folder;
  const Ran ran = ecoredline(
      {"--lang", "en", "import", folder.workspace(), sample("redline_2023.shp"), "--kind", "ecological_redline"});
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.err, HasSubstr("--date"));
}

TEST(Commands, SampleSitesReachEveryVerdict) {
  SampleFolder folder;
  folder.importSample();
  const Ran ran = ecoredline({"screen", folder.workspace(), sample("sites.gpkg"), "--profile", "areas", "--facts",
                              sample("facts.toml"), "--as-of", "2026-11-22"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto run = nlohmann::json::parse(ran.out);
  std::set<std::string> verdicts;
  for (const auto& site : run["sites"]) verdicts.insert(site["verdict"]);
  EXPECT_EQ(verdicts, (std::set<std::string>{"conditional", "fail", "marginal", "pass", "unknown"}));
  const Ran full = ecoredline(
      {"screen", folder.workspace(), sample("sites.gpkg"), "--facts", sample("facts.toml"), "--as-of", "2026-11-22"});
  const auto full_run = nlohmann::json::parse(full.out);
  ASSERT_FALSE(full_run["sites"].empty());
  for (const auto& site : full_run["sites"]) EXPECT_NE(site["verdict"], "pass"); // units are missing
}

TEST(Commands, FailOnCountsCertainAndMarginalOnly) {
  SampleFolder folder;
  folder.importSample();
  const std::vector<std::string> screen{"screen", folder.workspace(), sample("sites.gpkg"), "--profile",
                                        "areas",  "--as-of",          "2026-11-22"};
  auto strict = screen;
  strict.insert(strict.end(), {"--fail-on", "prohibit"});
  EXPECT_EQ(ecoredline(screen).status, 0);
  EXPECT_EQ(ecoredline(strict).status, 1);
}

TEST(Commands, ExplainWorksFromTheFileAndFromTheWorkspace) {
  SampleFolder folder;
  folder.importSample();
  ASSERT_EQ(ecoredline({"screen", folder.workspace(), sample("sites.gpkg"), "--profile", "areas", "--out",
                        folder.path("out"), "--format", "json,csv,gpkg"})
                .status,
            0);
  const auto run = nlohmann::json::parse(readFile(folder.path("out/run.json")).value());
  const std::string site = run["sites"][0]["id"];
  const Ran by_file = ecoredline({"explain", folder.path("out/run.json"), site});
  const Ran by_id = ecoredline({"explain", run["id"].get<std::string>(), site, "--workspace", folder.workspace()});
  EXPECT_EQ(by_file.status, 0) << by_file.err;
  EXPECT_FALSE(by_file.out.empty());
  EXPECT_EQ(by_file.out, by_id.out);
  EXPECT_EQ(ecoredline({"explain", folder.path("out/run.json"), "no such site"}).status, 3);
}

TEST(Commands, ReviewStandsBesideTheToolsVerdict) {
  SampleFolder folder;
  folder.importSample();
  ASSERT_EQ(ecoredline({"screen", folder.workspace(), sample("sites.gpkg"), "--profile", "areas", "--out",
                        folder.path("out"), "--format", "json"})
                .status,
            0);
  const std::string before = readFile(folder.path("out/run.json")).value();
  const auto run = nlohmann::json::parse(before);
  const std::string id = run["id"];
  const std::vector<std::string> about{"review", folder.workspace(), id, run["sites"][0]["id"].get<std::string>()};
  const auto with = [&](std::initializer_list<std::string> more) {
    auto arguments = about;
    arguments.insert(arguments.end(), more);
    return ecoredline(arguments);
  };
  EXPECT_EQ(with({"--finding", "1", "--decision", "confirm", "--by", "张三"}).status, 2); // no reason
  EXPECT_EQ(with({"--finding", "1", "--decision", "maybe", "--by", "张三", "--reason", "已核"}).status,
            2); // no such word
  EXPECT_EQ(with({"--finding", "99", "--decision", "confirm", "--by", "张三", "--reason", "已核"}).status,
            3); // no such finding
  const Ran first = with({"--finding", "1", "--decision", "override", "--by", "张三", "--reason", "勘界不相交",
                          "--document", "勘界〔2026〕12号"});
  ASSERT_EQ(first.status, 0) << first.err;
  EXPECT_NE(first.out.find("勘界不相交"), std::string::npos);
  EXPECT_NE(first.out.find("#1 改判"), std::string::npos);
  EXPECT_NE(first.out.find(run["sites"][0]["findings"][0]["text"]["zh"].get<std::string>()), std::string::npos);
  ASSERT_EQ(with({"--decision", "confirm", "--by", "李四", "--reason", "同意"}).status, 0);
  const Ran listed = with({});
  EXPECT_NE(listed.out.find("张三"), std::string::npos);
  EXPECT_NE(listed.out.find("李四"), std::string::npos);
  const Ran explained = ecoredline({"explain", id, about[3], "--workspace", folder.workspace()});
  EXPECT_NE(explained.out.find("勘界〔2026〕12号"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(readFile(folder.path("out/run.json")).value()), run); // the run never changes
}

TEST(Commands, WithdrawnVersionIsKeptAndNoLongerUsed) {
  SampleFolder folder;
  folder.importSample();
  EXPECT_EQ(ecoredline({"layers", folder.workspace(), "--withdraw", "ecological_redline/2023-12-01"}).status,
            2); // no reason
  ASSERT_EQ(ecoredline(
                {"layers", folder.workspace(), "--withdraw", "ecological_redline/2023-12-01", "--reason", "错误的交付"})
                .status,
            0);
  const auto layers = nlohmann::json::parse(ecoredline({"layers", folder.workspace(), "--json"}).out);
  EXPECT_EQ(layers["versions"].size(), 4U);
  const auto run = nlohmann::json::parse(
      ecoredline({"screen", folder.workspace(), sample("sites.gpkg"), "--kinds", "ecological_redline"}).out);
  EXPECT_TRUE(run["layers"].empty());
}

} // namespace
} // namespace ecoredline
