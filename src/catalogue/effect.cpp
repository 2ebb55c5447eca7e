#include "catalogue/effect.hpp"

#include <array>
#include <cstddef>

namespace ecoredline {

namespace {

constexpr std::array<std::string_view, 5> kEffects{"clear", "notify", "conditional", "restrict", "prohibit"};
constexpr std::array<std::string_view, 6> kProvisional{"none", "article", "effect", "limit", "mapping", "zone"};

template<class Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& names, std::string_view wanted) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == wanted) return static_cast<Enum>(i);
  return std::nullopt;
}

} // namespace

std::string_view name(Effect effect) {
  return kEffects[static_cast<std::size_t>(effect)];
}
std::optional<Effect> effectFrom(std::string_view name) {
  return find<Effect>(kEffects, name);
}

std::string_view name(Provisional reason) {
  return kProvisional[static_cast<std::size_t>(reason)];
}
std::optional<Provisional> provisionalFrom(std::string_view name) {
  return find<Provisional>(kProvisional, name);
}

} // namespace ecoredline
