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

thread_local bool t_in_job = false; ///< this thread is in a job of a loop

/// While a thread is in a job.
class InJob {
 public:
  InJob() { t_in_job = true; }
  InJob(const InJob&) = delete;
  InJob& operator=(const InJob&) = delete;
  ~InJob() { t_in_job = m_before; }

 private:
  bool m_before = t_in_job;
};

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
    const InJob here;
    if (auto result = job(i); !result) failures.add(i, std::move(result.error()));
    const std::size_t n = ++done;
    if (n % kReportEvery == 0 || n == count) feedback.progress(n, count);
  };
  const auto all = [&] {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, 1), [&](const tbb::blocked_range<std::size_t>& range) {
      for (std::size_t i = range.begin(); i != range.end(); ++i) one(i);
    });
  };
  if (t_in_job) {
    // In the arena of the loop around this one, whose idle threads help. Alone this thread may not take other jobs of
    // that loop while it waits: it may hold what they need.
    tbb::this_task_arena::isolate(all);
  } else {
    // More threads than cores are asked for only in tests; TBB would warn and ignore it.
    std::optional<tbb::global_control> allowed;
    if (threads > 0) allowed.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
    tbb::task_arena(threads > 0 ? threads : tbb::task_arena::automatic).execute(all);
  }
  if (feedback.cancelled()) return cancelledError();
  if (failures.any()) return fail(failures.first());
  return {};
}

} // namespace ecoredline
