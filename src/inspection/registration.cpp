#include "inspection/registration.hpp"

#include "engine/local.hpp"

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

} // namespace

Registration registrationOf(const std::vector<Displacement>& pairs) {
  constexpr double kNormal = 1.4826; // of a normal distribution's deviation to its median distance
  if (pairs.size() < kLeastPairs) return {0, 0, kAssumedNoise, pairs.size(), false};
  std::vector<double> east;
  std::vector<double> north;
  for (const Displacement& pair : pairs) {
    east.push_back(pair.east_m);
    north.push_back(pair.north_m);
  }
  Registration found{median(east), median(north), 0, pairs.size(), true};
  for (double& value : east) value = std::abs(value - found.east_m);
  for (double& value : north) value = std::abs(value - found.north_m);
  found.noise_m = kNormal * std::max(median(east), median(north));
  return found;
}

FlatLayer movedByMetres(const FlatLayer& layer, const std::vector<Displacement>& by) {
  FlatBuilder builder(layer.crs);
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    builder.beginRow(layer.shape[row], layer.row_id[row]);
    const PlaneScale scale = scaleAt(layer.crs, layer.box[row].empty() ? 0 : layer.box[row].min_y);
    for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
      x.clear();
      y.clear();
      for (auto i = layer.ring_vertex[ring]; i < layer.ring_vertex[ring + 1]; ++i) {
        x.push_back(layer.x[i] + by[row].east_m / scale.x);
        y.push_back(layer.y[i] + by[row].north_m / scale.y);
      }
      builder.addRing(x, y, layer.ring_part[ring]);
    }
    builder.endRow();
  }
  return builder.take();
}

} // namespace ecoredline
