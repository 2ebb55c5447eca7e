#include "engine/partition.hpp"
#include "geo/geometry.hpp"
#include "layer_maker.hpp"

#include <gtest/gtest.h>

#include <numeric>

// The totals of groups and their bands, against the same made as shapes: unions, buffers and differences.

namespace ecoredline {
namespace {

using namespace test;

using Groups = std::vector<std::vector<std::int64_t>>;

struct Drawing {
  FlatLayer site, zones;
  Groups groups; ///< ids from 100
  double eps = 0;
};

std::vector<GroupTotal> totalsOf(const Drawing& d) {
  FlatMemoryReader reader(d.zones);
  const auto totals =
      measureTotals(d.site, reader, {{0, d.groups, d.eps, true}}, AreaMethod::planar, 1, silentFeedback());
  EXPECT_TRUE(totals.has_value());
  return totals ? totals->front() : std::vector<GroupTotal>{};
}

Geometry unionOf(const FlatLayer& zones, const std::vector<std::int64_t>& ids) {
  std::vector<Geometry> parts;
  for (const std::int64_t id : ids) parts.push_back(Geometry::fromRow(zones, static_cast<std::size_t>(id - 100)));
  return guardedUnion(parts).shape;
}

Geometry eroded(const Geometry& shape, double eps) {
  return shape.empty() ? Geometry() : buffered(shape, -eps);
}

Geometry dilated(const Geometry& shape, double eps) {
  return shape.empty() ? Geometry() : buffered(shape, eps);
}

double areaOfRest(const Geometry& site, const Geometry& less, const Geometry& ground) {
  return guardedIntersection(guardedDifference(site, less).shape, ground).shape.planarArea();
}

struct Figures {
  double overlap, low, high;
};

/// As the declaration of GroupTotal has it.
std::vector<Figures> shapesOf(const Drawing& d) {
  std::vector<Figures> all;
  std::vector<std::int64_t> before;
  const Geometry site = Geometry::fromRow(d.site, 0);
  for (const auto& ids : d.groups) {
    const Geometry ground = unionOf(d.zones, ids), stricter = unionOf(d.zones, before);
    const Geometry claimed = dilated(stricter, d.eps), sure = eroded(stricter, d.eps);
    Figures f{areaOfRest(site, stricter, ground), 0, 0};
    f.low =
        std::max(areaOfRest(site, claimed, eroded(ground, d.eps)), areaOfRest(eroded(site, d.eps), claimed, ground));
    f.low = std::min(f.low, f.overlap);
    f.high = std::max(areaOfRest(site, sure, dilated(ground, d.eps)), f.overlap);
    all.push_back(f);
    before.insert(before.end(), ids.begin(), ids.end());
  }
  return all;
}

/// Bends: a buffer's chords leave out up to 1 % of eps.
void expectAsShapes(const Drawing& d, double tolerance) {
  const auto totals = totalsOf(d);
  const auto shapes = shapesOf(d);
  ASSERT_EQ(totals.size(), shapes.size());
  for (std::size_t g = 0; g < totals.size(); ++g) {
    EXPECT_NE(totals[g].rung, Rung::undecided);
    const double snapped = totals[g].rung == Rung::snapped ? 1e-3 : 1e-4; // ground that groups before it took
    EXPECT_NEAR(totals[g].overlap_m2, shapes[g].overlap, g == 0 ? 1e-5 + 1e-9 * shapes[g].overlap : snapped);
    EXPECT_NEAR(totals[g].low_m2, shapes[g].low, tolerance) << "group " << g;
    EXPECT_NEAR(totals[g].high_m2, shapes[g].high, tolerance) << "group " << g;
    EXPECT_LE(totals[g].low_m2, totals[g].overlap_m2);
    EXPECT_GE(totals[g].high_m2, totals[g].overlap_m2);
  }
}

TEST(TotalsBand, AsShapesWhereManyZonesOverlap) {
  std::mt19937_64 random(27);
  for (int i = 0; i < 60; ++i) {
    LayerMaker zones;
    for (int z = 0; z < 7; ++z) zones.ring(star(random, 25.0 * z - 60, 15.0 * (z % 3), 90, 12));
    Drawing d{LayerMaker().ring(star(random, 20, 10, 100, 10)).take(), zones.take(), {}, 1.0 + i % 5};
    if (i % 3 == 0) d.groups = {{100, 101, 102, 103, 104, 105, 106}};
    if (i % 3 == 1) d.groups = {{103, 100}, {101, 105, 102}, {106, 104}};
    if (i % 3 == 2) d.groups = {{100}, {101}, {102}, {103}, {104}};
    SCOPED_TRACE(i);
    expectAsShapes(d, 0.05 * d.eps * d.eps * 40); // some forty bends
  }
}

TEST(TotalsBand, AsShapesWhereNeighboursShareBorders) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 20; ++i) {
    LayerMaker zones;
    for (int x = 0; x < 4; ++x)
      for (int y = 0; y < 3; ++y) zones.box(40.0 * x, 40.0 * y, 40.0 * x + 40, 40.0 * y + 40);
    Drawing d{LayerMaker().ring(star(random, 75, 55, 70, 9)).take(), zones.take(), {}, 2.5};
    d.groups = i % 2 == 0 ? Groups{{100, 101, 103, 104}, {102, 105, 110}, {106, 109}} : Groups{{105, 106}, {104, 107}};
    SCOPED_TRACE(i);
    expectAsShapes(d, 6);
  }
}

