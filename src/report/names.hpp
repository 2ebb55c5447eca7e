#pragma once

#include "catalogue/catalogue.hpp"
#include "catalogue/diagnosis.hpp"
#include "geo/flat_layer.hpp"
#include "geo/measure.hpp"
#include "report/verdict.hpp"

#include <optional>
#include <string_view>

namespace ecoredline {

/// The last enumerator of every enum that stands in a report, so that a name can be looked up by trying them all:
/// one list of names per enum, the one that writes them.
constexpr Verdict lastOf(Verdict) {
  return Verdict::fail;
}
constexpr Certainty lastOf(Certainty) {
  return Certainty::unknown;
}
constexpr Effect lastOf(Effect) {
  return Effect::prohibit;
}
constexpr Provisional lastOf(Provisional) {
  return Provisional::zone;
}
constexpr Relation lastOf(Relation) {
  return Relation::none;
}
constexpr ActionType lastOf(ActionType) {
  return ActionType::demonstrate;
}
constexpr Severity lastOf(Severity) {
  return Severity::error;
}
constexpr Shape lastOf(Shape) {
  return Shape::polygon;
}

/// none, point, line, polygon.
std::string_view name(Shape shape);

/// The value whose name is `text`; nullopt for a word that is none of them.
template<class E>
std::optional<E> fromName(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(lastOf(E{})); ++i)
    if (name(static_cast<E>(i)) == text) return static_cast<E>(i);
  return std::nullopt;
}

} // namespace ecoredline
