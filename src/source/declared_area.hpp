#pragma once

#include "catalogue/diagnosis.hpp"
#include "catalogue/table.hpp"

#include <vector>

namespace ecoredline {

/// The median of declared by computed area may miss a unit by so much: rounding of small figures and projections.
inline constexpr double kUnitTolerance = 0.02;
/// A single declared area may miss by this share besides the rounding of its last digit: a plane at the edge of its
/// zone is 0.14 % too large (domain.md §6).
inline constexpr double kDeclaredTolerance = 0.002;

/// Compares every numeric column that is named like an area (面积, MJ, area) with the areas computed (m²): area.unit
/// says in which unit it is, area.unit_contradicts where the name says another, area.square_degrees, area.unknown_unit,
/// and area.stale row by row where the figure is not that of the shape. Areas are always computed anew; the columns
/// are never used. Linear.
void checkDeclaredAreas(const Table& table, const std::vector<double>& areas, Diagnoses& diagnoses);

} // namespace ecoredline
