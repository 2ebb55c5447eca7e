#include "case_map.hpp"
#include "report/run_json.hpp"

#include <gtest/gtest.h>

#include <mutex>

// Kinds are worked on side by side: nobody must see that in a result.

namespace ecoredline {
namespace {

/// Many kinds, two editions of one, coverages that several share, a layer in another CRS, sites that meet several zones
/// of a kind.
void draw(CaseMap& map) {
  const CaseMap::Delivery part{.accuracy_m = 3, .coverage = box(-500, -500, 700, 700)};
  map.layer("ecological_redline", {{"r1", "", box(0, 0, 120, 100), ""}, {"r2", "", box(100, 50, 300, 200), ""}}, part);
  map.layer("permanent_basic_farmland", {{"f1", "", box(40, 0, 200, 60), ""}, {"f2", "", box(150, 20, 260, 90), ""}},
            part);
  map.layer("water_source_zone", {{"w1", "一级", box(-50, -50, 30, 30), ""}, {"w2", "二级", box(-80, -80, 90, 90), ""}},
            {.accuracy_m = 2});
  map.layer("nature_reserve", {{"n1", "核心区", box(90, 0, 140, 60), ""}, {"n2", "实验区", box(60, -40, 220, 120), ""}},
            part);
  map.layer("river_lake_range", {{"v1", "", box(0, 80, 400, 95), ""}},
            {.date = "2022-01-01", .accuracy_m = 3, .coverage = "all", .label = "old"});
  map.layer("river_lake_range", {{"v2", "", box(0, 70, 400, 90), ""}},
            {.date = "2024-01-01", .accuracy_m = 3, .coverage = box(-500, -500, 60, 700), .label = "new"});
  map.layer("mining_right", {{"m1", "", box(10, 10, 30, 300), ""}}, part);
  map.layer("wetland", {{"e1", "", box(200, 0, 260, 60), ""}}, {.accuracy_m = 3, .coverage = "none"});
  for (int i = 0; i < 12; ++i) {
    const double x = 25.0 * i - 30, y = 9.0 * (i % 4) - 10;
    map.site("S" + std::to_string(i), box(x, y, x + 70, y + 80), i % 3 == 0 ? "A" : "B");
  }
  map.accuracy(1);
}

std::string textOf(int threads) {
  CaseMap map;
  draw(map);
  map.threads(threads);
  return toJson(map.screen()).json;
}

TEST(SideBySide, TheSameBytesForAnyNumberOfThreads) {
  const std::string alone = textOf(1);
  EXPECT_NE(alone.find("\"wetland\""), std::string::npos);
  for (const int threads : {2, 3, 0})
    for (int again = 0; again < 5; ++again) EXPECT_EQ(textOf(threads), alone) << threads << " threads";
}

/// Stages and progress may come from any thread, but one at a time, and never go back within a stage of the run.
class Listener final : public Feedback {
 public:
  void stage(const Text& text) override {
    const std::unique_lock lock(m_mutex, std::try_to_lock);
    if (!lock.owns_lock()) ++at_once;
    stages += text.zh.starts_with("叠加") ? 1 : 0;
    if (text.zh.starts_with("误差带") && !m_bands) {
      m_bands = true;
      m_done = 0;
    }
    if (cancel_at > 0 && stages == cancel_at) cancel();
  }
  void progress(std::uint64_t done, std::uint64_t total) override {
    const std::unique_lock lock(m_mutex, std::try_to_lock);
    if (!lock.owns_lock()) ++at_once;
    if (done > total) ++beyond;
    if (total >= 1000 && done < m_done) ++backwards;
    if (total >= 1000) m_done = done;
  }

  int stages = 0, at_once = 0, backwards = 0, beyond = 0;
  int cancel_at = 0;

 private:
  std::mutex m_mutex;
  bool m_bands = false;
  std::uint64_t m_done = 0;
};

TEST(SideBySide, TellsOneThingAtATimeAndNeverGoesBack) {
  for (const int threads : {1, 4}) {
    CaseMap map;
    draw(map);
    Listener listener;
    map.threads(threads).listener(listener);
    const RunReport report = map.screen();
    EXPECT_EQ(listener.stages, static_cast<int>(report.parameters.scope.size()));
    EXPECT_EQ(listener.at_once, 0);
    EXPECT_EQ(listener.backwards, 0);
    EXPECT_EQ(listener.beyond, 0);
  }
}

TEST(SideBySide, StopsWhenCancelled) {
  for (const int threads : {1, 4}) {
    CaseMap map;
    draw(map);
    Listener listener;
    listener.cancel_at = 3;
    map.threads(threads).listener(listener);
    const auto report = map.tryScreen();
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind, ErrorKind::cancelled);
  }
}

} // namespace
} // namespace ecoredline
