#pragma once

#include "geo/flat_layer.hpp"

#include <optional>

namespace ecoredline {

/// A place in space, metres from the middle of the ellipsoid.
struct Geocentric {
  double x = 0;
  double y = 0;
  double z = 0;
};

/// Where a place on the ellipsoid of `crs` (degrees, no height) is in space.
Geocentric toGeocentric(double longitude, double latitude, const Crs& crs);

/// The three translations that move the place (x, y) of `crs` by (dx, dy) in its own units: what is to be given as
/// seven parameters, the others 0. Errors as Transform.
Result<DatumShift> translationOf(const Crs& crs, double x, double y, double dx, double dy);

/// `layer` moved by seven parameters (position vector) within its own CRS: for coordinates that bear the right name but
/// were drawn on a shifted base. No vertex is added; edges stay straight in the CRS. The height is taken as 0, which
/// is exact for translations. Errors as Transform.
Result<FlatLayer> movedByParameters(FlatLayer layer, const DatumShift& shift);

} // namespace ecoredline
