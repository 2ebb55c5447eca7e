#include "engine/band.hpp"
#include "geo/edge_model.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using namespace test;

Band bandOf(const FlatLayer& sites, const FlatLayer& zones, double eps, std::vector<std::int64_t> strict = {},
            std::int64_t zone = 100, double overlap_m2 = std::numeric_limits<double>::quiet_NaN()) {
  FlatMemoryReader reader(zones);
  if (strict.empty()) strict = {zone};
  const auto bands =
      measureBands(sites, reader, {{0, zone, strict, eps, true, overlap_m2}}, AreaMethod::planar, 1, silentFeedback());
  EXPECT_TRUE(bands.has_value());
  return bands ? bands->front() : Band{};
}

// semantics.md C11: 120 m of shared edge, 0.333 m wide, 3.1 m of error: 0 / 40.00 / 412 m², a sliver.
TEST(Band, C11SliverAlongFarmland) {
  const FlatLayer site = LayerMaker().box(0, 0, 120, 80).take();
  const FlatLayer farmland = LayerMaker().box(0, 80 - 1.0 / 3, 120, 300).take();
  const Band b = bandOf(site, farmland, 3.1);
  EXPECT_EQ(b.rung, Rung::edges);
  EXPECT_FALSE(b.certain);
  EXPECT_EQ(b.low_m2, 0);
  EXPECT_NEAR(b.high_m2, 412, 0.5);
  EXPECT_NEAR(b.sliver_m2, 40, 1e-4);
  EXPECT_NEAR(b.depth_m, 1.0 / 3, 0.0011);
}

// C24: a 4 m x 10 m house on the seam of two sheets, both 200 m deep: eroding each sheet alone leaves nothing.
TEST(Band, C24HouseOnTheSeamOfTwoSheets) {
  const FlatLayer house = LayerMaker().box(-2, 100, 2, 110).take();
  const FlatLayer sheets = LayerMaker().box(-200, 0, 0, 200).box(0, 0, 200, 200).take();
  const Band alone = bandOf(house, sheets, 3.1);
  EXPECT_FALSE(alone.certain);
  EXPECT_EQ(alone.low_m2, 0);
  double low = 0;
  for (const std::int64_t zone : {100, 101}) {
    const Band b = bandOf(house, sheets, 3.1, {100, 101}, zone);
    EXPECT_TRUE(b.certain);
    EXPECT_NEAR(b.depth_m, 100, 0.002); // the middle of 200 m; each sheet alone would give 2 m
    low += b.low_m2;
  }
  EXPECT_NEAR(low, 40, 1e-3);
}

TEST(Band, HairlineSeamsDoNotCutTheGround) {
  const FlatLayer house = LayerMaker().box(-2, 100, 2, 110).take();
  const FlatLayer sheets =
      LayerMaker().box(-200, 0, -2e-8, 200).ring({{0, 0}, {200, 0}, {200, 200}, {0, 200}, {1e-8, 104.3}}).take();
  EXPECT_NEAR(bandOf(house, sheets, 3.1, {100, 101}).depth_m, 100, 0.002);
}

// C25: a highway of 24 m over a river strip of 4 m: the strip eroded is empty, the highway eroded is not.
TEST(Band, C25HighwayOverARiverStrip) {
  const FlatLayer highway = LayerMaker().box(-12, -500, 12, 500).take();
  const FlatLayer strip = LayerMaker().box(-300, 0, 300, 4).take();
  const Band b = bandOf(highway, strip, 3.1);
  EXPECT_TRUE(b.certain);
  EXPECT_NEAR(b.low_m2, 71.2, 0.01);
  EXPECT_NEAR(b.depth_m, 2, 0.0011);
  EXPECT_EQ(b.sliver_m2, 0);
}

