#pragma once

#include <span>

namespace ecoredline {

/// Whether latitude and longitude are rounded to 1e-6 arc-second (step 2), as acceptance tests demand.
enum class ArcRounding { to_micro_second, none };

/// Signed area in m² of one closed ring by the formula of the national land survey (国土调查办发〔2008〕32号, on
/// CGCS2000 since the third survey; domain.md §6, steps 1-4): X, Y rounded to 0.1 mm, edges over 70 m divided.
/// `easting` includes `false_easting`; the ring lies within a few degrees of its central meridian.
double officialRingArea(std::span<const double> easting, std::span<const double> northing, double false_easting,
                        ArcRounding rounding = ArcRounding::to_micro_second);

} // namespace ecoredline
