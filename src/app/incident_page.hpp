#pragma once

#include "app/incident_export.hpp"
#include "app/incident_tables.hpp"

namespace ecoredline {

/// Writes a folder: index.html with the statistics and the list, and <id>.html for each problem with its map, what it
/// meets, its dates, files and history. Each page stands alone: no script, nothing from outside. Photos are linked from
/// beside the workspace by copies in files/. For a publication without maps, names, files and sensitive fields.
Result<void> writePages(const LedgerExport& what, const IncidentList& list, const LedgerWords& words,
                        const std::filesystem::path& folder, Feedback& feedback);

/// The last shape of each incident, in the order of the list, EPSG:4490; Shape::none where there is none.
Result<FlatLayer> shapesInOrder(const IncidentJournal& journal, const IncidentList& list);

} // namespace ecoredline
