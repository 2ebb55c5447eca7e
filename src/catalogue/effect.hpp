#pragma once

#include <optional>
#include <string_view>

namespace ecoredline {

/// What a rule does, ordered by strictness.
enum class Effect { clear, notify, conditional, restrict, prohibit };
std::string_view name(Effect effect);
std::optional<Effect> effectFrom(std::string_view name);

/// Why a rule or zone is not settled (semantics M8).
enum class Provisional { none, article, effect, limit, mapping, zone };
std::string_view name(Provisional reason);
std::optional<Provisional> provisionalFrom(std::string_view name);

} // namespace ecoredline
