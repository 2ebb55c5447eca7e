#pragma once

#include "app/map.hpp"
#include "app/sheet_topic.hpp"

#include <memory>

namespace ecoredline {

/// Encroachment sheets: a problem of a ledger, the zones it stands in, its outline at both dates. `--incident` picks
/// one, or several for an atlas, `--atlas incidents` takes all that have a shape. Errors: as OpenLedger;
/// incident.unknown; map.no_incident.
Result<std::unique_ptr<SheetTopic>> incidentTopic(const MapOptions& options, Language language, const Paper& paper);

} // namespace ecoredline
