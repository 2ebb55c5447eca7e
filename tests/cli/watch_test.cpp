// A new version of the red line against what was said before: stored verdicts and incidents.
#include "program.hpp"

#include <gdal_priv.h>
#include <gdal_utils.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>

namespace ecoredline {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string square(const std::string& id, double x, double y) {
  const double w = 0.0012, h = 0.0009;
  return json{
      {"type", "Feature"},
      {"geometry", {{"type", "Polygon"}, {"coordinates", {{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}, {x, y}}}}}},
      {"properties",
       {{"site_id", id}, {"点位编号", id}, {"zone_id", id}, {"活动类型", "采石场"}, {"后时相", "2022-03-01"}}}}
      .dump();
}

class Watch : public testing::Test {
 protected:
  std::string collection(const std::string& name, const std::vector<std::string>& features) {
    std::string all;
    for (const std::string& feature : features) all += (all.empty() ? "" : ",") + feature;
    const std::string file = folder.path(name);
    std::ofstream(pathFromUtf8(file))
        << R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[)"
        << all << "]}";
    return file;
  }
  void redline(const std::string& file, const std::string& label, const std::string& date) {
    const Ran ran = ecoredline({"import", folder.workspace(), file, "--kind", "ecological_redline", "--version", label,
                                "--date", date, "--accuracy", "0", "--coverage", "all"});
    ASSERT_EQ(ran.status, 0) << ran.err;
  }
  Ran watch(const std::string& from, const std::string& to, const std::string& format) const {
    return ecoredline(
        {"track", folder.workspace(), "ecological_redline", "--from", from, "--to", to, "--watch", "--format", format});
  }
  SampleFolder folder;
};

