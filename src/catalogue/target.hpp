#pragma once

#include "catalogue/catalogue.hpp"

#include <string>
#include <vector>

namespace ecoredline {

class LintLog;

/// How a figure is held against a target.
enum class Comparison {
  at_least,           ///< the area, in the target's unit
  not_below_baseline, ///< the area of the version in force on baseline_date, or of the first there is
  share_at_least,     ///< of the area named, percent
  share_not_below_baseline,
};
std::string_view name(Comparison comparison);

/// A spatial target of a plan: targets/*.toml of the catalogue.
struct Target {
  std::string id;
  Text indicator;
  std::string area; ///< division code; "22" is every unit whose code begins with it
  Text area_name;
  int divisions = 0; ///< units one level below that make up the area: with fewer of them at hand it is not whole
  std::vector<std::string> kinds;   ///< layer kinds whose ground is counted, each ground once
  std::vector<std::string> classes; ///< of them; empty = every class
  Comparison comparison = Comparison::at_least;
  double value = 0;
  std::string unit; ///< km2, ha, mu, wan_mu, percent
  int decimals = 2; ///< that the paper gives: half a unit of the last is no shortfall
  int year = 0;
  bool binding = false;
  /// Since when the paper holds: a day, a month (YYYY-MM) or a year (YYYY), as far as it is known; "" = not known.
  /// Days are compared as text, so that a day before all of the span is less than it.
  std::string adopted;
  Date baseline_date;
  std::string source; ///< the paper
  Provisional provisional = Provisional::none;
  Text note;
};

/// Square metres of one unit of a target; 0 for percent.
double squareMetresOf(const std::string& unit);

/// Reads a targets/*.toml. Errors as Catalogue::load.
Result<std::vector<Target>> readTargets(const std::string& path, const std::string& bytes);

/// All targets, by id. Errors as readTargets.
Result<std::vector<Target>> targetsOf(const Catalogue& catalogue);

/// Ids that two targets have, kinds and classes that there are not, provisional without a note, no source.
void lintTargets(const Catalogue& catalogue, LintLog& log);

} // namespace ecoredline
