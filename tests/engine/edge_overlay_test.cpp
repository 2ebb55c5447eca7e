#include "engine/edge_overlay.hpp"
#include "engine/local.hpp"
#include "geo/edge_model.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using namespace test;

Pair pairOf(const FlatLayer& site, const FlatLayer& zone, AreaMethod method) {
  CompareOptions options;
  options.method = method;
  const auto pairs = compared(site, zone, options);
  EXPECT_EQ(pairs.size(), 1U);
  return pairs.empty() ? Pair{} : pairs.front();
}

/// What the shape of the overlap says, which edges must say too.
void expectFiguresOfTheShape(const FlatLayer& site, const FlatLayer& zone, AreaMethod method) {
  const Pair p = pairOf(site, zone, method);
  const Overlay overlap = guardedIntersection(Geometry::fromRow(site, 0), Geometry::fromRow(zone, 0));
  ASSERT_NE(overlap.rung, Rung::undecided);
  const FlatLayer shape = rowOf(overlap.shape, site.crs, Shape::polygon);
  if (shape.shape[0] != Shape::polygon) {
    EXPECT_FALSE(p.hit);
    return;
  }
  const double exact = areaOf(shape, 0, AreaMethod::exact);
  if (exact < 1) return; // slivers are the business of the property tests
  EXPECT_TRUE(p.hit);
  EXPECT_EQ(p.rung, Rung::edges);
  EXPECT_NEAR(p.exact_m2, exact, std::max(1e-5, 1e-9 * exact));
  const double by_method = areaOf(shape, 0, method, officialZoneOf(site, 0));
  EXPECT_NEAR(p.overlap_m2, by_method, method == AreaMethod::official ? 0.01 : std::max(1e-5, 1e-9 * by_method));
  EXPECT_NEAR(p.perimeter_m, perimeterOf(piecesOf(shape, 0)), 1e-3 * p.perimeter_m);
}

struct Stars {
  FlatLayer site, zone;
};
Stars starsIn(std::mt19937_64& random) {
  std::uniform_real_distribution<double> where(-300, 300);
  return {LayerMaker().ring(star(random, 0, 0, 400, 23)).take(),
          LayerMaker().ring(star(random, where(random), where(random), 500, 61)).take()};
}

TEST(EdgeOverlay, FiguresAreThoseOfTheShapeInAGaussKruegerPlane) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 120; ++i) {
    const Stars s = starsIn(random);
    for (const AreaMethod method : {AreaMethod::official, AreaMethod::exact, AreaMethod::planar})
      expectFiguresOfTheShape(s.site, s.zone, method);
  }
}

TEST(EdgeOverlay, FiguresAreThoseOfTheShapeInDegreesAndInASixDegreeZone) {
  std::mt19937_64 random(2);
  for (const Crs& crs : {Crs::cgcs2000(), Crs::fromEpsg(4508).value()}) {
    for (int i = 0; i < 25; ++i) {
      const Stars s = starsIn(random);
      const auto site = moveLayer(s.site, crs), zone = moveLayer(s.zone, crs);
      ASSERT_TRUE(site && zone);
      for (const AreaMethod method : {AreaMethod::official, AreaMethod::exact})
        expectFiguresOfTheShape(*site, *zone, method);
    }
  }
}

// 480 km from the meridian, where the plane is 0.3 % too large.
TEST(EdgeOverlay, FiguresHoldFarFromTheMeridian) {
  std::mt19937_64 random(3);
  const Crs crs = gk42();
  const auto at = [&](double x, double y, double radius, int corners) {
    return LayerMaker(crs, kX + 480000, kY).ring(star(random, x, y, radius, corners)).take();
  };
  for (int i = 0; i < 20; ++i) expectFiguresOfTheShape(at(0, 0, 400, 30), at(200, 90, 500, 50), AreaMethod::exact);
}

TEST(EdgeOverlay, PairsThatOnlyTouchHaveNoArea) {
  const FlatLayer site = LayerMaker().box(0, 0, 100, 100).take();
  const auto relation = [&](const FlatLayer& zone) {
    const Pair p = pairOf(site, zone, AreaMethod::exact);
    EXPECT_FALSE(p.hit);
    EXPECT_FALSE(p.numeric_touch);
    EXPECT_EQ(p.overlap_m2, 0);
    EXPECT_EQ(p.distance_m, 0);
    return p.relation;
  };
  EXPECT_EQ(relation(LayerMaker().box(100, 0, 200, 100).take()), Relation::touch_line);
  EXPECT_EQ(relation(LayerMaker().box(100, 40, 200, 60).take()), Relation::touch_line);
  EXPECT_EQ(relation(LayerMaker().box(100, 100, 200, 200).take()), Relation::touch_point);
  EXPECT_EQ(relation(LayerMaker().ring({{100, 50}, {150, 0}, {150, 100}}).take()), Relation::touch_point);
}

// A wedge of 0.3 mm: more than 0.01 m² in all, but nowhere 1 mm wide. The edges leave it open, the shape decides.
TEST(EdgeOverlay, AnOverlapThatIsLongAndThinIsLookedAtPieceByPiece) {
  const FlatLayer site = LayerMaker().box(0, 0, 1000, 100).take();
  const FlatLayer zone = LayerMaker().box(-10, 99.9997, 1010, 200).take();
  const Pair p = pairOf(site, zone, AreaMethod::exact);
  EXPECT_TRUE(p.by_shape);
  EXPECT_FALSE(p.hit);
  EXPECT_TRUE(p.numeric_touch);
  EXPECT_EQ(p.relation, Relation::touch_line);
  EXPECT_NEAR(p.thin_m2, 0.3, 1e-3);
}

