#pragma once

#include "catalogue/diagnosis.hpp"
#include "catalogue/table.hpp"

namespace ecoredline {

/// Gaps and overlaps of less mean width are slivers along a border that was drawn twice: 0.3 mm on a 1:10 000 sheet
/// (domain.md §9).
inline constexpr double kSliverWidth = 3.0;
/// Less is rounding, not ground (design: Numbers 5).
inline constexpr double kNoGround = 0.01;
inline constexpr double kNoWidth = 0.001;
/// Layers more than half of whose edges have their like on the other side are meant to cover the ground.
inline constexpr double kCoverageShare = 0.5;

/// What a layer's polygons are to each other.
enum class Fit {
  unknown,  ///< a coverage if its edges say so
  islands,  ///< gaps mean nothing
  coverage, ///< no ground between them is without a polygon
};

/// geometry.duplicate: rows with the same shape as an earlier one, whatever the order of their vertices. Linear: only
/// rows with the same box and the same number of vertices are compared.
void checkDuplicates(const Table& table, Diagnoses& diagnoses);

/// coverage.overlap, coverage.gap and coverage.sliver with place and area, coverage.summary with the sums, or
/// coverage.not_examined where the layer has too many loose edges. Shapes that occur twice are counted once. Nothing is
/// ever mended here: legal boundaries are not cleaned.
void checkFit(const Table& table, Fit fit, Diagnoses& diagnoses);

} // namespace ecoredline
