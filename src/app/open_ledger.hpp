#pragma once

#include "app/incident.hpp"
#include "inspection/ledger_fold.hpp"
#include "store/incident_journal.hpp"
#include "store/workspace.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// A ledger that is open: the workspace, its catalogue, the journal and what it adds up to. `options` must outlive it.
class OpenLedger {
 public:
  /// The ledger named in the options, else the one whose numbers begin like the first item.
  static Result<OpenLedger> of(const IncidentOptions& options, Workspace::Access access);

  const LedgerType& type() const { return m_type; }
  const Catalogue& catalogue() const { return m_catalogue; }
  const IncidentList& list() const { return m_list; }
  const Workspace& workspace() const { return *m_workspace; }
  const IncidentJournal& journal() const { return *m_journal; }

  /// Errors: incident.unknown (input).
  Result<const Incident*> incident(const std::string& id) const;
  /// Its last, EPSG:4490; empty where it has none.
  Result<FlatLayer> shapeOf(const Incident& incident) const;

  /// Appends entries by what the person saw: the head named, else the one just read.
  Result<std::string> append(const std::vector<NewJournalEntry>& entries, Feedback& feedback);
  Result<std::string> append(const std::string& id, const char* action, const EntryBody& body, Feedback& feedback) {
    return append({{id, action, toText(body), {}}}, feedback);
  }

 private:
  explicit OpenLedger(const IncidentOptions& options) : m_options(options) {}
  Result<LedgerType> typeOf() const;

  const IncidentOptions& m_options;
  Catalogue m_catalogue;
  LedgerType m_type;
  std::optional<Workspace> m_workspace;
  std::optional<IncidentJournal> m_journal;
  IncidentList m_list;
};

/// A day as given, today when it is empty. Errors: options.date (usage).
Result<Date> dayOf(const std::string& text);

} // namespace ecoredline
