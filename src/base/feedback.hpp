#pragma once

#include "base/text.hpp"

#include <atomic>
#include <cstdint>

namespace ecoredline {

/// Progress and cancel in one object that is passed down and polled in every long loop.
/// The CLI and the window implement it. All calls may come from any thread.
class Feedback {
 public:
  virtual ~Feedback() = default;

  /// A new stage begins.
  virtual void stage(const Text&) {}
  /// `done` of `total` units of the stage; total 0 = unknown.
  virtual void progress(std::uint64_t /*done*/, std::uint64_t /*total*/) {}
  /// Something the user should know and no report will carry.
  virtual void note(const Text&) {}

  bool cancelled() const { return m_cancelled.load(std::memory_order_relaxed); }
  void cancel() { m_cancelled.store(true, std::memory_order_relaxed); }

 private:
  std::atomic<bool> m_cancelled{false};
};

/// A Feedback that nobody listens to.
Feedback& silentFeedback();

} // namespace ecoredline