// C12: a site drawn on the zone's vertices; with approved coordinates on both sides eps is 0 and nothing is marginal.
TEST(Band, C12TouchingSite) {
  const FlatLayer site = LayerMaker().box(100, 0, 200, 50).take();
  const FlatLayer zone = LayerMaker().box(0, 0, 100, 100).take();
  const Band b = bandOf(site, zone, 3.1);
  EXPECT_FALSE(b.certain);
  EXPECT_TRUE(std::isnan(b.depth_m));
  EXPECT_EQ(b.low_m2, 0);
  EXPECT_NEAR(b.high_m2, 50 * 3.1, 1e-5);
  EXPECT_EQ(b.sliver_m2, 0);
  const Band exact = bandOf(site, zone, 0);
  EXPECT_FALSE(exact.certain);
  EXPECT_EQ(exact.high_m2, 0);
}

TEST(Band, WithoutErrorTheOverlapItselfIsCertain) {
  const Band b = bandOf(LayerMaker().box(0, 0, 100, 100).take(), LayerMaker().box(99, 0, 200, 100).take(), 0);
  EXPECT_TRUE(b.certain);
  EXPECT_NEAR(b.low_m2, 100, 1e-5);
  EXPECT_EQ(b.low_m2, b.high_m2);
}

TEST(Band, DeepInsideEverythingIsCertain) {
  const FlatLayer site = LayerMaker().box(0, 0, 100, 100).take();
  const Band b = bandOf(site, LayerMaker().box(-300, -300, 400, 400).take(), 5);
  EXPECT_TRUE(b.certain);
  EXPECT_NEAR(b.low_m2, 10000, 1e-6);
  EXPECT_EQ(b.low_m2, b.high_m2);
  EXPECT_NEAR(b.depth_m, 350, 0.01);
  const Band capped = bandOf(site, LayerMaker().box(-30000, -30000, 40000, 40000).take(), 5);
  EXPECT_EQ(capped.depth_m, kDepthCap);
}

TEST(Band, ARoadOfThreeMetresIsNoSliver) {
  // A true strip of 3 m through the middle of a site lies within eps of the zone's border, not of the site's.
  const FlatLayer site = LayerMaker().box(0, 0, 100, 100).take();
  const FlatLayer strip = LayerMaker().box(-50, 49, 150, 52).take();
  EXPECT_EQ(bandOf(site, strip, 3.1).sliver_m2, 0);
}

TEST(Band, LinesAndPointsAreCertainByDepth) {
  const FlatLayer zone = LayerMaker().box(0, 0, 100, 100).take();
  const Band line = bandOf(LayerMaker().line({{-50, 50}, {50, 50}}).take(), zone, 5);
  EXPECT_TRUE(line.certain);
  EXPECT_NEAR(line.depth_m, 50, 0.0011);
  EXPECT_TRUE(std::isnan(line.low_m2));
  const Band shallow = bandOf(LayerMaker().line({{-50, 50}, {3, 50}}).take(), zone, 5);
  EXPECT_FALSE(shallow.certain);
  EXPECT_TRUE(bandOf(LayerMaker().point(20, 50).take(), zone, 5).certain);
  EXPECT_FALSE(bandOf(LayerMaker().point(4, 50).take(), zone, 5).certain);
  EXPECT_FALSE(bandOf(LayerMaker().line({{0, 0}, {100, 0}}).take(), zone, 0).certain); // along the border
}

TEST(Band, ZonesInDegreesGiveTheFiguresOfThePlane) {
  std::mt19937_64 random(8);
  const FlatLayer sites = LayerMaker().ring(star(random, 0, 0, 120, 9)).take();
  const FlatLayer zones = LayerMaker().ring(star(random, 90, 40, 300, 30)).ring(star(random, -200, 0, 260, 20)).take();
  const auto site_degrees = moveLayer(sites, Crs::cgcs2000()), zone_degrees = moveLayer(zones, Crs::cgcs2000());
  ASSERT_TRUE(site_degrees && zone_degrees);
  const Band a = bandOf(sites, zones, 4, {100, 101}), b = bandOf(*site_degrees, *zone_degrees, 4, {100, 101});
  EXPECT_EQ(a.certain, b.certain);
  EXPECT_NEAR(a.depth_m, b.depth_m, 0.01);
  EXPECT_NEAR(a.low_m2, b.low_m2, 0.5);
  EXPECT_NEAR(a.high_m2, b.high_m2, 0.5);
}

