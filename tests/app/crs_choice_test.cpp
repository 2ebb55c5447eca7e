#include "app/crs_choice.hpp"
#include "app/import.hpp"
#include "app/init.hpp"
#include "app/reference.hpp"
#include "base/files.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;
const fs::path kSamples = fs::path(ECOREDLINE_SOURCE_DIR) / "sample_data";

class CrsChoices : public ::testing::Test {
 protected:
  void SetUp() override {
    path = folder.path() / "w.gpkg";
    ASSERT_TRUE(initWorkspace({path, "w", {}}));
    ImportOptions import;
    import.workspace = path;
    import.file = kSamples / "redline_2023.shp";
    import.kind = "ecological_redline";
    import.label = "2023";
    import.date = "2023-01-01";
    const auto done = importFile(import, nullptr, silentFeedback());
    ASSERT_TRUE(done) << describe(done.error(), Language::en);
    const fs::path corners = folder.path() / "corners.txt"; // eastings without their zone
    ASSERT_TRUE(writeFileAtomically(corners, "J1  4857000.12  566000.34\nJ2  4857000.12  566250.34\n"
                                             "J3  4856800.12  566250.34\nJ4  4856800.12  566000.34\n"));
    const auto shapes = shapesAsStored(corners, {}, silentFeedback());
    ASSERT_TRUE(shapes) << describe(shapes.error(), Language::en);
    const auto reference = referenceBoundaries(nullptr, "2026-01-01");
    ASSERT_TRUE(reference);
    choices = choicesOf(*shapes, crsCandidates(*shapes, *reference));
    ASSERT_GT(choices.size(), 1U);
    ASSERT_TRUE(std::ranges::any_of(choices, [](const CrsChoice& one) { return one.crs == "EPSG:4551"; }));
  }
  const CrsChoice& of(const std::string& crs) { return *std::ranges::find(choices, crs, &CrsChoice::crs); }
  TemporaryFolder folder = TemporaryFolder::create().value();
  fs::path path;
  std::vector<CrsChoice> choices;
};

TEST_F(CrsChoices, HaveTheirShapesWhereTheyWouldLie) {
  for (const CrsChoice& choice : choices) {
    ASSERT_GT(choice.ghosts.rows(), 0U) << choice.crs;
    EXPECT_TRUE(choice.ghosts.crs.isGeographic());
    EXPECT_TRUE(choice.ghosts.extent().grown(0.2, 0.2).contains(choice.degrees)) << choice.crs;
  }
}

TEST_F(CrsChoices, AreHeldAgainstTheGroundOfTheLayers) {
  const auto workspace = Workspace::open(path, Workspace::Access::read);
  ASSERT_TRUE(workspace);
  ASSERT_TRUE(weigh(choices, *workspace, silentFeedback()));
  EXPECT_EQ(of("EPSG:4551").distance_m, 0);
  EXPECT_TRUE(std::ranges::any_of(choices, [](const CrsChoice& one) { return one.distance_m > 100e3; }))
      << "in the next zone it lies far off";
  EXPECT_FALSE(of("EPSG:4551").is_coverage_known) << "no layer states an area";
}

TEST_F(CrsChoices, AreCountedInTheAreaThatALayerCovers) {
  for (const auto& [file, kind, coverage] :
       {std::array{"base/jilin_city_counties.geojson", "admin_division", "features"},
        std::array{"nature_reserve.shp", "nature_reserve", "admin:2202"}}) {
    ImportOptions import;
    import.workspace = path;
    import.file = kSamples / file;
    import.kind = kind;
    import.date = "2023-01-01";
    import.coverage = coverage;
    const auto done = importFile(import, nullptr, silentFeedback());
    ASSERT_TRUE(done) << describe(done.error(), Language::en);
  }
  const auto workspace = Workspace::open(path, Workspace::Access::read);
  ASSERT_TRUE(weigh(choices, *workspace, silentFeedback()));
  EXPECT_TRUE(of("EPSG:4551").is_coverage_known);
  EXPECT_GT(of("EPSG:4551").covered, 0U);
  EXPECT_TRUE(std::ranges::any_of(choices, [](const CrsChoice& one) { return one.covered == 0; }));
}

} // namespace
} // namespace ecoredline
