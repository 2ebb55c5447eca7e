#pragma once

#include "report/incident_list.hpp"

#include <vector>

namespace ecoredline {

/// What the totals of a lead are where its zones say it: those of one zone, none without zones. The journal then leaves
/// them out. Of several zones nothing is said: they may share ground.
std::vector<IncidentTotal> impliedTotals(const std::vector<IncidentZone>& zones);

} // namespace ecoredline
