#pragma once

#include "app/ledger_words.hpp"
#include "output/finding_table.hpp"

#include <string>

namespace ecoredline {

/// The ledger as an office keeps it: one row a problem, under the field's own headings (问题台账). For a publication
/// without the columns that the ledger type calls sensitive.
TextTable ledgerTable(const IncidentList& list, const LedgerWords& words, bool for_public);

/// A list for the terminal: id, state, change, zone, area, deadline.
TextTable shortTable(const std::vector<const Incident*>& incidents, const LedgerWords& words);

/// All groupings of the statistics under each other, each with its sum.
TextTable statisticsTable(const LedgerStatistics& statistics, const LedgerWords& words);

/// What each problem meets, a row a zone.
TextTable zoneTable(const IncidentList& list, const LedgerWords& words, bool for_public);

/// What lies near a problem (zones only where it meets none), of which kinds nothing does, and what was not looked at,
/// a line each. `list` has its epochs. In a publication, which gives no places away, only the last.
struct NearLines {
  std::vector<std::string> near;
  std::vector<std::string> not_examined;
};
NearLines nearLines(const IncidentList& list, const Incident& incident, const LedgerWords& words, bool for_public);

/// Without the column that tables of one problem need not repeat.
TextTable withoutNumber(TextTable table);

/// The history of all problems, a row an entry.
TextTable historyTable(const IncidentList& list, const LedgerWords& words, bool for_public);

} // namespace ecoredline
