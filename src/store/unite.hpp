#pragma once

#include "base/feedback.hpp"
#include "geo/flat_layer.hpp"
#include "geo/overlay.hpp"

#include <span>

namespace ecoredline {

/// Rows of a polygon layer as one area.
struct United {
  /// One row where every union was decided; else the undecided pieces stand as rows of their own beside it, and the
  /// area is all of them together. Row ids are 0, 1, … Empty where nothing has an area.
  FlatLayer shapes;
  Rung rung = Rung::plain; ///< the worst rung that a union needed
};

/// The union of polygon rows, by place in small groups, so that a cancel is heard within a group.
/// Fails only when cancelled.
Result<United> unite(const FlatLayer& layer, std::span<const std::size_t> rows, Feedback& feedback);

} // namespace ecoredline
