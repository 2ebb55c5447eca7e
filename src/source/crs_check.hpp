#pragma once

#include "catalogue/diagnosis.hpp"
#include "geo/flat_layer.hpp"
#include "source/reference_boundaries.hpp"

namespace ecoredline {

/// A layer whose centre lies farther from its central meridian is in the wrong zone. Metres. A 3-degree zone reaches
/// 167 km at the equator. The edge of a 6-degree zone lies beyond the limit south of 41.6 degrees north, so that such a
/// zone is refused only when the centre also lies outside the zone by more than kZoneSlack.
inline constexpr double kMeridianLimit = 250e3;
inline constexpr double kZoneSlack = 0.5; // degrees
/// A place this near to a county counts as its own: offsets of boundaries and of sites on them. Metres.
inline constexpr double kPlaceTolerance = 20e3;

/// Do the coordinates fit the CRS that `layer` claims? Most rows (by the centres of their boxes) decide; a minority
/// that does not fit is diagnosed row by row (place.out_of_range). Errors: crs.axis_swapped, crs.degrees_as_metres,
/// crs.metres_as_degrees, crs.lost_prefix, crs.wrong_zone; each names the option and the system that fit.
Result<void> checkCoordinates(const FlatLayer& layer, const ReferenceBoundaries& reference, Diagnoses& diagnoses);

/// The error for a layer without a CRS, with the systems that its numbers fit and the counties they would fall in.
Error unknownCrs(const FlatLayer& layer, const ReferenceBoundaries& reference, const std::string& where);

} // namespace ecoredline
