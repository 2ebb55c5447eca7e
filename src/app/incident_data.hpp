#pragma once

#include "app/incident_export.hpp"
#include "app/incident_maps.hpp"
#include "app/incident_tables.hpp"
#include "output/compose.hpp"

namespace ecoredline {

/// A ledger of problems as a template may ask for it (templates/report/incidents.toml): its statistics, its list and a
/// sheet each. `maps` may be null (a publication has no places); all of it outlives the data.
/// Errors: as statisticsOf.
Result<ReportData> incidentData(const LedgerExport& what, const IncidentList& list, const LedgerWords& words,
                                IncidentMaps* maps);

} // namespace ecoredline
