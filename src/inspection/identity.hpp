#pragma once

#include "base/feedback.hpp"
#include "catalogue/ledger_type.hpp"
#include "inspection/registration.hpp"
#include "report/incident_list.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace ecoredline {

/// Places to be told apart or together: shapes in EPSG:4490, and their figures by the same row.
struct Places {
  const FlatLayer* layer = nullptr;
  std::vector<double> area_m2; ///< exact; NaN without area
  std::vector<double> longitude;
  std::vector<double> latitude;
};

/// What became of a lead.
struct LeadFate {
  std::optional<std::size_t> incident; ///< the known place that it is; empty = a new one
  std::optional<std::size_t> parent;   ///< the known place that it split off from
  std::string change;                  ///< new | grown | shrunk | split | merged | unchanged
};

/// What became of a known place that no lead goes on with.
struct KnownFate {
  bool gone = false;
  std::optional<std::size_t> merged_into; ///< position of the lead
};

struct Matching {
  std::vector<LeadFate> leads;
  std::vector<KnownFate> known;
  Registration registration;
};

/// Tells which leads of a new epoch are which known places.
///
/// 1. Pairs near each other whose area hardly differs and that are each other's best give the displacement of the new
///    pictures (registration.hpp); the leads are then compared as if moved back by it.
/// 2. Two areas are one where they share `limits.share` of the smaller. Where one has no area, or both are so small
///    that the noise may have parted them, where they are near: `limits.distance_m` and three deviations of the noise.
/// 3. Best and best of each other go on as one. Another lead that lies by half or more on a known place has split off
///    from it; another known place that lies by half or more under a lead has merged into it.
/// 4. Grown or shrunk: by more than `limits.growth` of the area before, `limits.growth_m2`, and what noise along the
///    outline makes. Ties go to the lower row: the same input gives the same answer.
/// Errors: the engine's; cancelled.
Result<Matching> matchPlaces(const Places& known, const Places& leads, const IdentityLimits& limits, int threads,
                             Feedback& feedback);

} // namespace ecoredline
