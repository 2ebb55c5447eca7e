#pragma once

#include "geo/flat_reader.hpp"

#include <cstdint>
#include <vector>

namespace ecoredline {

/// One overlap whose shape a file or a map needs.
struct ShapeRequest {
  std::uint32_t site = 0; ///< row of the site layer
  std::int64_t zone = 0;  ///< row_id of the zone
};

/// The overlaps' shapes in the zones' CRS, one row per request in their order, row_id = position of the request; rows
/// that could not be decided are Shape::none. `sites` is already in the zones' CRS.
Result<FlatLayer> overlapShapes(const FlatLayer& sites, FlatReader& zones, const std::vector<ShapeRequest>& requests,
                                Feedback& feedback);

} // namespace ecoredline
