#include "engine/rim.hpp"
#include "geo/measure.hpp"
#include "geo/overlay.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

#include <numbers>

namespace ecoredline {
namespace {

using namespace test;

LayerMaker here() {
  return LayerMaker(gk42(), 0, 0);
}
constexpr Box kEverywhere{-1e6, -1e6, 1e6, 1e6};
double areaIn(const Rim& rim, const FlatLayer& layer) {
  const LayerIndex index(layer);
  const auto area = rim.areaIn(index, 0);
  EXPECT_TRUE(area.has_value());
  return area.value_or(-1);
}

// one wall of 10, far inside: a bar and two half discs
TEST(Rim, OfOneWallIsABarWithRoundEnds) {
  const Edge wall[] = {{0, 0, 10, 0}};
  const FlatLayer wide = here().box(-50, -50, 50, 50).take();
  EXPECT_NEAR(areaIn(Rim(wall, 2, kEverywhere), wide), 40 + 4 * std::numbers::pi, 1e-6);
  EXPECT_NEAR(areaIn(Rim(wall, 2, kEverywhere), here().box(0, 0, 10, 50).take()), 20, 1e-6); // half the bar
}

TEST(Rim, OfAPointIsADisc) {
  const Edge point[] = {{3, 4, 3, 4}};
  EXPECT_NEAR(areaIn(Rim(point, 2, kEverywhere), here().box(-50, -50, 50, 50).take()), 4 * std::numbers::pi, 1e-6);
  EXPECT_NEAR(areaIn(Rim(point, 2, kEverywhere), here().box(3, -50, 50, 50).take()), 2 * std::numbers::pi, 1e-6);
}

// A right angle: outside it the corner is round, inside it the bars overlap once.
TEST(Rim, CountsGroundOnceAtABend) {
  const Edge bend[] = {{0, 0, 10, 0}, {10, 0, 10, 10}};
  const double pi = std::numbers::pi;
  // two bars of 10 x 2, the square of 1 they share inside the bend once, a quarter disc outside, half discs at the ends
  EXPECT_NEAR(areaIn(Rim(bend, 1, kEverywhere), here().box(-50, -50, 50, 50).take()), 40 - 1 + pi / 4 + pi, 1e-6);
}

TEST(Rim, WallsThatLieOnEachOtherCountOnce) {
  const Edge twice[] = {{0, 0, 10, 0}, {4, 0, 20, 0}, {20, 0, 4, 0}, {0, 0, 10, 0}};
  EXPECT_NEAR(areaIn(Rim(twice, 2, kEverywhere), here().box(-50, -50, 50, 50).take()), 80 + 4 * std::numbers::pi, 1e-5);
}

TEST(Rim, HoldsASmallPolygonWhole) {
  const Edge wall[] = {{0, 0, 10, 0}};
  EXPECT_NEAR(areaIn(Rim(wall, 2, kEverywhere), here().box(4, -1, 6, 1).take()), 4, 1e-9);
  EXPECT_EQ(areaIn(Rim(wall, 2, kEverywhere), here().box(40, -1, 60, 1).take()), 0);
}

TEST(Rim, MindsHolesWhateverTheirDirection) {
  const Edge wall[] = {{-100, 0, 100, 0}};
  for (const bool turned : {false, true}) {
    FlatBuilder builder(gk42());
    builder.beginRow(Shape::polygon, 1);
    const double x[] = {-20, 20, 20, -20}, y[] = {-20, -20, 20, 20};
    builder.addRing(x, y, 0);
    const double hx[] = {-5, -5, 5, 5}, hy[] = {-5, 5, 5, -5}, rx[] = {-5, 5, 5, -5}, ry[] = {-5, -5, 5, 5};
    builder.addRing(turned ? rx : hx, turned ? ry : hy, 0);
    builder.endRow();
    EXPECT_NEAR(areaIn(Rim(wall, 2, kEverywhere), builder.take()), 40 * 4 - 10 * 4, 1e-5);
  }
}

// Outlines cut once for a site and its overlap with a zone, against each cut by itself; the zone has a hole, and lies
// on the left of its outline.
TEST(Rim, OfAZoneIsCutOnceForASiteAndItsOverlap) {
  std::mt19937_64 random(79);
  std::uniform_real_distribution<double> where(-150, 150), width(0.5, 30);
  int decided = 0;
  for (int i = 0; i < 200; ++i) {
    const double eps = width(random), x = where(random), y = where(random);
    const FlatLayer shell = here().ring(star(random, x, y, 180, 24)).take();
    const FlatLayer hole = here().ring(star(random, x, y, 40, 9)).take();
    const FlatLayer site = here().ring(star(random, where(random), where(random), 160, 30)).take();
    const Geometry zone = guardedDifference(Geometry::fromRow(shell, 0), Geometry::fromRow(hole, 0)).shape;
    const Geometry common = guardedIntersection(zone, Geometry::fromRow(site, 0)).shape;
    FlatBuilder zone_row(gk42()), common_row(gk42());
    zone.appendTo(zone_row, Shape::polygon, 1);
    common.appendTo(common_row, Shape::polygon, 1);
    const IndexedLayer zones(zone_row.take()), overlap(common_row.take());
    if (overlap.layer.shape[0] != Shape::polygon) continue;
    std::vector<Edge> walls = edgesOf(zones.layer, 0);
    for (std::size_t w = 0, ring = 0; w < walls.size(); ++w) { // an edge less a ring than vertices
      while (zones.layer.ring_vertex[ring + 1] - ring - 1 <= w) ++ring;
      if (zones.index.turnOf(ring) < 0) walls[w] = {walls[w].bx, walls[w].by, walls[w].ax, walls[w].ay};
    }
    const Rim rim(walls, eps, site.box[0]);
    const IndexedLayer whole{FlatLayer(site)};
    const auto both = rim.areasIn(whole.index, overlap.index);
    const auto in_site = rim.areaIn(whole.index, 0), in_overlap = rim.areaIn(overlap.index, 0);
    if (!both || !in_site || !in_overlap) continue;
    ++decided;
    EXPECT_NEAR(both->whole, *in_site, 1e-6) << i;
    EXPECT_NEAR(both->left, *in_overlap, 1e-6) << i;
  }
  EXPECT_GT(decided, 150);
}

// Against buffers of the library with so many sides that arcs differ by 1e-6 of their area.
TEST(Rim, AgreesWithBuffersOfRandomOutlines) {
  std::mt19937_64 random(77);
  std::uniform_real_distribution<double> where(-150, 150), width(0.5, 30);
  int decided = 0;
  for (int i = 0; i < 300; ++i) {
    const double eps = width(random);
    const FlatLayer zone = here().ring(star(random, where(random), where(random), 180, 24)).take();
    const FlatLayer site = here().ring(star(random, 0, 0, 100, 12)).take();
    const LayerIndex index(site);
    const auto area = Rim(edgesOf(zone, 0), eps, site.box[0]).areaIn(index, 0);
    if (!area) continue;
    ++decided;
    // outline dilated = the ground between the dilated and the eroded zone; arcs of the library are inscribed
    const Geometry ground = Geometry::fromRow(zone, 0);
    const Geometry wide = buffered(ground, eps), narrow = buffered(ground, -eps);
    const Geometry own = Geometry::fromRow(site, 0);
    const double by_buffers =
        guardedIntersection(own, wide).shape.planarArea() - guardedIntersection(own, narrow).shape.planarArea();
    EXPECT_NEAR(*area, by_buffers, 1e-3 * eps * eps * 24 + 0.01 * eps * 10) << i;
  }
  EXPECT_GE(decided, 298);
}

} // namespace
} // namespace ecoredline
