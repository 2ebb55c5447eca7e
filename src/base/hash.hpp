#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace ecoredline {

/// 32 bytes of SHA-256 (FIPS 180-4).
using Digest = std::array<std::uint8_t, 32>;

/// SHA-256 over a stream of bytes (OpenSSL, which uses the processor's own instructions).
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  Sha256& add(std::string_view bytes);
  /// The digest of everything added; the object must not be used afterwards.
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

Digest sha256(std::string_view bytes);
/// A fast checksum against damage, not against forgery: XXH3, 64 bits (Collet 2021). `seed`: the sum so far, for parts.
std::uint64_t checksum(std::span<const std::byte> bytes, std::uint64_t seed = 0);
/// Lower-case hexadecimal, all 64 digits or the first `digits`.
std::string toHex(const Digest& digest, std::size_t digits = 64);
/// "sha256:" and 64 digits, as hashes stand in reports.
std::string prefixedHex(const Digest& digest);

} // namespace ecoredline
