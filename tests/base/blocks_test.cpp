#include "base/blocks.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace ecoredline {
namespace {

TEST(Blocks, EveryThingIsMetOnce) {
  for (const std::size_t count : {0U, 1U, 7U, 8U, 1000U}) {
    std::vector<int> met(count, 0);
    forBlocks(count, 7, [&](std::size_t first, std::size_t last) {
      EXPECT_LE(last - first, 7U);
      for (std::size_t i = first; i < last; ++i) ++met[i];
    });
    EXPECT_EQ(std::accumulate(met.begin(), met.end(), 0), static_cast<int>(count));
    EXPECT_EQ(std::vector<int>(count, 1), met);
  }
}

TEST(Blocks, AnExceptionOfAJobIsThrownOnceAllHaveEnded) {
  std::atomic<int> running{0};
  const auto job = [&](std::size_t first, std::size_t) {
    ++running;
    if (first == 40) {
      --running;
      throw std::runtime_error("40");
    }
    --running;
  };
  EXPECT_THROW(forBlocks(1000, 10, job), std::runtime_error);
  EXPECT_EQ(running, 0);
}

} // namespace
} // namespace ecoredline
