#pragma once

#include "catalogue/ledger_type.hpp"
#include "inspection/identity.hpp"
#include "inspection/leads.hpp"
#include "store/incident_journal.hpp"

#include <map>
#include <string>

namespace ecoredline {

/// What a new epoch adds to the journal.
struct EpochRecord {
  EntrySource entries; ///< shapes are rows of LeadSet::geographic; looks at the leads and the list that it was made of
  IncidentEpoch epoch; ///< with what was found of its pictures
  std::map<std::string, std::size_t> changes;
  std::vector<std::string> relapsed; ///< ids of written-off problems that a lead lies on again
};

/// Compares overlaid leads with what the ledger knows and makes the entries of the epoch: one for the epoch, one for
/// each lead, one for what has gone (where `epoch.coverage` is all) or merged, one that raises each relapse: a lead,
/// pictured after the write-off, on a problem that was written off. `known` are the shapes of `list`'s incidents as the
/// journal keeps them (row_id = entry). Incidents are numbered by the year of the epoch, in the order of their lead
/// numbers, then from north to south: the order of the file changes nothing. The entries are made as they are written:
/// `type`, `list` and `leads` must live, and stay as they are, until then.
/// Errors: incident.epoch_order (input): epochs come in the order of their pictures; the engine's; cancelled.
Result<EpochRecord> recordEpoch(const LedgerType& type, const IncidentList& list, const FlatLayer& known,
                                LeadSet& leads, const IncidentEpoch& epoch, Feedback& feedback);

} // namespace ecoredline
