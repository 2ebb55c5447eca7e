#pragma once

#include "base/date.hpp"
#include "catalogue/diagnosis.hpp"
#include "catalogue/table.hpp"
#include "source/reference_boundaries.hpp"

namespace ecoredline {

/// Places that each county is tried at, in a square pattern: a share is good to about 5 of 100.
inline constexpr int kPlacesAcross = 15;
/// Data whose newest date is older are called old: plans and land surveys run for five years.
inline constexpr int kOldYears = 5;

/// coverage.counties: which counties of the reference the layer covers, and by what share of each; of polygons only.
void checkCounties(const Table& table, const ReferenceBoundaries& reference, Diagnoses& diagnoses);

/// data.age: the newest year in columns that are named like dates; a warning above kOldYears. Linear.
void checkAge(const Table& table, const Date& today, Diagnoses& diagnoses);

} // namespace ecoredline
