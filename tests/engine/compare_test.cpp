#include "engine/compare.hpp"
#include "geo/edge_model.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace ecoredline {
namespace {

using namespace test;

/// The only pair of one site and one zone.
Pair pairOf(LayerMaker& site, LayerMaker& zone, AreaMethod method = AreaMethod::planar) {
  CompareOptions options;
  options.method = method;
  const auto pairs = compared(site.take(), zone.take(), options);
  EXPECT_EQ(pairs.size(), 1U);
  return pairs.empty() ? Pair{} : pairs.front();
}

TEST(Compare, AnOverlapHasItsFigures) {
  const Pair p = pairOf(LayerMaker().box(0, 0, 100, 100), LayerMaker().box(60, -50, 400, 80));
  EXPECT_EQ(p.relation, Relation::overlap);
  EXPECT_TRUE(p.hit);
  EXPECT_EQ(p.rung, Rung::edges);
  EXPECT_NEAR(p.overlap_m2, 40 * 80, 1e-5);
  EXPECT_NEAR(p.share, 0.32, 1e-9);
  EXPECT_NEAR(p.perimeter_m, 240, 1e-5);
  EXPECT_EQ(p.distance_m, 0);
  EXPECT_TRUE(std::isnan(p.bearing_deg));
  EXPECT_TRUE(std::isnan(p.length_m));
  EXPECT_EQ(p.zone, 100);
}

TEST(Compare, TheAreaIsThatOfTheMethod) {
  const FlatLayer overlap = LayerMaker().box(60, 0, 100, 80).take();
  for (const auto method : {AreaMethod::official, AreaMethod::exact, AreaMethod::planar}) {
    const Pair p = pairOf(LayerMaker().box(0, 0, 100, 100), LayerMaker().box(60, -50, 400, 80), method);
    EXPECT_NEAR(p.overlap_m2, areaOf(overlap, 0, method), 1e-4);
    EXPECT_NEAR(p.exact_m2, areaOf(overlap, 0, AreaMethod::exact), 1e-5);
  }
}

TEST(Compare, EveryRelationOfPolygonsComesOut) {
  const std::vector<std::pair<Box, Relation>> cases{
      {{0, 0, 100, 100}, Relation::equals},      {{20, 20, 40, 40}, Relation::within},
      {{0, 0, 50, 50}, Relation::within},        {{-10, -10, 110, 110}, Relation::contains},
      {{-10, 0, 110, 100}, Relation::contains},  {{50, 50, 150, 150}, Relation::overlap},
      {{100, 0, 200, 50}, Relation::touch_line}, {{100, 100, 200, 200}, Relation::touch_point},
      {{130, 0, 200, 50}, Relation::near},       {{160, 0, 200, 50}, Relation::none}};
  for (const auto& [box, relation] : cases) {
    CompareOptions options;
    options.reach_m = {50};
    const auto pairs = compared(LayerMaker().box(box.min_x, box.min_y, box.max_x, box.max_y).take(),
                                LayerMaker().box(0, 0, 100, 100).take(), options);
    ASSERT_EQ(pairs.size(), 1U);
    EXPECT_EQ(pairs[0].relation, relation) << name(relation) << " came out as " << name(pairs[0].relation);
    EXPECT_EQ(pairs[0].hit, relation != Relation::touch_line && relation != Relation::touch_point &&
                                relation != Relation::near && relation != Relation::none);
  }
}

TEST(Compare, SwappingTheLayersMirrorsThePairs) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 40; ++i) {
    const auto a = star(random, 0, 0, 100, 9), b = star(random, 40 + 3 * i, 20, 90, 12);
    LayerMaker site, zone, site2, zone2;
    const Pair p = pairOf(site.ring(a), zone.ring(b));
    const Pair q = pairOf(site2.ring(b), zone2.ring(a));
    EXPECT_NEAR(p.overlap_m2, q.overlap_m2, 1e-6);
    EXPECT_NEAR(p.distance_m, q.distance_m, 1e-3);
    EXPECT_EQ(p.hit, q.hit);
    const auto mirror = [](Relation r) {
      return r == Relation::within ? Relation::contains : r == Relation::contains ? Relation::within : r;
    };
    EXPECT_EQ(p.relation, mirror(q.relation));
  }
}

