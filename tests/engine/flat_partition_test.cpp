#include "engine/flat_partition.hpp"
#include "engine/local.hpp"
#include "geo/area.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <numeric>

namespace ecoredline {
namespace {

using namespace test;
using Rows = std::vector<std::uint32_t>;

FlatPartition partitionOf(const FlatLayer& layer, int threads = 1) {
  auto made = flatPartition(LayerIndex(layer), threads, silentFeedback());
  EXPECT_TRUE(made.has_value());
  return made ? std::move(*made) : FlatPartition{};
}

Rows rowsOver(const FlatPartition& p, std::size_t cell) {
  const auto over = p.rowsOver(cell);
  return {over.begin(), over.end()};
}

/// Area by the set of rows over it.
std::map<Rows, double> areaByCover(const FlatPartition& p) {
  std::map<Rows, double> area;
  for (std::size_t c = 0; c < p.cells.rows(); ++c) area[rowsOver(p, c)] += p.cell_m2[c];
  return area;
}

/// Exact area of the union of some rows by the guarded overlay.
double unitedArea(const FlatLayer& layer, const Rows& rows) {
  std::vector<Geometry> shapes;
  for (const auto row : rows) shapes.push_back(Geometry::fromRow(layer, row));
  const Overlay united = guardedUnion(shapes);
  EXPECT_NE(united.rung, Rung::undecided);
  const FlatLayer row = rowOf(united.shape, layer.crs, Shape::polygon);
  return row.shape[0] == Shape::polygon ? areaOf(row, 0, AreaMethod::exact) : 0;
}

/// Rows that hold a point, ascending.
Rows holding(const LayerIndex& index, double x, double y) {
  Rows found;
  for (const auto row : index.rowsIn({x, y, x, y})) {
    if (index.runs(row).inside(x, y)) found.push_back(row);
  }
  return found;
}

Rows allRows(const FlatLayer& layer) {
  Rows rows(layer.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

/// The same ground delivered otherwise: rings that start elsewhere and may run backwards.
FlatLayer rewritten(const FlatLayer& layer, const std::vector<std::size_t>& order, std::mt19937_64& random) {
  FlatBuilder builder(layer.crs);
  for (const std::size_t row : order) {
    builder.beginRow(layer.shape[row], layer.row_id[row]);
    for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
      const auto first = layer.ring_vertex[ring];
      const auto count = layer.ring_vertex[ring + 1] - first - 1;
      const auto start = random() % count;
      const bool backwards = random() % 2 == 0;
      std::vector<double> x, y;
      for (std::uint64_t k = 0; k <= count; ++k) {
        const auto v = first + (backwards ? start + count - k : start + k) % count;
        x.push_back(layer.x[v]);
        y.push_back(layer.y[v]);
      }
      builder.addRing(x, y, layer.ring_part[ring]);
    }
    builder.endRow();
  }
  return builder.take();
}

/// Zones of every kind that real layers have on one ground of 1 km: stars, rectangles on a common grid (shared edges),
/// copies, zones inside zones, zones with a hole, zones of two parts, zones that only touch, zones far away.
FlatLayer mixedLayer(std::uint64_t seed, std::size_t zones, Crs crs = gk42(), double x0 = kX, double y0 = kY,
                     double unit = 1) {
  std::mt19937_64 random(seed);
  LayerMaker maker(std::move(crs), x0, y0);
  const auto place = [&] { return unit * static_cast<double>(random() % 1000); };
  std::vector<std::pair<double, double>> last{{0, 0}, {10 * unit, 0}, {0, 10 * unit}};
  for (std::size_t z = 0; z < zones; ++z) {
    switch (random() % 6) {
    case 0:
    case 1:
      maker.ring(last = star(random, place(), place(), unit * (20 + static_cast<double>(random() % 150)), 17));
      break;
    case 2: { // on a grid of 50 m
      const double x = unit * 50 * static_cast<double>(random() % 20),
                   y = unit * 50 * static_cast<double>(random() % 20);
      const double w = unit * 50 * static_cast<double>(1 + random() % 3);
      maker.box(x, y, x + w, y + w);
      break;
    }
    case 3:
      maker.ring(last);
      break;
    case 4: { // inside the last: its corners drawn to the first one
      auto inner = last;
      for (auto& [x, y] : inner) x = (x + last[0].first) / 2, y = (y + last[0].second) / 2;
      maker.ring(inner);
      break;
    }
    default: {
      const double x = place(), y = place(), w = unit * 30;
      maker.boxes({{x, y, x + w, y + w}, {x + 2 * w, y, x + 3 * w, y + 2 * w}});
      break;
    }
    }
  }
  maker.box(unit * 5000, 0, unit * 5010, unit * 10);
  return maker.take();
}

/// A ring of 4 corners round a ring of 4 corners.
FlatLayer withHole(double outer, double inner) {
  FlatBuilder builder(gk42());
  builder.beginRow(Shape::polygon, 0);
  for (const double r : {outer, inner}) {
    const std::vector<double> x{kX - r, kX + r, kX + r, kX - r}, y{kY - r, kY - r, kY + r, kY + r};
    builder.addRing(x, y, 0);
  }
  builder.endRow();
  return builder.take();
}

constexpr double kScaleRoom = 1e-4; // of an area in the plane: the ellipsoid's is that much larger or smaller

TEST(FlatPartition, TwoZonesGiveThreeCells) {
  const FlatLayer layer = LayerMaker().box(0, 0, 100, 100).box(60, 0, 160, 100).take();
  const auto p = partitionOf(layer);
  ASSERT_EQ(p.cells.rows(), 3U);
  EXPECT_EQ(rowsOver(p, 0), Rows{0});
  EXPECT_EQ(rowsOver(p, 1), (Rows{0, 1}));
  EXPECT_EQ(rowsOver(p, 2), Rows{1});
  EXPECT_NEAR(p.cell_m2[0], 6000, kScaleRoom * 6000);
  EXPECT_NEAR(p.cell_m2[1], 4000, kScaleRoom * 4000);
  EXPECT_EQ(p.rung, (std::vector{Rung::plain, Rung::plain}));
  EXPECT_TRUE(p.undecided.empty());
  EXPECT_NEAR(unionArea(p), unitedArea(layer, {0, 1}), 1e-5);
}

TEST(FlatPartition, RowsThatOnlyTouchStayAsTheyAre) {
  const FlatLayer layer = LayerMaker()
                              .box(0, 0, 100, 100)
                              .box(100, 0, 200, 100)   // a border
                              .box(200, 100, 300, 200) // a corner
                              .box(500, 0, 600, 100)
                              .line({{0, 0}, {300, 300}})
                              .none()
                              .take();
  const auto p = partitionOf(layer);
  ASSERT_EQ(p.cells.rows(), 4U);
  for (std::size_t c = 0; c < 4; ++c) {
    const auto row = rowsOver(p, c).at(0);
    EXPECT_EQ(p.rung[row], Rung::edges);
    EXPECT_EQ(p.balance_m2[row], 0);
    EXPECT_EQ(p.cells.box[c], layer.box[row]);
    EXPECT_EQ(p.cells.row_id[c], static_cast<std::int64_t>(c));
  }
  EXPECT_TRUE(p.undecided.empty());
}

TEST(FlatPartition, AZoneInAHoleIsApartAndOneOverItIsNot) {
  FlatBuilder builder(gk42());
  builder.copyRow(withHole(100, 50), 0);
  builder.copyRow(LayerMaker().box(-50, -50, 50, 50).take(), 0); // fills the hole
  const auto filled = partitionOf(builder.take());
  EXPECT_EQ(filled.rung, (std::vector{Rung::edges, Rung::edges}));
  ASSERT_EQ(filled.cells.rows(), 2U);

  builder.copyRow(withHole(100, 50), 0);
  builder.copyRow(LayerMaker().box(-20, -20, 80, 20).take(), 0);
  const FlatLayer layer = builder.take();
  const auto p = partitionOf(layer);
  const auto area = areaByCover(p);
  EXPECT_NEAR(area.at({0, 1}), 30 * 40, 0.1);
  EXPECT_NEAR(area.at({1}), 70 * 40, 0.3);
  EXPECT_NEAR(area.at({0}), 4 * (10000 - 2500) - 30 * 40, 3);
}

TEST(FlatPartition, CopiesAreOneCellAndNestedZonesAreRings) {
  const FlatLayer layer = LayerMaker().box(0, 0, 100, 100).box(0, 0, 100, 100).box(20, 20, 40, 40).take();
  const auto p = partitionOf(layer);
  ASSERT_EQ(p.cells.rows(), 2U);
  EXPECT_EQ(rowsOver(p, 0), (Rows{0, 1}));
  EXPECT_EQ(p.cells.ringsOf(0), 2U);
  EXPECT_EQ(rowsOver(p, 1), (Rows{0, 1, 2}));
}

class FlatPartitionOfMany : public testing::TestWithParam<std::uint64_t> {};

TEST_P(FlatPartitionOfMany, BalancesAndIsTheUnion) {
  const FlatLayer layer = mixedLayer(GetParam(), 60);
  const auto p = partitionOf(layer);
  ASSERT_TRUE(p.undecided.empty());
  EXPECT_GT(p.cells.rows(), layer.rows());
  std::vector<double> sum(layer.rows());
  for (std::size_t c = 0; c < p.cells.rows(); ++c) {
    EXPECT_FALSE(invalidityOf(p.cells, c)) << c;
    EXPECT_DOUBLE_EQ(p.cell_m2[c], areaOf(p.cells, c, AreaMethod::exact));
    for (const auto row : p.rowsOver(c)) sum[row] += p.cell_m2[c];
  }
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    const double area = areaOf(layer, row, AreaMethod::exact);
    EXPECT_NEAR(sum[row], area, 1e-5 + 2e-9 * area) << row;
    EXPECT_NEAR(p.balance_m2[row], sum[row] - area, 1e-9 * area) << row;
  }
  const double united = unitedArea(layer, allRows(layer));
  EXPECT_NEAR(unionArea(p), united, 1e-4 + 1e-9 * united);
}

TEST_P(FlatPartitionOfMany, SaysOfAnyPointWhichRowsHoldIt) {
  const FlatLayer layer = mixedLayer(GetParam(), 60);
  const LayerIndex rows(layer);
  const auto p = partitionOf(layer);
  const LayerIndex cells(p.cells);
  std::mt19937_64 random(GetParam() + 1000);
  std::uniform_real_distribution<double> along(-100, 1200);
  std::size_t covered = 0;
  for (int i = 0; i < 3000; ++i) {
    const double x = kX + along(random), y = kY + along(random);
    const Rows over = holding(rows, x, y), in = holding(cells, x, y);
    ASSERT_EQ(in.size(), over.empty() ? 0U : 1U) << x << ' ' << y;
    if (over.empty()) continue;
    ++covered;
    EXPECT_EQ(rowsOver(p, in[0]), over) << x << ' ' << y;
  }
  EXPECT_GT(covered, 500U);
}

TEST_P(FlatPartitionOfMany, IsTheSameInAnyOrder) {
  const FlatLayer layer = mixedLayer(GetParam(), 60);
  const auto p = partitionOf(layer);
  std::mt19937_64 random(GetParam() + 2000);
  std::vector<std::size_t> order(layer.rows());
  std::iota(order.begin(), order.end(), 0U);
  for (int i = 0; i < 3; ++i) {
    std::ranges::shuffle(order, random);
    const FlatLayer other = rewritten(layer, order, random);
    const auto q = partitionOf(other, 2);
    EXPECT_TRUE(q.cells.x == p.cells.x);
    EXPECT_TRUE(q.cells.y == p.cells.y);
    EXPECT_TRUE(q.cells.ring_vertex == p.cells.ring_vertex);
    EXPECT_TRUE(q.cells.ring_part == p.cells.ring_part);
    EXPECT_TRUE(q.cells.row_ring == p.cells.row_ring);
    ASSERT_EQ(q.cells.rows(), p.cells.rows());
    EXPECT_EQ(q.cell_m2, p.cell_m2);
    std::vector<std::uint32_t> rank_p(layer.rows()), rank_q(layer.rows());
    for (std::size_t row = 0; row < layer.rows(); ++row) {
      rank_q[row] = static_cast<std::uint32_t>(order[row] % 4);
      rank_p[order[row]] = rank_q[row];
      EXPECT_EQ(q.rung[row], p.rung[order[row]]);
    }
    EXPECT_EQ(areaByRank(q, rank_q), areaByRank(p, rank_p)); // the same bits
    for (std::size_t c = 0; c < p.cells.rows(); ++c) {
      Rows over;
      for (const auto row : q.rowsOver(c)) over.push_back(static_cast<std::uint32_t>(order[row]));
      std::ranges::sort(over);
      EXPECT_EQ(over, rowsOver(p, c)) << c;
    }
  }
}

TEST_P(FlatPartitionOfMany, CountsGroundOnceForTheStrictestRank) {
  const FlatLayer layer = mixedLayer(GetParam(), 60);
  const auto p = partitionOf(layer);
  std::vector<std::uint32_t> rank(layer.rows());
  for (std::size_t row = 0; row < layer.rows(); ++row) rank[row] = row * 7 % 4;
  const auto area = areaByRank(p, rank);
  ASSERT_EQ(area.size(), 4U);
  double so_far = 0;
  for (std::uint32_t r = 0; r < 4; ++r) {
    so_far += area[r];
    Rows strict;
    for (const auto row : allRows(layer)) {
      if (rank[row] <= r) strict.push_back(row);
    }
    const double united = unitedArea(layer, strict);
    EXPECT_NEAR(so_far, united, 1e-4 + 1e-9 * united) << r;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, FlatPartitionOfMany, testing::Values(1, 2, 3, 4, 5));

TEST(FlatPartition, WorksInDegrees) {
  const double degree = 1e-5; // about a metre
  const FlatLayer layer = mixedLayer(9, 60, Crs::fromEpsg(4490).value(), 126.5, 43.8, degree);
  const auto p = partitionOf(layer, 2);
  EXPECT_TRUE(p.undecided.empty());
  EXPECT_GT(p.cells.rows(), layer.rows());
  const double united = unitedArea(layer, allRows(layer));
  EXPECT_GT(united, 1e5);
  EXPECT_NEAR(unionArea(p), united, 1e-4 + 1e-9 * united);
}

/// One cluster of 20,000 vertices, more than is cut in one piece, with zones on a grid in it.
FlatLayer largeCluster() {
  std::mt19937_64 random(21);
  LayerMaker maker;
  const auto place = [&] { return static_cast<double>(random() % 1000); };
  for (int z = 0; z < 60; ++z) maker.ring(star(random, place(), place(), 180, 330, 0.02));
  for (int z = 0; z < 5; ++z) maker.box(200 * z, 0, 200 * z + 200, 1000);
  return maker.take();
}

TEST(FlatPartition, LargeClustersAreCutByTilesAndStillBalance) {
  const FlatLayer layer = largeCluster();
  const auto p = partitionOf(layer, 2);
  EXPECT_TRUE(p.undecided.empty());
  EXPECT_EQ(std::ranges::count(p.rung, Rung::plain), static_cast<std::ptrdiff_t>(layer.rows()));
  const double united = unitedArea(layer, allRows(layer));
  EXPECT_NEAR(unionArea(p), united, 1e-4 + 1e-9 * united);
  for (std::size_t row = 0; row < layer.rows(); ++row) EXPECT_LT(std::abs(p.balance_m2[row]), 1e-4) << row;
  const LayerIndex rows(layer), cells(p.cells);
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> along(-200, 1200);
  for (int i = 0; i < 3000; ++i) {
    const double x = kX + along(random), y = kY + along(random);
    const Rows over = holding(rows, x, y), in = holding(cells, x, y);
    ASSERT_EQ(in.size(), over.empty() ? 0U : 1U) << x << ' ' << y;
    if (over.empty()) continue;
    EXPECT_EQ(rowsOver(p, in[0]), over) << x << ' ' << y;
  }
}

// Tiles are halved at medians: here these are always borders of zones.
TEST(FlatPartition, TilesMayEndOnBorders) {
  LayerMaker maker;
  for (int i = 0; i < 50; ++i) {
    for (int k = 0; k < 50; ++k) maker.box(10 * i, 10 * k, 10 * i + 20, 10 * k + 20);
  }
  const FlatLayer layer = maker.take();
  const auto p = partitionOf(layer, 2);
  EXPECT_TRUE(p.undecided.empty());
  EXPECT_EQ(p.cells.rows(), 51U * 51U);
  const FlatLayer whole = LayerMaker().box(0, 0, 510, 510).take();
  EXPECT_NEAR(unionArea(p), areaOf(whole, 0, AreaMethod::exact), 1e-4);
}

TEST(FlatPartition, LargeClustersAreTheSameInAnyOrder) {
  const FlatLayer layer = largeCluster();
  const auto p = partitionOf(layer, 1);
  std::mt19937_64 random(22);
  std::vector<std::size_t> order(layer.rows());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::shuffle(order, random);
  const auto q = partitionOf(rewritten(layer, order, random), 2);
  EXPECT_TRUE(q.cells.x == p.cells.x);
  EXPECT_TRUE(q.cells.y == p.cells.y);
  EXPECT_EQ(q.cell_m2, p.cell_m2);
}

/// Cancels when the second stage (the first clusters) has begun.
class CancelsLate : public Feedback {
 public:
  void progress(std::uint64_t done, std::uint64_t total) override {
    if (done == total && ++m_stages == 2) cancel();
  }

 private:
  std::atomic<int> m_stages{0};
};

TEST(FlatPartition, CanBeCancelledBetweenTiles) {
  CancelsLate feedback;
  FlatBuilder builder(gk42());
  const FlatLayer large = largeCluster();
  for (std::size_t row = 0; row < large.rows(); ++row) builder.copyRow(large, row);
  builder.copyRow(LayerMaker().box(5000, 0, 5100, 100).take(), 0);
  const FlatLayer layer = builder.take();
  const auto p = flatPartition(LayerIndex(layer), 1, feedback);
  ASSERT_FALSE(p.has_value());
  EXPECT_EQ(p.error().kind, ErrorKind::cancelled);
}

// Copies turned by a hair: nearly every edge crosses its twin at a tiny angle, where floating nodes go astray.
TEST(FlatPartition, BearsZonesThatAreNearlyTheSame) {
  for (const double hair : {1e-9, 1e-7, 1e-5, 1e-3}) {
    std::mt19937_64 random(11);
    LayerMaker maker;
    const auto ring = star(random, 0, 0, 500, 61);
    for (int copy = 0; copy < 6; ++copy) {
      auto turned = ring;
      for (auto& [x, y] : turned) {
        const double dx = -y * hair * copy, dy = x * hair * copy;
        x += dx;
        y += dy;
      }
      maker.ring(turned);
    }
    const FlatLayer layer = maker.take();
    const auto p = partitionOf(layer);
    EXPECT_TRUE(p.undecided.empty()) << hair;
    const double area = areaOf(layer, 0, AreaMethod::exact);
    EXPECT_GE(unionArea(p), area * (1 - 1e-8)) << hair;
    for (std::size_t row = 0; row < layer.rows(); ++row) {
      EXPECT_LT(std::abs(p.balance_m2[row]), p.rung[row] == Rung::snapped ? 5 : 0.01) << hair << ' ' << row;
    }
  }
}

// A figure of eight has no inside that all agree on: it is left out and said, and the others do not suffer.
TEST(FlatPartition, ARowThatDoesNotBalanceIsUndecided) {
  const FlatLayer layer = LayerMaker()
                              .box(0, 0, 100, 100)
                              .ring({{50, 50}, {150, 50}, {50, 90}, {150, 90}})
                              .box(80, 0, 180, 100)
                              .box(300, 0, 400, 100)
                              .take();
  const auto p = partitionOf(layer);
  EXPECT_EQ(p.undecided, Rows{1});
  EXPECT_EQ(p.rung[1], Rung::undecided);
  EXPECT_TRUE(std::isnan(p.balance_m2[1]));
  EXPECT_EQ(p.rung[0], Rung::plain);
  EXPECT_EQ(p.rung[3], Rung::edges);
  ASSERT_EQ(p.cells.rows(), 4U);
  for (std::size_t c = 0; c < 4; ++c) EXPECT_FALSE(std::ranges::count(p.rowsOver(c), 1U));
  EXPECT_NEAR(unionArea(p), unitedArea(layer, {0, 2, 3}), 1e-4);
}

TEST(FlatPartition, OfNothingIsNothing) {
  const auto p = partitionOf(LayerMaker().take());
  EXPECT_EQ(p.cells.rows(), 0U);
  EXPECT_EQ(unionArea(p), 0);
  EXPECT_TRUE(areaByRank(p, {}).empty());
}

TEST(FlatPartition, CanBeCancelled) {
  Feedback feedback;
  feedback.cancel();
  const FlatLayer layer = mixedLayer(1, 20);
  const auto p = flatPartition(LayerIndex(layer), 2, feedback);
  ASSERT_FALSE(p.has_value());
  EXPECT_EQ(p.error().kind, ErrorKind::cancelled);
}

TEST(FlatCutter, ClustersCutOneAfterTheOtherGiveTheCellsOfTheWhole) {
  const FlatLayer layer = mixedLayer(7, 60);
  const LayerIndex index(layer);
  const FlatPartition whole = partitionOf(layer);
  auto cutter = FlatCutter::make(index, std::vector<bool>(layer.rows(), true), 1, silentFeedback());
  ASSERT_TRUE(cutter);
  ASSERT_GT(cutter->clusters().size(), 2U);
  std::map<Rows, double> area;
  for (std::size_t c = 0; c < cutter->clusters().size(); ++c) {
    const auto cells = cutter->cut(std::vector{c}, {c, cutter->clusters().size()}, silentFeedback());
    ASSERT_TRUE(cells);
    for (std::size_t cell = 0; cell < cells->cell_m2.size(); ++cell) {
      const auto over = cells->rowsOver(cell);
      area[{over.begin(), over.end()}] += cells->cell_m2[cell];
    }
  }
  EXPECT_EQ(area, areaByCover(whole));
  EXPECT_EQ(cutter->rows().rung, whole.rung);
  EXPECT_EQ(cutter->rows().balance_m2, whole.balance_m2);
}

TEST(FlatCutter, RowsThatAreNotAskedAreNotThere) {
  LayerMaker maker(gk42(), kX, kY);
  maker.box(0, 0, 100, 100);
  maker.box(50, 0, 150, 100);
  maker.box(120, 0, 220, 100);
  const FlatLayer layer = maker.take();
  const LayerIndex index(layer);
  auto cutter = FlatCutter::make(index, {true, false, true}, 1, silentFeedback());
  ASSERT_TRUE(cutter);
  EXPECT_EQ(cutter->clusters(), (std::vector<Rows>{{0}, {2}}));
  const auto cells = cutter->cut(std::vector<std::size_t>{0, 1}, {}, silentFeedback());
  ASSERT_TRUE(cells);
  ASSERT_EQ(cells->cell_m2.size(), 2U);
  EXPECT_NEAR(cells->cell_m2[0], 10'000, 10);
}

TEST(FlatCutter, HearsACancelOfTheWholeInEveryPart) {
  const FlatLayer layer = mixedLayer(3, 40);
  const LayerIndex index(layer);
  auto cutter = FlatCutter::make(index, std::vector<bool>(layer.rows(), true), 1, silentFeedback());
  ASSERT_TRUE(cutter);
  struct : Feedback {
  } feedback;
  feedback.cancel();
  const auto cells = cutter->cut(std::vector<std::size_t>{0, 1}, {3, 9}, feedback);
  ASSERT_FALSE(cells);
  EXPECT_EQ(cells.error().code, "cancelled");
}

} // namespace
} // namespace ecoredline
