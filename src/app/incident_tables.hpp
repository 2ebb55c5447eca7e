#pragma once

#include "catalogue/ledger_type.hpp"
#include "inspection/statistics.hpp"
#include "output/finding_table.hpp"

#include <string>

namespace ecoredline {

/// Words for the figures of a ledger. An id that the catalogue does not know stands for itself.
class LedgerWords {
 public:
  LedgerWords(const Catalogue& catalogue, const LedgerType& type, Language language);

  std::string state(const std::string& id) const;
  std::string level(const std::string& id) const;
  std::string activity(const std::string& id) const;
  std::string activityCode(const std::string& id) const; ///< of the standard; empty until verified
  std::string change(const std::string& id) const;
  std::string focus(const std::string& id) const;
  std::string zone(const IncidentZone& zone) const;  ///< "自然保护区·核心区"
  std::string zoneKey(const std::string& key) const; ///< "kind.class" of the statistics
  std::string relation(const std::string& id) const;
  std::string gap(const std::string& reason) const; ///< why a kind was not examined
  std::string area(const Incident& incident) const; ///< or 面积待测
  std::string before(const IncidentZone& zone) const;
  std::string before(const Incident& incident) const; ///< historic, new or unknown, over all zones
  const char* say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }
  const Catalogue& catalogue() const { return m_catalogue; }
  const LedgerType& type() const { return m_type; }
  Language language() const { return m_language; }

 private:
  const Catalogue& m_catalogue;
  const LedgerType& m_type;
  Language m_language;
  std::vector<LedgerCode> m_activities;
};

/// The ledger as an office keeps it: one row a problem, under the field's own headings (问题台账). For a publication
/// without the columns that the ledger type calls sensitive.
TextTable ledgerTable(const IncidentList& list, const LedgerWords& words, bool for_public);

/// A list for the terminal: id, state, change, zone, area, deadline.
TextTable shortTable(const std::vector<const Incident*>& incidents, const LedgerWords& words);

/// All groupings of the statistics under each other, each with its sum.
TextTable statisticsTable(const LedgerStatistics& statistics, const LedgerWords& words);

/// What each problem meets, a row a zone.
TextTable zoneTable(const IncidentList& list, const LedgerWords& words);

/// The history of all problems, a row an entry.
TextTable historyTable(const IncidentList& list, const LedgerWords& words, bool for_public);

} // namespace ecoredline
