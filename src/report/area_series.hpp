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

/// What a kind of ground has to do with the kind that is tracked.
enum class InsideRole {
  activity,    ///< H = Σ A(activity ∩ zones) / A(zones) · 100 %
  restoration, ///< progress = A(accepted ∩ zones) / A(all projects ∩ zones) · 100 %
};
std::string_view name(InsideRole role);

/// Ground of another kind inside the zones of one version, each ground once.
struct InsideOn {
  std::string version;          ///< of the other kind in force on that version's day; "" = none: nothing can be said
  double base_m2 = 0;           ///< of the zones, shared ground once
  double inside_m2 = 0;         ///< of every class together
  std::vector<double> class_m2; ///< per SeriesInside::classes; ground of several counts for the first
  double done_m2 = 0;           ///< of restoration: accepted
  Text reason;                  ///< why it cannot be said, or what to keep in mind

  double percent(InsideRole role) const; ///< NaN where it cannot be said
};

struct SeriesInside {
  InsideRole role = InsideRole::activity;
  std::string kind;
  Text kind_title;
  std::vector<std::string> classes; ///< ids, those that were met
  std::vector<Text> class_titles;
  std::vector<InsideOn> on; ///< one a version
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
