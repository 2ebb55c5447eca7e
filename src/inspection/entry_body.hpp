#pragma once

#include "report/incident_list.hpp"
#include "store/incident_journal.hpp"

#include <optional>
#include <string>

namespace ecoredline {

/// What an entry of the journal says, whatever its action; what does not apply is empty. In the journal it is canonical
/// JSON: keys in one order, empty ones left out, so that the same entry has the same hash.
struct EntryBody {
  std::string epoch;
  Date date; ///< when it happened; the journal's own time says when it was written
  std::string change;
  std::string parent; ///< split off from, merged into
  std::string from;
  std::string to; ///< state entered
  Date deadline;
  std::string by;
  std::string level;
  std::string text;
  std::string evidence;
  std::optional<IncidentFile> file;
  std::optional<Incident> observation; ///< of a lead
  std::optional<IncidentEpoch> facts;  ///< of an epoch
};

/// `observation` stands for the body's own, so that it need not be copied.
std::string toText(const EntryBody& body, const Incident* observation = nullptr);

/// Errors: incident.damaged_entry (input), which names the entry.
Result<EntryBody> readBody(const JournalEntry& entry);

} // namespace ecoredline
