#pragma once

#include "survey_text.hpp"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace survey_txt {

/// The rings of one part: the outer one first, then its holes in the order they are written.
using Part = std::vector<std::size_t>;

struct Assembly {
  std::vector<Part> parts;                                     ///< in the order of their outer rings
  std::optional<std::pair<std::size_t, std::size_t>> crossing; ///< two rings that cross or are the same: no parts
};

/// Decides by geometry what is outer and what is a hole, whatever the ring numbers say: a ring in an odd number of
/// others is a hole of the innermost. Rings may touch.
Assembly assemble(const std::vector<Ring>& rings);

/// Twice the signed area over the two numbers as written, relative to the ring's first point.
double doubleArea(const Ring& ring);

} // namespace survey_txt
