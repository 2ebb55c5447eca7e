#include "program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ecoredline {
namespace {

using testing::HasSubstr;
using testing::Not;

Ran derive(const SampleFolder& folder, const std::string& intakes, const std::vector<std::string>& more) {
  std::vector<std::string> arguments{
      "--lang", "en", "derive", folder.workspace(), intakes, "--kind", "water_source_zone", "--date", "2024-01-01"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return ecoredline(arguments);
}

const std::vector<std::string>& water() {
  static const std::vector<std::string> options{"--rivers", sample("derived/rivers.geojson"), "--lakes",
                                                sample("derived/lakes.geojson")};
  return options;
}

nlohmann::json versionsOf(const SampleFolder& folder) {
  return nlohmann::json::parse(ecoredline({"layers", folder.workspace(), "--json"}).out)["versions"];
}

/// A GeoJSON file of points in EPSG:4490, one property text each.
std::string pointsFile(const SampleFolder& folder, const std::vector<std::pair<std::string, std::string>>& points) {
  std::string features;
  for (const auto& [at, properties] : points)
    features += std::string(features.empty() ? "" : ",") + R"({"type":"Feature","properties":{)" + properties +
                R"(},"geometry":{"type":"Point","coordinates":[)" + at + "]}}";
  const std::string file = folder.path("points.geojson");
  const std::string text =
      R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[)" +
      features + "]}";
  EXPECT_TRUE(writeFileAtomically(pathFromUtf8(file), text));
  return file;
}

TEST(Derive, MakesAVersionOfItsOwnFromTheSample) {
  const SampleFolder folder;
  const Ran ran = derive(folder, sample("derived/intakes.geojson"), water());
  ASSERT_EQ(ran.status, 0) << ran.err;
  for (const char* zone : {"TD-QSK01+1-1", "TD-QSK01+1-2", "TD-QSK03-1", "TD-QSK04-2", "TD-QSK05-1", "TD-QSK05-2"})
    EXPECT_THAT(ran.out, HasSubstr(zone));
  const auto versions = versionsOf(folder);
  ASSERT_EQ(versions.size(), 1U);
  EXPECT_EQ(versions[0]["version"], "derived-2024-01-01");
  EXPECT_EQ(versions[0]["coverage"], "none");
  EXPECT_EQ(versions[0]["zones"], 8); // two wells of one source are one zone a level
  EXPECT_EQ(versions[0]["invalid"], 0);
  EXPECT_THAT(versions[0]["notes"].dump(), HasSubstr("HJ 338-2018"));
  EXPECT_THAT(versions[0]["notes"].dump(), HasSubstr("5 of 5"));
}

TEST(Derive, NeitherAHitNorAMissIsAConclusion) { // semantics C26
  const SampleFolder folder;
  ASSERT_EQ(derive(folder, sample("derived/intakes.geojson"), water()).status, 0);
  const Ran ran = ecoredline({"screen", folder.workspace(), sample("derived/sites.geojson"), "--kinds",
                              "water_source_zone", "--as-of", "2026-11-22"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto sites = nlohmann::json::parse(ran.out)["sites"];
  ASSERT_EQ(sites.size(), 2U);
  for (const auto& site : sites) {
    EXPECT_EQ(site["verdict"], "unknown") << site["site_id"];
    EXPECT_EQ(site["layers"][0]["reason"], "derived_zone") << site["site_id"];
  }
  double overlap = 0;
  for (const auto& finding : sites[0]["findings"])
    if (finding["overlap_m2"].is_number()) overlap = std::max(overlap, finding["overlap_m2"].get<double>());
  EXPECT_NEAR(overlap, 1600, 5); // the whole plot of 40 m lies in the first level
}

TEST(Derive, WhatCannotBeDerivedIsNamedAndTheRestIsDone) {
  const SampleFolder folder;
  const std::string file =
      pointsFile(folder, {{"126.6,43.6", R"("取水口编号":"A","水源类型":"地下水","含水层介质":"细砂")"},
                          {"126.7,43.6", R"("取水口编号":"B","水源类型":"地下水")"},
                          {"126.7,43.7", R"("取水口编号":"C","水源类型":"泉")"},
                          {"126.7,43.8", R"("取水口编号":"D","水源类型":"河流")"},
                          {"126.7,43.8", R"("取水口编号":"E","水源类型":"湖库","湖库规模":"大型水库")"}});
  const Ran ran = derive(folder, file, water());
  EXPECT_EQ(ran.status, 4) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("material of its aquifer"));
  EXPECT_THAT(ran.err, HasSubstr("C (泉)"));
  EXPECT_THAT(ran.err, HasSubstr("no river within 200 m: D"));
  EXPECT_THAT(ran.err, HasSubstr("no lake within 200 m: E"));
  EXPECT_THAT(ran.err, HasSubstr("1 of 5"));
  EXPECT_EQ(versionsOf(folder)[0]["zones"], 2);
}

TEST(Derive, WellsOfOneSourceGiveTogether) {
  const SampleFolder folder;
  const std::string well = R"(,"水源类型":"地下水","含水层介质":"细砂","水源地名称":)";
  const std::string file =
      pointsFile(folder, {{"126.6,43.6", R"("取水口编号":"A","开采量":30000)" + well + "\"甲\""},
                          {"126.7,43.6", R"("取水口编号":"B","开采量":"30000.0")" + well + "\"甲\""},
                          {"126.8,43.6", R"("取水口编号":"C","开采量":30000)" + well + "\"乙\""},
                          {"126.9,43.6", R"("取水口编号":"D","开采量":"三千")" + well + "\"丙\""},
                          {"127.0,43.6", R"("取水口编号":"E","地下水类型":"承压水")" + well + "\"丁\""}});
  const Ran ran = derive(folder, file, {});
  EXPECT_EQ(ran.status, 4);
  EXPECT_THAT(ran.err, HasSubstr("A (60000 m³/d), B (60000 m³/d)"));
  EXPECT_THAT(ran.err, HasSubstr("no number: D (三千)"));
  EXPECT_EQ(versionsOf(folder)[0]["zones"], 3); // C two levels, E one: confined
}

TEST(Derive, WaterWithoutACoordinateSystemIsRefusedWithAWayOut) {
  const SampleFolder folder;
  const std::string river = folder.path("river.csv");
  ASSERT_TRUE(writeFileAtomically(pathFromUtf8(river), "WKT,n\n\"LINESTRING(126 43,127 43)\",1\n"));
  const Ran ran = derive(folder, sample("derived/intakes.geojson"), {"--rivers", river});
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.err, HasSubstr("GeoPackage"));
  EXPECT_TRUE(versionsOf(folder).empty());
}

TEST(Derive, NothingDerivedAddsNoVersion) {
  const SampleFolder folder;
  const Ran ran = derive(folder, sample("derived/intakes.geojson"), {"--field", "intake_type=备注"});
  EXPECT_EQ(ran.status, 4);
  EXPECT_THAT(ran.err, HasSubstr("no version added"));
  EXPECT_TRUE(versionsOf(folder).empty());
}

TEST(Derive, FlowIsNeverTakenFromTheDrawing) {
  const SampleFolder folder;
  const std::string river = folder.path("river.geojson");
  ASSERT_TRUE(writeFileAtomically(
      pathFromUtf8(river),
      R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[{"type":"Feature","properties":{"n":1},"geometry":{"type":"LineString","coordinates":[[126.6,43.65],[126.6,43.55]]}}]})"));
  const std::string file = pointsFile(folder, {{"126.6005,43.6", R"("取水口编号":"R","水源类型":"河流")"}});
  const Ran unsaid = derive(folder, file, {"--rivers", river});
  EXPECT_EQ(unsaid.status, 4);
  EXPECT_THAT(unsaid.err, HasSubstr("--flow"));
  EXPECT_EQ(derive(folder, file, {"--rivers", river, "--flow", "along"}).status, 0);
  EXPECT_EQ(derive(folder, file, {"--rivers", river, "--flow", "against", "--version", "other"}).status, 0);
  const auto versions = versionsOf(folder);
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_NE(versions[0]["content_hash"], versions[1]["content_hash"]);
}

TEST(Derive, ALaterApprovedEditionWinsInsideItsCoverage) {
  SampleFolder folder;
  folder.importSample(); // approved zones of 2021 for all nine counties
  auto before = water();
  before.insert(before.end(), {"--date", "2020-01-01"});
  std::vector<std::string> arguments{"derive", folder.workspace(), sample("derived/intakes.geojson"), "--kind",
                                     "water_source_zone"};
  arguments.insert(arguments.end(), before.begin(), before.end());
  ASSERT_EQ(ecoredline(arguments).status, 0);
  const Ran ran = ecoredline({"screen", folder.workspace(), sample("derived/sites.geojson"), "--kinds",
                              "water_source_zone", "--as-of", "2026-11-22"});
  const auto sites = nlohmann::json::parse(ran.out)["sites"];
  for (const auto& site : sites) EXPECT_NE(site["layers"][0]["reason"], "derived_zone");
  const Ran after = derive(folder, sample("derived/intakes.geojson"), water());
  EXPECT_EQ(after.status, 0);
  EXPECT_THAT(after.err, HasSubstr("an earlier --date"));
}

TEST(Derive, OnlyKindsWithDistances) {
  const SampleFolder folder;
  const Ran ran = ecoredline({"--lang", "en", "derive", folder.workspace(), sample("derived/intakes.geojson"), "--kind",
                              "wetland", "--date", "2024-01-01"});
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.err, HasSubstr("water_source_zone"));
  EXPECT_EQ(ecoredline({"derive", folder.workspace(), "a.shp"}).status, 2);
}

TEST(Derive, TheSameInputGivesTheSameZones) {
  const SampleFolder folder;
  ASSERT_EQ(derive(folder, sample("derived/intakes.geojson"), water()).status, 0);
  auto again = water();
  again.insert(again.end(), {"--version", "again"});
  ASSERT_EQ(derive(folder, sample("derived/intakes.geojson"), again).status, 0);
  const auto versions = versionsOf(folder);
  EXPECT_EQ(versions[0]["content_hash"], versions[1]["content_hash"]);
  EXPECT_EQ(versions[0]["provenance_hash"], versions[1]["provenance_hash"]);
}

} // namespace
} // namespace ecoredline
