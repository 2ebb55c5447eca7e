#pragma once

#include "base/feedback.hpp"
#include "geo/flat_layer.hpp"

#include <cstdint>
#include <vector>

namespace ecoredline {

/// One zone near one site, to be cut by other zones.
struct SplitRequest {
  std::uint32_t site = 0; ///< row of `sites`
  std::size_t zone = 0;   ///< row of `zones`
};

struct SplitZones {
  /// Rows 3i (the zone near the site), 3i + 1 (its part inside the others) and 3i + 2 (outside) of request i; row_id =
  /// row; Shape::none where there is nothing. Beyond `reach_m` of the site a zone may be cut off.
  FlatLayer parts;
  std::vector<std::size_t> undecided; ///< requests that could not be cut: their rows are Shape::none
};

/// Cuts zones by the union of `others`, for facts that follow from another kind, such as in_core_zone: each part then
/// is a zone of its own, with its own overlap and its own error band. All layers are in one CRS.
/// Errors: cancelled.
Result<SplitZones> splitZones(const FlatLayer& sites, const FlatLayer& zones, const FlatLayer& others,
                              const std::vector<SplitRequest>& requests, double reach_m, Feedback& feedback);

} // namespace ecoredline
