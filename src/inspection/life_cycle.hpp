#pragma once

#include "catalogue/ledger_type.hpp"
#include "inspection/entry_body.hpp"

namespace ecoredline {

/// A step that somebody wants to take.
struct StepRequest {
  std::string to;
  std::string by;
  std::string level;
  Date date;
  Date deadline; ///< for leaving the new state; "" = as the ledger says
  std::string reason;
  std::string evidence; ///< text, or the name of the file
  std::optional<IncidentFile> file;
  Date today; ///< no step is taken tomorrow
};

/// The entry that the step makes, or why it may not be taken and what may. Errors: usage: incident.who (nobody named);
/// input: incident.no_state, incident.not_possible, incident.level, incident.date, incident.evidence, incident.reason.
Result<EntryBody> stepEntry(const LedgerType& type, const Incident& incident, const StepRequest& request);

/// "整改中（县级，须附文字说明）、…": what can follow a state.
Text possibleSteps(const LedgerType& type, const std::string& state);

/// The day by which a state entered on `date` must be left: a date that the lead names for putting things right, else
/// the ledger's days; "" = none.
Date deadlineFor(const LedgerType& type, const Incident& incident, const std::string& state, const Date& date);

/// `days` after a date.
Date daysAfter(const Date& date, int days);

} // namespace ecoredline
