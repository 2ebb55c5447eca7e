#include "engine/nearest.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

namespace ecoredline {
namespace {

using namespace test;

using Lists = std::vector<std::vector<Neighbour>>;

Lists nearestOf(const FlatLayer& sites, const FlatLayer& layer, const NearestOptions& options) {
  auto found = nearestRows(LayerIndex(sites), LayerIndex(layer), options, silentFeedback());
  EXPECT_TRUE(found.has_value());
  return found ? std::move(*found) : Lists{};
}

/// Every row measured on whole shapes (GEOS says whether they meet), sorted, cut.
Lists byBruteForce(const FlatLayer& sites, const FlatLayer& layer, const NearestOptions& options) {
  Lists lists(sites.rows());
  for (std::size_t site = 0; site < sites.rows(); ++site) {
    if (sites.box[site].empty()) continue;
    const Geometry shape = Geometry::fromRow(sites, site);
    for (std::uint32_t row = 0; row < layer.rows(); ++row) {
      if (layer.box[row].empty()) continue;
      const Geometry other = Geometry::fromRow(layer, row);
      const Distance d = geodesicDistance(shape, other, layer.crs);
      if (d.metres <= options.radius_m) lists[site].push_back({row, d});
    }
    std::ranges::sort(lists[site], {},
                      [&](const Neighbour& n) { return std::tuple(n.distance.metres, layer.row_id[n.row], n.row); });
    if (lists[site].size() > options.count) lists[site].resize(options.count);
  }
  return lists;
}

/// Points, lines, polygons and nothing, over an area of 20 km; some on each other.
FlatLayer scattered(std::uint64_t seed, std::size_t rows, Crs crs, double x0, double y0, double unit) {
  std::mt19937_64 random(seed);
  LayerMaker maker(std::move(crs), x0, y0);
  const auto place = [&] { return unit * static_cast<double>(random() % 20000); };
  for (std::size_t i = 0; i < rows; ++i) {
    const double x = place(), y = place();
    switch (random() % 5) {
    case 0:
      maker.point(x, y);
      break;
    case 1: {
      std::vector<std::pair<double, double>> bends{{x, y}};
      for (int k = 0; k < 40; ++k) {
        const auto [bx, by] = bends.back();
        bends.emplace_back(bx + unit * static_cast<double>(random() % 200),
                           by + unit * (static_cast<double>(random() % 300) - 100));
      }
      maker.line(bends);
      break;
    }
    case 2:
      maker.box(x, y, x + 500 * unit, y + 300 * unit);
      break;
    case 3:
      maker.ring(star(random, x, y, unit * (100 + static_cast<double>(random() % 2000)), 40));
      break;
    default:
      if (random() % 10 == 0)
        maker.none();
      else
        maker.boxes({{x, y, x + 50 * unit, y + 50 * unit}, {x + 900 * unit, y, x + 950 * unit, y + 20 * unit}});
      break;
    }
  }
  return maker.take();
}

void expectSame(const Lists& found, const Lists& wanted) {
  ASSERT_EQ(found.size(), wanted.size());
  for (std::size_t site = 0; site < found.size(); ++site) {
    ASSERT_EQ(found[site].size(), wanted[site].size()) << site;
    for (std::size_t i = 0; i < found[site].size(); ++i) {
      const Neighbour &f = found[site][i], &w = wanted[site][i];
      ASSERT_EQ(f.row, w.row) << site << ' ' << i;
      EXPECT_NEAR(f.distance.metres, w.distance.metres, 2e-3) << site << ' ' << i;
      EXPECT_EQ(std::isnan(f.distance.bearing_deg), std::isnan(w.distance.bearing_deg));
      if (f.distance.metres < 1) continue;
      const double turn = std::abs(std::remainder(f.distance.bearing_deg - w.distance.bearing_deg, 360));
      EXPECT_LT(turn, 1e-3) << site << ' ' << i;
      EXPECT_EQ(f.distance.bx, w.distance.bx) << site << ' ' << i;
    }
  }
}

struct Plane {
  int epsg;
  double x0, y0, unit;
};

class NearestInAPlane : public testing::TestWithParam<Plane> {};

TEST_P(NearestInAPlane, IsWhatBruteForceFinds) {
  const auto& [epsg, x0, y0, unit] = GetParam();
  const Crs crs = Crs::fromEpsg(epsg).value();
  const FlatLayer layer = scattered(5, 150, crs, x0, y0, unit);
  const FlatLayer sites = scattered(6, 40, crs, x0, y0, unit);
  for (const NearestOptions& options : {NearestOptions{1}, NearestOptions{7}, NearestOptions{500, 3000},
                                        NearestOptions{3, 400}, NearestOptions{1000}}) {
    const Lists found = nearestOf(sites, layer, options);
    expectSame(found, byBruteForce(sites, layer, options));
  }
}

TEST_P(NearestInAPlane, DoesNotDependOnTheOrderOfRows) {
  const auto& [epsg, x0, y0, unit] = GetParam();
  const Crs crs = Crs::fromEpsg(epsg).value();
  const FlatLayer layer = scattered(7, 150, crs, x0, y0, unit);
  const FlatLayer sites = scattered(8, 20, crs, x0, y0, unit);
  std::vector<std::size_t> order(layer.rows());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::mt19937_64 random(3);
  std::ranges::shuffle(order, random);
  const FlatLayer shuffled = selectRows(layer, order);
  const NearestOptions one{9, 1e300, 1}, two{9, 1e300, 2};
  const Lists a = nearestOf(sites, layer, one), b = nearestOf(sites, shuffled, two);
  for (std::size_t site = 0; site < a.size(); ++site) {
    ASSERT_EQ(a[site].size(), b[site].size());
    for (std::size_t i = 0; i < a[site].size(); ++i) {
      EXPECT_EQ(layer.row_id[a[site][i].row], shuffled.row_id[b[site][i].row]);
      EXPECT_EQ(a[site][i].distance.metres, b[site][i].distance.metres);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Planes, NearestInAPlane,
                         testing::Values(Plane{4530, kX, kY, 1}, Plane{4490, 126.4, 43.7, 1e-5}));

TEST(Nearest, SharedGroundIsDistanceZeroAndHasNoBearing) {
  const FlatLayer site = LayerMaker().box(0, 0, 100, 100).take();
  const FlatLayer layer = LayerMaker()
                              .point(50, 50)                // inside
                              .point(100, 40)               // on the border
                              .line({{-10, 50}, {110, 50}}) // through
                              .box(20, 20, 40, 40)          // within
                              .box(-100, -100, 200, 200)    // around
                              .box(100, 100, 120, 120)      // a corner
                              .line({{100, 0}, {100, 100}}) // along the border
                              .point(100.5, 50)
                              .take();
  const auto found = nearestOf(site, layer, {100}).at(0);
  ASSERT_EQ(found.size(), 8U);
  for (std::uint32_t i = 0; i < 7; ++i) {
    EXPECT_EQ(found[i].row, i);
    EXPECT_EQ(found[i].distance.metres, 0) << i;
    EXPECT_TRUE(std::isnan(found[i].distance.bearing_deg)) << i;
    EXPECT_TRUE(std::isnan(found[i].distance.ax)) << i;
  }
  EXPECT_NEAR(found[7].distance.metres, 0.5, 1e-3);
  EXPECT_NEAR(found[7].distance.ax, kX + 100, 1e-6);
  EXPECT_NEAR(found[7].distance.bx, kX + 100.5, 1e-6);
}

// The outline of a large polygon is far from what lies in it.
TEST(Nearest, APolygonIsAreaNotOutline) {
  std::mt19937_64 random(1);
  const FlatLayer site = LayerMaker().ring(star(random, 0, 0, 10000, 600, 0)).take();
  const FlatLayer layer = LayerMaker().point(0, 0).point(10001, 0).take();
  const auto found = nearestOf(site, layer, {1}).at(0);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].row, 0U);
  EXPECT_EQ(found[0].distance.metres, 0);
}

TEST(Nearest, EqualDistancesComeByIdAndTheLastPlaceToo) {
  LayerMaker maker;
  for (int i = 0; i < 30; ++i) maker.box(10 + i, 10, 300, 20 + i); // all over the site
  const FlatLayer layer = maker.take();
  const FlatLayer site = LayerMaker().box(100, 12, 110, 18).take();
  std::vector<std::size_t> order(layer.rows());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = order.size() - 1 - i;
  const FlatLayer backwards = selectRows(layer, order);
  const auto found = nearestOf(site, backwards, {4}).at(0);
  ASSERT_EQ(found.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(backwards.row_id[found[i].row], layer.row_id[i]);
}

TEST(Nearest, BearingPointsFromTheSite) {
  const FlatLayer site = LayerMaker().point(0, 0).take();
  const FlatLayer layer = LayerMaker().point(1000, 0).point(0, -2000).take();
  const auto found = nearestOf(site, layer, {2}).at(0);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NEAR(found[0].distance.bearing_deg, 90, 0.1);
  EXPECT_NEAR(found[1].distance.bearing_deg, 180, 0.1);
}

TEST(Nearest, CountAndRadiusBoundIt) {
  const FlatLayer site = LayerMaker().point(0, 0).none().take();
  const FlatLayer layer = LayerMaker().point(100, 0).point(200, 0).point(300, 0).take();
  const auto within = nearestOf(site, layer, {10, 250});
  EXPECT_EQ(within.at(0).size(), 2U);
  EXPECT_TRUE(within.at(1).empty());
  EXPECT_TRUE(nearestOf(site, layer, {0}).at(0).empty());
  EXPECT_TRUE(nearestOf(site, layer, {10, 50}).at(0).empty());
  EXPECT_TRUE(nearestOf(site, LayerMaker().take(), {10}).at(0).empty());
}

TEST(Nearest, CanBeCancelled) {
  Feedback feedback;
  feedback.cancel();
  const FlatLayer layer = LayerMaker().point(0, 0).take();
  const auto found = nearestRows(LayerIndex(layer), LayerIndex(layer), {}, feedback);
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().kind, ErrorKind::cancelled);
}

} // namespace
} // namespace ecoredline
