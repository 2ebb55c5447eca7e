#pragma once

#include "geo/flat_layer.hpp"

#include <cmath>
#include <numbers>

namespace ecoredline {

/// Metres per unit of a layer's axes near one latitude: good to 0.5 % across a row, for lengths that only sort and
/// warn.
struct LocalScale {
  double x = 1;
  double y = 1;

  static LocalScale of(const Crs& crs, double latitude) {
    if (!crs.isGeographic()) return {};
    const double degree = crs.semiMajorAxis() * std::numbers::pi / 180;
    return {degree * std::cos(latitude * std::numbers::pi / 180), degree};
  }
  static LocalScale of(const FlatLayer& layer, std::size_t row) {
    return of(layer.crs, (layer.box[row].min_y + layer.box[row].max_y) / 2);
  }
  /// No length on earth overflows its square.
  double length(double dx, double dy) const { return std::sqrt(dx * x * dx * x + dy * y * dy * y); }
};

} // namespace ecoredline