TEST(Compare, ReversedRingsAndOtherStartsChangeNothing) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 20; ++i) {
    auto a = star(random, 0, 0, 100, 9), b = star(random, 60, 20, 90, 12);
    LayerMaker site, zone, site2, zone2;
    const Pair p = pairOf(site.ring(a), zone.ring(b));
    std::ranges::reverse(a);
    std::ranges::rotate(b, b.begin() + 5);
    const Pair q = pairOf(site2.ring(a), zone2.ring(b));
    EXPECT_NEAR(p.overlap_m2, q.overlap_m2, 1e-6);
    EXPECT_EQ(p.relation, q.relation);
  }
}

TEST(Compare, MovingTheOriginChangesOnlyRounding) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 20; ++i) {
    const auto a = star(random, 0, 0, 100, 9), b = star(random, 60, 20, 90, 12);
    LayerMaker site, zone, site2(gk42(), kX + 1000, kY + 2000), zone2(gk42(), kX + 1000, kY + 2000);
    const Pair p = pairOf(site.ring(a), zone.ring(b));
    const Pair q = pairOf(site2.ring(a), zone2.ring(b));
    EXPECT_NEAR(p.overlap_m2, q.overlap_m2, 1e-5);
    EXPECT_EQ(p.relation, q.relation);
  }
}

// QGIS#59408: with several parts only the largest was counted.
TEST(Compare, OverlapsOfSeveralPartsSum) {
  const Pair p = pairOf(LayerMaker().boxes({{0, 0, 10, 10}, {100, 0, 130, 10}}), LayerMaker().box(-5, -5, 200, 5));
  EXPECT_NEAR(p.overlap_m2, 50 + 150, 1e-6);
  LayerMaker parts;
  const Pair q = pairOf(LayerMaker().box(-5, -5, 200, 5), parts.boxes({{0, 0, 10, 10}, {100, 0, 130, 10}}));
  EXPECT_NEAR(q.overlap_m2, 200, 1e-6);
}

TEST(Compare, OverlapsTooSmallOrTooThinAreTouches) {
  const Pair small = pairOf(LayerMaker().box(0, 0, 100, 100), LayerMaker().box(99.91, 99.91, 150, 150));
  EXPECT_FALSE(small.hit);
  EXPECT_TRUE(small.numeric_touch);
  EXPECT_EQ(small.relation, Relation::touch_line);
  EXPECT_EQ(small.overlap_m2, 0);
  const Pair corner = pairOf(LayerMaker().box(0, 0, 100, 100), LayerMaker().box(99.99, 99.99, 150, 150));
  EXPECT_EQ(corner.relation, Relation::touch_point);
  const Pair thin = pairOf(LayerMaker().box(0, 0, 100, 100), LayerMaker().box(99.9992, 0, 150, 100));
  EXPECT_FALSE(thin.hit); // 0.08 m², but 0.8 mm wide
  EXPECT_EQ(thin.relation, Relation::touch_line);
  const Pair enough = pairOf(LayerMaker().box(0, 0, 100, 100), LayerMaker().box(99.9989, 0, 150, 100));
  EXPECT_TRUE(enough.hit);
  CompareStats stats;
  FlatMemoryReader reader(LayerMaker().box(99.9992, 0, 150, 100).take());
  EXPECT_TRUE(comparePairs(LayerMaker().box(0, 0, 100, 100).take(), reader, {}, stats, silentFeedback()));
  EXPECT_EQ(stats.numeric_touches, 1U);
}

TEST(Compare, ATracedBorderThatIsNotRoundTouches) {
  // A site whose corners were put on the zone's sloping edge: rounding leaves it 1e-9 m in or out.
  const std::vector<std::pair<double, double>> zone{{0, 0}, {333.3, 77.7}, {300, 400}, {-20, 300}};
  const auto on = [](double t) { return std::pair(333.3 * t, 77.7 * t); };
  const Pair p = pairOf(LayerMaker().ring({on(1.0 / 3), on(1.0 / 7), {60, -80}}), LayerMaker().ring(zone));
  EXPECT_FALSE(p.hit);
  EXPECT_LT(p.distance_m, 1e-6);
}

