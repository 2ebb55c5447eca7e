#include "engine/near_boxes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace ecoredline {
namespace {

std::vector<std::uint32_t> meeting(const NearBoxes& boxes, const Box& box) {
  std::vector<std::uint32_t> found;
  boxes.forEachMeeting(box, [&](std::uint32_t i) { found.push_back(i); });
  return found;
}

TEST(NearBoxes, NameEveryBoxThatMeetsAndNoneThatIsFar) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> place(-5000, 5000), size(0, 300);
  const auto box = [&] {
    const double x = place(random), y = place(random);
    return Box{x, y, x + size(random), y + size(random)};
  };
  NearBoxes near;
  std::vector<Box> all;
  for (int i = 0; i < 75; ++i) { // not a multiple of a group
    all.push_back(box());
    near.add(all.back());
  }
  for (int i = 0; i < 500; ++i) {
    const Box asked = box();
    const auto found = meeting(near, asked);
    EXPECT_TRUE(std::ranges::is_sorted(found));
    for (std::uint32_t k = 0; k < all.size(); ++k) {
      const bool named = std::ranges::binary_search(found, k);
      EXPECT_TRUE(named || !all[k].meets(asked)) << i << ' ' << k;
      EXPECT_TRUE(!named || all[k].meets(asked.grown(0.01, 0.01))) << i << ' ' << k;
    }
  }
}

TEST(NearBoxes, BoxesThatOnlyTouchAreNamedWhateverTheyRoundTo) {
  std::mt19937_64 random(4);
  std::uniform_real_distribution<double> place(-7e6, 7e6);
  for (int i = 0; i < 2000; ++i) {
    const double x = place(random), y = place(random);
    NearBoxes near;
    near.add({x - 1, y - 1, x, y});
    EXPECT_EQ(meeting(near, {x, y, x + 1, y + 1}).size(), 1U) << x << ' ' << y;
  }
}

TEST(NearBoxes, AreEmptyAfterClear) {
  NearBoxes near;
  near.add({0, 0, 1, 1});
  near.clear();
  EXPECT_TRUE(meeting(near, {0, 0, 1, 1}).empty());
  near.add({5, 5, 6, 6});
  EXPECT_EQ(meeting(near, {5, 5, 5, 5}), std::vector<std::uint32_t>{0});
}

} // namespace
} // namespace ecoredline
