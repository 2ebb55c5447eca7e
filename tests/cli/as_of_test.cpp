// Every command that answers for a day answers from the versions in force then: one workspace, two days.
#include "program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

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

} // namespace
} // namespace ecoredline
