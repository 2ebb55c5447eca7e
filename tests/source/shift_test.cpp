#include "source/shift.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace ecoredline {
namespace {

struct Drawn {
  double east = 0; ///< how far it is drawn from where it is
  double north = 0;
  double noise = 0;   ///< of each vertex, m
  int vertices = 24;  ///< a ring
  double changed = 0; ///< share of the rings that are 15 m larger
  double moved = 0;   ///< the western rings, this share of all, lie so far east and north as above; the others do not
};

/// 8 by 8 blobs some 600 m apart.
FlatLayer blobs(const Drawn& drawn, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0, 1);
  FlatBuilder builder(*Crs::fromEpsg(4530));
  for (int i = 0; i < 64; ++i) {
    const double radius = 150 + 10 * (i % 7) + (i < 64 * drawn.changed ? 15 : 0);
    std::vector<double> x, y;
    for (int k = 0; k < drawn.vertices; ++k) {
      const double angle = 2 * std::numbers::pi * k / drawn.vertices;
      const double r = radius * (1 + 0.3 * std::sin(3 * angle + i));
      const bool lies_off = drawn.moved == 0 || i % 8 < 8 * drawn.moved;
      const double east = lies_off ? drawn.east : 0;
      const double north = lies_off ? drawn.north : 0;
      x.push_back(42.5e6 + 600.0 * (i % 8) + r * std::cos(angle) + east + drawn.noise * noise(random));
      y.push_back(4.86e6 + 600.0 * (i / 8) + r * std::sin(angle) + north + drawn.noise * noise(random));
    }
    builder.beginRow(Shape::polygon, i);
    builder.addRing(x, y, 0);
    builder.endRow();
  }
  return builder.take();
}

FlatLayer stripes(double east, int count) {
  FlatBuilder builder(*Crs::fromEpsg(4530));
  for (int i = 0; i < count; ++i) {
    builder.beginRow(Shape::line, i);
    const double x = 42.5e6 + 700 * i + east;
    builder.addRing(std::vector<double>{x, x}, std::vector<double>{4.86e6, 4.865e6}, 0);
    builder.endRow();
  }
  return builder.take();
}

TEST(Shift, TwentyMetresAreFoundToADecimetre) {
  const auto shift = findShift(blobs({-19.8, 3}, 1), blobs({}, 1));
  ASSERT_TRUE(shift);
  EXPECT_NEAR(shift->east_m, 19.8, 0.1);
  EXPECT_NEAR(shift->north_m, -3, 0.1);
  EXPECT_FALSE(shift->is_partial);
  EXPECT_GT(shift->support, 0.9);
  EXPECT_GT(shift->explained, 0.95);
}

//  Drawn anew: other vertices, 0.5 m of noise on each, and one ring in eight really larger.
TEST(Shift, SurvivesANewDrawingAndTrueChanges) {
  const auto shift = findShift(blobs({-20, 0, 0.5, 96}, 2), blobs({0, 0, 0.5, 96, 0.125}, 3));
  ASSERT_TRUE(shift);
  EXPECT_NEAR(shift->east_m, 20, 0.1);
  EXPECT_NEAR(shift->north_m, 0, 0.1);
  EXPECT_LT(shift->error_m, 0.1);
}

//  Two, five and twenty metres, drawn as exactly as it gets, to a decimetre, and by hand with 0.5 m on each vertex: the
//  last is more than the two metres allow a single boundary to tell.
TEST(Shift, SmallShiftsAreFoundUnderTheNoiseOfDigitising) {
  for (const double length : {2.0, 5.0, 20.0})
    for (const double noise : {0.0, 0.1, 0.5})
      for (const double angle : {0.3, 2.0, 4.4}) {
        const double east = length * std::sin(angle), north = length * std::cos(angle);
        const auto shift = findShift(blobs({-east, -north, noise, 96}, 21), blobs({0, 0, noise, 96}, 22));
        ASSERT_TRUE(shift) << length << " m, noise " << noise;
        EXPECT_NEAR(shift->east_m, east, 0.1) << noise;
        EXPECT_NEAR(shift->north_m, north, 0.1) << noise;
        EXPECT_LT(shift->error_m, 0.05);
      }
}

//  As before, against boundaries that lie in each other's reach by the thousand, as county borders do.
TEST(Shift, SmallShiftsAreFoundInAWideSearch) {
  const auto shift = findShift(blobs({-5, 0, 0.5, 96}, 21), blobs({0, 0, 0.5, 96}, 22), {1500, 4000});
  ASSERT_TRUE(shift);
  EXPECT_NEAR(shift->east_m, 5, 0.1);
  EXPECT_NEAR(shift->north_m, 0, 0.1);
}

