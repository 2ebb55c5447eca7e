#pragma once

#include "geo/flat_layer.hpp"

namespace ecoredline {

/// Longest step in metres when a row leaves the CRS its edges are straight in (design: Numbers 1).
inline constexpr double kDensifyStep = 20.0;

/// Metres between two points of a CRS less than about 100 m apart: of the plane, or of the ellipsoid at the middle
/// latitude (relative error of the order of (distance / radius)²).
class ShortLength {
 public:
  explicit ShortLength(const Crs& crs);
  double operator()(double ax, double ay, double bx, double by) const;

 private:
  bool m_geographic;
  double m_a;
  double m_e2;
};

/// Every edge of `layer` split into equal parts <= `step` metres, counted from its lexicographically smaller end.
/// Long edges of a geographic layer are measured at their middle latitude.
FlatLayer densified(const FlatLayer& layer, double step = kDensifyStep);

/// `layer` in another CRS: densified in its own CRS so that edges shared by two rows stay shared, then moved.
/// Where the move is a subtraction (zone prefix) or nothing, no vertex is added. Errors as Transform.
Result<FlatLayer> moveLayer(const FlatLayer& layer, const Crs& to, const std::optional<DatumShift>& shift = {},
                            double step = kDensifyStep);

/// The same with a Transform from the layer's CRS to `to` that the caller keeps, for many small layers.
Result<FlatLayer> moveLayer(const FlatLayer& layer, const Crs& to, const Transform& transform,
                            double step = kDensifyStep);

} // namespace ecoredline
