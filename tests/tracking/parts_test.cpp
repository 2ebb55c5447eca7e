#include "tracking/parts.hpp"
#include "tracking/same_vertices.hpp"
#include "tracking/zone_lists.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace ecoredline::test {
namespace {

/// `side` by `side` circles of so many corners, 300 m apart; row by row, or the other way round. `off`: metres that
/// every third corner is moved by.
FlatLayer circles(std::size_t side, std::size_t corners, bool backwards = false, double off = 0) {
  FlatBuilder builder(Crs::fromEpsg(4530).value());
  for (std::size_t i = 0; i < side * side; ++i) {
    const std::size_t at = backwards ? side * side - 1 - i : i;
    std::vector<double> x, y;
    for (std::size_t c = 0; c < corners; ++c) {
      const double angle = 2 * std::numbers::pi * static_cast<double>(c) / static_cast<double>(corners);
      x.push_back(42500000 + 300.0 * static_cast<double>(at % side) + 100 * std::cos(angle) + (c % 3 == 0 ? off : 0));
      y.push_back(4850000 + 300.0 * static_cast<double>(at / side) + 100 * std::sin(angle));
    }
    builder.beginRow(Shape::polygon, static_cast<std::int64_t>(at));
    builder.addRing(x, y, 0);
    builder.endRow();
  }
  return builder.take();
}

template<class Array>
bool same(const Array& a, const Array& b) {
  return std::ranges::equal(a, b);
}

TEST(Parts, AnIndexMadeInPartsAnswersAsOneMadeAtOnce) {
  const FlatLayer layer = circles(40, 400); // 640,000 vertices: three parts
  const LayerIndex whole(layer);
  const auto parts = indexOf(layer, 2, silentFeedback());
  ASSERT_TRUE(parts);
  const IndexArrays &a = whole.arrays(), &b = parts->arrays();
  EXPECT_TRUE(same(a.row_runs, b.row_runs));
  EXPECT_TRUE(same(a.leaves, b.leaves));
  EXPECT_TRUE(same(a.turn, b.turn));
  EXPECT_TRUE(same(a.order, b.order));
  ASSERT_EQ(a.runs.size(), b.runs.size());
  for (std::size_t r = 0; r < a.runs.size(); ++r) {
    ASSERT_EQ(a.runs[r].first, b.runs[r].first) << r;
    ASSERT_EQ(a.runs[r].last, b.runs[r].last) << r;
    ASSERT_EQ(a.runs[r].min_x, b.runs[r].min_x) << r;
  }
  for (const std::size_t row : {std::size_t{0}, std::size_t{800}, layer.rows() - 1}) {
    const Box& box = layer.box[row];
    EXPECT_TRUE(parts->runs(row).inside((box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2));
    EXPECT_FALSE(parts->runs(row).inside(box.min_x, box.min_y));
  }
}

TEST(Parts, AnIndexHearsACancel) {
  const FlatLayer layer = circles(40, 400);
  struct : Feedback {
  } feedback;
  feedback.cancel();
  const auto index = indexOf(layer, 1, feedback);
  ASSERT_FALSE(index);
  EXPECT_EQ(index.error().code, "cancelled");
}

TEST(Parts, RowsOfAPartAreNeighboursAndEveryRowIsInOne) {
  const FlatLayer layer = circles(20, 30);
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < layer.rows(); row += 2) rows.push_back(row);
  const auto parts = partsByPlace(layer, rows, 1000);
  EXPECT_GT(parts.size(), 5U);
  std::vector<std::size_t> all;
  for (const auto& part : parts) {
    EXPECT_TRUE(std::ranges::is_sorted(part));
    EXPECT_LT(verticesOf(layer, part), 1000 + 31U);
    Box box;
    for (const std::size_t row : part) box.add(layer.box[row]);
    EXPECT_LT((box.max_x - box.min_x) * (box.max_y - box.min_y), 6000.0 * 6000.0 / 2);
    all.insert(all.end(), part.begin(), part.end());
  }
  std::ranges::sort(all);
  EXPECT_EQ(all, rows);
  EXPECT_EQ(partsByPlace(layer, rows, 1'000'000), std::vector<std::vector<std::size_t>>{rows});
  EXPECT_TRUE(partsByPlace(layer, {}, 10).empty());
}

TEST(Parts, VerticesAreAdoptedInPartsAsAllAtOnce) {
  const FlatLayer earlier = circles(12, 50), later = circles(12, 50, true, 0.004);
  const Adopted whole = *adoptVertices(later, later, {earlier}, 0, silentFeedback());
  EXPECT_EQ(whole.moved, 12U * 12 * 17); // corners 0, 3, 6 … 48 of each
  std::vector<std::size_t> rows(later.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::uint64_t moved = 0;
  for (const auto& part : partsByPlace(later, rows, 500)) {
    const FlatLayer some = selectRows(later, part);
    const Adopted one = *adoptVertices(some, some, {earlier}, 0, silentFeedback());
    moved += one.moved;
    for (std::size_t i = 0; i < part.size(); ++i) {
      const FlatLayer a = selectRows(whole.layer, std::vector{part[i]}), b = selectRows(one.layer, std::vector{i});
      EXPECT_TRUE(a.x == b.x && a.y == b.y);
      EXPECT_EQ(whole.area_off_m2[part[i]], one.area_off_m2[i]);
    }
  }
  EXPECT_EQ(moved, whole.moved);
}

TEST(ZoneLists, AListIsKeptOnceAndStaysWhereItIs) {
  ZoneLists lists(5);
  const auto one = lists.keep({3}), two = lists.keep({4, 1}), again = lists.keep({4, 1});
  EXPECT_TRUE(lists.keep({}).empty());
  EXPECT_EQ(two.data(), again.data());
  const ZoneLists moved = std::move(lists);
  EXPECT_EQ(one.front(), 3U);
  EXPECT_EQ(std::vector(two.begin(), two.end()), (std::vector<std::uint32_t>{4, 1}));
}

} // namespace
} // namespace ecoredline::test