TEST_F(Watch, ListsWhatTheNewVersionChangesWithBothFindings) {
  // Places a, b and c; the red line holds a and b, later b and c.
  const std::string a = square("a", 126.20, 43.20), b = square("b", 126.30, 43.20), c = square("c", 126.40, 43.20);
  redline(collection("v1.geojson", {a, b}), "v1", "2020-01-01");
  const std::string places = collection("places.geojson", {a, b, c});
  const Ran screened = ecoredline({"screen", folder.workspace(), places, "--kinds", "ecological_redline",
                                   "--site-accuracy", "0", "--as-of", "2022-06-01"});
  ASSERT_EQ(screened.status, 0) << screened.err;
  const json stored = json::parse(screened.out);
  ASSERT_EQ(ecoredline({"inspect", folder.workspace(), places, "--epoch", "2022"}).status, 0);
  redline(collection("v2.geojson", {b, c}), "v2", "2024-01-01");

  const Ran ran = watch("v1", "v2", "json");
  ASSERT_EQ(ran.status, 0) << ran.err;
  const json found = json::parse(ran.out);
  EXPECT_EQ(found.at("format"), "ecoredline.watch/1");
  EXPECT_EQ(found.at("looked_at").at("sites"), 3);
  EXPECT_EQ(found.at("looked_at").at("incidents"), 3);
  ASSERT_EQ(found.at("sites").size(), 2U);
  const json& out = found.at("sites")[0];
  EXPECT_EQ(out.at("run"), stored.at("id"));
  EXPECT_EQ(out.at("site"), "a");
  EXPECT_EQ(out.at("stored_verdict"), "fail");
  EXPECT_EQ(out.at("before").at("verdict"), "fail");
  EXPECT_EQ(out.at("after").at("verdict"), "pass");
  EXPECT_GT(out.at("before").at("overlap_m2").get<double>(), 9000);
  EXPECT_EQ(out.at("after").at("overlap_m2").get<double>(), 0);
  EXPECT_THAT(out.at("before").at("finding").at("zh").get<std::string>(), HasSubstr("重叠"));
  const json& in = found.at("sites")[1];
  EXPECT_EQ(in.at("site"), "c");
  EXPECT_EQ(in.at("before").at("verdict"), "pass");
  EXPECT_EQ(in.at("after").at("verdict"), "fail");
  ASSERT_EQ(found.at("incidents").size(), 2U);
  EXPECT_EQ(found.at("incidents")[0].at("after").at("exact_m2").get<double>(), 0);
  EXPECT_GT(found.at("incidents")[1].at("after").at("exact_m2").get<double>(), 9000);

  const Ran table = watch("v1", "v2", "table");
  EXPECT_EQ(table.status, 0);
  EXPECT_THAT(table.out, HasSubstr("■ 不符合"));
  EXPECT_EQ(watch("v2", "v1", "json").status, 2);
  EXPECT_EQ(watch("v1", "v2", "csv").status, 2);

  if (std::system("/usr/bin/python3 -c 'import jsonschema' >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "python3-jsonschema is not installed";
  std::ofstream(pathFromUtf8(folder.path("w.json"))) << ran.out;
  const std::string schema = ECOREDLINE_SOURCE_DIR "/docs/schema/watch-1.schema.json";
  EXPECT_EQ(std::system(("/usr/bin/python3 -m jsonschema -i '" + folder.path("w.json") + "' '" + schema + "'").c_str()),
            0);
}

// The same zone written anew half a millimetre to the east, and once more half a metre.
TEST_F(Watch, WhatRoundingDoesIsCountedAndWhatARedrawDoesIsListed) {
  constexpr double degree = 81'000; // m, of longitude at 43.2° N
  const auto place = [&](double shift_m) { return square("a", 126.20 + shift_m / degree, 43.20); };
  redline(collection("v1.geojson", {place(0)}), "v1", "2020-01-01");
  const std::string places = collection("places.geojson", {square("s", 126.2006, 43.2003)});
  ASSERT_EQ(ecoredline({"screen", folder.workspace(), places, "--kinds", "ecological_redline", "--site-accuracy", "0",
                        "--as-of", "2022-06-01"})
                .status,
            0);
  ASSERT_EQ(ecoredline({"inspect", folder.workspace(), places, "--epoch", "2022"}).status, 0);
  redline(collection("v2.geojson", {place(0.0005)}), "v2", "2024-01-01");
  const Ran rounded = watch("v1", "v2", "json");
  ASSERT_EQ(rounded.status, 0) << rounded.err;
  const json found = json::parse(rounded.out);
  EXPECT_TRUE(found.at("sites").empty()) << found.at("sites").dump();
  EXPECT_TRUE(found.at("incidents").empty());
  EXPECT_EQ(found.at("within_noise").at("sites"), 1);
  EXPECT_EQ(found.at("within_noise").at("incidents"), 1);
  EXPECT_THAT(rounded.err, HasSubstr("1 项发现、1 个问题只差不到"));
  redline(collection("v3.geojson", {place(0.5)}), "v3", "2025-01-01");
  const json redrawn = json::parse(watch("v2", "v3", "json").out);
  EXPECT_EQ(redrawn.at("sites").size(), 1U);
  EXPECT_EQ(redrawn.at("incidents").size(), 1U);
  EXPECT_EQ(redrawn.at("within_noise").at("sites"), 0);
}

// A road that runs further inside the new version's zone.
TEST_F(Watch, LengthsInsideAreComparedToo) {
  redline(collection("v1.geojson", {square("a", 126.20, 43.20)}), "v1", "2020-01-01");
  const std::string road =
      collection("road.geojson",
                 {json{{"type", "Feature"},
                       {"geometry", {{"type", "LineString"}, {"coordinates", {{126.20, 43.2004}, {126.21, 43.2004}}}}},
                       {"properties", {{"site_id", "r"}}}}
                      .dump()});
  ASSERT_EQ(ecoredline({"screen", folder.workspace(), road, "--kinds", "ecological_redline", "--site-accuracy", "0",
                        "--as-of", "2022-06-01"})
                .status,
            0);
  redline(collection("v2.geojson", {square("a", 126.20, 43.20), square("b", 126.2012, 43.20)}), "v2", "2024-01-01");
  const json found = json::parse(watch("v1", "v2", "json").out);
  ASSERT_EQ(found.at("sites").size(), 1U);
  EXPECT_EQ(found.at("sites")[0].at("site"), "r");
}

// The sample's sites and leads, against its red line delivered again.
TEST_F(Watch, NothingChangesWhereTheVersionIsTheSame) {
  folder.importSample();
  ASSERT_EQ(ecoredline({"screen", folder.workspace(), sample("sites.gpkg"), "--kinds", "ecological_redline"}).status,
            0);
  ASSERT_EQ(ecoredline({"inspect", folder.workspace(), sample("leads_2024.geojson"), "--epoch", "2024"}).status, 0);
  const Ran again =
      ecoredline({"import", folder.workspace(), sample("redline_2023.shp"), "--kind", "ecological_redline", "--version",
                  "again", "--date", "2025-01-01", "--coverage", "admin:2202"});
  ASSERT_EQ(again.status, 0) << again.err;
  const Ran ran = watch("2023-12-01", "again", "json");
  ASSERT_EQ(ran.status, 0) << ran.err;
  const json found = json::parse(ran.out);
  EXPECT_GT(found.at("looked_at").at("sites").get<int>(), 0);
  EXPECT_GT(found.at("looked_at").at("incidents").get<int>(), 0);
  EXPECT_TRUE(found.at("sites").empty());
  EXPECT_TRUE(found.at("incidents").empty());
}

} // namespace
} // namespace ecoredline
