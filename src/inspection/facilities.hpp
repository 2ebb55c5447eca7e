#pragma once

#include "inspection/overlay.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// Fills Incident::facilities: of every kind in LedgerType::facilities the nearest row within its reach, of versions
/// in force on the day. A row that a newer version covers wholly is that version's to name; invalid ones are left out.
/// Returns the kinds that had a version in force: only of these does "none" say anything. `layer` and `leads` as for
/// overlayLeads. Errors: as Workspace and the engine; cancelled.
Result<std::vector<std::string>> findFacilities(const OverlayRequest& request, const FlatLayer& layer,
                                                std::vector<Incident>& leads, Feedback& feedback);

} // namespace ecoredline
