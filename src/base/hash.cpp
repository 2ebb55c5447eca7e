#include "base/hash.hpp"

#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>

#include <xxhash.h>

namespace ecoredline {

struct Sha256::State {
  crypto_hash_sha256_state hash;
};

Sha256::Sha256() : m_state(std::make_unique<State>()) {
  crypto_hash_sha256_init(&m_state->hash);
}
Sha256::~Sha256() = default;

Sha256& Sha256::add(std::string_view bytes) {
  crypto_hash_sha256_update(&m_state->hash, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return *this;
}

Digest Sha256::finish() {
  Digest digest{};
  crypto_hash_sha256_final(&m_state->hash, digest.data());
  return digest;
}

Digest sha256(std::string_view bytes) {
  return Sha256().add(bytes).finish();
}

std::uint64_t checksum(std::span<const std::byte> bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::string toHex(const Digest& digest, std::size_t digits) {
  std::string hex(2 * digest.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  hex.resize(digits);
  return hex;
}

std::string prefixedHex(const Digest& digest) {
  return "sha256:" + toHex(digest);
}

} // namespace ecoredline