//  Noise alone, growth on all sides, and a part of the rings that really moved: no one move of the whole.
TEST(Shift, NoiseAndTrueChangesAreNoSmallShift) {
  for (unsigned seed = 30; seed < 42; ++seed) {
    const FlatLayer truth = blobs({0, 0, 0.5, 96}, seed);
    EXPECT_FALSE(findShift(blobs({0, 0, 0.5, 96}, seed + 100), truth)) << seed;
    EXPECT_FALSE(findShift(blobs({0, 0, 3, 96}, seed + 100), truth)) << seed;
    EXPECT_FALSE(findShift(blobs({0, 0, 0.5, 96, 0.33}, seed + 100), truth)) << seed;
    for (const double share : {0.25, 0.5, 0.625})
      for (const double length : {2.0, 5.0})
        EXPECT_FALSE(findShift(blobs({length, 0, 0.5, 96, 0, share}, seed + 100), truth)) << share << " " << length;
  }
}

TEST(Shift, IsFoundFarBeyondTheWidthOfTheShapes) {
  const auto shift = findShift(blobs({512, -233}, 1), blobs({}, 1), {1500, 4000});
  ASSERT_TRUE(shift);
  EXPECT_NEAR(shift->east_m, -512, 0.2);
  EXPECT_NEAR(shift->north_m, 233, 0.2);
}

TEST(Shift, IsSilentWhereLayersAgree) {
  EXPECT_FALSE(findShift(blobs({}, 1), blobs({}, 1)));
  EXPECT_FALSE(findShift(blobs({0, 0, 0.5}, 4), blobs({0, 0, 0.5}, 5)));
}

//  A third of the rings grew by 15 m on all sides; nothing moved.
TEST(Shift, IsSilentOnTrueDifferences) {
  EXPECT_FALSE(findShift(blobs({}, 1), blobs({0, 0, 0, 24, 0.33}, 1)));
  EXPECT_FALSE(findShift(blobs({}, 1), blobs({0, 0, 0, 24, 1}, 1)));
}

TEST(Shift, IsSilentOnUnrelatedLayers) {
  EXPECT_FALSE(findShift(blobs({}, 1), stripes(100, 6)));
  EXPECT_FALSE(findShift(blobs({}, 1), FlatLayer()));
}

//  Rectangles moved along their long sides: these lie on each other before and after, and say nothing against the move.
TEST(Shift, BordersAlongTheMoveCountNeitherWay) {
  const auto rectangles = [](double east) {
    FlatBuilder builder(*Crs::fromEpsg(4530));
    for (int i = 0; i < 6; ++i) {
      const double x = 42.5e6 + 900 * i + east, y = 4.86e6 + 330 * i, w = 400 + 30 * i;
      builder.beginRow(Shape::polygon, i);
      builder.addRing(std::vector{x, x + w, x + w, x}, std::vector{y, y, y + 200, y + 200}, 0);
      builder.endRow();
    }
    return builder.take();
  };
  const auto shift = findShift(rectangles(-20), rectangles(0));
  ASSERT_TRUE(shift);
  EXPECT_NEAR(shift->east_m, 20, 0.1);
  EXPECT_NEAR(shift->north_m, 0, 0.1);
  EXPECT_FALSE(findShift(rectangles(0), rectangles(0)));
}

//  Long straight borders could slide along themselves: only the distance across them is said.
TEST(Shift, SaysOnlyTheComponentThatIsDetermined) {
  const auto shift = findShift(stripes(-12, 5), stripes(0, 5));
  ASSERT_TRUE(shift);
  EXPECT_TRUE(shift->is_partial);
  EXPECT_NEAR(shift->east_m, 12, 0.1);
  EXPECT_NEAR(shift->north_m, 0, 1e-6);
}

TEST(Shift, IsSaidFromTheLayerThatLiesOff) {
  Shift shift;
  shift.east_m = 19.8;
  shift.support = 0.97;
  shift.explained = 0.93;
  const Text said = describe(shift, {"甲", "Layer A"}, {"乙", "B"});
  EXPECT_EQ(said.en, "Layer A lies 19.8 m west of B: one translation brings 97 % of the paired boundaries together and "
                     "explains 93 % of the slivers' area between them");
  EXPECT_NE(said.zh.find("甲位于乙的西方 19.8 米处"), std::string::npos);
}

} // namespace
} // namespace ecoredline
