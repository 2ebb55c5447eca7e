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
/// that could not be decided are Shape::none. `sites` is already in the zones' CRS. Polygons are put together from the
/// pieces of both boundaries (rung `edges`); the guarded overlay makes what these leave open, and lines and points.
/// The same for any number of threads (0 = as many as the machine has). Errors: the reader's; cancelled.
Result<FlatLayer> overlapShapes(const FlatLayer& sites, FlatReader& zones, const std::vector<ShapeRequest>& requests,
                                Feedback& feedback, int threads = 0);

} // namespace ecoredline
