#pragma once

#include "base/feedback.hpp"
#include "report/area_series.hpp"
#include "store/workspace.hpp"

#include <vector>

namespace ecoredline {

inline constexpr const char* kActivityKind = "human_activity";
inline constexpr const char* kRestorationKind = "restoration_project";
inline constexpr const char* kAcceptedClass = "accepted"; ///< of kRestorationKind: what counts as done

struct InsideRequest {
  const Workspace* workspace = nullptr;
  const LayerKind* kind = nullptr; ///< of the ground that is looked for
  InsideRole role = InsideRole::activity;
  std::vector<Version> zones;  ///< of the kind that is tracked, one a column of the series
  std::vector<Version> others; ///< versions of `kind`
  int threads = 0;
};

/// Ground of a kind inside each version of another: both are cut into cells that do not overlap
/// (engine/flat_partition.hpp), in the CRS of the zones, so that nothing counts twice. Of `others` the version in force
/// on the day of the zones' counts; without one nothing can be said. Zones that are not valid or could not be cut stand
/// in the reason. Errors: as Workspace and moveLayer; cancelled.
Result<SeriesInside> groundInside(const InsideRequest& request, Feedback& feedback);

} // namespace ecoredline
