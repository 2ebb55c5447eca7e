#include "engine/edge_overlay.hpp"
#include "geo/overlay.hpp"
#include "pairs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace ecoredline::test {
namespace {

struct Measured {
  EdgeMeeting meeting;
  double area = 0;
};

Measured meet(const FlatLayer& site, const FlatLayer& zone) {
  const IndexedLayer sites(site), zones(zone);
  EdgeOverlay edges;
  edges.setSite(sites.index, 0);
  Measured m{edges.meet(zones.index, 0), 0};
  const double x0 = site.box[0].min_x, y0 = site.box[0].min_y;
  edges.forEachPiece([&](double ax, double ay, double bx, double by) {
    m.area += ((ax - x0) * (by - y0) - (bx - x0) * (ay - y0)) / 2;
  });
  if (m.meeting.relation == Relation::within || m.meeting.relation == Relation::equals)
    m.area = Geometry::fromRow(site, 0).planarArea();
  if (m.meeting.relation == Relation::contains) m.area = Geometry::fromRow(zone, 0).planarArea();
  return m;
}

Relation turned(Relation r) {
  return r == Relation::within ? Relation::contains : r == Relation::contains ? Relation::within : r;
}

/// All rings turned round and begun elsewhere.
FlatLayer rewound(const FlatLayer& layer, std::size_t start) {
  FlatBuilder builder(layer.crs);
  builder.beginRow(Shape::polygon, layer.row_id[0]);
  for (std::size_t ring = 0; ring < layer.ring_part.size(); ++ring) {
    const auto first = layer.ring_vertex[ring];
    const auto count = layer.ring_vertex[ring + 1] - first - 1;
    std::vector<double> x, y;
    for (std::size_t i = 0; i < count; ++i) {
      const auto v = first + (start + count - i) % count;
      x.push_back(layer.x[v]);
      y.push_back(layer.y[v]);
    }
    builder.addRing(x, y, layer.ring_part[ring]);
  }
  builder.endRow();
  return builder.take();
}

class EdgesAgainstGeos {
 public:
  void compare(const std::string& kind, const FlatLayer& a, const FlatLayer& b) {
    const Geometry ga = Geometry::fromRow(a, 0), gb = Geometry::fromRow(b, 0);
    const auto relation = tryRelate(ga, gb);
    const Overlay overlap = guardedIntersection(ga, gb);
    ASSERT_TRUE(relation);
    ASSERT_NE(overlap.rung, Rung::undecided);
    const double area = overlap.shape.planarArea();
    const double bound = std::max(1e-5, 1e-9 * area);
    const auto agree = [&](const Measured& ours, Relation expected, const char* how) {
      EXPECT_TRUE(ours.meeting.consistent) << how;
      EXPECT_EQ(name(ours.meeting.relation), name(expected)) << how;
      EXPECT_NEAR(ours.area, area, bound) << how;
    };
    agree(meet(a, b), *relation, "as given");
    agree(meet(b, a), turned(*relation), "swapped");
    agree(meet(rewound(a, 1), b), *relation, "site rewound");
    agree(meet(a, rewound(b, 2)), *relation, "zone rewound");
    ++m_seen[*relation];
    if (!testing::Test::HasFailure()) return;
    FAIL() << kind << "\n" << ga.toWkt() << "\n" << gb.toWkt();
  }
  int seen(Relation r) const {
    const auto it = m_seen.find(r);
    return it == m_seen.end() ? 0 : it->second;
  }

 private:
  std::map<Relation, int> m_seen;
};

/// A polygon of triangles that are halves of the squares of a small grid, with holes and corners that touch.
std::optional<FlatLayer> patchwork(std::mt19937_64& random, int size, double step) {
  std::uniform_int_distribution<int> pick(0, 5);
  std::vector<Geometry> parts;
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) {
      const int what = pick(random);
      if (what > 3) continue;
      const double x = kOriginX + i * step, y = kOriginY + j * step;
      const std::vector<std::pair<double, double>> corners{{x, y}, {x + step, y}, {x + step, y + step}, {x, y + step}};
      std::vector<double> xs, ys;
      for (int k = 0; k < 4; ++k) {
        if (what < 3 && k == what) continue; // a half
        xs.push_back(corners[static_cast<std::size_t>(k)].first);
        ys.push_back(corners[static_cast<std::size_t>(k)].second);
      }
      FlatBuilder builder(Crs::fromEpsg(4530).value());
      builder.beginRow(Shape::polygon, 0);
      builder.addRing(xs, ys, 0);
      builder.endRow();
      parts.push_back(Geometry::fromRow(builder.take(), 0));
    }
  }
  if (parts.empty()) return std::nullopt;
  const Overlay all = guardedUnion(parts);
  if (all.rung == Rung::undecided) return std::nullopt;
  FlatBuilder builder(Crs::fromEpsg(4530).value());
  all.shape.appendTo(builder, Shape::polygon, 1);
  return builder.take();
}

TEST(EdgesAgainstGeos, RandomPairs) {
  EdgesAgainstGeos judge;
  for (const PolygonPair& pair : randomPairs(2000, 1)) {
    if (!valid(pair.a) || !valid(pair.b)) continue;
    judge.compare(pair.kind, layerOf(pair.a), layerOf(pair.b));
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(judge.seen(Relation::overlap), 500);
}

TEST(EdgesAgainstGeos, DegeneratePairs) {
  EdgesAgainstGeos judge;
  for (const PolygonPair& pair : degeneratePairs(3000, 2)) {
    if (!valid(pair.a) || !valid(pair.b)) continue;
    judge.compare(pair.kind, layerOf(pair.a), layerOf(pair.b));
    if (HasFatalFailure()) return;
  }
  for (const Relation r : {Relation::equals, Relation::within, Relation::contains, Relation::overlap,
                           Relation::touch_line, Relation::touch_point}) {
    EXPECT_GT(judge.seen(r), 0) << name(r);
  }
}

TEST(EdgesAgainstGeos, PatchworkOfSharedCorners) {
  std::mt19937_64 random(3);
  EdgesAgainstGeos judge;
  for (int i = 0; i < 6000; ++i) {
    const auto a = patchwork(random, 1 + i % 4, 10), b = patchwork(random, 1 + i % 3, i % 5 == 0 ? 5 : 10);
    if (!a || !b) continue;
    judge.compare("patchwork", *a, *b);
    if (HasFatalFailure()) return;
  }
  for (const Relation r : {Relation::equals, Relation::within, Relation::contains, Relation::overlap,
                           Relation::touch_line, Relation::touch_point}) {
    EXPECT_GT(judge.seen(r), 5) << name(r);
  }
}

} // namespace
} // namespace ecoredline::test
