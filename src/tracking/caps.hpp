#pragma once

#include "base/date.hpp"
#include "base/feedback.hpp"
#include "catalogue/cap_rules.hpp"
#include "store/workspace.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// How much of a zone may be occupied, as a paper says: a line of a file of caps.
struct Cap {
  std::string kind;
  std::string zone_id;
  double permitted = 0;
  std::string unit; ///< m2, ha, mu, wan_mu, km2 or percent (of the zone's own ground)
  std::string source;
};

enum class CapState { within, exceeded, cannot_say };
std::string_view name(CapState state);
Text word(CapState state);

/// What a site takes of a cap, after what is used, pending, and taken by the sites before it.
struct CapSite {
  std::string site_id;
  double overlap_m2 = 0; ///< of the site in the zone
  double takes_m2 = 0;   ///< of that what nobody had taken before
  double after_m2 = 0;   ///< the balance then
  CapState state = CapState::cannot_say;
};

/// How a cap stands on a day. Exact areas, m²; NaN where nothing was measured.
struct CapResult {
  Cap cap;
  std::string zone_name;
  std::string version;  ///< kind/label of the zone
  std::string projects; ///< kind/label of the approved projects; "" = none in force
  double zone_m2 = 0;
  double permitted_m2 = 0;
  double used_m2 = 0;
  double pending_m2 = 0;
  double before_m2 = 0; ///< permitted - used - pending
  CapState state = CapState::cannot_say;
  std::vector<CapSite> sites; ///< those that share ground with the zone, in their order
  Text reason;                ///< why it cannot be said, or what to keep in mind
};

/// Sites in the order in which they queue.
struct CapSites {
  FlatLayer layer;
  std::vector<std::string> ids; ///< per row
};

struct CapRequest {
  const Workspace* workspace = nullptr;
  std::vector<Cap> caps;
  CapRules rules;
  CapSites sites;
  Date as_of;
  int threads = 0;
};

/// Measures caps by the versions in force on a day: the zone's ground, the ground of approved projects in it and that
/// of the sites are cut into cells that do not overlap (engine/flat_partition.hpp), so that nothing counts twice. A cap
/// is exceeded when its balance is below zero by more than kHitArea. Otherwise it is within only where the version of
/// the approved projects says that it covers the zone, for projects that were not delivered may have used the rest.
/// Errors: as Workspace and moveLayer; cancelled.
Result<std::vector<CapResult>> measureCaps(const CapRequest& request, Feedback& feedback);

} // namespace ecoredline
