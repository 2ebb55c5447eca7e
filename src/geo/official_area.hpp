#pragma once

#include "geo/edge_model.hpp"

#include <limits>
#include <memory>
#include <span>

namespace ecoredline {

/// Whether latitude and longitude are rounded to 1e-6 arc-second (step 2), as acceptance tests demand.
enum class ArcRounding { to_micro_second, none };

/// Signed area in m² of one closed ring by the formula of the national land survey (国土调查办发〔2008〕32号, on
/// CGCS2000 since the third survey; domain.md §6, steps 1-4): X, Y rounded to 0.1 mm, edges over 70 m divided.
/// `easting` includes `false_easting`; the ring lies within a few degrees of its central meridian.
double officialRingArea(std::span<const double> easting, std::span<const double> northing, double false_easting,
                        ArcRounding rounding = ArcRounding::to_micro_second);

/// The same formula as a sum over directed edges of any CRS, for outlines that are only known piece by piece: over a
/// closed chain of edges, whose ends must be the same doubles, it equals officialRingArea of that chain, whatever the
/// order. edge(a, b) == -edge(b, a).
/// Where `zone` is another plane than that of `crs`, edges are densified to kDensifyStep and moved there (design:
/// Numbers 1). NaN where there is no such plane, or a coordinate has no image in it.
/// Not thread-safe: make one per thread.
class OfficialArea {
 public:
  /// `zone`: a 3-degree CGCS2000 Gauss-Krueger system; not valid(): that of `crs` itself, if it is one.
  OfficialArea(const Crs& crs, const Crs& zone);

  /// m² between the edge and the central meridian.
  double edge(double ax, double ay, double bx, double by) const;

 private:
  enum class Way { none, own_plane, moved };
  double ownPlaneEdge(double ax, double ay, double bx, double by) const;
  double movedEdge(double ax, double ay, double bx, double by) const;

  Way m_way = Way::none;
  double m_easting = 0; ///< false easting of the plane measured in
  ShortLength m_length;
  std::shared_ptr<const Transform> m_to_zone;
  struct {
    double x = std::numeric_limits<double>::quiet_NaN(), y = 0, north = 0, east = 0, latitude = 0, longitude = 0;
  } mutable m_last; ///< where the last edge ended
};

} // namespace ecoredline
