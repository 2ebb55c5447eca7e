#include "geo/measure.hpp"
#include "geo/overlay.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <geodesic.h>
#include <random>
#include <sstream>

namespace ecoredline {
namespace {

Geometry shapeOf(std::string_view wkt) {
  auto g = Geometry::fromWkt(wkt);
  EXPECT_TRUE(g.has_value()) << wkt;
  return g ? std::move(*g) : Geometry();
}

Relation mirrored(Relation r) {
  if (r == Relation::within) return Relation::contains;
  if (r == Relation::contains) return Relation::within;
  return r;
}

struct RelateCase {
  const char* site;
  const char* zone;
  Relation relation;
};

class Relate : public testing::TestWithParam<RelateCase> {};

TEST_P(Relate, SaysHowASiteLiesAndTheSwapMirrorsIt) {
  const auto& [site, zone, relation] = GetParam();
  EXPECT_EQ(relate(shapeOf(site), shapeOf(zone)), relation) << site << " / " << zone;
  EXPECT_EQ(relate(shapeOf(zone), shapeOf(site)), mirrored(relation)) << zone << " / " << site;
}

constexpr const char* kZone = "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))";
constexpr const char* kRing = "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 8 2, 8 8, 2 8, 2 2))";

INSTANTIATE_TEST_SUITE_P(
    AllShapes, Relate,
    testing::Values(RelateCase{"POLYGON ((10 10, 0 10, 0 0, 10 0, 10 10))", kZone, Relation::equals},
                    RelateCase{"POLYGON ((1 1, 2 1, 2 2, 1 1))", kZone, Relation::within},
                    RelateCase{"POLYGON ((0 0, 5 0, 5 5, 0 5, 0 0))", kZone, Relation::within},
                    RelateCase{"POLYGON ((5 5, 15 5, 15 8, 5 5))", kZone, Relation::overlap},
                    RelateCase{"POLYGON ((10 0, 20 0, 20 5, 10 5, 10 0))", kZone, Relation::touch_line},
                    RelateCase{"POLYGON ((10 10, 20 10, 20 20, 10 10))", kZone, Relation::touch_point},
                    RelateCase{"POLYGON ((11 10, 20 10, 20 20, 11 10))", kZone, Relation::none},
                    RelateCase{"POLYGON ((3 3, 7 3, 7 7, 3 3))", kRing, Relation::none},
                    RelateCase{"POLYGON ((2 2, 8 2, 8 8, 2 8, 2 2))", kRing, Relation::touch_line},
                    RelateCase{"POLYGON ((1 1, 9 1, 9 9, 1 9, 1 1))", kRing, Relation::overlap},
                    RelateCase{"MULTIPOLYGON (((1 1, 2 1, 2 2, 1 1)), ((20 20, 21 20, 21 21, 20 20)))", kZone,
                               Relation::overlap},
                    RelateCase{"LINESTRING (1 1, 9 9)", kZone, Relation::within},
                    RelateCase{"LINESTRING (-5 5, 5 5)", kZone, Relation::crosses},
                    RelateCase{"LINESTRING (-5 5, 15 5)", kZone, Relation::crosses},
                    RelateCase{"LINESTRING (0 0, 10 0)", kZone, Relation::touch_line},
                    RelateCase{"LINESTRING (10 5, 20 5)", kZone, Relation::touch_point},
                    RelateCase{"LINESTRING (11 5, 20 5)", kZone, Relation::none},
                    RelateCase{"LINESTRING (0 0, 4 4)", "LINESTRING (0 4, 4 0)", Relation::crosses},
                    RelateCase{"LINESTRING (0 0, 4 0)", "LINESTRING (4 0, 8 0)", Relation::touch_point},
                    RelateCase{"LINESTRING (0 0, 4 0)", "LINESTRING (2 0, 8 0)", Relation::crosses},
                    RelateCase{"LINESTRING (0 0, 4 0)", "LINESTRING (4 0, 0 0)", Relation::equals},
                    RelateCase{"POINT (5 5)", kZone, Relation::within},
                    RelateCase{"POINT (5 0)", kZone, Relation::touch_point},
                    RelateCase{"POINT (5 5)", kRing, Relation::none},
                    RelateCase{"POINT (2 2)", "LINESTRING (0 0, 4 4)", Relation::within},
                    RelateCase{"POINT (0 0)", "LINESTRING (0 0, 4 4)", Relation::touch_point},
                    RelateCase{"POINT (1 2)", "POINT (1 2)", Relation::equals},
                    RelateCase{"MULTIPOINT (5 5, 20 20)", kZone, Relation::overlap}));

TEST(Measure, EveryRelationHasItsOwnName) {
  for (int i = 0; i <= static_cast<int>(Relation::none); ++i) {
    const auto relation = static_cast<Relation>(i);
    EXPECT_EQ(relationFrom(name(relation)), relation);
  }
  EXPECT_FALSE(relationFrom("somewhere"));
}

// ---- distance ----

struct Judge {
  geod_geodesic geod{};
  Judge() { geod_init(&geod, 6378137, 1 / 298.257222101); }
  double metres(double ax, double ay, double bx, double by) const {
    double s = 0;
    geod_inverse(&geod, ay, ax, by, bx, &s, nullptr, nullptr);
    return s;
  }
};

struct Ring {
  std::vector<double> x, y;