TEST(Band, LowOverlapHighAreInOrder) {
  std::mt19937_64 random(31);
  std::uniform_real_distribution<double> where(-250, 250);
  for (int i = 0; i < 60; ++i) {
    const FlatLayer site = LayerMaker().ring(star(random, 0, 0, 100, 9)).take();
    const FlatLayer zones =
        LayerMaker().ring(star(random, where(random), where(random), 150, 11)).ring(star(random, 0, 50, 90, 7)).take();
    CompareOptions options;
    options.method = AreaMethod::planar;
    const auto pairs = compared(site, zones, options);
    for (const Pair& p : pairs) {
      const Band b = bandOf(site, zones, 6, {100, 101}, p.zone, p.overlap_m2);
      EXPECT_LE(b.low_m2, p.overlap_m2);
      EXPECT_GE(b.high_m2, p.overlap_m2);
      EXPECT_EQ(b.low_m2 > 0, b.certain) << b.low_m2 << " " << b.depth_m;
    }
  }
}

// lessons.md F3: no displacement of the site by up to e_site and of the zones by up to e_layer, with eps their sum,
// turns a certain overlap into none.
TEST(Band, NoDisplacementWithinEpsUndoesACertainOverlap) {
  std::mt19937_64 random(77);
  std::uniform_real_distribution<double> unit(0, 1);
  int certain = 0;
  for (int i = 0; i < 120; ++i) {
    const double e_site = 4 * unit(random), e_layer = 4 * unit(random);
    const auto site = star(random, 0, 0, 40, 7), zone = star(random, 30 + 50 * unit(random), 0, 45, 9);
    const Band b = bandOf(LayerMaker().ring(site).take(), LayerMaker().ring(zone).take(), e_site + e_layer);
    if (!b.certain) continue;
    ++certain;
    for (int k = 0; k < 16; ++k) {
      const double w = 2 * M_PI * k / 16;
      auto moved_site = site, moved_zone = zone;
      for (auto& [x, y] : moved_site) x += e_site * std::cos(w), y += e_site * std::sin(w);
      for (auto& [x, y] : moved_zone) x -= e_layer * std::cos(w), y -= e_layer * std::sin(w);
      const auto pairs = compared(LayerMaker().ring(moved_site).take(), LayerMaker().ring(moved_zone).take());
      ASSERT_EQ(pairs.size(), 1U);
      EXPECT_GT(pairs[0].exact_m2, 0);
    }
  }
  EXPECT_GT(certain, 20);
}

TEST(Band, ThreadsDoNotChangeAByte) {
  std::mt19937_64 random(15);
  LayerMaker site_maker, zone_maker;
  for (int i = 0; i < 24; ++i) site_maker.ring(star(random, 300.0 * i, 0, 150, 9));
  for (int i = 0; i < 24; ++i) zone_maker.ring(star(random, 300.0 * i + 120, 60, 220, 40));
  const FlatLayer sites = site_maker.take(), zones = zone_maker.take();
  std::vector<BandRequest> requests;
  for (const Pair& p : compared(sites, zones)) {
    requests.push_back({p.site, p.zone, {p.zone, 105, 106}, 3, true});
  }
  ASSERT_GT(requests.size(), 24U);
  const auto run = [&](int threads) {
    FlatMemoryReader reader(zones);
    std::string text;
    const auto bands = measureBands(sites, reader, requests, AreaMethod::official, threads, silentFeedback());
    for (const Band& b : bands.value()) {
      char line[200];
      std::snprintf(line, sizeof line, "%d %d %a %a %a %a\n", static_cast<int>(b.rung), b.certain, b.depth_m, b.low_m2,
                    b.high_m2, b.sliver_m2);
      text += line;
    }
    return text;
  };
  EXPECT_EQ(run(1), run(4));
}

TEST(Band, AnUnknownZoneIsAnError) {
  FlatMemoryReader reader(LayerMaker().box(0, 0, 1, 1).take());
  const FlatLayer site = LayerMaker().box(0, 0, 1, 1).take();
  const auto bands = measureBands(site, reader, {{0, 999, {999}, 1, true}}, AreaMethod::planar, 1, silentFeedback());
  ASSERT_FALSE(bands);
  EXPECT_EQ(bands.error().code, "engine.unknown_zone");
}

} // namespace
} // namespace ecoredline
