#include "geo/layer_index.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace ecoredline {
namespace {

/// `rows` polygons of up to 600 corners, half of them with a hole, at coordinates with a zone prefix.
FlatLayer randomLayer(std::size_t rows, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> where(0, 20000), size(5, 900), rough(0.7, 1);
  std::uniform_int_distribution<int> corners(3, 600);
  FlatBuilder builder(Crs::fromEpsg(4530).value());
  for (std::size_t row = 0; row < rows; ++row) {
    const double x = 42500000 + where(random), y = 4850000 + where(random), radius = size(random);
    const auto ring = [&](double share, int count, bool turned) {
      std::vector<double> xs, ys;
      for (int k = 0; k < count; ++k) {
        const double w = (turned ? -2 : 2) * M_PI * k / count, r = share * radius * rough(random);
        xs.push_back(x + r * std::cos(w));
        ys.push_back(y + r * std::sin(w));
      }
      builder.addRing(xs, ys, 0);
    };
    builder.beginRow(Shape::polygon, static_cast<std::int64_t>(row));
    ring(1, corners(random), row % 3 == 0);
    if (row % 2 == 0) ring(0.4, corners(random), row % 5 == 0);
    builder.endRow();
  }
  return builder.take();
}

TEST(LayerIndex, FindsTheRowsThatLookingAtEveryBoxFinds) {
  const FlatLayer layer = randomLayer(700, 1);
  const LayerIndex index(layer);
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> where(-500, 20500), size(0, 3000);
  for (int i = 0; i < 300; ++i) {
    const double x = 42500000 + where(random), y = 4850000 + where(random);
    const Box window{x, y, x + size(random), y + size(random)};
    std::vector<std::uint32_t> expected;
    for (std::uint32_t row = 0; row < layer.rows(); ++row) {
      if (layer.box[row].meets(window)) expected.push_back(row);
    }
    EXPECT_EQ(index.rowsIn(window), expected);
  }
}

TEST(LayerIndex, RunsHoldEveryEdgeOnceInTheirBoxes) {
  const FlatLayer layer = randomLayer(60, 3);
  const LayerIndex index(layer);
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    const EdgeRuns runs = index.runs(row);
    std::uint64_t edges = 0;
    for (const auto& run : runs.leaves()) {
      const Box box = runs.boxOf(run);
      for (auto i = run.first; i < run.last; ++i) {
        EXPECT_TRUE(box.contains(runs.edge(i, run).box()));
        ++edges;
      }
    }
    const auto first = layer.row_ring[row], last = layer.row_ring[row + 1];
    EXPECT_EQ(edges, layer.ring_vertex[last] - layer.ring_vertex[first] - (last - first));
  }
}

TEST(LayerIndex, AnswersAsRunsOfOneRowAlone) {
  const FlatLayer layer = randomLayer(40, 4);
  const LayerIndex index(layer);
  std::mt19937_64 random(5);
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    const EdgeRuns together = index.runs(row), alone(layer, row);
    const Box& b = layer.box[row];
    std::uniform_real_distribution<double> x(b.min_x, b.max_x), y(b.min_y, b.max_y);
    for (int i = 0; i < 50; ++i) {
      const double px = x(random), py = y(random);
      EXPECT_EQ(together.inside(px, py), alone.inside(px, py));
      EXPECT_EQ(together.nearest(px, py).distance, alone.nearest(px, py).distance);
    }
  }
}

TEST(LayerIndex, KnowsOnWhichSideOfARingItsRowLies) {
  const FlatLayer layer = randomLayer(30, 6);
  const LayerIndex index(layer);
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
      const bool shell = ring == layer.row_ring[row];
      const bool counter_clockwise = shell ? row % 3 != 0 : row % 5 != 0;
      EXPECT_EQ(index.turnOf(ring), counter_clockwise == shell ? 1 : -1);
    }
  }
}

TEST(LayerIndex, OfNothingFindsNothing) {
  const FlatLayer none;
  EXPECT_TRUE(LayerIndex(none).rowsIn({-1e9, -1e9, 1e9, 1e9}).empty());
}

// A vertex on the ray, an edge along it, a point on the border: even-odd counts each as if the point were nudged.
TEST(EdgeRuns, PointsOnTheBorderAreInForOneNudgeOnly) {
  FlatBuilder builder(Crs::fromEpsg(4530).value());
  builder.beginRow(Shape::polygon, 0);
  builder.addRing(std::vector<double>{0, 10, 10, 5, 0}, std::vector<double>{0, 0, 10, 5, 10}, 0);
  builder.endRow();
  const FlatLayer layer = builder.take();
  const EdgeRuns runs(layer, 0);
  for (const auto& [x, y] :
       {std::pair(0., 5.), {10., 5.}, {5., 0.}, {0., 0.}, {10., 0.}, {7.5, 7.5}, {0., 10.}, {10., 10.}}) {
    const bool near_plus = runs.inside(x + 1e-9, y + 1e-18 + 1e-10), near_minus = runs.inside(x - 1e-9, y - 1e-10);
    EXPECT_EQ(runs.inside(x, y, 1), near_plus) << x << " " << y;
    EXPECT_EQ(runs.inside(x, y, -1), near_minus) << x << " " << y;
  }
  EXPECT_TRUE(runs.inside(2, 5));   // level with the notch
  EXPECT_FALSE(runs.inside(5, 6));  // in the notch
  EXPECT_FALSE(runs.inside(-1, 5)); // the ray meets the notch's vertex
}

} // namespace
} // namespace ecoredline
