#pragma once

#include "geo/flat_layer.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace ecoredline {

/// Boxes of small things near the origin, asked many times which of them meet another box. They are floats, rounded
/// outwards, side by side in groups, so that one question to a group is a few wide compares: some that are named miss
/// by a rounding (2^-21 of the distance from the origin).
class NearBoxes {
 public:
  void clear() {
    m_count = 0;
    m_groups.clear();
    m_around.clear();
  }
  void add(const Box& box) {
    if (m_count % kGroup == 0) {
      m_groups.emplace_back();
      m_around.push_back(kNothing);
    }
    const Rounded r = rounded(box);
    m_groups.back().set(m_count++ % kGroup, r);
    Rounded& around = m_around.back();
    around = {std::min(around.min_x, r.min_x), std::min(around.min_y, r.min_y), std::max(around.max_x, r.max_x),
              std::max(around.max_y, r.max_y)};
  }

  /// Calls `f(i)` for every box, numbered as they were added, that meets `box`, in their order.
  template<class F>
  void forEachMeeting(const Box& box, F&& f) const {
    const Rounded r = rounded(box);
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
      if (!meets(m_around[g], r)) continue;
      for (std::uint32_t met = m_groups[g].meeting(r); met != 0; met &= met - 1)
        f(static_cast<std::uint32_t>(g * kGroup + static_cast<std::size_t>(std::countr_zero(met))));
    }
  }

 private:
  static constexpr std::size_t kGroup = 16;
  struct Rounded {
    float min_x, min_y, max_x, max_y;
  };
  static constexpr float kFar = std::numeric_limits<float>::infinity();
  static constexpr Rounded kNothing{kFar, kFar, -kFar, -kFar};

  // GNU vectors: four floats in one register on every processor that GCC and clang know.
  static constexpr std::size_t kWide = 4;
  using Floats = float __attribute__((vector_size(kWide * sizeof(float))));
  using Bits = std::int32_t __attribute__((vector_size(kWide * sizeof(float))));

  struct Group {
    std::array<Floats, kGroup / kWide> min_x, min_y, max_x, max_y;

    Group() {
      for (std::size_t i = 0; i < kGroup; ++i) set(i, kNothing);
    }
    void set(std::size_t i, const Rounded& box) {
      min_x[i / kWide][i % kWide] = box.min_x;
      min_y[i / kWide][i % kWide] = box.min_y;
      max_x[i / kWide][i % kWide] = box.max_x;
      max_y[i / kWide][i % kWide] = box.max_y;
    }
    /// A bit for each box.
    std::uint32_t meeting(const Rounded& r) const {
      Bits met{}, bit{1, 2, 4, 8};
      for (std::size_t i = 0; i < kGroup / kWide; ++i) {
        met |= bit & (min_x[i] <= r.max_x) & (r.min_x <= max_x[i]) & (min_y[i] <= r.max_y) & (r.min_y <= max_y[i]);
        bit <<= kWide;
      }
      return static_cast<std::uint32_t>(met[0] | met[1] | met[2] | met[3]);
    }
  };

  static bool meets(const Rounded& a, const Rounded& b) {
    return ((a.min_x <= b.max_x) & (b.min_x <= a.max_x) & (a.min_y <= b.max_y) & (b.min_y <= a.max_y)) != 0;
  }
  /// More than what the rounding to float did.
  static float stepOf(float value) { return std::abs(value) * 0x1p-22F + std::numeric_limits<float>::min(); }
  static float below(double value) {
    const auto near = static_cast<float>(value);
    return near - stepOf(near);
  }
  static float above(double value) {
    const auto near = static_cast<float>(value);
    return near + stepOf(near);
  }
  static Rounded rounded(const Box& b) { return {below(b.min_x), below(b.min_y), above(b.max_x), above(b.max_y)}; }

  std::size_t m_count = 0;
  std::vector<Group> m_groups;
  std::vector<Rounded> m_around; ///< each group
};

} // namespace ecoredline
