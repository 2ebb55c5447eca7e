#pragma once

#include "base/text.hpp"
#include "catalogue/effect.hpp"

#include <optional>
#include <string_view>

namespace ecoredline {

/// Conclusions by rising strictness: pass < conditional < unknown < marginal < fail (semantics §3).
enum class Verdict { pass, conditional, unknown, marginal, fail };
std::string_view name(Verdict verdict);
std::optional<Verdict> verdictFrom(std::string_view name);
/// 符合 / Compliant … as in the look page; a word for people.
Text word(Verdict verdict);
/// ● ▲ ▢ ◪ ■: never colour alone.
std::string_view mark(Verdict verdict);

enum class Certainty { certain, marginal, unknown };
std::string_view name(Certainty certainty);
std::optional<Certainty> certaintyFrom(std::string_view name);

/// The table of semantics §3 (M12, M13), and the only place where it stands:
///   prohibit: fail / marginal / unknown · restrict, conditional: conditional / conditional / unknown ·
///   notify, clear: pass.
Verdict outcome(Effect effect, Certainty certainty);

/// The stricter of two: how findings become layers, layers sites, sites projects.
constexpr Verdict strictest(Verdict a, Verdict b) {
  return a < b ? b : a;
}

} // namespace ecoredline