TEST(Compare, LinesHaveLengthsAndNoAreas) {
  const Pair p = pairOf(LayerMaker().line({{-50, 50}, {150, 50}}), LayerMaker().box(0, 0, 100, 100));
  EXPECT_EQ(p.relation, Relation::crosses);
  EXPECT_TRUE(p.hit);
  EXPECT_NEAR(p.length_m, 100, 1e-3);
  EXPECT_NEAR(p.share, 0.5, 1e-6);
  EXPECT_TRUE(std::isnan(p.overlap_m2));
  EXPECT_TRUE(std::isnan(p.exact_m2));
  const Pair inside = pairOf(LayerMaker().line({{10, 50}, {90, 50}}), LayerMaker().box(0, 0, 100, 100));
  EXPECT_EQ(inside.relation, Relation::within);
  EXPECT_NEAR(inside.length_m, 80, 1e-3);
  EXPECT_NEAR(inside.share, 1, 1e-9);
  const Pair border = pairOf(LayerMaker().line({{0, 0}, {100, 0}}), LayerMaker().box(0, 0, 100, 100));
  EXPECT_EQ(border.relation, Relation::touch_line);
  EXPECT_FALSE(border.hit);
  EXPECT_EQ(border.length_m, 0);
}

TEST(Compare, PointsHitOnlyInside) {
  const Pair inside = pairOf(LayerMaker().point(50, 50), LayerMaker().box(0, 0, 100, 100));
  EXPECT_EQ(inside.relation, Relation::within);
  EXPECT_TRUE(inside.hit);
  EXPECT_TRUE(std::isnan(inside.overlap_m2));
  EXPECT_TRUE(std::isnan(inside.share));
  const Pair border = pairOf(LayerMaker().point(100, 50), LayerMaker().box(0, 0, 100, 100));
  EXPECT_EQ(border.relation, Relation::touch_point);
  EXPECT_FALSE(border.hit);
  const Pair away = pairOf(LayerMaker().point(160, 50), LayerMaker().box(0, 0, 100, 100));
  EXPECT_NEAR(away.distance_m, 60, 0.01);
  EXPECT_NEAR(away.bearing_deg, 270, 0.1);
}

TEST(Compare, ZonesMayBeLinesAndPoints) {
  const Pair line = pairOf(LayerMaker().box(0, 0, 100, 100), LayerMaker().line({{50, -10}, {50, 30}}));
  EXPECT_EQ(line.relation, Relation::crosses);
  EXPECT_TRUE(line.hit);
  EXPECT_NEAR(line.length_m, 30, 1e-3);
  EXPECT_TRUE(std::isnan(line.share));
  const Pair point = pairOf(LayerMaker().box(0, 0, 100, 100), LayerMaker().point(20, 20));
  EXPECT_EQ(point.relation, Relation::contains);
  EXPECT_TRUE(point.hit);
  const Pair crossing = pairOf(LayerMaker().line({{0, 0}, {10, 10}}), LayerMaker().line({{0, 10}, {10, 0}}));
  EXPECT_EQ(crossing.relation, Relation::crosses);
  EXPECT_TRUE(crossing.hit);
}

TEST(Compare, PairsBeyondReachAreOnlyTheNearestOfEachGroup) {
  const FlatLayer sites = LayerMaker().box(0, 0, 10, 10).take();
  LayerMaker maker; // ids 100...: two groups by parity
  maker.box(30, 0, 40, 10).box(2000, 0, 2010, 10).box(60, 0, 70, 10).box(5000, 0, 5010, 10).box(90, 0, 95, 10);
  CompareOptions options;
  options.reach_m = {55};
  options.group = [](std::int64_t zone) { return static_cast<std::uint32_t>(zone % 2); };
  const auto pairs = compared(sites, maker.take(), options);
  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(pairs[0].zone, 100);
  EXPECT_EQ(pairs[0].relation, Relation::near);
  EXPECT_NEAR(pairs[0].distance_m, 20, 0.01);
  EXPECT_EQ(pairs[1].zone, 101);
  EXPECT_EQ(pairs[1].relation, Relation::none);
  EXPECT_NEAR(pairs[1].distance_m, 1990, 1);
  EXPECT_EQ(pairs[2].zone, 102);
}

