#include "source/gk_systems.hpp"

#include <cmath>

namespace ecoredline {

namespace {

constexpr int kFirst3 = 25; // zones of 3 degrees: meridian 3n
constexpr int kLast3 = 45;
constexpr int kFirst6 = 13; // zones of 6 degrees: meridian 6n - 3
constexpr int kLast6 = 23;

/// EPSG codes of the first zone of each run of codes; every run counts up by one a zone.
struct Runs {
  int prefix3 = 0;
  int plain3 = 0;
  int prefix6 = 0;
  int plain6 = 0;
};

Runs runsOf(Datum datum) {
  switch (datum) {
  case Datum::cgcs2000:
  case Datum::wgs84:
    return {4513, 4534, 4491, 4502};
  case Datum::xian80:
    return {2349, 2370, 2327, 2338};
  case Datum::beijing54:
    return {2401, 2422, 21413, 21453};
  case Datum::newBeijing:
    return {4652, 4782, 4568, 4579}; // the 3-degree runs are broken: see below
  case Datum::other:
    break;
  }
  return {};
}

/// New Beijing came later and took the codes that were free.
int epsgOf3(Datum datum, int zone, bool prefix) {
  const Runs runs = runsOf(datum);
  const int n = zone - kFirst3;
  if (datum != Datum::newBeijing) return (prefix ? runs.prefix3 : runs.plain3) + n;
  if (prefix) return zone <= 29 ? 4652 + n : 4766 + (zone - 30);
  if (zone == 44) return 4812;
  if (zone == 45) return 4822;
  return 4782 + n;
}

} // namespace

std::vector<GkSystem> gkSystems(Datum datum) {
  std::vector<GkSystem> systems;
  const Runs runs = runsOf(datum);
  if (runs.prefix3 == 0) return systems;
  for (bool prefix : {true, false})
    for (int zone = kFirst3; zone <= kLast3; ++zone)
      systems.push_back({epsgOf3(datum, zone, prefix), 3, zone, prefix, 3.0 * zone});
  for (bool prefix : {true, false})
    for (int zone = kFirst6; zone <= kLast6; ++zone)
      systems.push_back({(prefix ? runs.prefix6 : runs.plain6) + zone - kFirst6, 6, zone, prefix, 6.0 * zone - 3});
  return systems;
}

int zonePrefix(double easting) {
  if (!(easting >= 1e7 && easting < 1e8)) return 0;
  const int zone = static_cast<int>(easting / 1e6);
  return (zone >= kFirst6 && zone <= kLast6) || (zone >= kFirst3 && zone <= kLast3) ? zone : 0;
}

std::optional<GkSystem> gkSystemOfPrefix(Datum datum, int zone) {
  for (const GkSystem& system : gkSystems(datum))
    if (system.prefix && system.zone == zone) return system;
  return std::nullopt;
}

std::optional<GkSystem> gkSystemAt(Datum datum, double longitude, bool prefix) {
  const int zone = static_cast<int>(std::lround(longitude / 3));
  for (const GkSystem& system : gkSystems(datum))
    if (system.width == 3 && system.prefix == prefix && system.zone == zone) return system;
  return std::nullopt;
}

bool isInChina(double longitude, double latitude) {
  return longitude >= 73 && longitude <= 136 && latitude >= 3 && latitude <= 54;
}

} // namespace ecoredline
