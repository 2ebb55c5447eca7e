// Two polygons cut at their own edges, beside what GEOS says of them.
#include "engine/pair_cells.hpp"
#include "geo/geometry.hpp"
#include "geo/overlay.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace ecoredline {
namespace {

using Corners = std::vector<std::pair<double, double>>;

FlatLayer layerOf(const std::vector<std::vector<Corners>>& rows) {
  FlatBuilder builder(Crs::fromEpsg(4530).value());
  for (const auto& rings : rows) {
    builder.beginRow(Shape::polygon, 0);
    for (const Corners& ring : rings) {
      std::vector<double> x, y;
      for (const auto& [px, py] : ring) {
        x.push_back(42452000 + px);
        y.push_back(4708000 + py);
      }
      builder.addRing(x, y, 0);
    }
    builder.endRow();
  }
  return builder.take();
}

double planar(const FlatLayer& layer, std::size_t row) {
  double sum = 0;
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    double twice = 0;
    const auto first = layer.ring_vertex[ring];
    for (auto v = first; v + 1 < layer.ring_vertex[ring + 1]; ++v)
      twice += (layer.x[v] - layer.x[first]) * (layer.y[v + 1] - layer.y[first]) -
               (layer.x[v + 1] - layer.x[first]) * (layer.y[v] - layer.y[first]);
    sum += (ring == layer.row_ring[row] ? 1 : -1) * std::abs(twice) / 2;
  }
  return sum;
}

struct Sums {
  double both = 0, first = 0, second = 0;
  std::size_t cells = 0;
};
std::optional<Sums> cut(const FlatLayer& layer, std::size_t a = 0, std::size_t b = 1) {
  const auto pair = pairCells(LayerIndex(layer), a, b);
  if (!pair) return std::nullopt;
  Sums sums;
  sums.cells = pair->cover.size();
  for (std::size_t cell = 0; cell < pair->cover.size(); ++cell) {
    EXPECT_FALSE(invalidityOf(pair->cells, cell)) << cell;
    (pair->cover[cell] == PairCover::both    ? sums.both
     : pair->cover[cell] == PairCover::first ? sums.first
                                             : sums.second) += planar(pair->cells, cell);
  }
  return sums;
}

Corners square(double x, double y, double side) {
  return {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}};
}

TEST(PairCells, SquaresThatCross) {
  const auto sums = cut(layerOf({{square(0, 0, 10)}, {square(5, 5, 10)}}));
  ASSERT_TRUE(sums);
  EXPECT_NEAR(sums->both, 25, 1e-6);
  EXPECT_NEAR(sums->first, 75, 1e-6);
  EXPECT_NEAR(sums->second, 75, 1e-6);
  EXPECT_EQ(sums->cells, 3U);
}

TEST(PairCells, ASquareInAnotherLeavesAHole) {
  const auto sums = cut(layerOf({{square(0, 0, 10)}, {square(2, 2, 4)}}));
  ASSERT_TRUE(sums);
  EXPECT_NEAR(sums->both, 16, 1e-6);
  EXPECT_NEAR(sums->first, 84, 1e-6);
  EXPECT_EQ(sums->second, 0);
  EXPECT_EQ(sums->cells, 2U);
}

TEST(PairCells, AZoneCutAlongAStraightLineSharesTheRestOfItsBorder) {
  // The cut's ends lie on edges of the first, one of them a corner of it.
  const auto sums =
      cut(layerOf({{{{0, 0}, {10, 0}, {10, 10}, {5, 12}, {0, 10}}}, {{{0, 0}, {5, 0}, {5, 12}, {0, 10}}}}));
  ASSERT_TRUE(sums);
  EXPECT_NEAR(sums->both, 55, 1e-6);
  EXPECT_NEAR(sums->first, 55, 1e-6);
  EXPECT_EQ(sums->second, 0);
  EXPECT_EQ(sums->cells, 2U);
}

TEST(PairCells, ABarAcrossCutsInTwo) {
  const auto sums = cut(layerOf({{square(0, 0, 10)}, {{{-5, 4}, {15, 4}, {15, 6}, {-5, 6}}}}));
  ASSERT_TRUE(sums);
  EXPECT_NEAR(sums->both, 20, 1e-6);
  EXPECT_NEAR(sums->first, 80, 1e-6);
  EXPECT_NEAR(sums->second, 20, 1e-6);
  EXPECT_EQ(sums->cells, 5U);
}

TEST(PairCells, ACornerOnTheBorderFromInsideIsLeftToOthers) {
  EXPECT_FALSE(cut(layerOf({{square(0, 0, 10)}, {{{0, 5}, {5, 3}, {5, 7}}}})));
}

Corners star(std::mt19937_64& random, std::size_t corners, double x) {
  std::uniform_real_distribution<double> radius(60, 100);
  Corners ring;
  for (std::size_t i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(corners),
                 r = radius(random);
    ring.emplace_back(std::round((x + r * std::cos(angle)) * 1000) / 1000,
                      std::round(r * std::sin(angle) * 1000) / 1000);
  }
  return ring;
}

// Against GEOS, with borders drawn anew, moved, partly shared; and the same whichever comes first or runs which way.
TEST(PairCells, StarsAreCutAsGeosCutsThem) {
  std::mt19937_64 random(7);
  std::size_t decided = 0;
  for (int round = 0; round < 120; ++round) {
    const Corners a = star(random, 8 + static_cast<std::size_t>(round), 0);
    Corners b = round % 3 == 0 ? a : star(random, 8 + static_cast<std::size_t>(round) / 2, round % 40);
    if (round % 3 == 0)
      for (std::size_t i = 2; i < b.size() / 2; ++i) b[i] = {b[i].first * 0.9, b[i].second * 0.9};
    const FlatLayer layer = layerOf({{a}, {b}});
    const auto sums = cut(layer);
    if (!sums) continue;
    ++decided;
    const Geometry p = Geometry::fromRow(layer, 0), q = Geometry::fromRow(layer, 1);
    FlatBuilder builder(layer.crs);
    guardedIntersection(p, q).shape.appendTo(builder, Shape::polygon, 0);
    EXPECT_NEAR(sums->both + sums->first, planar(layer, 0), 1e-5) << round;
    EXPECT_NEAR(sums->both + sums->second, planar(layer, 1), 1e-5) << round;
    const FlatLayer overlap = builder.take();
    if (overlap.partsOf(0) == 1) {
      EXPECT_NEAR(sums->both, planar(overlap, 0), 1e-5) << round;
    }
    std::ranges::reverse(b);
    const auto again = cut(layerOf({{b}, {a}}));
    ASSERT_TRUE(again) << round;
    EXPECT_EQ(again->cells, sums->cells) << round;
    EXPECT_NEAR(again->both, sums->both, 1e-7) << round;
  }
  EXPECT_GT(decided, 110U);
}

} // namespace
} // namespace ecoredline
