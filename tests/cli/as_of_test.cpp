// Every command that answers for a day answers from the versions in force then: one workspace, two days.
#include "program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <set>

namespace ecoredline {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kThen = "2020-06-01"; ///< the red line of 2018
constexpr const char* kNow = "2024-06-01";  ///< that of 2023

class AsOf : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    s_folder = std::make_unique<SampleFolder>();
    s_folder->import(sample("base/jilin_city_counties.geojson"), "admin_division",
                     {"--version", "2017", "--date", "2017-01-01", "--coverage", "features"});
    s_folder->import(sample("redline_2018.gpkg"), "ecological_redline",
                     {"--version", "old", "--date", "2018-12-01", "--coverage", "admin:2202"});
    s_folder->import(sample("redline_2023.shp"), "ecological_redline",
                     {"--version", "new", "--date", "2023-07-01", "--coverage", "admin:2202"});
  }
  static void TearDownTestSuite() { s_folder.reset(); }

  /// What a command prints on a day.
  static std::string on(const char* day, std::vector<std::string> words) {
    words.insert(words.begin() + 1, s_folder->workspace());
    words.insert(words.end(), {"--as-of", day});
    const Ran ran = ecoredline(words);
    EXPECT_TRUE(ran.status == 0 || ran.status == 4) << ran.err;
    return ran.out;
  }
  static inline std::unique_ptr<SampleFolder> s_folder;
};

TEST_F(AsOf, LayersListsWhatWasInForce) {
  EXPECT_THAT(on(kThen, {"layers"}), testing::AllOf(HasSubstr("old"), Not(HasSubstr("new"))));
  EXPECT_THAT(on(kNow, {"layers"}), HasSubstr("new"));
  EXPECT_EQ(ecoredline({"layers", s_folder->workspace(), "--as-of", "yesterday"}).status, 2);
}

TEST_F(AsOf, ScreeningNamesTheVersionOfThatDay) {
  for (const auto& [day, label] : {std::pair(kThen, "old"), std::pair(kNow, "new")}) {
    const auto run = json::parse(on(day, {"screen", sample("sites.gpkg"), "--kinds", "ecological_redline"}));
    EXPECT_EQ(run["parameters"]["as_of"], day);
    EXPECT_THAT(run.dump(), HasSubstr(std::string("\"version\":\"") + label));
  }
}

TEST_F(AsOf, TargetsMeasureThatDaysVersion) {
  double measured[2]{};
  for (int i = 0; i < 2; ++i) {
    const auto all = json::parse(on(i == 0 ? kThen : kNow, {"targets", "--json"}));
    for (const auto& target : all["targets"])
      if (target["id"] == "JLC-redline-area") {
        measured[i] = target["measured"].get<double>();
        EXPECT_THAT(target["versions"].dump(), HasSubstr(i == 0 ? "/old" : "/new"));
      }
  }
  EXPECT_LT(measured[0], measured[1]) << "the red line of the sample grew between the days";
}

TEST_F(AsOf, CapsNameThatDaysZone) {
  const auto rows = json::parse(ecoredline({"export", s_folder->workspace(), "ecological_redline",
                                            s_folder->path("zones.geojson"), "--as-of", kThen})
                                            .status == 0
                                    ? readFile(pathFromUtf8(s_folder->path("zones.geojson"))).value()
                                    : "{}");
  ASSERT_EQ(rows["features"].size(), 130U) << "export: those of 2018";
  const std::string id = rows["features"][0]["properties"]["zone_id"].get<std::string>();
  ASSERT_TRUE(writeFileAtomically(pathFromUtf8(s_folder->path("caps.csv")),
                                  "kind,zone_id,permitted,unit\necological_redline," + id + ",1,percent\n"));
  for (const auto& [day, label] : {std::pair(kThen, "/old"), std::pair(kNow, "/new")}) {
    const auto caps = json::parse(on(day, {"caps", "--caps", s_folder->path("caps.csv"), "--format", "json"}));
    EXPECT_THAT(caps["caps"][0]["version"].get<std::string>(), HasSubstr(label));
  }
}

