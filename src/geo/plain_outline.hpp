#pragma once

#include "geo/flat_layer.hpp"

#include <cstddef>

namespace ecoredline {

/// True only where a polygon is proven valid (OGC simple features): its rings meet neither themselves nor each other,
/// every hole lies in its shell, and boxes show that no hole lies in another and no part in another. False says
/// nothing: rings that touch, repeated vertices, many holes and all other shapes are for GEOS to judge. Signs are exact
/// (orientation()), so that no valid answer here is an invalid one there. Near linear in the vertices.
bool isPlainlyValid(const FlatLayer& layer, std::size_t row);

} // namespace ecoredline
