#include "screening/kind_work.hpp"

#include "engine/parallel.hpp"
#include "screening/warm_start.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace ecoredline {

namespace {

constexpr std::uint64_t kWhole = 1000;                // progress of one job that is done
constexpr std::uint64_t kNearly = 900;                // and the most of one that is not: it may have more stages
constexpr auto kPoll = std::chrono::milliseconds(20); // how late a job may hear that the run was cancelled

/// What one job tells, handed on to the feedback of the run; and what that has to say, handed down.
class JobFeedbacks {
 public:
  JobFeedbacks(Feedback& whole, std::size_t jobs) : m_whole(whole) {
    for (std::size_t i = 0; i < jobs; ++i) m_jobs.emplace_back(*this);
    m_watcher = std::jthread([this](const std::stop_token& stop) { watch(stop); });
  }
  JobFeedbacks(const JobFeedbacks&) = delete;
  JobFeedbacks& operator=(const JobFeedbacks&) = delete;

  Feedback& of(std::size_t job) { return m_jobs[job]; }
  /// Says nothing and is cancelled with the run.
  Feedback& silent() { return m_silent; }
  void finish(std::size_t job) { m_jobs[job].advance(kWhole); }

 private:
  class OfJob final : public Feedback {
   public:
    explicit OfJob(JobFeedbacks& all) : m_all(all) {}
    void stage(const Text& text) override {
      const std::lock_guard lock(m_all.m_mutex);
      m_all.m_whole.stage(text);
    }
    void progress(std::uint64_t done, std::uint64_t total) override {
      if (total > 0) advance(kNearly * std::min(done, total) / total);
    }
    void note(const Text& text) override {
      const std::lock_guard lock(m_all.m_mutex);
      m_all.m_whole.note(text);
    }
    void advance(std::uint64_t reached) {
      const std::lock_guard lock(m_all.m_mutex);
      if (reached <= m_reached) return; // a further stage of the job
      m_all.m_reached += reached - m_reached;
      m_reached = reached;
      m_all.m_whole.progress(m_all.m_reached, kWhole * m_all.m_jobs.size());
    }

   private:
    JobFeedbacks& m_all;
    std::uint64_t m_reached = 0;
  };

  void watch(const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any asked;
    while (!stop.stop_requested()) {
      if (m_whole.cancelled()) {
        for (OfJob& job : m_jobs) job.cancel();
        return m_silent.cancel();
      }
      asked.wait_for(lock, stop, kPoll, [] { return false; });
    }
  }

  Feedback& m_whole;
  std::mutex m_mutex;
  std::uint64_t m_reached = 0;
  std::deque<OfJob> m_jobs;
  Feedback m_silent;
  std::jthread m_watcher;
};

/// What one thread may use at a time.
struct Desk {
  std::optional<Workspace> own; ///< none: the request's
  const Workspace* workspace = nullptr;
  std::optional<Evaluator> own_evaluator; ///< none: that of the series of runs
  Evaluator* evaluator = nullptr;
};

/// Desks that are free. There are as many as there were jobs at once.
class Desks {
 public:
  explicit Desks(const ScreenRequest& request) : m_request(request) {}

  Result<std::unique_ptr<Desk>> take() {
    const std::lock_guard lock(m_mutex);
    if (m_free.empty()) return make();
    auto desk = std::move(m_free.back());
    m_free.pop_back();
    return desk;
  }
  void giveBack(std::unique_ptr<Desk> desk) {
    const std::lock_guard lock(m_mutex);
    m_free.push_back(std::move(desk));
  }

 private:
  Result<std::unique_ptr<Desk>> make() {
    auto desk = std::make_unique<Desk>();
    desk->workspace = m_request.workspace;
    if (m_made++ > 0) {
      auto workspace = Workspace::open(m_request.workspace->path(), Workspace::Access::read);
      if (!workspace) return fail(workspace.error());
      desk->own = std::move(*workspace);
      desk->workspace = &*desk->own;
    }
    if (m_request.warm == nullptr) desk->own_evaluator.emplace(*m_request.catalogue);
    desk->evaluator = desk->own_evaluator ? &*desk->own_evaluator : &m_request.warm->evaluator();
    return desk;
  }

  const ScreenRequest& m_request;
  std::mutex m_mutex;
  std::size_t m_made = 0;
  std::vector<std::unique_ptr<Desk>> m_free;
};

} // namespace

Result<void> forEachKind(RunShared& shared, std::size_t count, Feedback& feedback,
                         const std::function<Result<void>(RunContext&, std::size_t)>& job) {
  if (count == 0) return {};
  JobFeedbacks feedbacks(feedback, count);
  Desks desks(*shared.request);
  const auto one = [&](std::size_t i) -> Result<void> {
    auto desk = desks.take();
    if (!desk) return fail(desk.error());
    RunContext context{&shared, (*desk)->workspace, (*desk)->evaluator, &feedbacks.of(i)};
    auto done = job(context, i);
    if (done) feedbacks.finish(i);
    desks.giveBack(std::move(*desk));
    return done;
  };
  if (shared.request->warm == nullptr) return forEachIndex(count, shared.request->threads, feedbacks.silent(), one);
  // What a series of runs keeps is one thread's.
  for (std::size_t i = 0; i < count; ++i) {
    if (feedback.cancelled()) return cancelledError();
    if (auto done = one(i); !done) return done;
  }
  return {};
}

} // namespace ecoredline
