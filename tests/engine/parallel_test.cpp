#include "engine/parallel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

namespace ecoredline {
namespace {

/// How many threads are in it at once.
class Crowd {
 public:
  void enter() {
    const int now = ++m_now;
    for (int most = m_most; now > most && !m_most.compare_exchange_weak(most, now);) {
    }
  }
  void leave() { --m_now; }
  int most() const { return m_most; }

 private:
  std::atomic<int> m_now{0}, m_most{0};
};

TEST(Parallel, ALoopInAJobSharesTheThreadsOfTheLoopAroundIt) {
  for (const int threads : {1, 2, 4}) {
    Crowd crowd;
    std::vector<std::vector<int>> made(5, std::vector<int>(40));
    const auto outer = [&](std::size_t i) {
      const auto inner = [&](std::size_t j) -> Result<void> {
        crowd.enter();
        std::this_thread::sleep_for(std::chrono::microseconds(200));
        crowd.leave();
        made[i][j] = static_cast<int>(100 * i + j);
        return {};
      };
      return forEachIndex(made[i].size(), 0, silentFeedback(), inner);
    };
    ASSERT_TRUE(forEachIndex(made.size(), threads, silentFeedback(), outer));
    EXPECT_LE(crowd.most(), threads);
    for (std::size_t i = 0; i < made.size(); ++i)
      for (std::size_t j = 0; j < made[i].size(); ++j) EXPECT_EQ(made[i][j], static_cast<int>(100 * i + j));
  }
}

/// A thread that waits for its own loop must not take another job of the loop around it: this one would wait for ever.
TEST(Parallel, AJobMayHoldALockRoundALoop) {
  for (int round = 0; round < 50; ++round) {
    std::mutex mutex;
    std::atomic<int> done{0};
    const auto outer = [&](std::size_t) {
      const std::lock_guard lock(mutex);
      return forEachIndex(8, 0, silentFeedback(), [&](std::size_t) -> Result<void> {
        std::this_thread::sleep_for(std::chrono::microseconds(20));
        ++done;
        return {};
      });
    };
    ASSERT_TRUE(forEachIndex(6, 4, silentFeedback(), outer));
    EXPECT_EQ(done, 48);
  }
}

TEST(Parallel, TellsTheErrorOfTheLowestInside) {
  const auto outer = [&](std::size_t i) {
    return forEachIndex(4, 0, silentFeedback(), [&](std::size_t j) -> Result<void> {
      if (i < 2 || j < 2) return {};
      return fail(ErrorKind::internal, std::to_string(10 * i + j), {"甲", "a"});
    });
  };
  const auto done = forEachIndex(4, 3, silentFeedback(), outer);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "22");
}

TEST(Parallel, ALoopAfterAJobIsItsOwn) {
  ASSERT_TRUE(forEachIndex(2, 1, silentFeedback(), [](std::size_t) -> Result<void> { return {}; }));
  Crowd crowd;
  const auto job = [&](std::size_t) -> Result<void> {
    crowd.enter();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    crowd.leave();
    return {};
  };
  ASSERT_TRUE(forEachIndex(64, 2, silentFeedback(), job));
  EXPECT_LE(crowd.most(), 2);
}

} // namespace
} // namespace ecoredline
