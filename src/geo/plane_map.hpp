#pragma once

#include "geo/flat_layer.hpp"

#include <complex>
#include <optional>
#include <span>
#include <vector>

namespace ecoredline {

/// One Gauss-Krueger plane in another over a piece of ground. Both show the ellipsoid conformally, so that going from
/// one to the other is an analytic function of x + iy, which a few terms of its Taylor series give: thirty
/// multiplications a vertex instead of PROJ's series, sines and exponentials. For drawing; areas are never measured
/// with it.
class PlaneMap {
 public:
  /// Over a circle round `window`. Nothing where the systems are not two of the same ellipsoid or where the series is
  /// not within `kError` of PROJ at points that it was not made from.
  static std::optional<PlaneMap> over(const Box& window, const Crs& from, const Crs& to, const Transform& exact);

  static constexpr double kError = 1e-4; ///< m

  /// In place; points outside the window are wrong.
  void apply(std::span<double> x, std::span<double> y) const;

 private:
  std::complex<double> m_middle;
  double m_radius = 1;
  std::vector<std::complex<double>> m_terms; ///< of powers of (z - middle) / radius
};

/// moveLayer (geo/edge_model.hpp) for pictures: many vertices go by a PlaneMap where there is one.
Result<FlatLayer> moveForPicture(const FlatLayer& layer, const Crs& to, double step);

} // namespace ecoredline
