#pragma once

#include "geo/crs.hpp"

#include <optional>
#include <vector>

namespace ecoredline {

/// One of the Gauss-Krueger systems of domain.md §6 (EPSG, areas of China).
struct GkSystem {
  int epsg = 0;
  int width = 3;       ///< degrees
  int zone = 0;        ///< 25-45 (3 degrees) or 13-23 (6 degrees): the ranges do not meet
  bool prefix = false; ///< false easting zone * 10^6 + 500 000, else 500 000
  double meridian = 0; ///< degrees

  double falseEasting() const { return (prefix ? zone * 1e6 : 0) + 5e5; }
};

/// Every zone on `datum`, 3 degrees before 6, with prefix before without. Empty for a datum without such systems;
/// WGS 84 gives those of CGCS2000 (equal within decimetres).
std::vector<GkSystem> gkSystems(Datum datum);

/// The zone number that stands before an 8-digit easting: 13-23 or 25-45; 0 = none.
int zonePrefix(double easting);

/// The system of `datum` with this zone number as its prefix.
std::optional<GkSystem> gkSystemOfPrefix(Datum datum, int zone);
/// The 3-degree system of `datum` nearest to `longitude`.
std::optional<GkSystem> gkSystemAt(Datum datum, double longitude, bool prefix);

/// Between 73 and 136 degrees east, 3 and 54 north.
bool isInChina(double longitude, double latitude);

} // namespace ecoredline
