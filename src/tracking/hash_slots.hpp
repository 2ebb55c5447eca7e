#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ecoredline {

/// A map from 64-bit keys to 32-bit values for many millions of them: open addressing, 12 bytes a slot, at most half
/// full. A key may not be kNoKey.
class HashSlots {
 public:
  static constexpr std::uint64_t kNoKey = ~std::uint64_t{0};
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  explicit HashSlots(std::size_t expected)
      : m_keys(std::bit_ceil(expected * 2 + 16), kNoKey), m_values(m_keys.size()) {}

  /// The value of a key, made `fresh` where it was not known.
  std::uint32_t& at(std::uint64_t key, std::uint32_t fresh) {
    const std::size_t slot = slotOf(key);
    if (m_keys[slot] == kNoKey) {
      m_keys[slot] = key;
      m_values[slot] = fresh;
    }
    return m_values[slot];
  }
  std::uint32_t find(std::uint64_t key) const {
    const std::size_t slot = slotOf(key);
    return m_keys[slot] == kNoKey ? kNone : m_values[slot];
  }
  bool contains(std::uint64_t key) const { return m_keys[slotOf(key)] != kNoKey; }

  /// splitmix64's finaliser: neighbours in the plane must not be neighbours in the table.
  static std::uint64_t mixed(std::uint64_t key) {
    key = (key ^ (key >> 30)) * 0xBF58476D1CE4E5B9U;
    key = (key ^ (key >> 27)) * 0x94D049BB133111EBU;
    return key ^ (key >> 31);
  }

 private:
  std::size_t slotOf(std::uint64_t key) const {
    const std::size_t mask = m_keys.size() - 1;
    std::size_t slot = mixed(key) & mask;
    while (m_keys[slot] != kNoKey && m_keys[slot] != key) slot = (slot + 1) & mask;
    return slot;
  }

  std::vector<std::uint64_t> m_keys;
  std::vector<std::uint32_t> m_values;
};

} // namespace ecoredline
