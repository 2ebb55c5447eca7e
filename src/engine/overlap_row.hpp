#pragma once

#include "engine/edge_overlay.hpp"

#include <optional>

namespace ecoredline {

/// The overlap of the last pair that `edges` met as a row of polygons of its pieces, chained end to end; shells run
/// counter-clockwise, holes clockwise. Shape::none when nothing is enclosed; nullopt when a chain does not close.
std::optional<FlatLayer> overlapRow(const EdgeOverlay& edges, const Crs& crs);

} // namespace ecoredline