/// A polygon like a comb: `teeth` teeth of 1 m, 1 m apart.
FlatLayer comb(int teeth, double depth, double y0) {
  std::vector<std::pair<double, double>> ring{{0, y0}, {2.0 * teeth, y0}};
  for (int k = teeth; k-- > 0;) {
    ring.insert(ring.end(), {{2 * k + 2.0, y0 + 10},
                             {2 * k + 2.0, y0 + 10 + depth},
                             {2 * k + 1.0, y0 + 10 + depth},
                             {2 * k + 1.0, y0 + 10}});
  }
  return LayerMaker().ring(ring).take();
}

TEST(EdgeOverlay, AMillionVerticesAgainstALargeSite) {
  const FlatLayer zone = comb(250000, 40, 0);
  ASSERT_GT(zone.vertices(), 1000000U);
  const FlatLayer site = LayerMaker().box(1000, 30, 401000, 500).take();
  const Pair p = pairOf(site, zone, AreaMethod::planar);
  EXPECT_EQ(p.relation, Relation::overlap);
  EXPECT_EQ(p.rung, Rung::edges);
  EXPECT_NEAR(p.overlap_m2, 200000.0 * 20, 1e-3);
  const Pair turned = pairOf(zone, site, AreaMethod::planar);
  EXPECT_NEAR(turned.overlap_m2, p.overlap_m2, 1e-3);
}

TEST(EdgeOverlay, AMillionVerticesAgainstThemselves) {
  const FlatLayer zone = comb(250000, 40, 0);
  const Pair p = pairOf(zone, zone, AreaMethod::planar);
  EXPECT_EQ(p.relation, Relation::equals);
  EXPECT_NEAR(p.share, 1, 1e-12);
}

// One object serves pair after pair: nothing of the pair before may show.
TEST(EdgeOverlay, KeepsNothingFromPairToPair) {
  std::mt19937_64 random(9);
  LayerMaker zones;
  for (int i = 0; i < 40; ++i) zones.ring(star(random, 37.0 * i - 700, 20, 150, 5 + 7 * i));
  const IndexedLayer indexed(zones.take());
  const IndexedLayer site(LayerMaker().ring(star(random, 0, 0, 500, 90)).take());
  const auto area = [](const EdgeOverlay& edges) {
    double sum = 0;
    edges.forEachPiece([&](double ax, double ay, double bx, double by) {
      sum += ((ax - kX) * (by - kY) - (bx - kX) * (ay - kY)) / 2;
    });
    return sum;
  };
  EdgeOverlay kept;
  kept.setSite(site.index, 0);
  for (std::size_t row = 0; row < indexed.layer.rows(); ++row) {
    EdgeOverlay fresh;
    fresh.setSite(site.index, 0);
    EXPECT_EQ(kept.meet(indexed.index, row).relation, fresh.meet(indexed.index, row).relation);
    EXPECT_EQ(area(kept), area(fresh));
  }
}

// A bow tie is not valid: what its crossings say does not add up, or adds up to something; never to a crash.
TEST(EdgeOverlay, InvalidRingsDoNoHarm) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> where(0, 100);
  for (int i = 0; i < 500; ++i) {
    std::vector<std::pair<double, double>> ring;
    for (int k = 0; k < 9; ++k) ring.emplace_back(where(random), where(random));
    const IndexedLayer site(LayerMaker().ring(ring).take()),
        zone(LayerMaker().ring(star(random, 50, 50, 40, 12)).take());
    EdgeOverlay edges;
    edges.setSite(site.index, 0);
    (void)edges.meet(zone.index, 0);
    edges.setSite(zone.index, 0);
    (void)edges.meet(site.index, 0);
  }
}

TEST(StreamPairs, GivesWhatComparePairsGivesInTheSameOrder) {
  std::mt19937_64 random(13);
  std::uniform_real_distribution<double> where(-4000, 4000);
  LayerMaker sites, zones;
  for (int i = 0; i < 300; ++i) sites.ring(star(random, where(random), where(random), 120, 7));
  for (int i = 0; i < 60; ++i) zones.ring(star(random, where(random), where(random), 700, 40));
  const FlatLayer site_layer = sites.take(), zone_layer = zones.take();
  CompareOptions options;
  options.nearest = false;
  const auto whole = compared(site_layer, zone_layer, options);
  for (const int threads : {1, 2, 5}) {
    options.threads = threads;
    std::vector<Pair> streamed;
    FlatMemoryReader reader(zone_layer);
    CompareStats stats;
    const auto done = streamPairs(
        PlacedSites(site_layer), reader, options,
        [&](std::span<const Pair> pairs) -> Result<void> {
          streamed.insert(streamed.end(), pairs.begin(), pairs.end());
          return {};
        },
        stats, silentFeedback());
    ASSERT_TRUE(done);
    EXPECT_EQ(textOf(streamed), textOf(whole));
    EXPECT_EQ(stats.pairs, whole.size());
  }
}

TEST(StreamPairs, EndsWithTheSinksError) {
  FlatMemoryReader reader(LayerMaker().box(0, 0, 10, 10).take());
  CompareStats stats;
  const PlacedSites sites(LayerMaker().box(5, 5, 15, 15).take());
  const auto done = streamPairs(
      sites, reader, {},
      [](std::span<const Pair>) -> Result<void> {
        return fail(ErrorKind::input, "full", {"满", "full"});
      },
      stats, silentFeedback());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "full");
}

} // namespace
} // namespace ecoredline
