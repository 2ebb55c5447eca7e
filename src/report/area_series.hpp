#pragma once

#include "report/area_ledger.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// Area of one class, or of one class in one unit, over the versions of a kind.
struct SeriesArea {
  std::string zone_class;
  Text class_title;
  std::string admin; ///< "" = the whole area
  std::string admin_name;
  std::vector<double> m2; ///< one a version
};

/// A kind over all its versions, oldest first. Values only.
struct AreaSeries {
  std::string kind;
  Text kind_title;
  std::string by; ///< kind of the units; "" = none
  std::vector<LedgerVersion> versions;
  std::vector<AreaLedger> steps; ///< one less than versions
  std::vector<SeriesArea> areas;
  std::vector<SeriesInside> inside;

  double total(std::size_t version) const; ///< m², every class and unit
};

/// What a step of a series did, by cause: m², `changed` counting what was removed, added and went between classes.
struct CauseSum {
  Cause cause = Cause::resurvey;
  double removed_m2 = 0;
  double added_m2 = 0;
  double between_m2 = 0;
};
std::vector<CauseSum> causesOf(const AreaLedger& step); ///< in the order of Cause; only those met

/// Gross and net by unit, of a step; the whole area is one unit "".
struct UnitSum {
  std::string admin;
  std::string admin_name;
  double removed_m2 = 0;
  double added_m2 = 0;
};
std::vector<UnitSum> unitsOf(const AreaLedger& step);

/// Canonical JSON, `ecoredline.series/1` (docs/schema/series-1.schema.json).
std::string toJson(const AreaSeries& series);

} // namespace ecoredline
