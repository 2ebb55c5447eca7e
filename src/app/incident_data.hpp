#pragma once

#include "app/incident_export.hpp"
#include "app/incident_maps.hpp"
#include "app/incident_tables.hpp"
#include "output/compose.hpp"

#include <memory>

namespace ecoredline {

/// The maps of a ledger's problems; null for a publication, which has no places.
Result<std::unique_ptr<IncidentMaps>> incidentMaps(const LedgerExport& what, const IncidentList& list);

/// A ledger of problems as a template may ask for it (templates/report/incidents.toml): its statistics, its list and a
/// sheet each. `maps` may be null (a publication has no places); all of it outlives the data.
/// Errors: as statisticsOf.
Result<ReportData> incidentData(const LedgerExport& what, const IncidentList& list, const LedgerWords& words,
                                IncidentMaps* maps);

} // namespace ecoredline
