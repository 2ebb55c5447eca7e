#pragma once

#include "catalogue/ledger_type.hpp"
#include "inspection/statistics.hpp"

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
  std::string border(const IncidentZone& zone) const; ///< how far from it, and where; "" where not measured
  std::string near(const IncidentNear& near) const; ///< "环境敏感目标·学校 某小学 320.0 m，方位 东北 41°"
  std::string gap(const std::string& reason) const; ///< why a kind was not examined
  std::string area(const Incident& incident) const; ///< or 面积待测
  std::string before(const IncidentZone& zone) const;
  std::string before(const Incident& incident) const; ///< historic, new or unknown, over all zones
  const char* say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }
  const Catalogue& catalogue() const { return m_catalogue; }
  const LedgerType& type() const { return m_type; }
  Language language() const { return m_language; }

 private:
  std::string bearing(double degrees) const;

  const Catalogue& m_catalogue;
  const LedgerType& m_type;
  Language m_language;
  std::vector<LedgerCode> m_activities;
};

} // namespace ecoredline
