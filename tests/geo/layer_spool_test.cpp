#include "geo/layer_spool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace ecoredline {
namespace {

using testing::ElementsAre;

/// Two parts and a hole, a line, and a row without geometry.
FlatLayer batch(double at, std::int64_t id) {
  FlatBuilder builder(Crs::cgcs2000());
  const auto ring = [&](double x, double side, std::uint32_t part) {
    builder.addRing(std::vector{x, x + side, x + side, x}, std::vector{at, at, at + side, at}, part);
  };
  builder.beginRow(Shape::polygon, id);
  ring(at, 4, 0);
  ring(at + 2, 1, 0);
  ring(at + 9, 2, 1);
  builder.endRow();
  builder.beginRow(Shape::none, id + 1);
  builder.endRow();
  builder.beginRow(Shape::line, id + 2);
  builder.addRing(std::vector{at, at + 1}, std::vector{at, at}, 0);
  builder.endRow();
  return builder.take();
}

FlatLayer spooled(std::uint64_t in_memory) {
  LayerSpool spool(Crs::cgcs2000(), in_memory);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(spool.add(batch(20 * i, 3 * i)));
  auto layer = spool.take();
  EXPECT_TRUE(layer);
  return layer ? std::move(*layer) : FlatLayer();
}

bool isSame(const FlatLayer& a, const FlatLayer& b) {
  return a.crs == b.crs && a.x == b.x && a.y == b.y && a.ring_vertex == b.ring_vertex && a.ring_part == b.ring_part &&
         a.row_ring == b.row_ring && a.shape == b.shape && a.box == b.box && a.row_id == b.row_id;
}

TEST(LayerSpool, ALayerIsTheSameInMemoryAndInScratchFiles) {
  FlatBuilder whole(Crs::cgcs2000());
  for (int i = 0; i < 5; ++i)
    for (std::size_t row = 0; row < 3; ++row) whole.copyRow(batch(20 * i, 3 * i), row);
  const FlatLayer expected = whole.take();
  EXPECT_TRUE(isSame(spooled(1'000'000), expected));
  EXPECT_TRUE(isSame(spooled(0), expected));
  EXPECT_TRUE(isSame(spooled(30), expected)); // spilled in the middle
}

TEST(LayerSpool, ALayerInFilesCanBeCopiedAndChanged) {
  const FlatLayer layer = spooled(0);
  FlatLayer changed = layer;
  changed.x[0] = -7;
  EXPECT_EQ(changed.x[0], -7);
  EXPECT_EQ(layer.x[0], 0);
}

TEST(LayerSpool, AnEmptyOneGivesAnEmptyLayer) {
  LayerSpool spool(Crs::cgcs2000(), 0);
  const auto layer = spool.take();
  ASSERT_TRUE(layer);
  EXPECT_EQ(layer->rows(), 0U);
}

TEST(SpooledRows, AreTheRowsWhetherInMemoryOrInScratchFiles) {
  const FlatLayer all = spooled(LayerSpool::kVerticesInMemory);
  const std::vector<std::size_t> rows{7, 0, 4, 2};
  const FlatLayer chosen = selectRows(all, rows);
  for (const std::uint64_t in_memory : {LayerSpool::kVerticesInMemory, std::uint64_t{0}}) {
    const auto made = spooledRows(all, rows, in_memory);
    ASSERT_TRUE(made);
    EXPECT_TRUE(isSame(*made, chosen));
  }
  SpooledRows again(all.crs, 0); // more than one batch
  std::int64_t copies = 0;
  while (static_cast<std::uint64_t>(copies) * all.vertices() < 2 * LayerSpool::kBatch + 100)
    for (std::size_t row = 0; row < all.rows(); ++row) ASSERT_TRUE(again.copyRow(all, row, copies++));
  const auto many = again.take();
  ASSERT_TRUE(many);
  EXPECT_EQ(many->rows(), static_cast<std::size_t>(copies));
  EXPECT_EQ(many->box.back(), all.box.back());
  EXPECT_EQ(many->x[many->vertices() - 1], all.x[all.vertices() - 1]);
  EXPECT_EQ(again.take()->rows(), 0U);
}

TEST(LayerSpool, SaysWhereScratchFilesCannotBeWritten) {
  ASSERT_EQ(::setenv("TMPDIR", "/nowhere/at/all", 1), 0);
  LayerSpool spool(Crs::cgcs2000(), 0);
  const auto added = spool.add(batch(0, 0));
  ::unsetenv("TMPDIR");
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, "input.no_scratch");
  EXPECT_EQ(added.error().where, "/nowhere/at/all");
  EXPECT_NE(added.error().advice.en.find("TMPDIR"), std::string::npos);
}

TEST(LayerSpool, LayersAreMadeAnewBatchByBatch) {
  FlatBuilder builder(Crs::cgcs2000());
  const std::vector<double> x(60'000, 1), y(60'000, 2);
  for (int row = 0; row < 5; ++row) {
    builder.beginRow(Shape::line, row);
    builder.addRing(x, y, 0);
    builder.endRow();
  }
  const FlatLayer layer = builder.take();
  std::vector<std::pair<std::size_t, std::size_t>> asked;
  const auto made = madeInBatches(layer, layer.crs, [&](std::size_t first, std::size_t last) -> Result<FlatLayer> {
    asked.emplace_back(first, last);
    FlatBuilder rows(layer.crs);
    for (std::size_t row = first; row < last; ++row) rows.copyRow(layer, row);
    return rows.take();
  });
  ASSERT_TRUE(made);
  EXPECT_TRUE(isSame(*made, layer));
  EXPECT_THAT(asked, ElementsAre(std::pair(0, 2), std::pair(2, 4), std::pair(4, 5)));
}

} // namespace
} // namespace ecoredline
