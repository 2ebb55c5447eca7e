#include "engine/parallel.hpp"

#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <map>
#include <mutex>
#include <optional>

namespace ecoredline {

namespace {

constexpr std::size_t kReportEvery = 16;

/// The failures so far; which one is told must not depend on which thread was first.
class Failures {
 public:
  void add(std::size_t index, Error error) {
    const std::lock_guard lock(m_mutex);
    m_errors.emplace(index, std::move(error));
    m_any.store(true, std::memory_order_relaxed);
  }
  bool any() const { return m_any.load(std::memory_order_relaxed); }
  Error first() const { return m_errors.begin()->second; }

 private:
  std::mutex m_mutex;
  std::map<std::size_t, Error> m_errors;
  std::atomic<bool> m_any{false};
};

} // namespace

Result<void> forEachIndex(std::size_t count, int threads, Feedback& feedback,
                          const std::function<Result<void>(std::size_t)>& job) {
  Failures failures;
  std::atomic<std::size_t> done{0};
  const auto one = [&](std::size_t i) {
    if (feedback.cancelled()) return;
    if (auto result = job(i); !result) failures.add(i, std::move(result.error()));
    const std::size_t n = ++done;
    if (n % kReportEvery == 0 || n == count) feedback.progress(n, count);
  };
  // More threads than cores are asked for only in tests; TBB would warn and ignore it.
  std::optional<tbb::global_control> allowed;
  if (threads > 0) allowed.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  tbb::task_arena arena(threads > 0 ? threads : tbb::task_arena::automatic);
  arena.execute([&] {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, 1), [&](const tbb::blocked_range<std::size_t>& range) {
      for (std::size_t i = range.begin(); i != range.end(); ++i) one(i);
    });
  });
  if (feedback.cancelled()) return cancelledError();
  if (failures.any()) return fail(failures.first());
  return {};
}

} // namespace ecoredline
