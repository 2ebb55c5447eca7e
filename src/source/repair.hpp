#pragma once

#include "base/feedback.hpp"
#include "catalogue/diagnosis.hpp"
#include "catalogue/table.hpp"

namespace ecoredline {

/// A repair that changes the area of its row by a larger share is refused (domain.md §9).
inline constexpr double kRepairLimit = 0.001;

/// Tests every row (OGC simple features). Without consent an invalid row stays as delivered and is marked; with it the
/// row is made valid, areas before and after stand in its diagnosis, and what changes too much stays invalid.
/// Errors: cancelled.
Result<void> checkValidity(Table& table, bool may_repair, Diagnoses& diagnoses, Feedback& feedback);

/// After a move to another CRS: rows that only the move made invalid are marked (geometry.invalid_after_move).
void checkAfterMove(Table& table, Diagnoses& diagnoses);

} // namespace ecoredline