TEST(Compare, TheNearestIsTheTrueNearest) {
  std::mt19937_64 random(9);
  std::uniform_real_distribution<double> where(-20000, 20000);
  LayerMaker zones, sites;
  for (int i = 0; i < 300; ++i) zones.ring(star(random, where(random), where(random), 300, 15));
  for (int i = 0; i < 40; ++i) sites.ring(star(random, where(random), where(random), 50, 6));
  const FlatLayer zone_layer = zones.take(), site_layer = sites.take();
  std::vector<Geometry> shapes;
  for (std::size_t z = 0; z < zone_layer.rows(); ++z) shapes.push_back(Geometry::fromRow(zone_layer, z));
  const auto pairs = compared(site_layer, zone_layer);
  for (std::uint32_t s = 0; s < site_layer.rows(); ++s) {
    const Geometry site = Geometry::fromRow(site_layer, s);
    double nearest = 1e300;
    for (const Geometry& zone : shapes) nearest = std::min(nearest, geodesicDistance(site, zone, gk42()).metres);
    double found = 1e300;
    for (const Pair& p : pairs) {
      if (p.site == s) found = std::min(found, p.distance_m);
    }
    EXPECT_NEAR(found, nearest, 2e-3);
  }
}

TEST(Compare, InvalidZonesMakeOnlyPairsWhoseBoxesMeetUndecided) {
  const FlatLayer sites = LayerMaker().box(0, 0, 10, 10).box(500, 500, 510, 510).take();
  LayerMaker maker;
  maker.ring({{5, 5}, {50, 50}, {5, 50}, {50, 5}}).box(-5, -5, 5, 5);
  CompareOptions options;
  options.invalid = [](std::int64_t zone) { return zone == 100; };
  FlatMemoryReader reader(maker.take());
  CompareStats stats;
  const auto pairs = comparePairs(sites, reader, options, stats, silentFeedback());
  ASSERT_TRUE(pairs);
  ASSERT_EQ(pairs->size(), 3U);
  EXPECT_EQ((*pairs)[0].rung, Rung::undecided);
  EXPECT_TRUE(std::isnan((*pairs)[0].overlap_m2));
  EXPECT_TRUE(std::isnan((*pairs)[0].distance_m));
  EXPECT_FALSE((*pairs)[0].hit);
  EXPECT_TRUE((*pairs)[1].hit);
  EXPECT_EQ((*pairs)[2].rung, Rung::edges);
  EXPECT_EQ(stats.undecided, 1U);
}

TEST(Compare, SitesWithoutGeometryHaveNoPairs) {
  EXPECT_TRUE(compared(LayerMaker().none().take(), LayerMaker().box(0, 0, 1, 1).take()).empty());
  EXPECT_TRUE(compared(LayerMaker().box(0, 0, 1, 1).take(), LayerMaker().take()).empty());
  EXPECT_TRUE(compared(LayerMaker().take(), LayerMaker().box(0, 0, 1, 1).take()).empty());
}

struct World {
  FlatLayer sites;
  FlatLayer zones;
};

/// Neighbouring zones with shared borders, and sites of which some are traced from them.
World world(std::size_t sites, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> unit(0, 1);
  constexpr int kCells = 12;
  constexpr double kCell = 500;
  std::map<std::pair<int, int>, std::pair<double, double>> corner;
  for (int i = 0; i <= kCells; ++i) {
    for (int j = 0; j <= kCells; ++j) {
      corner[{i, j}] = {i * kCell + 150 * unit(random), j * kCell + 150 * unit(random)};
    }
  }
  LayerMaker zones, site_maker;
  for (int i = 0; i < kCells; ++i) {
    for (int j = 0; j < kCells; ++j) {
      zones.ring({corner[{i, j}], corner[{i + 1, j}], corner[{i + 1, j + 1}], corner[{i, j + 1}]});
    }
  }
  for (std::size_t s = 0; s < sites; ++s) {
    const int i = static_cast<int>(unit(random) * (kCells - 1)), j = static_cast<int>(unit(random) * (kCells - 1));
    if (s % 3 == 0)
      site_maker.ring({corner[{i, j}], corner[{i + 1, j}], corner[{i + 1, j + 1}]});
    else
      site_maker.ring(star(random, i * kCell, j * kCell, 20 + 300 * unit(random), 8));
  }
  return {site_maker.take(), zones.take()};
}

TEST(Compare, ThreadsDoNotChangeAByte) {
  const World w = world(60, 1);
  CompareOptions one, four;
  one.threads = 1;
  four.threads = 4;
  EXPECT_EQ(textOf(compared(w.sites, w.zones, one)), textOf(compared(w.sites, w.zones, four)));
}