  Geometry geometry() const {
    FlatBuilder builder({});
    builder.beginRow(Shape::polygon, 0);
    builder.addRing(x, y, 0);
    builder.endRow();
    const FlatLayer layer = builder.take();
    return Geometry::fromRow(layer, 0);
  }
};

Ring star(std::mt19937_64& random, double x, double y, double rx, double ry, int corners) {
  std::uniform_real_distribution<double> unit(0.4, 1);
  Ring ring;
  for (int k = 0; k < corners; ++k) {
    const double r = unit(random), w = 2 * M_PI * k / corners;
    ring.x.push_back(x + rx * r * std::cos(w));
    ring.y.push_back(y + ry * r * std::sin(w));
  }
  ring.x.push_back(ring.x.front());
  ring.y.push_back(ring.y.front());
  return ring;
}

/// Every vertex of one against points every `steps`-th of an edge of the other, then finer around the best.
double bruteForce(const Ring& a, const Ring& b, const std::function<double(double, double, double, double)>& metres) {
  double best = 1e300;
  for (std::size_t i = 0; i < a.x.size(); ++i) {
    for (std::size_t j = 0; j + 1 < b.x.size(); ++j) {
      const auto at = [&](double t) {
        return metres(a.x[i], a.y[i], b.x[j] + t * (b.x[j + 1] - b.x[j]), b.y[j] + t * (b.y[j + 1] - b.y[j]));
      };
      double low = 0, high = 1;
      for (int round = 0; round < 60; ++round) { // the distance has one minimum along a straight edge
        const double p = low + (high - low) / 3, q = high - (high - low) / 3;
        (at(p) < at(q) ? high : low) = at(p) < at(q) ? q : p;
      }
      best = std::min({best, at(low), at(0), at(1)});
    }
  }
  return best;
}

TEST(Measure, LonLatDistanceIsThatOfDenseBruteForce) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> gap(0.0001, 0.5);
  const Judge judge;
  const auto metres = [&](double ax, double ay, double bx, double by) { return judge.metres(ax, ay, bx, by); };
  for (int i = 0; i < 30; ++i) {
    const double size = i % 3 == 0 ? 0.1 : 0.002;
    const Ring a = star(random, 126, 43, size, size, 7);
    const double w = 0.7 * i;
    const double away = 2.2 * size + gap(random) * (i % 2 ? 0.01 : 1);
    const Ring b = star(random, 126 + away * std::cos(w), 43 + away * std::sin(w), size, size, 9);
    const double exact = std::min(bruteForce(a, b, metres), bruteForce(b, a, metres));
    const Distance d = geodesicDistance(a.geometry(), b.geometry(), Crs::cgcs2000());
    EXPECT_NEAR(d.metres, exact, 1e-3 + 1e-7 * exact) << i;
    EXPECT_NEAR(judge.metres(d.ax, d.ay, d.bx, d.by), d.metres, 1e-6);
    const Distance back = geodesicDistance(b.geometry(), a.geometry(), Crs::cgcs2000());
    EXPECT_NEAR(back.metres, d.metres, 1e-3 + 1e-7 * exact);
  }
}

TEST(Measure, GaussKruegerDistanceIsThatOfDenseBruteForce) {
  const auto crs = Crs::fromEpsg(4530); // 3-degree zone 42, central meridian 126°E
  ASSERT_TRUE(crs);
  const auto to_lon_lat = Transform::between(*crs, Crs::cgcs2000());
  ASSERT_TRUE(to_lon_lat);
  const Judge judge;
  const auto metres = [&](double ax, double ay, double bx, double by) {
    double x[] = {ax, bx}, y[] = {ay, by};
    EXPECT_TRUE(to_lon_lat->apply(x, y));
    return judge.metres(x[0], y[0], x[1], y[1]);
  };
  std::mt19937_64 random(12);
  std::uniform_real_distribution<double> gap(1, 45000);
  for (int i = 0; i < 12; ++i) {
    const double x = crs->falseEasting() + 120000, y = 4800000; // near the edge of the zone, where the scale changes
    const double size = i % 3 == 0 ? 10000 : 200;
    const Ring a = star(random, x, y, size, size, 6);
    const double away = 2.2 * size + gap(random) * (i % 2 ? 0.01 : 1);
    const Ring b = star(random, x + away * std::cos(i), y + away * std::sin(i), size, size, 7);
    const double exact = std::min(bruteForce(a, b, metres), bruteForce(b, a, metres));
    EXPECT_NEAR(geodesicDistance(a.geometry(), b.geometry(), *crs).metres, exact, 1e-3 + 1e-7 * exact) << i;
  }
}

TEST(Measure, BearingsPointFromSiteToZone) {
  const Geometry site = Geometry::fromBox({126.0, 43.0, 126.001, 43.001});
  const auto bearing = [&](const Box& zone) {
    return geodesicDistance(site, Geometry::fromBox(zone), Crs::cgcs2000()).bearing_deg;
  };
  EXPECT_NEAR(bearing({126.0, 43.01, 126.001, 43.02}), 0, 0.01);
  EXPECT_NEAR(bearing({126.01, 43.0, 126.02, 43.001}), 90, 0.01);
  EXPECT_NEAR(bearing({126.0, 42.98, 126.001, 42.99}), 180, 0.01);
  EXPECT_NEAR(bearing({125.98, 43.0, 125.99, 43.001}), 270, 0.01);
  EXPECT_NEAR(bearing({126.011, 43.011, 126.02, 43.02}), 36.23, 0.05); // north-east corner to corner
}

TEST(Measure, ShapesThatShareAPointAreAtZeroWithoutABearing) {
  const Geometry zone = shapeOf(kZone);
  for (const char* site : {"POLYGON ((1 1, 2 1, 2 2, 1 1))", "POINT (10 10)", "LINESTRING (-1 5, 5 5)"}) {
    const Distance d = geodesicDistance(shapeOf(site), zone, Crs::cgcs2000());
    EXPECT_EQ(d.metres, 0);
    EXPECT_TRUE(std::isnan(d.bearing_deg));
  }
  EXPECT_TRUE(std::isnan(geodesicDistance(Geometry(), zone, Crs::cgcs2000()).metres));
}

TEST(Measure, PointsAndLinesHaveDistancesToo) {
  const Judge judge;
  const Distance points = geodesicDistance(shapeOf("POINT (126 43)"), shapeOf("POINT (126.3 43.2)"), Crs::cgcs2000());
  EXPECT_NEAR(points.metres, judge.metres(126, 43, 126.3, 43.2), 1e-6);
  const Distance line =
      geodesicDistance(shapeOf("POINT (126 43)"), shapeOf("LINESTRING (125.5 43.1, 126.5 43.1)"), Crs::cgcs2000());
  // The edge is straight in lon-lat, so it is the parallel 43.1°N; the nearest point lies due north.
  EXPECT_NEAR(line.metres, judge.metres(126, 43, 126, 43.1), 1e-3);
}

// ---- depth ----

TEST(Measure, DepthOfSimpleShapesIsExact) {
  const Geometry whole = Geometry::fromBox({42500000, 4850000, 42500400, 4850100});
  const auto depth = [&](const Geometry& part) { return depthInside(part, whole, 0.001, 1000); };
  EXPECT_NEAR(depth(whole), 50, 0.001);
  EXPECT_NEAR(depth(Geometry::fromBox({42500010, 4850000, 42500300, 4850020})), 20, 0.001); // a flat ridge on its edge
  EXPECT_NEAR(depth(Geometry::fromBox({42500000, 4850040, 42500400, 4850060})), 50, 0.001);
  EXPECT_NEAR(depth(shapeOf("POINT (42500030 4850050)")), 30, 0.001);
  EXPECT_NEAR(depth(shapeOf("LINESTRING (42500000 4850010, 42500400 4850030)")), 29.0, 1.0);
  EXPECT_EQ(depthInside(whole, whole, 0.001, 12), 12);
  EXPECT_TRUE(std::isnan(depthInside(Geometry(), whole, 0.001, 12)));
}

TEST(Measure, DepthOfATriangleIsItsInradius) {
  const Geometry triangle = shapeOf("POLYGON ((0 0, 400 0, 0 300, 0 0))");
  EXPECT_NEAR(depthInside(triangle, triangle, 0.001, 1000), 100, 0.001);
}

TEST(Measure, DepthSeesHoles) {
  const Geometry ring = shapeOf(kRing);
  EXPECT_NEAR(depthInside(ring, ring, 1e-4, 1000), 4 - 2 * std::sqrt(2.0), 2e-4); // in the corners, between three walls
}

TEST(Measure, DepthAgreesWithADenseGrid) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 20; ++i) {
    const Ring whole_ring = star(random, 0, 0, 100, 100, 8 + i), part_ring = star(random, 10, 10, 90, 60, 9);
    const Geometry whole = whole_ring.geometry();
    const Geometry part = guardedIntersection(whole, part_ring.geometry()).shape;
    const double depth = depthInside(part, whole, 0.001, 1000);
    FlatBuilder builder({});
    part.appendTo(builder, Shape::polygon, 0);
    whole.appendTo(builder, Shape::polygon, 1);
    const FlatLayer layer = builder.take();
    const EdgeRuns part_edges(layer, 0), whole_edges(layer, 1);
    double sampled = 0;
    for (double x = -100; x <= 100; x += 0.5) {
      for (double y = -100; y <= 100; y += 0.5) {
        if (part_edges.inside(x, y)) sampled = std::max(sampled, whole_edges.nearest(x, y).distance);
      }
    }
    EXPECT_GE(depth, sampled - 0.001);
    EXPECT_LE(depth, sampled + 0.36); // half the grid's diagonal
  }
}

TEST(Measure, DepthOfARotatedStripIsHalfItsWidth) {
  // Parallel walls at an angle: the search must not need cells along the whole ridge.
  const Geometry strip = shapeOf("POLYGON ((0 0, 800 600, 794 608, -6 8, 0 0))");
  EXPECT_NEAR(depthInside(strip, strip, 0.001, 1000), 5, 0.001);
}

TEST(Measure, MetricPlaneIsAThreeDegreeZoneForDegrees) {
  const auto plane = metricPlane(Crs::cgcs2000(), {126.1, 43, 126.2, 43.1});
  ASSERT_TRUE(plane);
  EXPECT_EQ(plane->epsg(), 4530);
  EXPECT_EQ(*metricPlane(*plane, {0, 0, 1, 1}), *plane);
}

} // namespace
} // namespace ecoredline
