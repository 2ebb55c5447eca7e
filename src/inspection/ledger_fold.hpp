#pragma once

#include "catalogue/ledger_type.hpp"
#include "inspection/entry_body.hpp"

namespace ecoredline {

/// What a ledger is now: a fold over its journal, and nothing else. Errors: the journal's; incident.damaged_entry.
Result<IncidentList> foldLedger(const IncidentJournal& journal, const LedgerType& type);

/// The same from entries at hand, for tests of what a step does; `list.head` becomes that of the last.
Result<void> foldEntry(const JournalEntry& entry, const LedgerType& type, IncidentList& list);

/// True for a problem that has become part of another.
bool isMergedAway(const Incident& incident);

/// Problems that have not left their state by the deadline, as of a day.
std::vector<const Incident*> overdueOf(const IncidentList& list, const LedgerType& type, const Date& as_of);

} // namespace ecoredline
