#include "geo/edge_model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace ecoredline {
namespace {

using Values = std::vector<double>;
using Point = std::pair<double, double>;

Crs crs(int epsg) {
  return Crs::fromEpsg(epsg).value();
}

/// Two triangles on one slanted edge, given in the two directions by `flip`, and a point and a line.
FlatLayer neighbours(const Crs& system, double x, double y, double size, bool flip) {
  const Point a{x, y}, b{x + size * 1.37, y + size * 0.71}, c{x + size, y - size}, d{x, y + size};
  FlatBuilder builder(system);
  const auto add = [&](std::int64_t id, const std::vector<Point>& points) {
    Values xs, ys;
    for (const auto& [px, py] : points) {
      xs.push_back(px);
      ys.push_back(py);
    }
    builder.beginRow(points.size() == 1 ? Shape::point : points.size() == 2 ? Shape::line : Shape::polygon, id);
    builder.addRing(xs, ys, 0);
    builder.endRow();
  };
  add(11, {a, b, d});
  add(12, flip ? std::vector{a, c, b} : std::vector{a, b, c});
  add(13, {a});
  add(14, {d, c});
  return builder.take();
}

std::vector<Point> points(const FlatLayer& layer, std::size_t row) {
  std::vector<Point> out;
  const auto last = layer.ring_vertex[layer.row_ring[row + 1]];
  for (auto i = layer.ring_vertex[layer.row_ring[row]]; i < last; ++i) out.emplace_back(layer.x[i], layer.y[i]);
  return out;
}

class SharedEdges : public testing::TestWithParam<std::tuple<int, int, bool>> {};

TEST_P(SharedEdges, StaySharedBitForBit) {
  const auto [from, to, flip] = GetParam();
  const bool degrees = from == 4490;
  const FlatLayer layer = degrees ? neighbours(crs(from), 126.4, 43.9, 0.0123, flip)
                                  : neighbours(crs(from), 42530000.123, 4862000.456, 1234.5, flip);
  const FlatLayer out = moveLayer(layer, crs(to)).value();
  auto first = points(out, 0);
  auto second = points(out, 1);
  std::ranges::sort(first);
  std::ranges::sort(second);
  first.erase(std::unique(first.begin(), first.end()), first.end());
  second.erase(std::unique(second.begin(), second.end()), second.end());
  std::vector<Point> shared;
  std::ranges::set_intersection(first, second, std::back_inserter(shared));
  const double length = degrees ? 0.0123 * std::hypot(1.37 * 80230, 0.71 * 111130) : 1234.5 * std::hypot(1.37, 0.71);
  EXPECT_NEAR(static_cast<double>(shared.size()), std::ceil(length / kDensifyStep) + 1, degrees ? 2 : 0);
}

INSTANTIATE_TEST_SUITE_P(Moves, SharedEdges,
                         testing::Values(std::tuple(4530, 4490, false), std::tuple(4530, 4490, true),
                                         std::tuple(4530, 4531, true), std::tuple(4490, 4530, false),
                                         std::tuple(4490, 4530, true)));

TEST(MoveLayer, KeepsRowsAndRenewsBoxes) {
  const FlatLayer layer = neighbours(crs(4530), 42530000, 4862000, 500, true);
  const FlatLayer out = moveLayer(layer, crs(4490)).value();
  EXPECT_TRUE(out.crs == crs(4490));
  EXPECT_EQ(out.row_id, layer.row_id);
  EXPECT_EQ(out.shape, layer.shape);
  EXPECT_EQ(out.ring_part, layer.ring_part);
  EXPECT_EQ(out.row_ring, layer.row_ring);
  EXPECT_EQ(points(out, 2).size(), 1u);
  for (std::size_t row = 0; row < out.rows(); ++row) {
    Box box;
    for (const auto& [x, y] : points(out, row)) box.add(x, y);
    EXPECT_EQ(out.box[row], box);
    if (out.shape[row] == Shape::polygon) {
      EXPECT_EQ(points(out, row).front(), points(out, row).back());
    }
  }
  EXPECT_NEAR(out.box[0].min_x, 126.373365436, 1e-9);
  EXPECT_NEAR(points(out, 2)[0].second, 43.892988829, 1e-9);
}

TEST(MoveLayer, StepsAreEqualAndAtMostTheLimit) {
  for (const auto& layer :
       {neighbours(crs(4530), 42530000, 4862000, 500, true), neighbours(crs(4490), 126.4, 43.9, 0.005, true)}) {
    const ShortLength length(layer.crs);
    for (const double step : {20.0, 7.0}) {
      const FlatLayer fine = densified(layer, step);
      const auto line = points(fine, 3);
      ASSERT_GT(line.size(), 20u);
      const double each = length(line[0].first, line[0].second, line[1].first, line[1].second);
      EXPECT_GT(each, step * 0.9);
      for (std::size_t i = 1; i < line.size(); ++i) {
        const double l = length(line[i - 1].first, line[i - 1].second, line[i].first, line[i].second);
        EXPECT_LE(l, step * (1 + 1e-6));
        EXPECT_NEAR(l, each, each * 1e-4); // equal in the CRS: on the ellipsoid the parallel shrinks northward
      }
      for (const Point& p : points(layer, 3)) EXPECT_TRUE(std::ranges::count(line, p) == 1);
    }
  }
}

TEST(MoveLayer, NothingIsAddedWhereEdgesStayStraight) {
  const FlatLayer layer = neighbours(crs(4530), 42530000.25, 4862000.5, 5000, true);
  const FlatLayer cut = moveLayer(layer, crs(4551)).value();
  EXPECT_EQ(cut.vertices(), layer.vertices());
  EXPECT_EQ(cut.x[0], 530000.25);
  EXPECT_EQ(cut.box[0].min_x, 530000.25);
  const FlatLayer lon_lat = neighbours(crs(4326), 126, 43, 1, true);
  const FlatLayer taken = moveLayer(lon_lat, crs(4490)).value();
  EXPECT_EQ(taken.x, lon_lat.x);
  EXPECT_EQ(taken.y, lon_lat.y);
  EXPECT_TRUE(taken.crs == crs(4490));
}

TEST(MoveLayer, SaysWhichRowHasNoImage) {
  FlatLayer layer = neighbours(crs(4530), 42530000, 4862000, 500, true);
  FlatBuilder builder(layer.crs);
  builder.copyRow(layer, 0);
  builder.beginRow(Shape::polygon, 99); // north and east swapped
  builder.addRing(Values{4862000, 4862000, 4862100}, Values{42530000, 42530100, 42530000}, 0);
  builder.endRow();
  const auto moved = moveLayer(builder.take(), crs(4490));
  ASSERT_FALSE(moved.has_value());
  EXPECT_EQ(moved.error().code, "crs.out_of_domain");
  EXPECT_EQ(moved.error().where, "row 1 (id 99)");
}

TEST(MoveLayer, PassesOnARefusedDatumChange) {
  const FlatLayer layer = neighbours(crs(2366), 42530000, 4862000, 500, true);
  EXPECT_EQ(moveLayer(layer, crs(4530)).error().code, "crs.datum_shift_needed");
  const auto moved = moveLayer(layer, crs(4530), DatumShift{{0, 0, 0, 0, 0, 0, 0}});
  ASSERT_TRUE(moved.has_value()); // the same longitude and latitude on another ellipsoid: +2.3 m to the south
  EXPECT_NEAR(moved->y[0] - layer.y[0], -2.3, 0.3);
}

} // namespace
} // namespace ecoredline
