#include "desktop/map_pyramid.hpp"
#include "desktop/map_reader.hpp"
#include "window_fixture.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <optional>

namespace ecoredline {
namespace {

class Pyramid : public WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    reader.emplace(MapReader::open(pathFromUtf8(workspace())).value());
    opened.emplace(Workspace::open(pathFromUtf8(workspace()), Workspace::Access::read).value());
    cache.emplace(TemporaryFolder::create().value());
    for (const Version& each : reader->opened()->versions)
      if (each.kind == "ecological_redline") version = each;
    ASSERT_GT(version.zones, 0U);
  }
  MapPyramid pyramid() const { return {cache->path(), version, reader->opened()->plane}; }
  /// All rows in full detail on the map's plane.
  FlatLayer detailed() {
    auto zones = opened->reader(version.id).value();
    return onMap(zones->read(zones->extent(), silentFeedback()).value(), reader->opened()->plane).value();
  }

  std::optional<MapReader> reader;
  std::optional<Workspace> opened;
  std::optional<TemporaryFolder> cache;
  Version version;
};

TEST_F(Pyramid, KeepsEveryZoneNearWhereItIsWithFewerVertices) {
  MapPyramid made = pyramid();
  EXPECT_FALSE(made.isThere());
  EXPECT_EQ(made.level(1000), nullptr);
  ASSERT_TRUE(made.make(*opened, silentFeedback()));
  EXPECT_TRUE(made.isThere());
  EXPECT_EQ(made.level(MapPyramid::kFinest * 0.99), nullptr) << "nearer everything is drawn";
  const FlatLayer all = detailed();
  std::size_t before = all.vertices();
  for (const double step : MapPyramid::kSteps) {
    const auto level = made.level(step * 2);
    ASSERT_NE(level, nullptr) << step;
    ASSERT_EQ(level->layer.rows(), all.rows());
    EXPECT_LT(level->layer.vertices(), before) << step;
    before = level->layer.vertices();
    for (std::size_t row = 0; row < all.rows(); ++row) {
      EXPECT_EQ(level->layer.row_id[row], all.row_id[row]);
      EXPECT_NEAR(level->layer.box[row].min_x, all.box[row].min_x, step) << step;
      EXPECT_NEAR(level->layer.box[row].max_y, all.box[row].max_y, step) << step;
    }
    for (const double x : level->layer.x) EXPECT_EQ(x * 4, step * std::round(x * 4 / step)) << "on the grid";
  }
}

TEST_F(Pyramid, KnowsWhatColoursAndLabelsNeed) {
  MapPyramid made = pyramid();
  ASSERT_TRUE(made.make(*opened, silentFeedback()));
  const auto zones = opened->zones(version.id).value();
  ASSERT_EQ(made.words().size(), zones.size());
  for (const MapPyramid::Word& word : made.words()) {
    EXPECT_EQ(word.zone_class, zones.at(word.row_id).zone_class);
    EXPECT_EQ(word.zone_id, zones.at(word.row_id).zone_id);
    EXPECT_EQ(word.zone_name, zones.at(word.row_id).zone_name);
  }
}

TEST_F(Pyramid, FilesOfAnotherVersionAndDamagedOnesAreNotUsed) {
  ASSERT_TRUE(pyramid().make(*opened, silentFeedback()));
  Version other = version;
  other.content_hash += "x";
  EXPECT_FALSE(MapPyramid(cache->path(), other, reader->opened()->plane).isThere());
  for (const auto& file : std::filesystem::directory_iterator(cache->path())) {
    std::filesystem::resize_file(file.path(), std::filesystem::file_size(file.path()) / 2);
  }
  MapPyramid cut = pyramid();
  for (const double step : MapPyramid::kSteps) EXPECT_EQ(cut.level(step * 2), nullptr) << step;
  EXPECT_FALSE(cut.verify(MapPyramid::kFinest, reader->opened()->extent));
  EXPECT_TRUE(cut.words().empty());
}

TEST_F(Pyramid, ADamagedRowIsFoundWhenItIsFirstSeenAndTheFileIsMadeAgain) {
  ASSERT_TRUE(pyramid().make(*opened, silentFeedback()));
  const double scale = MapPyramid::kSteps[0] * 2;
  MapPyramid whole = pyramid();
  const FlatLayer layer = whole.level(scale)->layer;
  std::size_t far = 0; // the row whose box ends farthest east, and one that it does not meet
  for (std::size_t row = 0; row < layer.rows(); ++row)
    if (layer.box[row].min_x > layer.box[far].min_x) far = row;
  std::size_t near = 0;
  while (near < layer.rows() && layer.box[near].meets(layer.box[far])) ++near;
  ASSERT_LT(near, layer.rows());
  std::filesystem::path file;
  for (const auto& each : std::filesystem::directory_iterator(cache->path()))
    if (each.path().extension() == ".8") file = each.path();
  const double x = layer.x[layer.ring_vertex[layer.row_ring[far]]];
  std::string bytes = readFile(file).value();
  const auto at = 4096 + 8 * layer.ring_vertex[layer.row_ring[far]]; // x is what stands behind the head
  ASSERT_EQ(std::memcmp(bytes.data() + at, &x, sizeof x), 0);
  bytes[at + 3] = static_cast<char>(bytes[at + 3] ^ 1);
  ASSERT_TRUE(writeFileAtomically(file, bytes));

  MapPyramid damaged = pyramid();
  ASSERT_NE(damaged.level(scale), nullptr) << "nobody has looked at the row";
  EXPECT_TRUE(damaged.verify(scale, layer.box[near]));
  EXPECT_NE(damaged.level(scale), nullptr);
  EXPECT_FALSE(damaged.verify(scale, layer.box[far]));
  EXPECT_EQ(damaged.level(scale), nullptr) << "what is drawn comes from the workspace now";
  EXPECT_NE(damaged.level(MapPyramid::kSteps[1] * 2), nullptr) << "another file";
  EXPECT_FALSE(pyramid().isThere());
  ASSERT_TRUE(pyramid().make(*opened, silentFeedback()));
  EXPECT_TRUE(pyramid().verify(scale, layer.extent()));
}

TEST_F(Pyramid, StopsWhenItIsCancelledAndLeavesNothingThatCountsAsThere) {
  Feedback feedback;
  feedback.cancel();
  EXPECT_FALSE(pyramid().make(*opened, feedback));
  EXPECT_FALSE(pyramid().isThere());
}

TEST_F(Pyramid, SnappingSeesNoGeneralisedCorner) {
  const MapPyramid made(cacheFolder() / "pyramid", version, reader->opened()->plane);
  ASSERT_TRUE(made.make(*opened, silentFeedback()));
  EXPECT_TRUE(reader->generalises(version.id, 300));
  EXPECT_FALSE(reader->generalises(version.id, 3));
  EXPECT_FALSE(reader->generalises(version.id, 0));
  const Box all = reader->opened()->extent;
  const auto rows = [&](double metres_per_pixel) {
    std::size_t count = 0;
    const DrawLayers layers = reader->layers(version.id, {all, metres_per_pixel}, silentFeedback()).value();
    for (const auto& layer : layers) count += layer->shapes.rows();
    return count;
  };
  EXPECT_EQ(rows(300), rows(0));
}

} // namespace
} // namespace ecoredline
