#include "source/map_datums.hpp"

#include <cmath>
#include <numbers>

namespace ecoredline {

namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kAxis = 6378245.0;                      // Krassovsky, as the formula has it
constexpr double kEccentricity = 0.00669342162296594323; // squared

double waves(double v) {
  return (20 * std::sin(6 * v * kPi) + 20 * std::sin(2 * v * kPi)) * 2 / 3;
}

double northOffset(double x, double y) {
  return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * std::sqrt(std::abs(x)) + waves(x) +
         (20 * std::sin(y * kPi) + 40 * std::sin(y / 3 * kPi)) * 2 / 3 +
         (160 * std::sin(y / 12 * kPi) + 320 * std::sin(y * kPi / 30)) * 2 / 3;
}

double eastOffset(double x, double y) {
  return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * std::sqrt(std::abs(x)) + waves(x) +
         (20 * std::sin(x * kPi) + 40 * std::sin(x / 3 * kPi)) * 2 / 3 +
         (150 * std::sin(x / 12 * kPi) + 300 * std::sin(x / 30 * kPi)) * 2 / 3;
}

} // namespace

Place toGcj02(const Place& place) {
  const double x = place.longitude - 105;
  const double y = place.latitude - 35;
  const double latitude = place.latitude / 180 * kPi;
  const double magic = 1 - kEccentricity * std::sin(latitude) * std::sin(latitude);
  const double root = std::sqrt(magic);
  const double north = northOffset(x, y) * 180 / (kAxis * (1 - kEccentricity) / (magic * root) * kPi);
  const double east = eastOffset(x, y) * 180 / (kAxis / root * std::cos(latitude) * kPi);
  return {place.longitude + east, place.latitude + north};
}

Place toBd09(const Place& gcj02) {
  const double factor = kPi * 3000 / 180;
  const double x = gcj02.longitude;
  const double y = gcj02.latitude;
  const double z = std::hypot(x, y) + 0.00002 * std::sin(y * factor);
  const double angle = std::atan2(y, x) + 0.000003 * std::cos(x * factor);
  return {z * std::cos(angle) + 0.0065, z * std::sin(angle) + 0.006};
}

} // namespace ecoredline
