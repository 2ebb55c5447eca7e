#include "geo/orientation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ecoredline {
namespace {

int sign(double v) {
  return (v > 0) - (v < 0);
}

__extension__ using Wide = __int128;

/// Whole numbers below 2^40 make every product exact in 128 bits.
int signByIntegers(long long ax, long long ay, long long bx, long long by, long long cx, long long cy) {
  const Wide d = static_cast<Wide>(bx - ax) * (cy - ay) - static_cast<Wide>(by - ay) * (cx - ax);
  return (d > 0) - (d < 0);
}

TEST(Orientation, AgreesWithWholeNumbers) {
  std::mt19937_64 random(1);
  std::uniform_int_distribution<long long> far(-(1LL << 39), 1LL << 39), near(-3, 3);
  int ties = 0;
  for (int i = 0; i < 200000; ++i) {
    const long long ax = far(random), ay = far(random), dx = far(random) / 8, dy = far(random) / 8, k = near(random);
    const long long bx = ax + dx, by = ay + dy, cx = ax + k * dx + near(random) / 3,
                    cy = ay + k * dy + near(random) / 3;
    const int expected = signByIntegers(ax, ay, bx, by, cx, cy);
    ties += expected == 0;
    const auto f = [](long long v) { return static_cast<double>(v); };
    ASSERT_EQ(sign(orientation(f(ax), f(ay), f(bx), f(by), f(cx), f(cy))), expected);
  }
  EXPECT_GT(ties, 1000);
}

// Kettner et al. 2008, Classroom examples of robustness problems: points that differ in their last bits.
TEST(Orientation, LastBitsOfNearlyCollinearPointsAreToldApart) {
  for (int i = 0; i < 64; ++i) {
    for (int j = 0; j < 64; ++j) {
      const double x = 0.5 + i * 0x1p-53, y = 0.5 + j * 0x1p-53;
      EXPECT_EQ(sign(orientation(12, 12, 24, 24, x, y)), sign(j - i)) << i << " " << j;
    }
  }
}

TEST(Orientation, ChangesSignWithItsArguments) {
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> where(42.4e6, 42.6e6);
  for (int i = 0; i < 20000; ++i) {
    const double ax = where(random), ay = where(random), bx = where(random), by = where(random);
    const double t = 0.5, cx = ax + t * (bx - ax), cy = ay + t * (by - ay);
    const int s = sign(orientation(ax, ay, bx, by, cx, cy));
    EXPECT_EQ(sign(orientation(bx, by, ax, ay, cx, cy)), -s);
    EXPECT_EQ(sign(orientation(bx, by, cx, cy, ax, ay)), s);
    EXPECT_EQ(sign(orientation(cx, cy, ax, ay, bx, by)), s);
  }
}

TEST(Orientation, OfPointsThatCoincideIsZero) {
  EXPECT_EQ(orientation(42500000.123, 4850000.456, 1, 2, 42500000.123, 4850000.456), 0);
  EXPECT_EQ(orientation(1, 2, 42500000.123, 4850000.456, 42500000.123, 4850000.456), 0);
  EXPECT_EQ(orientation(1, 2, 1, 2, 3, 4), 0);
}

} // namespace
} // namespace ecoredline
