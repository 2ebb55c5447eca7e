// What the program writes, against the schemas that stand in docs/schema. The judge is Debian's python3-jsonschema.
#include "program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>

namespace ecoredline {
namespace {

bool shell(const std::string& command) {
  return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

class WrittenJson : public testing::Test {
 protected:
  void SetUp() override {
    if (!shell("/usr/bin/python3 -c 'import jsonschema'")) GTEST_SKIP() << "python3-jsonschema is not installed";
  }
  bool fits(const std::string& json, const std::string& schema) const {
    std::ofstream(m_folder.path("judged.json"), std::ios::binary) << json;
    return shell("/usr/bin/python3 -m jsonschema -i '" + m_folder.path("judged.json") +
                 "' '" ECOREDLINE_SOURCE_DIR "/docs/schema/" + schema + "'");
  }
  SampleFolder m_folder;
};

TEST_F(WrittenJson, AReceiptFitsItsSchema) {
  const std::string bow = m_folder.path("bow.geojson");
  std::ofstream(bow)
      << R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":)"
         R"({"type":"Polygon","coordinates":[[[126.51,43.8],[126.52,43.81],[126.52,43.8],[126.51,43.81],)"
         R"([126.51,43.8]]]}}]})";
  const std::string copy = m_folder.path("copy.gpkg");
  const Ran ran = ecoredline({"check", bow, "--repair", "yes", "--repair-row", "1", "--repair-out", copy});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const std::string receipt = readFile(m_folder.path("copy.gpkg.receipt.json")).value_or("");
  auto parsed = nlohmann::json::parse(receipt);
  ASSERT_EQ(parsed["rows"].size(), 1U);
  EXPECT_TRUE(fits(receipt, "repair-1.schema.json")) << receipt;
  parsed["rows"][0]["original_wkb"] = "xyz";
  EXPECT_FALSE(fits(parsed.dump(), "repair-1.schema.json"));
  parsed = nlohmann::json::parse(receipt);
  parsed.erase("source_hash");
  EXPECT_FALSE(fits(parsed.dump(), "repair-1.schema.json"));
}

TEST_F(WrittenJson, ARunOfTheSampleFitsItsSchema) {
  m_folder.importSample();
  const Ran ran = ecoredline({"screen", m_folder.workspace(), sample("sites.gpkg"), "--as-of", "2026-11-22"});
  ASSERT_TRUE(ran.status == 0 || ran.status == 4) << ran.err;
  EXPECT_TRUE(fits(ran.out, "screening-1.schema.json"));
  auto broken = nlohmann::json::parse(ran.out);
  broken["sites"][0]["verdict"] = "perhaps";
  EXPECT_FALSE(fits(broken.dump(), "screening-1.schema.json"));
}

// A ledger with a control area that is met and one that is refused.
TEST_F(WrittenJson, ALedgerLevelledToControlAreasFitsItsSchema) {
  m_folder.importSample();
  m_folder.import(sample("redline_2018.gpkg"), "ecological_redline", {"--version", "2018", "--date", "2018-12-01"});
  std::ofstream(m_folder.path("control.csv")) << "admin,area,unit\n220281,1,ha\n";
  const Ran ran = ecoredline({"track", m_folder.workspace(), "ecological_redline", "--from", "2018", "--to",
                              "2023-12-01", "--by", "admin_division", "--control", m_folder.path("control.csv")});
  ASSERT_EQ(ran.status, 4) << ran.err;
  EXPECT_TRUE(fits(ran.out, "ledger-1.schema.json"));
  auto broken = nlohmann::json::parse(ran.out);
  ASSERT_EQ(broken["controls"].size(), 1U);
  broken["controls"][0]["state"] = "perhaps";
  EXPECT_FALSE(fits(broken.dump(), "ledger-1.schema.json"));
}

TEST_F(WrittenJson, ASeriesFitsItsSchema) {
  m_folder.importSample();
  m_folder.import(sample("redline_2018.gpkg"), "ecological_redline", {"--version", "2018", "--date", "2018-12-01"});
  const Ran ran =
      ecoredline({"track", m_folder.workspace(), "ecological_redline", "--series", "--by", "admin_division"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_TRUE(fits(ran.out, "series-1.schema.json")) << ran.out.substr(0, 2000);
  auto broken = nlohmann::json::parse(ran.out);
  broken["steps"][0].erase("net_m2");
  EXPECT_FALSE(fits(broken.dump(), "series-1.schema.json"));
}

TEST_F(WrittenJson, CapsFitTheirSchema) {
  m_folder.importSample();
  std::ofstream(m_folder.path("caps.csv")) << "kind,zone_id,permitted,unit\nnature_reserve,BHQ-001,5,percent\n";
  const Ran ran = ecoredline({"caps", m_folder.workspace(), sample("sites.gpkg"), "--caps", m_folder.path("caps.csv"),
                              "--as-of", "2026-11-22", "--format", "json"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_TRUE(fits(ran.out, "caps-1.schema.json")) << ran.out;
  auto broken = nlohmann::json::parse(ran.out);
  broken["caps"][0]["state"] = "perhaps";
  EXPECT_FALSE(fits(broken.dump(), "caps-1.schema.json"));
  broken = nlohmann::json::parse(ran.out);
  broken.erase("rules_provisional");
  EXPECT_FALSE(fits(broken.dump(), "caps-1.schema.json"));
}

} // namespace
} // namespace ecoredline
