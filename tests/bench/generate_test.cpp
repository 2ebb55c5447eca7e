// The benchmark's reference figures hold for one stream of numbers: these tests fail when it moves.
#include "coverage.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace ecoredline::bench {
namespace {

const Extent kExtent{500000, 4800000, 520000, 4820000};
const CoverageSpec kSpec{"zone", 780, 1.05, {120}, 19, 0, 1, 60};

using Key = std::pair<double, double>;
Key keyOf(const Point& p) {
  return {p.x, p.y};
}

void forEachEdge(const std::vector<Polygon>& zone, const auto& visit) {
  const auto ring = [&](const Ring& r) {
    for (std::size_t i = 0; i < r.size(); ++i) visit(r[i], r[(i + 1) % r.size()]);
  };
  for (const Polygon& part : zone) {
    ring(part.shell);
    for (const Ring& hole : part.holes) ring(hole);
  }
}

TEST(Generate, StreamOfNumbersIsTheOneOfTheReferenceFigures) {
  RandomStream random(mixed(31337));
  EXPECT_EQ(mixed(0), 0xE220A8397B1DCDAFULL); // splitmix64's first output from state 0
  EXPECT_EQ(random.next(), 6371609828656179569ULL);
  const Ring star = [] {
    RandomStream own(5);
    return starOutline(own, {{500000, 4800000}, 54321, 40, .3});
  }();
  EXPECT_NEAR(star[7].x, 500056.061, .0015); // a millimetre either way: the last bit of sin() is the library's
  EXPECT_NEAR(star[7].y, 4800110.026, .0015);
}

/// As set M is drawn.
TEST(Generate, CoverageIsTheOneOfTheReferenceFigures) {
  Coverage coverage(100, kExtent, kSpec, false);
  std::size_t vertices = 0;
  double x = 0;
  double y = 0;
  for (std::size_t zone = 0; zone < coverage.zones(); ++zone)
    forEachEdge(coverage.outline(zone), [&](const Point& a, const Point&) {
      ++vertices;
      x += a.x - 500000;
      y += a.y - 4800000;
    });
  EXPECT_EQ(coverage.zones(), 310U);
  EXPECT_EQ(vertices, 111577U);
  EXPECT_NEAR(x, 1711871049.301, 1);
  EXPECT_NEAR(y, 1335087754.587, 1);
}

TEST(Generate, NeighboursShareEveryInnerEdge) {
  Coverage coverage(100, kExtent, kSpec, true);
  std::map<std::pair<Key, Key>, int> directed;
  for (std::size_t zone = 0; zone < coverage.zones(); ++zone)
    forEachEdge(coverage.outline(zone), [&](const Point& a, const Point& b) { ++directed[{keyOf(a), keyOf(b)}]; });
  std::size_t shared = 0;
  std::size_t outer = 0;
  for (const auto& [edge, count] : directed) {
    ASSERT_EQ(count, 1); // no edge is run twice in one direction: no two zones overlap along it
    if (directed.contains({edge.second, edge.first}))
      ++shared;
    else
      ++outer;
  }
  EXPECT_GT(shared, 10 * outer);
  EXPECT_GT(outer, 0U);
}

TEST(Generate, ZonesFillTheirGroundOnce) {
  Coverage coverage(100, kExtent, kSpec, true);
  double sum = 0;
  std::set<std::pair<Key, Key>> all;
  for (std::size_t zone = 0; zone < coverage.zones(); ++zone)
    forEachEdge(coverage.outline(zone), [&](const Point& a, const Point& b) {
      sum += ((a.x - kExtent.west) * (b.y - kExtent.south) - (b.x - kExtent.west) * (a.y - kExtent.south)) / 2;
      all.insert({keyOf(a), keyOf(b)});
    });
  double whole = 0;
  for (const auto& [a, b] : all)
    if (!all.contains({b, a}))
      whole += ((a.first - kExtent.west) * (b.second - kExtent.south) -
                (b.first - kExtent.west) * (a.second - kExtent.south)) /
               2;
  EXPECT_NEAR(sum, whole, 1e-3);
  EXPECT_GT(whole, kExtent.width() * kExtent.height());
}

TEST(Generate, OutlinesHaveTheAreaThatWasAskedFor) {
  const auto area = [](const Ring& ring) {
    double twice = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Point& a = ring[i];
      const Point& b = ring[(i + 1) % ring.size()];
      twice += (a.x - ring[0].x) * (b.y - ring[0].y) - (b.x - ring[0].x) * (a.y - ring[0].y);
    }
    return twice / 2;
  };
  RandomStream random(5);
  EXPECT_NEAR(area(rectangleOutline(random, {500000, 4800000}, 12345)), 12345, 1); // millimetres at the corners
  EXPECT_NEAR(area(starOutline(random, {{500000, 4800000}, 54321, 40, .3})), 54321, 2);
}

} // namespace
} // namespace ecoredline::bench
