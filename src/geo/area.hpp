#pragma once

#include "geo/flat_layer.hpp"

#include <string_view>

namespace ecoredline {

/// The three area methods; a figure never stands without the name of its own (design: Numbers 2).
enum class AreaMethod {
  official, ///< 国土调查 formula (国土调查办发〔2008〕32号 on CGCS2000), 70 m rule, rounded steps; not additive
  exact,  ///< on the ellipsoid of the layer's CRS under edges straight in that CRS; additive, error-bounded
  planar, ///< shoelace in the layer's CRS (a projected one)
};

std::string_view name(AreaMethod method);

/// Relative error bound of `exact` against the true integral over the stated edge model, for rings up to 500 km.
/// (Rounding adds at most kExactAreaAbsoluteError per vertex.)
inline constexpr double kExactAreaRelativeError = 1e-9;
inline constexpr double kExactAreaAbsoluteError = 1e-7; // m² per vertex

/// Area of row `row` in m², >= 0; 0 for points and lines. Shells count plus, holes minus, whatever their orientation.
/// `official` needs the 3-degree zone to measure in: `zone` (a CGCS2000 GK system); when it is not valid(), the layer's
/// own if that is a 3-degree GK zone, else the zone of the row's centroid. `planar` of a geographic layer is measured
/// in that zone too.
/// NaN where it cannot be measured: the layer's CRS is unknown, a coordinate has no image, the row lies in no zone, or
/// the zone lies behind a datum change. `exact` of single edges and chains: geo/exact_area.hpp.
double areaOf(const FlatLayer& layer, std::size_t row, AreaMethod method, const Crs& zone = {});

/// Length in metres of a line row (0 for points; outline of a polygon): geodesic along the densified edges.
/// NaN where it cannot be measured.
double lengthOf(const FlatLayer& layer, std::size_t row);

} // namespace ecoredline
