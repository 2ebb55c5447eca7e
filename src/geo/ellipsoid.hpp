#pragma once

#include "geo/crs.hpp"

#include <array>
#include <vector>

namespace ecoredline {

/// Highest harmonic of the zone area, sin(15 B): the next is below 1e-21 for every ellipsoid of domain.md §6.
inline constexpr std::size_t kAreaHarmonics = 8;

/// The figure of the earth of one CRS, with what exact areas need of it. For geo/'s own .cpp files.
///
/// 1. Zone area: the area between the equator and latitude B, per radian of longitude, is
///    S(B) = b² Σ (k+1) e^2k sin^(2k+1)B / (2k+1) = Σ harmonics[j] sin((2j+1)B), from S' = M N cos B.
/// 2. Gauss-Krueger plane: g(x, y) = 1 - 1/k², k the point scale, x from the central meridian, y from the equator.
///    Within |x| <= kReach it is s·P(s, t), s = (x / kReach)², t across a band of kBand metres of |y|; P is the
///    polynomial through Krueger's series (Karney 2011, order n⁶) at Chebyshev nodes.
class Ellipsoid {
 public:
  static constexpr double kReach = 500000;     ///< m from the central meridian
  static constexpr double kBand = 200000;      ///< m of northing
  static constexpr double kNorthEnd = 9200000; ///< m of northing: 82.8°
  static constexpr std::size_t kTerms = 5;

  /// The one of a CRS, made once and kept for the life of the program.
  static const Ellipsoid& of(const Crs& crs);
  Ellipsoid(double semi_major_axis, double inverse_flattening);

  const std::array<double, kAreaHarmonics>& harmonics() const { return m_harmonics; }
  /// Whether gaussKrugerExcess knows this place.
  static bool covers(double x, double y) { return x <= kReach && x >= -kReach && y <= kNorthEnd && y >= -kNorthEnd; }
  /// ∫ g dx from the central meridian to x: how much the plane is too large, in metres of easting.
  /// Error < 2e-9 m for |x| <= 300 km, < 1e-7 m at kReach.
  double gaussKrugerExcess(double x, double y) const;

 private:
  using Band = std::array<std::array<double, kTerms>, kTerms>; // [power of s][power of t], divided by 2·power + 3
  void makeHarmonics();
  void makeBands();

  double m_a;
  double m_f;
  std::array<double, kAreaHarmonics> m_harmonics{};
  std::vector<Band> m_bands;
};

} // namespace ecoredline
