// The front door as a person meets it: what check says, repairs and their undoing, decisions that last.
#include "program.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <set>

namespace ecoredline {
namespace {

using testing::HasSubstr;

class Check : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& bytes) const {
    const std::string path = m_folder.path(name);
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  /// A feature collection of rings in degrees with properties given as JSON text.
  std::string geojson(const std::string& name, const std::vector<std::pair<std::string, std::string>>& features) const {
    std::string text;
    for (const auto& [properties, ring] : features)
      text += fmt::format(
          R"({}{{"type":"Feature","properties":{{{}}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}})",
          text.empty() ? "" : ",", properties, ring);
    return write(name, R"({"type":"FeatureCollection","features":[)" + text + "]}");
  }
  /// Six fields with a border each, `east` degrees from their place.
  std::string fields(const std::string& name, double east, const std::string& properties = R"("BH":"1")") const {
    std::vector<std::pair<std::string, std::string>> features;
    for (int i = 0; i < 6; ++i) {
      const double x = 126.5 + 0.01 * i + east;
      const double y = 43.8 + 0.003 * i;
      features.emplace_back(properties, fmt::format("[{0},{1}],[{2},{1}],[{2},{3}],[{0},{3}],[{0},{1}]", x, y,
                                                    x + 0.004 + 0.0005 * i, y + 0.002));
    }
    return geojson(name, features);
  }
  static std::set<std::string> codesOf(const std::string& json) {
    std::set<std::string> codes;
    const auto report = nlohmann::json::parse(json);
    for (const auto& file : report["files"])
      for (const auto& d : file["diagnoses"]) codes.insert(d["code"]);
    return codes;
  }
  Ran import(const std::string& file, const std::string& date, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"--lang",         "en",     "import", m_folder.workspace(), file, "--kind",
                                       "nature_reserve", "--date", date};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return ecoredline(arguments);
  }

  SampleFolder m_folder;
};

TEST_F(Check, AShiftAgainstAnotherLayerIsNamedWithItsDirection) {
  const Ran ran =
      ecoredline({"--lang", "en", "check", fields("a.geojson", -0.00025), "--against", fields("b.geojson", 0)});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("shift.found"));
  EXPECT_THAT(ran.out, HasSubstr("This layer lies 20.1 m west of b.geojson"));
  EXPECT_THAT(
      ecoredline({"--lang", "en", "check", m_folder.path("b.geojson"), "--against", m_folder.path("b.geojson")}).out,
      HasSubstr("shift.none"));
}