TEST(Compare, WindowsAndOneReadingGiveTheSame) {
  const World w = world(60, 2);
  CompareOptions options;
  options.group = [](std::int64_t zone) { return static_cast<std::uint32_t>(zone % 5); };
  const auto together = compared(w.sites, w.zones, options);
  std::vector<Pair> apart;
  for (std::size_t s = 0; s < w.sites.rows(); ++s) {
    const std::size_t rows[] = {s};
    for (Pair p : compared(selectRows(w.sites, rows), w.zones, options)) {
      p.site = static_cast<std::uint32_t>(s);
      apart.push_back(p);
    }
  }
  EXPECT_EQ(textOf(together), textOf(apart));
}

TEST(Compare, AWindowReadsOnlyWhatIsNear) {
  LayerMaker zones;
  for (int i = 0; i < 100; ++i) zones.box(i * 1000, 0, i * 1000 + 900, 900);
  FlatMemoryReader reader(zones.take());
  CompareStats stats;
  const auto pairs = comparePairs(LayerMaker().box(50100, 100, 50200, 200).take(), reader, {}, stats, silentFeedback());
  ASSERT_TRUE(pairs);
  EXPECT_EQ(pairs->size(), 1U);
  EXPECT_LE(stats.rows_read, 6U);
}

TEST(Compare, OverlapsCutByTheWindowKeepTheirArea) {
  // Zones far larger than the sites: what is cut off beside the site may change its overlap by rounding only.
  std::mt19937_64 random(21);
  for (int i = 0; i < 30; ++i) {
    const auto zone = star(random, 4000, 0, 5000, 400, 0.4), site = star(random, 300, 200, 150, 12);
    LayerMaker site_maker, zone_maker;
    const FlatLayer sites = site_maker.ring(site).take(), zones = zone_maker.ring(zone).take();
    const Overlay whole = guardedIntersection(Geometry::fromRow(sites, 0), Geometry::fromRow(zones, 0));
    CompareOptions options;
    options.method = AreaMethod::planar;
    EXPECT_NEAR(compared(sites, zones, options)[0].overlap_m2, whole.shape.planarArea(), 1e-6);
  }
}

TEST(Compare, LonLatLayersGiveTheFiguresOfThePlane) {
  const World w = world(30, 6);
  const auto to = Crs::cgcs2000();
  const auto sites = moveLayer(w.sites, to), zones = moveLayer(w.zones, to);
  ASSERT_TRUE(sites && zones);
  CompareOptions options;
  options.method = AreaMethod::exact;
  const auto plane = compared(w.sites, w.zones, options), degrees = compared(*sites, *zones, options);
  ASSERT_EQ(plane.size(), degrees.size());
  for (std::size_t i = 0; i < plane.size(); ++i) {
    EXPECT_EQ(plane[i].zone, degrees[i].zone);
    EXPECT_EQ(plane[i].hit, degrees[i].hit);
    EXPECT_NEAR(plane[i].overlap_m2, degrees[i].overlap_m2, 0.02);
    EXPECT_NEAR(plane[i].perimeter_m, degrees[i].perimeter_m, 1e-3 * plane[i].perimeter_m);
  }
}

class Cancelling final : public Feedback {
 public:
  void progress(std::uint64_t, std::uint64_t) override { cancel(); }
};

TEST(Compare, CancelEndsIt) {
  const World w = world(60, 3);
  FlatMemoryReader reader(w.zones);
  CompareStats stats;
  Cancelling feedback;
  CompareOptions options;
  options.threads = 1;
  const auto pairs = comparePairs(w.sites, reader, options, stats, feedback);
  ASSERT_FALSE(pairs);
  EXPECT_EQ(pairs.error().kind, ErrorKind::cancelled);
}

class BrokenReader final : public FlatReader {
 public:
  const Crs& crs() const override { return m_crs; }
  std::size_t rows() const override { return 1; }
  Box extent() const override { return {kX, kY, kX + 100, kY + 100}; }
  Result<FlatLayer> read(const Box&, Feedback&) override {
    return fail(ErrorKind::input, "store.broken", {"工作空间损坏", "The workspace is damaged"});
  }

 private:
  Crs m_crs = gk42();
};

TEST(Compare, ReadersErrorsComeThrough) {
  BrokenReader reader;
  CompareStats stats;
  const auto pairs = comparePairs(LayerMaker().box(0, 0, 9, 9).take(), reader, {}, stats, silentFeedback());
  ASSERT_FALSE(pairs);
  EXPECT_EQ(pairs.error().code, "store.broken");
}

} // namespace
} // namespace ecoredline
