#pragma once

#include "base/error.hpp"
#include "base/feedback.hpp"
#include "catalogue/diagnosis.hpp"
#include "catalogue/table.hpp"

#include <vector>

namespace ecoredline {

/// A corner sharper than this whose sides are longer than kSpikeLength is a spike: no surveyed boundary turns back on
/// itself, and a narrower angle is what rounding makes of one. Degrees and metres.
inline constexpr double kSpikeAngle = 1.0;
inline constexpr double kSpikeLength = 1.0;
/// Polygons below this are left-overs of an overlay, not things mapped (domain.md §9: a = 1 m²).
inline constexpr double kTinyArea = 1.0;
/// Polygons of less mean width (twice area by outline) are slivers: 0.3 mm on a 1:2000 sheet, the largest scale that
/// zones come in.
inline constexpr double kNarrowWidth = 0.6;
/// Mean spacing of vertices above which a boundary was drawn for a map of 1:250 000 or smaller, or was generalised.
inline constexpr double kCoarseSpacing = 200.0;
/// Below the precision of any survey (5 cm): vertices that say nothing.
inline constexpr double kDenseSpacing = 0.05;
/// What the Third National Land Survey left out: built land 200 m², farm land 400 m², other 600 m² (domain.md §9).
inline constexpr double kSurveyMinimum = 200.0;

/// Areas of all rows in m² on the ellipsoid; 0 for what is no valid polygon.
/// Errors: cancelled.
Result<std::vector<double>> rowAreas(const Table& table, Feedback& feedback = silentFeedback());

/// geometry.spike, geometry.tiny, geometry.sliver row by row; geometry.coarse, geometry.dense and area.minimum_mapped
/// for the layer. Rows that are not valid are passed over. One pass over the vertices.
/// Errors: cancelled.
Result<void> checkOutlines(const Table& table, const std::vector<double>& areas, Diagnoses& diagnoses,
                           Feedback& feedback = silentFeedback());

} // namespace ecoredline
