#include "geo/datum_move.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace ecoredline {

namespace {

constexpr double kDegree = std::numbers::pi / 180;
constexpr double kSecond = kDegree / 3600;

double eccentricity2(const Crs& crs) {
  const double f = crs.inverseFlattening() == 0 ? 0 : 1 / crs.inverseFlattening();
  return f * (2 - f);
}

/// Longitude and latitude in degrees. Bowring's latitude is exact to 1e-11 degrees on the ground; one more round takes
/// the rest.
std::array<double, 2> toDegrees(const Geocentric& place, const Crs& crs) {
  const double e2 = eccentricity2(crs);
  const double axis = std::hypot(place.x, place.y);
  double latitude = std::atan2(place.z, axis * (1 - e2));
  for (int round = 0; round < 4; ++round) {
    const double s = std::sin(latitude);
    const double n = crs.semiMajorAxis() / std::sqrt(1 - e2 * s * s);
    latitude = std::atan2(place.z + e2 * n * s, axis);
  }
  return {std::atan2(place.y, place.x) / kDegree, latitude / kDegree};
}

/// EPSG method 1033, position vector: the rotations turn the place, not the axes.
Geocentric moved(const Geocentric& p, const DatumShift& shift) {
  const auto& [dx, dy, dz, rx, ry, rz, ppm] = shift.parameters;
  const double a = rx * kSecond;
  const double b = ry * kSecond;
  const double c = rz * kSecond;
  const double m = 1 + ppm * 1e-6;
  return {dx + m * (p.x - c * p.y + b * p.z), dy + m * (c * p.x + p.y - a * p.z), dz + m * (-b * p.x + a * p.y + p.z)};
}

/// To degrees and back; both are nothing for a geographic system.
struct ThereAndBack {
  Transform to_degrees;
  Transform back;
};
Result<ThereAndBack> degreesOf(const Crs& crs) {
  auto base = crs.geographicBase();
  if (!base) return fail(base.error());
  auto to_degrees = Transform::between(crs, *base);
  if (!to_degrees) return fail(to_degrees.error());
  auto back = Transform::between(*base, crs);
  if (!back) return fail(back.error());
  return ThereAndBack{std::move(*to_degrees), std::move(*back)};
}

void rebox(FlatLayer& layer) {
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    layer.box[row] = Box();
    for (auto i = layer.ring_vertex[layer.row_ring[row]]; i < layer.ring_vertex[layer.row_ring[row + 1]]; ++i)
      layer.box[row].add(layer.x[i], layer.y[i]);
  }
}

} // namespace

Geocentric toGeocentric(double longitude, double latitude, const Crs& crs) {
  const double e2 = eccentricity2(crs);
  const double s = std::sin(latitude * kDegree);
  const double n = crs.semiMajorAxis() / std::sqrt(1 - e2 * s * s);
  const double axis = n * std::cos(latitude * kDegree);
  return {axis * std::cos(longitude * kDegree), axis * std::sin(longitude * kDegree), n * (1 - e2) * s};
}

Result<DatumShift> translationOf(const Crs& crs, double x, double y, double dx, double dy) {
  auto transforms = degreesOf(crs);
  if (!transforms) return fail(transforms.error());
  std::vector<double> east{x, x + dx};
  std::vector<double> north{y, y + dy};
  if (auto done = transforms->to_degrees.apply(east, north); !done) return fail(done.error());
  const Geocentric from = toGeocentric(east[0], north[0], crs);
  const Geocentric to = toGeocentric(east[1], north[1], crs);
  DatumShift shift;
  shift.parameters = {to.x - from.x, to.y - from.y, to.z - from.z, 0, 0, 0, 0};
  return shift;
}

Result<FlatLayer> movedByParameters(FlatLayer layer, const DatumShift& shift) {
  auto transforms = degreesOf(layer.crs);
  if (!transforms) return fail(transforms.error());
  if (auto done = transforms->to_degrees.apply(layer.x, layer.y); !done) return fail(done.error());
  double* x = layer.x.data();
  double* y = layer.y.data();
  for (std::size_t i = 0; i < layer.vertices(); ++i) {
    const auto place = toDegrees(moved(toGeocentric(x[i], y[i], layer.crs), shift), layer.crs);
    x[i] = place[0];
    y[i] = place[1];
  }
  if (auto done = transforms->back.apply(layer.x, layer.y); !done) return fail(done.error());
  rebox(layer);
  return layer;
}

} // namespace ecoredline
