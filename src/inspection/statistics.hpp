#pragma once

#include "catalogue/ledger_type.hpp"
#include "report/incident_list.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ecoredline {

/// One line of the statistics of a ledger. Areas are sums of rows rounded to 0.01 m² each, so that they can be added up
/// by hand to the same figure.
struct LedgerCount {
  std::string key; ///< reserve, "kind.class", activity, year or state; "" where there is none
  std::uint64_t total = 0;
  std::uint64_t verified = 0;  ///< somebody has looked
  std::uint64_t confirmed = 0; ///< … and found a problem
  std::uint64_t rectified = 0;
  std::uint64_t closed = 0;
  std::uint64_t relapsed = 0;
  std::int64_t area_cm2 = 0;  ///< by the area method, hundredths of m²: ground in zones, each place once
  std::int64_t exact_cm2 = 0; ///< the same, exact

  double areaM2() const { return static_cast<double>(area_cm2) / 100; }
  double exactM2() const { return static_cast<double>(exact_cm2) / 100; }
  /// 销号率: written off of those that are problems; null without any.
  double closedShare() const;
};

struct LedgerStatistics {
  LedgerCount all;
  std::uint64_t merged = 0;     ///< rows that have become part of others: in no other count
  std::uint64_t unmeasured = 0; ///< rows without area (面积待测)
  std::vector<LedgerCount> by_reserve;
  std::vector<LedgerCount> by_zone;
  std::vector<LedgerCount> by_activity;
  std::vector<LedgerCount> by_year;
  std::vector<LedgerCount> by_state;
};

/// Counts rows; nothing is kept beside them. A problem in several zones counts where the largest part of it lies, in
/// the first kind of the ledger that it meets, so that every grouping adds up to all. That is proved each time:
/// `incident.sums` (internal) if it ever failed.
Result<LedgerStatistics> statisticsOf(const IncidentList& list, const LedgerType& type);

/// The same counts (without areas) as they stood at the end of each month, from the one in which the first problem was
/// handed out to that of the last step; `key` is "2024-03". What has become part of others counts in none. The last
/// month is LedgerStatistics::all.
std::vector<LedgerCount> monthlyProgress(const IncidentList& list, const LedgerType& type);

/// Groups of problems that could not be laid over anything, for want of a usable shape, have this key.
inline constexpr std::string_view kNotExamined = "not_examined";
bool isExamined(const Incident& incident);

/// The zone under which a problem is listed; null when it meets none.
const IncidentZone* mainZone(const Incident& incident, const LedgerType& type);

} // namespace ecoredline
