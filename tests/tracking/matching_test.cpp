#include "tracking/match.hpp"
#include "tracking/same_vertices.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ecoredline::test {
namespace {

constexpr double kX = 42500000, kY = 4850000;

FlatLayer rings(const std::vector<std::vector<std::pair<double, double>>>& rows) {
  FlatBuilder builder(Crs::fromEpsg(4530).value());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<double> x, y;
    for (const auto& [px, py] : rows[i]) {
      x.push_back(kX + px);
      y.push_back(kY + py);
    }
    builder.beginRow(Shape::polygon, static_cast<std::int64_t>(i));
    builder.addRing(x, y, 0);
    builder.endRow();
  }
  return builder.take();
}

TEST(ShapeKey, IsTheSameWhereverARingStartsAndHoweverItTurns) {
  const FlatLayer layer = rings({{{0, 0}, {10, 0}, {10, 10}, {0, 10}},
                                 {{10, 10}, {10, 0}, {0, 0}, {0, 10}},
                                 {{0, 0}, {10, 0}, {10, 10}, {0, 10.0001}}});
  EXPECT_EQ(shapeKey(layer, 0), shapeKey(layer, 1));
  EXPECT_NE(shapeKey(layer, 0), shapeKey(layer, 2));
}

TEST(SameVertices, ARoundedCornerIsTheOldOneAndAMovedOneIsNot) {
  const FlatLayer earlier = rings({{{0, 0}, {100, 0}, {100, 100}, {0, 100}}});
  const FlatLayer later = rings({{{0.004, 0}, {100, 0.003}, {100.5, 100}, {0, 100}}});

  const Adopted adopted = *adoptVertices(later, later, {earlier}, 0, silentFeedback());
  EXPECT_EQ(adopted.moved, 2U);
  EXPECT_NEAR(adopted.largest_m, 0.004, 1e-4);
  EXPECT_EQ(adopted.layer.x[0], earlier.x[0]);
  EXPECT_EQ(adopted.layer.x[2], later.x[2]);
  EXPECT_GT(adopted.area_off_m2[0], 0);
}

TEST(SameVertices, ACornerTooNearToAnotherClosesNoNeck) {
  // Two corners 6 mm apart would both become the one of the earlier version: the row stays as it was.
  const FlatLayer earlier = rings({{{50, 0}, {100, 0}, {100, 100}, {0, 100}}});
  const FlatLayer later = rings({{{0, 50}, {49.997, 0}, {50, -80}, {50.003, 0}, {100, 50}, {60, 100}}});

  const Adopted adopted = *adoptVertices(later, later, {earlier}, 0, silentFeedback());
  EXPECT_EQ(adopted.moved, 0U);
  EXPECT_EQ(adopted.layer.x[1], later.x[1]);
}

TEST(Moves, TheSameShapeElsewhereIsAMoveAndAnotherShapeIsNot) {
  const FlatLayer layer = rings({{{0, 0}, {100, 0}, {100, 100}, {0, 100}},
                                 {{112, 116}, {12, 116}, {12, 16}, {112, 16}},
                                 {{12, 16}, {112, 16}, {112, 116}, {12, 117}}});
  const auto move = moveBetween(layer, 0, 1);
  ASSERT_TRUE(move);
  EXPECT_NEAR(move->east_m, 12, 1e-6);
  EXPECT_NEAR(move->north_m, 16, 1e-6);
  EXPECT_FALSE(moveBetween(layer, 0, 2));
}

/// Zones of both versions out of a drawing: one row each.
struct Drawing {
  Frame frame;
  std::vector<SharedGround> shared;
  MatchInput input;