TEST_F(AsOf, TrackTakesDaysForVersions) {
  const auto by_label =
      ecoredline({"track", s_folder->workspace(), "ecological_redline", "--from", "old", "--to", "new"});
  const auto by_day = ecoredline({"track", s_folder->workspace(), "ecological_redline", "--from", kThen, "--to", kNow});
  ASSERT_EQ(by_day.status, 0) << by_day.err;
  EXPECT_EQ(by_day.out, by_label.out);
  EXPECT_EQ(
      ecoredline({"track", s_folder->workspace(), "ecological_redline", "--from", "2018-01-01", "--to", kNow}).status,
      2)
      << "nothing was in force yet";
}

TEST_F(AsOf, ARuleThatCameIntoForceBetweenTheDaysChangesTheAnswerOfOneVersion) {
  const std::string soil = s_folder->path("soil.geojson");
  ASSERT_TRUE(writeFileAtomically(
      pathFromUtf8(soil),
      R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"TBBH":"H1","MC":"黑土"},"geometry":)"
      R"({"type":"Polygon","coordinates":[[[126.4,43.7],[126.8,43.7],[126.8,44],[126.4,44],[126.4,43.7]]]}}]})"));
  s_folder->import(soil, "black_soil",
                   {"--version", "soil", "--date", "2018-06-01", "--coverage", "all", "--crs", "EPSG:4490"});
  const auto then = on(kThen, {"screen", sample("sites.gpkg"), "--kinds", "black_soil"});
  const auto now = on(kNow, {"screen", sample("sites.gpkg"), "--kinds", "black_soil"});
  for (const auto& run : {then, now}) EXPECT_THAT(run, HasSubstr("\"version\":\"soil"));
  // 黑土地保护法 is in force since 2022-08-01: what the province asked for before is another rule.
  EXPECT_THAT(then, testing::AllOf(HasSubstr("\"BS-21-taking-2018\""), Not(HasSubstr("\"BS-21-taking\""))));
  EXPECT_THAT(now, testing::AllOf(HasSubstr("\"BS-21-taking\""), Not(HasSubstr("\"BS-21-taking-2018\""))));
}

TEST_F(AsOf, LeadsMeetTheZonesOfThatDay) {
  const auto lead_on = [](const char* day, const char* ledger_epoch) {
    const std::string place = s_folder->path(std::string("leads-") + day + ".gpkg");
    std::filesystem::copy_file(pathFromUtf8(s_folder->workspace()), pathFromUtf8(place));
    const Ran ran =
        ecoredline({"inspect", place, sample("leads_2024.geojson"), "--epoch", ledger_epoch, "--as-of", day});
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(day));
    const auto list = json::parse(ecoredline({"--quiet", "incident", place, "list", "--format", "json"}).out);
    EXPECT_EQ(list["epochs"][0]["date"], "2024-09-10") << "the day of the pictures stays";
    std::set<std::string> versions;
    for (const auto& incident : list["incidents"])
      for (const auto& zone : incident["zones"])
        if (zone["kind"] == "ecological_redline") versions.insert(zone["version"].get<std::string>());
    return versions;
  };
  EXPECT_THAT(lead_on(kThen, "2024"), testing::ElementsAre("old"));
  EXPECT_THAT(lead_on(kNow, "2024"), testing::ElementsAre("new"));
  EXPECT_EQ(
      ecoredline({"inspect", s_folder->workspace(), sample("leads_2024.geojson"), "--epoch", "2024", "--as-of", "then"})
          .status,
      2);
}

TEST_F(AsOf, AVersionThatHasEndedIsNotInForce) {
  const std::string place = s_folder->path("ended.gpkg");
  ASSERT_EQ(ecoredline({"--quiet", "init", place}).status, 0);
  const Ran imported =
      ecoredline({"--quiet", "import", place, sample("redline_2018.gpkg"), "--kind", "ecological_redline", "--version",
                  "old", "--date", "2018-12-01", "--date-to", "2020-12-31", "--coverage", "all"});
  ASSERT_EQ(imported.status, 0) << imported.err;
  const auto said = [&](const char* day) {
    return ecoredline({"--lang", "en", "track", place, "ecological_redline", "--from", day, "--to", "old"}).err;
  };
  EXPECT_THAT(said("2021-01-01"), HasSubstr("track.no_version"));
  EXPECT_THAT(said("2020-12-31"), HasSubstr("track.same_version")) << "its last day";
}

} // namespace
} // namespace ecoredline
