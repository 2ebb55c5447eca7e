#pragma once

#include "base/date.hpp"
#include "report/ground_inside.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

class JsonWriter;

/// How a target of a plan stood on a day.
struct TargetLine {
  std::string id;
  Text indicator;
  std::string area; ///< division code
  Text area_name;
  std::string state; ///< met, not_met, cannot_say, not_in_force
  Text state_word;
  std::string comparison;
  double wanted = 0;   ///< in `unit`; NaN when there is none
  double measured = 0; ///< NaN when nothing was measured
  double margin = 0;   ///< measured - wanted
  std::string unit;    ///< km2, ha, mu, wan_mu, percent
  int year = 0;
  bool binding = false;
  std::string source;                ///< the paper
  std::vector<std::string> versions; ///< kind/label
  Text reason;                       ///< why it cannot be said, or what to keep in mind
  Text provisional;                  ///< what is not certain of the target itself; empty = nothing
};

/// How much of an administrative unit the zones take, m², exact, shared ground once.
struct LandShare {
  std::string code; ///< "" = all units together
  std::string name;
  double land_m2 = 0;    ///< of the unit: the denominator
  double opening_m2 = 0; ///< of the zones in it
  double closing_m2 = 0;

  double openingPercent() const { return opening_m2 / land_m2 * 100; } ///< land_m2 > 0
  double closingPercent() const { return closing_m2 / land_m2 * 100; }
};

struct LandShares {
  std::string units;             ///< kind/label of the layer that the denominators are of; "" = none
  std::vector<LandShare> shares; ///< by code, all units together last; empty: nothing can be said
  double outside_m2 = 0;         ///< of the closing zones, in no unit: in no share
  Text reason;                   ///< why it cannot be said, or what to keep in mind
};

/// What stands beside an area ledger: it changes no account.
struct LedgerBeside {
  Date as_of;                      ///< the closing version's day; "" = nothing was looked for
  std::vector<TargetLine> targets; ///< of the kind
  LandShares land;
  std::vector<SeriesInside> inside; ///< human activity and restoration in the opening and the closing version
};

/// The member "beside" of ledger/1; null where nothing was looked for.
void writeBeside(JsonWriter& json, const LedgerBeside& beside);

} // namespace ecoredline
