#pragma once

#include "base/text.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

class JsonWriter;

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

/// As ledger/1 and series/1 have it.
void writeInside(JsonWriter& json, const SeriesInside& inside);

} // namespace ecoredline
