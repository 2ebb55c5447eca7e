#include "base/files.hpp"
#include "catalogue/derivation.hpp"
#include "small_catalogue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace ecoredline {
namespace {

using testing::HasSubstr;

const Catalogue& product() {
  static const Catalogue catalogue = Catalogue::load(ECOREDLINE_SOURCE_DIR "/layers").value();
  return catalogue;
}

std::string productText() {
  return product().files().at("derived/water_source_zone.toml");
}

Derivation productDistances() {
  return derivationOf(product(), "water_source_zone").value();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string codeOf(const std::string& text) {
  const auto read = readDerivation("derived/x.toml", text);
  return read ? "" : read.error().code;
}

TEST(Derivation, HasTheDistancesOfTheTable) {
  const Derivation d = productDistances();
  const DistanceCase* sand = d.well.find("中砂");
  ASSERT_NE(sand, nullptr);
  EXPECT_EQ(sand->first.radius_m, 50);
  EXPECT_EQ(sand->second.radius_m, 500);
  EXPECT_EQ(d.well.find("pebble")->second.radius_m, 5000);
  const DistanceCase* river = d.river.find("");
  ASSERT_NE(river, nullptr);
  EXPECT_EQ(river->first.up_m, 1000);
  EXPECT_EQ(river->first.down_m, 100);
  EXPECT_EQ(river->second.up_m, 2000);
  EXPECT_EQ(river->second.down_m, 200);
  EXPECT_EQ(river->second.land_m, 1000);
  EXPECT_EQ(d.river.find("感潮")->second.land_m, 0);
  EXPECT_TRUE(std::isinf(d.lake.find("中型水库")->second.water_m));
  EXPECT_EQ(d.lake.find("大型水库")->second.water_m, 2000);
  EXPECT_TRUE(std::isinf(d.lake.find("小型水库")->first.water_m));
}

TEST(Derivation, NothingIsTakenForAnEmptyMaterialOrSize) {
  const Derivation d = productDistances();
  EXPECT_EQ(d.well.find(""), nullptr);
  EXPECT_EQ(d.lake.find(" "), nullptr);
  EXPECT_EQ(d.well.find("黏土"), nullptr);
}

TEST(Derivation, SortsAreKnownByTheirNames) {
  const Derivation d = productDistances();
  EXPECT_TRUE(d.well.isCalled("地下水"));
  EXPECT_TRUE(d.lake.isCalled("Reservoir"));
  EXPECT_TRUE(d.river.isCalled("河流"));
  EXPECT_FALSE(d.river.isCalled(""));
}

TEST(Derivation, ItsLevelsAreClassesOfTheKind) {
  const Derivation d = productDistances();
  const LayerKind* kind = product().kind(d.kind);
  ASSERT_NE(kind, nullptr);
  EXPECT_NE(kind->zoneClass(d.level_1), nullptr);
  EXPECT_NE(kind->zoneClass(d.level_2), nullptr);
}

TEST(Derivation, IsReadStrictly) {
  const std::string text = productText();
  EXPECT_EQ(codeOf(text), "");
  EXPECT_EQ(codeOf(replaced(text, "level_1_m = 30", "level_1_m = -30")), "catalogue.bad_value");
  EXPECT_EQ(codeOf(replaced(text, "level_1_m = 30\n", "")), "catalogue.bad_value");
  EXPECT_EQ(codeOf(replaced(text, "level_1_m = 30", "level_one_m = 30")), "catalogue.unknown_key");
  EXPECT_EQ(codeOf(replaced(text, "down_2_m = 200\n", "")), "catalogue.bad_value");
  EXPECT_EQ(codeOf(replaced(text, "water_2_m = \"rest\"", "water_2_m = \"some\"")), "catalogue.bad_value");
  EXPECT_EQ(codeOf(text + "\n= 3"), "catalogue.syntax");
  EXPECT_EQ(codeOf("kind = 3"), "catalogue.bad_value");
}

TEST(Derivation, MayNotCallItselfVerified) {
  EXPECT_EQ(codeOf(replaced(productText(), "status = \"provisional\"", "status = \"verified\"")),
            "catalogue.bad_value");
}

TEST(Derivation, ACatalogueWithAFaultyOneDoesNotLoad) {
  auto files = smallFiles();
  files["derived/water.toml"] = "kind = 3\n";
  const auto catalogue = Catalogue::fromFiles(files);
  ASSERT_FALSE(catalogue);
  EXPECT_THAT(catalogue.error().where, HasSubstr("derived/water.toml:1"));
}

TEST(Derivation, BelongsToTheContentHash) {
  auto files = product().files();
  files["derived/water_source_zone.toml"] = replaced(productText(), "level_1_m = 30", "level_1_m = 31");
  const auto changed = Catalogue::fromFiles(files);
  ASSERT_TRUE(changed);
  EXPECT_NE(changed->contentHash(), product().contentHash());
  EXPECT_EQ(derivationOf(*changed, "water_source_zone")->well.find("细砂")->first.radius_m, 31);
}

TEST(Derivation, KindsWithoutDistancesSaySo) {
  const auto none = derivationOf(product(), "wetland");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "derive.no_distances");
}

} // namespace
} // namespace ecoredline
