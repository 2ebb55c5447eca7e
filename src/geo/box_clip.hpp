#pragma once

#include "geo/flat_layer.hpp"

#include <vector>

namespace ecoredline {

struct RingVertex {
  double x, y;
};

/// Cuts a ring (its first vertex is not repeated) to a box by Sutherland & Hodgman 1974. Where the ring leaves the box
/// and comes back, edges along the box bound no ground: right for areas and for fills, not a valid polygon.
void clipRing(std::vector<RingVertex>& ring, const Box& box);

/// Row `row`, a polygon, cut to a box in that way, at the end of `builder`; nothing where nothing of it lies inside.
/// For pictures whose frame lies within the box.
void appendInBox(const FlatLayer& layer, std::size_t row, const Box& box, FlatBuilder& builder);

} // namespace ecoredline
