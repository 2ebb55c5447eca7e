#pragma once

#include "base/feedback.hpp"

namespace ecoredline {

/// Shows the progress of one part of several as that of the whole. A cancel of the whole is heard here at every
/// progress only: jobs that take long poll the whole themselves.
class PartFeedback : public Feedback {
 public:
  PartFeedback(Feedback& whole, std::size_t part, std::size_t parts) : m_whole(whole), m_part(part), m_parts(parts) {}
  void progress(std::uint64_t done, std::uint64_t total) override {
    if (m_whole.cancelled()) cancel();
    if (total > 0) m_whole.progress(m_part * total + done, m_parts * total);
  }

 private:
  Feedback& m_whole;
  std::uint64_t m_part;
  std::uint64_t m_parts;
};

} // namespace ecoredline
