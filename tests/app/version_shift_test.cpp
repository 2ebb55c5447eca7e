// A delivery that lies shifted against what the workspace holds of the same ground is said at import.
#include "app/import.hpp"
#include "app/init.hpp"
#include "base/files.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <string>

namespace ecoredline {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// How a delivery of 60 blobs near Jilin is drawn.
struct Drawn {
  double east = 0; ///< metres
  double noise = 0;
  double grown = 0; ///< metres that every third blob is larger by
};

class VersionShift : public testing::Test {
 protected:
  VersionShift() { EXPECT_TRUE(initWorkspace({workspace(), "shift", ECOREDLINE_SOURCE_DIR "/layers"})); }
  std::filesystem::path workspace() const { return m_folder.path() / "ws.gpkg"; }

  std::filesystem::path file(const Drawn& drawn, unsigned seed) const {
    std::mt19937 random(seed);
    std::normal_distribution<double> noise(0, 1);
    std::string text = R"({"type":"FeatureCollection","features":[)";
    for (int i = 0; i < 60; ++i) {
      const double radius = 150 + 10 * (i % 7) + (i % 3 == 0 ? drawn.grown : 0);
      std::string ring;
      std::string first;
      for (int k = 0; k < 96; ++k) {
        const double angle = 2 * std::numbers::pi * k / 96;
        const double r = radius * (1 + 0.3 * std::sin(3 * angle + i));
        const double east = 600.0 * (i % 8) + r * std::cos(angle) + drawn.east + drawn.noise * noise(random);
        const double north = 600.0 * (i / 8) + r * std::sin(angle) + drawn.noise * noise(random);
        const std::string place = fmt::format("[{:.9f},{:.9f}]", 126.5 + east / 80'500, 43.6 + north / 111'110);
        if (k == 0) first = place;
        ring += place + ",";
      }
      text += fmt::format(R"({}{{"type":"Feature","properties":{{"HXBM":"{}","HXMC":"甲{}"}},)"
                          R"("geometry":{{"type":"Polygon","coordinates":[[{}{}]]}}}})",
                          i == 0 ? "" : ",", i, i, ring, first);
    }
    const auto path = m_folder.path() / fmt::format("{}.geojson", seed);
    EXPECT_TRUE(writeFileAtomically(path, text + "]}"));
    return path;
  }

  /// What the import said in English.
  std::string imported(const std::string& kind, const Date& date, const Drawn& drawn) {
    ImportOptions options;
    options.workspace = workspace();
    options.file = file(drawn, ++m_seed);
    options.kind = kind;
    options.date = date;
    const auto outcome = importFile(options, nullptr, silentFeedback());
    EXPECT_TRUE(outcome) << (outcome ? "" : describe(outcome.error(), Language::en));
    std::string said;
    if (outcome)
      for (const Text& note : outcome->notes) said += note.en + "\n";
    return said;
  }

 private:
  TemporaryFolder m_folder = TemporaryFolder::create().value();
  unsigned m_seed = 0;
};

const auto kSaysShift = HasSubstr("one translation brings");

TEST_F(VersionShift, ANewDeliveryIsComparedWithTheNewestOfItsKind) {
  EXPECT_THAT(imported("ecological_redline", "2023-01-01", {}), Not(kSaysShift));
  EXPECT_THAT(imported("ecological_redline", "2024-01-01", {}), Not(kSaysShift));
  EXPECT_THAT(imported("ecological_redline", "2025-01-01", {0, 0.5, 15}), Not(kSaysShift)); // true changes
  EXPECT_THAT(imported("ecological_redline", "2026-01-01", {5, 0.3, 0}),
              AllOf(kSaysShift, HasSubstr("This layer lies 5.0 m east of"), HasSubstr("2025-01-01")));
}

TEST_F(VersionShift, AKindThatSharesBordersTellsToo) {
  EXPECT_THAT(imported("ecological_redline", "2023-01-01", {}), Not(kSaysShift));
  EXPECT_THAT(imported("nature_reserve", "2023-01-01", {-2, 0, 0}),
              AllOf(kSaysShift, HasSubstr("This layer lies 2.0 m west of")));
}

} // namespace
} // namespace ecoredline
