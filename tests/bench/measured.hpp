#pragma once

#include <chrono>

namespace ecoredline::bench {

/// Seconds since it was made or last asked.
class Stopwatch {
 public:
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - m_start).count();
    m_start = now;
    return seconds;
  }

 private:
  std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

/// Largest resident set of this process so far, MB (VmHWM: unlike getrusage it starts anew with each program).
double peakMb();

} // namespace ecoredline::bench
