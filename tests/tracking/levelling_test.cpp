#include "base/decimal.hpp"
#include "report/levelling.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace ecoredline {
namespace {

TEST(Levelling, TheUnitsMissingGoToThoseThatLostMost) {
  const std::vector<double> parts{1.004, 1.004, 1.004}; // 3.012 -> 3.01
  const Levelled levelled = level(parts, 2);
  EXPECT_EQ(levelled.total, 301);
  EXPECT_EQ(levelled.units, (std::vector<std::int64_t>{101, 100, 100}));
}

TEST(Levelling, TiesGoToTheLargerPart) {
  EXPECT_EQ(level(std::vector<double>{1.5, 7.5}, 0).units, (std::vector<std::int64_t>{1, 8}));
  EXPECT_EQ(level(std::vector<double>{7.5, 1.5}, 0).units, (std::vector<std::int64_t>{8, 1}));
}

TEST(Levelling, HalfUpAndExactParts) {
  EXPECT_EQ(level(std::vector<double>{0.125}, 2).units[0], 13);
  EXPECT_EQ(level(std::vector<double>{0.29, 0.0, 0.58}, 2).units, (std::vector<std::int64_t>{29, 0, 58}));
}

// Parts add up to the rounded total in every unit and at every number of decimals, and no part is a unit off.
TEST(Levelling, PartsAddUpExactlyInEveryUnit) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> area(-1e6, 1e9);
  for (int round = 0; round < 300; ++round) {
    std::vector<double> m2(static_cast<std::size_t>(1 + round % 17));
    for (double& part : m2) part = area(random);
    for (const AreaUnit unit : {AreaUnit::m2, AreaUnit::hectare, AreaUnit::mu, AreaUnit::km2})
      for (int decimals = 0; decimals <= 4; ++decimals) {
        std::vector<double> parts;
        for (const double part : m2) parts.push_back(toUnit(part, unit));
        const Levelled levelled = level(parts, decimals);
        const double steps = std::pow(10.0, decimals);
        EXPECT_EQ(std::accumulate(levelled.units.begin(), levelled.units.end(), std::int64_t{0}), levelled.total);
        const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
        EXPECT_LE(std::abs(static_cast<double>(levelled.total) - sum * steps), 0.5 + 1e-3);
        for (std::size_t i = 0; i < parts.size(); ++i)
          EXPECT_LT(std::abs(static_cast<double>(levelled.units[i]) - parts[i] * steps), 1.0 + 1e-6);
      }
  }
}

TEST(Levelling, UnitsAreThoseOfTheField) {
  EXPECT_DOUBLE_EQ(toUnit(1e6, AreaUnit::hectare), 100);
  EXPECT_DOUBLE_EQ(toUnit(1e6, AreaUnit::mu), 1500);
  EXPECT_DOUBLE_EQ(toUnit(1e6, AreaUnit::km2), 1);
  EXPECT_EQ(areaUnitFrom("acre").error().code, "levelling.unit");
}

TEST(Levelling, AControlAreaIsMetOrRefused) {
  const std::vector<double> parts{10, 20, 30};
  const auto adjusted = toControl(parts, 60.3, 0.5);
  ASSERT_TRUE(adjusted);
  EXPECT_DOUBLE_EQ((*adjusted)[0] + (*adjusted)[1] + (*adjusted)[2], 60.3);
  EXPECT_DOUBLE_EQ((*adjusted)[2] / (*adjusted)[0], 3);
  EXPECT_EQ(toControl(parts, 61, 0.5).error().code, "levelling.control");
}

} // namespace
} // namespace ecoredline
