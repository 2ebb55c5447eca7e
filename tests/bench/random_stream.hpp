#pragma once

#include <cmath>
#include <cstdint>

namespace ecoredline::bench {

/// The finalizer of splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
inline std::uint64_t mixed(std::uint64_t z) {
  z += 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

/// A stream of numbers that is the same on every machine and library: the reference figures of the benchmark (pairs,
/// areas) hold for it and for no other, so neither it nor the order of the draws may be changed.
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t state) : m_state(state) {}

  std::uint64_t next() { return mixed(m_state++ * 0x2545F4914F6CDD1DULL); }
  std::size_t below(std::size_t limit) { return next() % limit; }
  double uniform() { return static_cast<double>(next() >> 11U) * 0x1p-53; } ///< [0, 1)
  /// Mean 0, deviation 1, as a sum of six draws: never beyond 4.3.
  double bell() {
    double sum = 0;
    for (int i = 0; i < 6; ++i) sum += uniform();
    return (sum - 3) * std::sqrt(2.0);
  }

 private:
  std::uint64_t m_state;
};

} // namespace ecoredline::bench
