#pragma once

#include "geo/flat_layer.hpp"

#include <array>
#include <memory>

namespace ecoredline {

class Ellipsoid;

/// Exact area as a sum over directed edges (a 1-form): the signed area under any closed chain of edges, in any order
/// and from any number of rings, is the sum of edge(). Counter-clockwise is plus. edge(a, b) == -edge(b, a) exactly.
/// Edges are straight in the CRS; the ellipsoid is the CRS's own.
///
/// Errors: kExactAreaRelativeError and kExactAreaAbsoluteError of area.hpp. Where a coordinate has no image on the
/// ellipsoid, or the CRS is not valid, the value is NaN.
/// Not thread-safe for CRSs that are neither geographic nor Gauss-Krueger (PROJ): make one per thread.
class ExactArea {
 public:
  /// `place` is a box near the edges; numbers are kept small around its middle. All edges of one chain must be
  /// measured by one object, or by objects of the same place.
  ExactArea(const Crs& crs, const Box& place);

  /// m² between the edge and the axis through the middle of the place.
  double edge(double ax, double ay, double bx, double by) const;
  /// Sum over the edges of one closed ring, m², with compensated addition.
  double ring(std::span<const double> x, std::span<const double> y) const;

 private:
  enum class Way { none, lon_lat, gauss_kruger, projected };
  static constexpr std::size_t kTaylor = 10;

  void startLonLat(double longitude, double latitude);
  double zoneArea(double latitude_step) const;
  double lonLatEdge(double ax, double ay, double bx, double by) const;
  double gaussKrugerEdge(double ax, double ay, double bx, double by) const;
  double projectedEdge(double ax, double ay, double bx, double by) const;
  double projectedPiece(const std::array<double, 2>& a, const std::array<double, 2>& b) const;

  Way m_way = Way::none;
  const Ellipsoid* m_ellipsoid = nullptr;
  double m_x0 = 0; ///< middle of the place; degrees for lon_lat and projected
  double m_y0 = 0;
  double m_easting = 0;                   ///< false easting
  double m_latitude = 0;                  ///< m_y0 in radians
  std::array<double, kTaylor> m_taylor{}; ///< S(m_latitude + d) - S(m_latitude) by powers d¹, d², …
  std::shared_ptr<const Transform> m_to_lon_lat;
};

} // namespace ecoredline