TEST(TotalsBand, ZonesDrawnTwiceCountOnce) {
  const FlatLayer zones = LayerMaker().box(0, 0, 60, 100).box(0, 0, 60, 100).box(0, 0, 60, 100).take();
  const FlatLayer site = LayerMaker().box(-20, 20, 100, 80).take();
  expectAsShapes({site, zones, {{100, 101, 102}}, 3}, 0.5);
  expectAsShapes({site, zones, {{100}, {101, 102}}, 3}, 0.5);
  const auto second = totalsOf({site, zones, {{100}, {101}}, 3}).back();
  EXPECT_EQ(second.overlap_m2, 0);
  EXPECT_EQ(second.low_m2, 0);
  // Either border may be the one that lies farther out: two strips of 3 m along three sides inside, one outside.
  EXPECT_NEAR(second.high_m2, 2 * 3 * 60.0 * 2, 0.5);
}

TEST(TotalsBand, ASiteThatIsAZone) {
  const FlatLayer zones = LayerMaker().box(0, 0, 100, 100).box(30, -50, 70, 150).take();
  const FlatLayer site = LayerMaker().box(0, 0, 100, 100).take();
  expectAsShapes({site, zones, {{100, 101}}, 4}, 1);
  expectAsShapes({site, zones, {{101}, {100}}, 4}, 1);
  expectAsShapes({site, zones, {{100}, {101}}, 4}, 1);
}

TEST(TotalsBand, HolesStayHoles) {
  std::mt19937_64 random(8);
  FlatBuilder builder(gk42());
  const auto ring = [&](double x0, double y0, double x1, double y1) {
    const double x[] = {kX + x0, kX + x1, kX + x1, kX + x0, kX + x0},
                 y[] = {kY + y0, kY + y0, kY + y1, kY + y1, kY + y0};
    builder.addRing(x, y, 0);
  };
  for (const double shift : {0.0, 30.0}) {
    builder.beginRow(Shape::polygon, 100 + static_cast<std::int64_t>(shift / 30));
    ring(shift, shift, shift + 100, shift + 100);
    ring(shift + 20, shift + 20, shift + 80, shift + 80);
    builder.endRow();
  }
  const FlatLayer zones = builder.take();
  for (int i = 0; i < 10; ++i) {
    const FlatLayer site = LayerMaker().ring(star(random, 60, 60, 70, 11)).take();
    SCOPED_TRACE(i);
    expectAsShapes({site, zones, {{100, 101}}, 3}, 6);
    expectAsShapes({site, zones, {{100}, {101}}, 3}, 6);
  }
}

TEST(TotalsBand, LinesHaveNone) {
  const FlatLayer site = LayerMaker().line({{-50, 50}, {150, 50}}).take();
  const FlatLayer zones = LayerMaker().box(0, 0, 60, 100).box(40, 0, 100, 100).take();
  for (const GroupTotal& t : totalsOf({site, zones, {{100, 101}, {100}}, 5})) {
    EXPECT_TRUE(std::isnan(t.low_m2));
    EXPECT_TRUE(std::isnan(t.high_m2));
  }
}

} // namespace
} // namespace ecoredline
