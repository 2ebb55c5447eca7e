#include "app/workers.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace ecoredline {

namespace {

class Pieces {
 public:
  Pieces(std::size_t count, const MakeWorker& make, Feedback& feedback)
      : m_count(count), m_make(make), m_feedback(feedback) {}

  void work() {
    auto worker = m_make();
    if (!worker) return stop(0, worker.error());
    for (std::size_t piece = m_next++; piece < m_count && !m_stopped; piece = m_next++) {
      if (m_feedback.cancelled()) return stop(piece, cancelledError().value());
      if (auto done = (*worker)(piece); !done) return stop(piece, done.error());
      m_feedback.progress(++m_done, m_count);
    }
  }

  Result<void> result() const {
    if (m_error) return fail(*m_error);
    return {};
  }

 private:
  void stop(std::size_t piece, const Error& error) {
    const std::lock_guard lock(m_mutex);
    m_stopped = true;
    if (m_error && m_where <= piece) return;
    m_where = piece;
    m_error = error;
  }

  std::size_t m_count;
  const MakeWorker& m_make;
  Feedback& m_feedback;
  std::atomic<std::size_t> m_next{0};
  std::atomic<std::size_t> m_done{0};
  std::atomic<bool> m_stopped{false};
  std::mutex m_mutex;
  std::size_t m_where = std::numeric_limits<std::size_t>::max();
  std::optional<Error> m_error;
};

} // namespace

Result<void> doPieces(std::size_t count, int threads, const MakeWorker& make, Feedback& feedback) {
  if (count == 0) return {};
  const std::size_t wanted = threads > 0 ? static_cast<std::size_t>(threads) : std::thread::hardware_concurrency();
  const std::size_t used = std::clamp<std::size_t>(wanted, 1, count);
  Pieces pieces(count, make, feedback);
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < used; ++i) others.emplace_back([&] { pieces.work(); });
  pieces.work();
  for (std::thread& other : others) other.join();
  return pieces.result();
}

} // namespace ecoredline
