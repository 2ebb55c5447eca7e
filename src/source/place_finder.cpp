#include "source/place_finder.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ecoredline {

namespace {

constexpr double kMetresPerDegree = 111319.49; // of the equator

bool holds(const FlatLayer& areas, std::size_t row, double x, double y) {
  bool inside = false;
  for (std::uint64_t ring = areas.row_ring[row]; ring < areas.row_ring[row + 1]; ++ring) {
    for (std::uint64_t i = areas.ring_vertex[ring] + 1; i < areas.ring_vertex[ring + 1]; ++i) {
      if ((areas.y[i - 1] > y) == (areas.y[i] > y)) continue;
      const double t = (y - areas.y[i - 1]) / (areas.y[i] - areas.y[i - 1]);
      if (x < areas.x[i - 1] + t * (areas.x[i] - areas.x[i - 1])) inside = !inside;
    }
  }
  return inside;
}

double distanceToSegment(double ax, double ay, double bx, double by) {
  const double dx = bx - ax;
  const double dy = by - ay;
  const double length = dx * dx + dy * dy;
  const double t = length == 0 ? 0 : std::clamp(-(ax * dx + ay * dy) / length, 0.0, 1.0);
  return std::hypot(ax + t * dx, ay + t * dy);
}

bool isNearBoundary(const FlatLayer& areas, std::size_t row, double x, double y, double metres) {
  const double sx = kMetresPerDegree * std::cos(y * std::numbers::pi / 180);
  for (std::uint64_t ring = areas.row_ring[row]; ring < areas.row_ring[row + 1]; ++ring) {
    for (std::uint64_t i = areas.ring_vertex[ring] + 1; i < areas.ring_vertex[ring + 1]; ++i) {
      const double distance = distanceToSegment((areas.x[i - 1] - x) * sx, (areas.y[i - 1] - y) * kMetresPerDegree,
                                                (areas.x[i] - x) * sx, (areas.y[i] - y) * kMetresPerDegree);
      if (distance <= metres) return true;
    }
  }
  return false;
}

} // namespace

std::optional<std::size_t> PlaceFinder::countyAt(double longitude, double latitude) const {
  const FlatLayer& areas = m_reference.areas;
  const Box here{longitude, latitude, longitude, latitude};
  for (std::size_t row = 0; row < areas.rows(); ++row)
    if (areas.box[row].meets(here) && holds(areas, row, longitude, latitude)) return row;
  return std::nullopt;
}

bool PlaceFinder::isNear(double longitude, double latitude, double metres) const {
  if (countyAt(longitude, latitude)) return true;
  const FlatLayer& areas = m_reference.areas;
  const double dy = metres / kMetresPerDegree;
  const double dx = dy / std::max(0.1, std::cos(latitude * std::numbers::pi / 180));
  const Box around{longitude - dx, latitude - dy, longitude + dx, latitude + dy};
  for (std::size_t row = 0; row < areas.rows(); ++row)
    if (areas.box[row].meets(around) && isNearBoundary(areas, row, longitude, latitude, metres)) return true;
  return false;
}

std::string PlaceFinder::nameOf(std::size_t row) const {
  const std::string name = row < m_reference.names.size() ? m_reference.names[row] : std::string();
  const std::string code = row < m_reference.codes.size() ? m_reference.codes[row] : std::string();
  if (name.empty() || code.empty()) return name + code;
  return name + " " + code;
}

} // namespace ecoredline
