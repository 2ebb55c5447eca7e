#pragma once

#include "geo/flat_layer.hpp"

#include <vector>

namespace ecoredline {

/// `sites` with every row r whose radius_m[r] > 0 replaced by its buffer of that radius (metres, in the metric plane of
/// the row, back in the layer's CRS); the others are kept. Rows that cannot be moved keep their shape.
Result<FlatLayer> withFootprints(const FlatLayer& sites, const std::vector<double>& radius_m);

} // namespace ecoredline