  Drawing(const std::vector<std::pair<std::string, Box>>& from, const std::vector<std::pair<std::string, Box>>& to) {
    std::vector<std::vector<std::pair<double, double>>> rows;
    const auto add = [&](const auto& zones, std::vector<TrackedZone>& tracked, std::vector<double>& m2, bool first) {
      for (const auto& [id, b] : zones) {
        tracked.push_back({0, id, id, "", 0, static_cast<std::uint32_t>(rows.size())});
        frame.from_zone.push_back(first ? static_cast<std::uint32_t>(tracked.size() - 1) : kNoZone);
        frame.to_zone.push_back(first ? kNoZone : static_cast<std::uint32_t>(tracked.size() - 1));
        m2.push_back((b.max_x - b.min_x) * (b.max_y - b.min_y));
        rows.push_back({{b.min_x, b.min_y}, {b.max_x, b.min_y}, {b.max_x, b.max_y}, {b.min_x, b.max_y}});
      }
    };
    add(from, frame.from, input.from_m2, true);
    add(to, frame.to, input.to_m2, false);
    frame.layer = rings(rows);
    for (std::uint32_t f = 0; f < from.size(); ++f)
      for (std::uint32_t t = 0; t < to.size(); ++t) {
        const Box &a = from[f].second, &b = to[t].second;
        const double w = std::min(a.max_x, b.max_x) - std::max(a.min_x, b.min_x);
        const double h = std::min(a.max_y, b.max_y) - std::max(a.min_y, b.min_y);
        if (w > 0 && h > 0) shared.push_back({f, t, w * h});
      }
    input.frame = &frame;
    input.shared = shared;
    input.distance_m = 100;
  }
  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;
};

TEST(Matching, AnIdWithoutCommonGroundFarAwayIsAnotherZone) {
  const Drawing d({{"A", {0, 0, 100, 100}}}, {{"A", {5000, 0, 5100, 100}}});
  const Matches m = *matchZones(d.input, silentFeedback());
  EXPECT_EQ(m.from_group[0], kNoZone);
  EXPECT_EQ(m.to_group[0], kNoZone);
}

TEST(Matching, AZoneThatHalfOverlapsWithoutAnIdIsTheSame) {
  const Drawing d({{"", {0, 0, 100, 100}}}, {{"", {40, 0, 140, 100}}});
  const Matches m = *matchZones(d.input, silentFeedback());
  ASSERT_EQ(m.groups.size(), 1U);
  EXPECT_EQ(m.groups[0].how, MatchedBy::overlap);
  const Drawing less({{"", {0, 0, 100, 100}}}, {{"", {60, 0, 160, 100}}});
  EXPECT_TRUE(matchZones(less.input, silentFeedback())->groups.empty() ||
              matchZones(less.input, silentFeedback())->groups[0].how == MatchedBy::distance);
}

TEST(Matching, ANeighbourThatGrewIsNoMerger) {
  const Drawing d({{"A", {0, 0, 100, 100}}, {"B", {100, 0, 200, 100}}},
                  {{"A", {0, 0, 170, 100}}, {"B", {170, 0, 200, 100}}});
  EXPECT_EQ(matchZones(d.input, silentFeedback())->groups.size(), 2U);
}

TEST(Matching, ASplitAndAMergerAreGroups) {
  const Drawing split({{"A", {0, 0, 200, 100}}}, {{"A", {0, 0, 120, 100}}, {"C", {120, 0, 200, 100}}});
  ASSERT_EQ(matchZones(split.input, silentFeedback())->groups.size(), 1U);
  EXPECT_EQ(matchZones(split.input, silentFeedback())->groups[0].to.size(), 2U);
  const Drawing merger({{"A", {0, 0, 120, 100}}, {"C", {120, 0, 200, 100}}}, {{"A", {0, 0, 200, 100}}});
  ASSERT_EQ(matchZones(merger.input, silentFeedback())->groups.size(), 1U);
  EXPECT_EQ(matchZones(merger.input, silentFeedback())->groups[0].from.size(), 2U);
}

TEST(Matching, ANarrowZoneThatMovedPastItselfIsFoundByDistance) {
  const Drawing d({{"", {0, 0, 10, 300}}}, {{"", {20, 0, 30, 300}}});
  const Matches m = *matchZones(d.input, silentFeedback());
  ASSERT_EQ(m.groups.size(), 1U);
  EXPECT_EQ(m.groups[0].how, MatchedBy::distance);
  ASSERT_TRUE(m.groups[0].move);
  EXPECT_NEAR(m.groups[0].move->east_m, 20, 1e-6);
}

} // namespace
} // namespace ecoredline::test
