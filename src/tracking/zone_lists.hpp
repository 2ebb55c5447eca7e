#pragma once

#include <cstdint>
#include <numeric>
#include <set>
#include <span>
#include <vector>

namespace ecoredline {

/// Zones over ground, each list kept once: of the many cells of two zones all look at the same list. A list is looked
/// at as long as this object lives, wherever it is moved to.
class ZoneLists {
 public:
  ZoneLists() = default;
  /// `zones`: how many there are; a list of one of them takes no memory of its own.
  explicit ZoneLists(std::size_t zones) : m_ones(zones) { std::iota(m_ones.begin(), m_ones.end(), 0U); }
  ZoneLists(ZoneLists&&) = default;
  ZoneLists& operator=(ZoneLists&&) = default;
  ZoneLists(const ZoneLists&) = delete; // the lists handed out look into the first
  ZoneLists& operator=(const ZoneLists&) = delete;
  ~ZoneLists() = default;

  std::span<const std::uint32_t> keep(const std::vector<std::uint32_t>& zones) {
    if (zones.empty()) return {};
    if (zones.size() == 1) return {&m_ones[zones.front()], 1};
    const std::vector<std::uint32_t>& kept = *m_lists.insert(zones).first;
    return kept;
  }

 private:
  std::vector<std::uint32_t> m_ones;
  std::set<std::vector<std::uint32_t>> m_lists;
};

} // namespace ecoredline
