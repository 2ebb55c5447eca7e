#pragma once

#include "catalogue/catalogue.hpp"

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

/// The whole of a water body instead of a distance.
inline constexpr double kWholeWater = std::numeric_limits<double>::infinity();

/// One line of a table of default distances. Metres; 0 = there is none. Which of them count depends on the intake:
/// wells have radii, lakes water and land, rivers lengths and land.
struct DistanceCase {
  std::string id;
  Text title;
  std::vector<std::string> aliases; ///< values of the field that chooses the line
  bool otherwise = false;           ///< stands where the field is empty
  struct Level {
    double radius_m = 0; ///< wells
    double water_m = 0;  ///< lakes; kWholeWater = the whole, or the rest of the water
    double land_m = 0;   ///< lakes and rivers
    double up_m = 0;     ///< rivers; of the second level: beyond the first
    double down_m = 0;
  };
  Level first;
  Level second;
  Text note; ///< what the distances cannot tell
};

/// Intakes of one sort: how they are called, and their table of distances.
struct IntakeSort {
  std::vector<std::string> aliases;
  double snap_m = 0; ///< how far from its water an intake may be drawn
  double join_m = 0; ///< how far apart the ends of two joined river lines may be drawn
  std::vector<std::string> confined;
  double largest_yield_m3d = 0; ///< of a well field; 0 = any
  Text note;
  Text confined_note;
  std::vector<DistanceCase> cases;

  bool isCalled(std::string_view value) const;
  /// The case that a value names; for an empty value the one that stands otherwise; nullptr if none does.
  const DistanceCase* find(std::string_view value) const;
};

/// How zones of a kind are made where no approved ones exist (推定): derived/<kind>.toml of the catalogue.
struct Derivation {
  std::string kind;
  std::string level_1; ///< class id of the kind
  std::string level_2;
  Text basis;
  std::vector<Field> intake_fields;
  std::vector<Field> river_fields;
  std::vector<std::string> flow_along;   ///< words for "flows as the vertices run"
  std::vector<std::string> flow_against; ///< words for the opposite
  IntakeSort well;
  IntakeSort lake;
  IntakeSort river;
};

/// True when `value` is one of `names`, case and blanks aside.
bool isOneOf(std::string_view value, const std::vector<std::string>& names);

/// Reads a derived/*.toml. Errors as Catalogue::load.
Result<Derivation> readDerivation(const std::string& path, const std::string& bytes);

/// That of a kind. Errors: derive.no_distances (input) when the catalogue has none, for instance because a workspace
/// was made before it had.
Result<Derivation> derivationOf(const Catalogue& catalogue, const std::string& kind);

} // namespace ecoredline
