#pragma once

#include "app/source_options.hpp"
#include "catalogue/ledger_type.hpp"

namespace ecoredline {

/// Leads as delivered: any file with shapes, as openWithConsent; else a spreadsheet or CSV whose rows have a longitude
/// and a latitude, in degrees ("127.43") or degrees, minutes and seconds ("127°25′48″"), which are points of the CRS
/// said, or of EPSG:4490 (said in a note). A row whose place cannot be read stays, without one: lead.position
/// (warning). Errors: as openWithConsent and openTable; options.crs (usage) for a CRS that has no degrees.
Result<Source> openLeads(const std::filesystem::path& file, const SourceOptions& options, const LedgerType& type,
                         const ReferenceBoundaries& reference, const AskYesNo& ask, Feedback& feedback);

} // namespace ecoredline
