#include "engine/edge_sieve.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace ecoredline {
namespace {

struct Ring {
  std::vector<double> x, y;
  Box box;

  void add(double px, double py) {
    x.push_back(px);
    y.push_back(py);
    box.add(px, py);
  }
  std::uint32_t edges() const { return static_cast<std::uint32_t>(x.size() - 1); }
};

/// A closed star of `corners` corners, far from the plane's origin as real coordinates are.
Ring star(std::mt19937& random, int corners, double size) {
  std::uniform_real_distribution<double> radius(size / 4, size), where(0, 1000);
  const double cx = 512345.6789 + where(random), cy = 4854321.0123 + where(random);
  Ring ring;
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * i / corners, r = radius(random);
    ring.add(cx + r * std::cos(angle), cy + r * std::sin(angle));
  }
  ring.add(ring.x[0], ring.y[0]);
  return ring;
}

/// Liang and Barsky's clip in long double: whether the edge has a point in the box.
bool meets(const Ring& ring, std::uint32_t v, const Box& box) {
  const long double dx = ring.x[v + 1] - static_cast<long double>(ring.x[v]);
  const long double dy = ring.y[v + 1] - static_cast<long double>(ring.y[v]);
  long double enter = 0, leave = 1;
  const auto clip = [&](long double along, long double room) {
    if (along == 0) return room >= 0;
    const long double t = room / along;
    if (along < 0)
      enter = std::max(enter, t);
    else
      leave = std::min(leave, t);
    return enter <= leave;
  };
  return clip(-dx, ring.x[v] - static_cast<long double>(box.min_x)) &&
         clip(dx, static_cast<long double>(box.max_x) - ring.x[v]) &&
         clip(-dy, ring.y[v] - static_cast<long double>(box.min_y)) &&
         clip(dy, static_cast<long double>(box.max_y) - ring.y[v]);
}

EdgeSieve sieveOf(const Ring& ring) {
  EdgeSieve sieve;
  sieve.reset(ring.box);
  EXPECT_TRUE(sieve.addRing(ring.x.data(), ring.y.data(), 0, ring.edges()));
  return sieve;
}

TEST(EdgeSieve, NamesEveryEdgeThatMeetsABoxAndHardlyAnother) {
  std::mt19937 random(7);
  std::size_t met = 0, named = 0;
  for (int round = 0; round < 400; ++round) {
    const Ring ring = star(random, 3 + round % 60, round % 2 == 0 ? 30 : 900);
    const EdgeSieve sieve = sieveOf(ring);
    const double size = ring.box.max_x - ring.box.min_x;
    std::uniform_real_distribution<double> x(ring.box.min_x, ring.box.max_x), y(ring.box.min_y, ring.box.max_y);
    std::uniform_real_distribution<double> half(0, size / 6);
    for (int i = 0; i < 20; ++i) {
      const double cx = x(random), cy = y(random);
      const Box box = Box{cx, cy, cx, cy}.grown(half(random), half(random));
      std::vector<std::uint32_t> near;
      sieve.find(box, near);
      named += near.size();
      EXPECT_TRUE(std::ranges::is_sorted(near));
      for (std::uint32_t v = 0; v < ring.edges(); ++v) {
        if (!meets(ring, v, box)) continue;
        ++met;
        EXPECT_TRUE(std::ranges::binary_search(near, v)) << "edge " << v << " of round " << round;
      }
    }
  }
  EXPECT_GT(met, 10000U);
  EXPECT_LT(static_cast<double>(named), 1.001 * static_cast<double>(met));
}

TEST(EdgeSieve, NamesEdgesThatOnlyTouchTheBox) {
  Ring ring;
  for (const auto& [x, y] : {std::pair(500000.0, 4800000.0), {500100.0, 4800000.0}, {500100.0, 4800100.0}})
    ring.add(x, y);
  ring.add(ring.x[0], ring.y[0]);
  std::vector<std::uint32_t> near;
  sieveOf(ring).find({499990, 4799990, 500000, 4800000}, near); // its corner is the triangle's
  EXPECT_EQ(near, (std::vector<std::uint32_t>{0, 2}));
  sieveOf(ring).find({500100, 4800100, 500100, 4800100}, near); // a point
  EXPECT_EQ(near, (std::vector<std::uint32_t>{1, 2}));
}

TEST(EdgeSieve, RefusesMoreEdgesThanItHolds) {
  std::mt19937 random(1);
  const Ring most = star(random, EdgeSieve::kMost, 100), more = star(random, EdgeSieve::kMost + 1, 100);
  EdgeSieve sieve = sieveOf(most);
  EXPECT_FALSE(sieve.addRing(more.x.data(), more.y.data(), 0, more.edges()));
  sieve.reset(more.box);
  EXPECT_FALSE(sieve.addRing(more.x.data(), more.y.data(), 0, more.edges()));
}

} // namespace
} // namespace ecoredline