TEST_F(Check, ARepairLeavesAReceiptThatTakesItBack) {
  // The first has a loop of 1 cm beside it, the second is a bow-tie.
  const std::string file = geojson(
      "a.geojson",
      {{R"("n":1)", "[126.5,43.8],[126.504,43.8],[126.504,43.802],[126.5040001,43.8020001],[126.504,43.8020001],"
                    "[126.5040001,43.802],[126.504,43.802],[126.5,43.802],[126.5,43.8]"},
       {R"("n":2)", "[126.51,43.8],[126.52,43.81],[126.52,43.8],[126.51,43.81],[126.51,43.8]"}});
  const std::string copy = m_folder.path("copy.gpkg");
  const std::string receipt = copy + ".receipt.json";
  EXPECT_TRUE(codesOf(ecoredline({"check", file, "--json"}).out).contains("repair.proposed"));
  const Ran ran = ecoredline({"check", file, "--repair", "yes", "--repair-out", copy, "--json"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_TRUE(codesOf(ran.out).contains("repair.refused"));
  auto json = nlohmann::json::parse(readFile(pathFromUtf8(receipt)).value());
  EXPECT_EQ(json["format"], "ecoredline.repair/1");
  ASSERT_EQ(json["rows"].size(), 1U);
  EXPECT_EQ(json["rows"][0]["row"], 0);
  EXPECT_TRUE(codesOf(ecoredline({"check", copy, "--json"}).out).contains("geometry.invalid")) << "the bow-tie stays";

  ASSERT_EQ(ecoredline({"check", file, "--repair", "yes", "--repair-row", "2", "--repair-out", copy}).status, 0);
  EXPECT_FALSE(codesOf(ecoredline({"check", copy, "--json"}).out).contains("geometry.invalid"));
  const Ran undone = ecoredline({"--lang", "en", "check", "--undo", receipt});
  EXPECT_EQ(undone.status, 0) << undone.err;
  EXPECT_THAT(undone.err, HasSubstr("original geometry of 2 rows"));
  EXPECT_TRUE(codesOf(ecoredline({"check", copy, "--json"}).out).contains("geometry.invalid"));
  EXPECT_EQ(ecoredline({"check", "--undo", file}).status, 3);
}

TEST_F(Check, CandidateSystemsAreListedAndDrawn) {
  const std::string map = m_folder.path("m.svg");
  const Ran ran = ecoredline(
      {"check", write("points.csv", "id,x,y\n1,530000,4862000\n2,531000,4862500\n"), "--map", map, "--json"});
  EXPECT_EQ(ran.status, 3) << "without a system the file is still refused";
  const auto candidates = nlohmann::json::parse(ran.out)["files"][0]["crs_candidates"];
  ASSERT_FALSE(candidates.empty());
  EXPECT_EQ(candidates[0]["crs"], "EPSG:4551");
  EXPECT_EQ(candidates[0]["in_counties"], 2);
  const std::string svg = readFile(pathFromUtf8(map)).value();
  EXPECT_THAT(svg, HasSubstr("<svg"));
  EXPECT_THAT(svg, HasSubstr("EPSG:4551"));
}

TEST_F(Check, WithoutAFileItIsWrongUsage) {
  EXPECT_EQ(ecoredline({"check"}).status, 2);
}

TEST_F(Check, ADecisionAboutAFieldHoldsForTheNextDelivery) {
  const std::string first = fields("first.geojson", 0, R"("BH":"1","FENQU_TYPE":"核心区")");
  const std::string second = fields("second.geojson", 0.0001, R"("BH":"1","FENQU_TYPE":"核心区")");
  ASSERT_EQ(import(first, "2024-01-01", {"--field", "zone_class=FENQU_TYPE"}).status, 0);
  const Ran again = import(second, "2025-01-01");
  ASSERT_EQ(again.status, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr("Field zone_class is taken from column \"FENQU_TYPE\""));
  EXPECT_THAT(again.err, testing::Not(HasSubstr("bind.class_unknown")));
  const Ran changed = import(fields("third.geojson", 0.0002), "2026-01-01");
  ASSERT_EQ(changed.status, 0) << changed.err;
  EXPECT_THAT(changed.err, HasSubstr("Field zone_class came from column \"FENQU_TYPE\" last time"));
}

TEST_F(Check, ANearColumnOfTheClassIsNotTakenInSilence) {
  const std::string file = fields("near.geojson", 0, R"("zone_class_1":"核心区")");
  const Ran refused = import(file, "2024-01-01");
  EXPECT_EQ(refused.status, 3);
  EXPECT_THAT(refused.err, HasSubstr("--field zone_class=zone_class_1"));
  EXPECT_EQ(import(file, "2024-01-01", {"--field", "zone_class="}).status, 0);
  const Ran next = import(fields("next.geojson", 0.0001, R"("zone_class_1":"核心区")"), "2025-01-01");
  EXPECT_EQ(next.status, 0) << "next year's delivery maps by itself\n" << next.err;
  EXPECT_THAT(next.err, HasSubstr("No column answers to field zone_class, as decided"));
  EXPECT_TRUE(
      codesOf(ecoredline({"check", file, "--kind", "nature_reserve", "--json"}).out).contains("bind.near_field"));
}

} // namespace
} // namespace ecoredline
