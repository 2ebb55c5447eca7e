#include "geo/flat_array.hpp"

#include <gtest/gtest.h>

#include <array>

namespace ecoredline {
namespace {

TEST(FlatArray, ALookIsReadInPlaceAndCopiedWhenChanged) {
  const auto memory = std::make_shared<std::array<double, 3>>(std::array<double, 3>{1, 2, 3});
  FlatArray<double> look(std::span<const double>(*memory), memory);
  const FlatArray<double> other = look;
  EXPECT_EQ(std::as_const(look).data(), memory->data());
  EXPECT_EQ(other.data(), memory->data());
  look.push_back(4);
  look[0] = 9;
  EXPECT_EQ((*memory)[0], 1);
  EXPECT_EQ(other[0], 1);
  ASSERT_EQ(look.size(), 4U);
  EXPECT_EQ(look[0], 9);
  EXPECT_EQ(look[3], 4);
}

TEST(FlatArray, ALookKeepsItsMemory) {
  FlatArray<int> look;
  {
    const auto memory = std::make_shared<std::array<int, 2>>(std::array<int, 2>{5, 6});
    look = FlatArray<int>(std::span<const int>(*memory), memory);
  }
  EXPECT_EQ(std::as_const(look)[1], 6);
}

TEST(FlatArray, MovingLeavesNothingBehind) {
  FlatArray<int> a{1, 2, 3};
  const FlatArray<int> b = std::move(a);
  EXPECT_EQ(b.size(), 3U);
  EXPECT_TRUE(a.empty()); // NOLINT(bugprone-use-after-move): that is what is asked
  a.push_back(7);
  EXPECT_EQ(a.back(), 7);
  EXPECT_EQ(b.back(), 3);
  EXPECT_THROW((void)b.at(3), std::out_of_range);
}

} // namespace
} // namespace ecoredline
