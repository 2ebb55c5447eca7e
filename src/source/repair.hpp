#pragma once

#include "base/feedback.hpp"
#include "catalogue/diagnosis.hpp"
#include "catalogue/table.hpp"

#include <cstdint>
#include <set>
#include <vector>

namespace ecoredline {

/// A repair that changes the area of its row by a larger share is refused (domain.md §9).
inline constexpr double kRepairLimit = 0.001;

/// What a person has agreed to.
struct RepairPermit {
  bool may_repair = false;
  std::set<std::int64_t> anyway{}; ///< row ids that may change by more than kRepairLimit
};

/// Goes through the rows whose shape is not valid (OGC simple features): those marked in `suspects`, one entry a row.
/// Without consent an invalid row stays as delivered and is marked, and the
/// repair is proposed with the areas before and after (repair.proposed, repair.refused, repair.total); with it the row
/// is made valid, areas before and after stand in its diagnosis, and what changes too much stays invalid unless its row
/// is named in the permit. Only validity is ever mended: gaps, overlaps and spikes of legal boundaries are not.
/// Errors: cancelled.
Result<void> checkValidity(Table& table, const std::vector<char>& suspects, const RepairPermit& permit,
                           Diagnoses& diagnoses, Feedback& feedback);

/// After a move to another CRS: rows that only the move made invalid are marked (geometry.invalid_after_move).
void checkAfterMove(Table& table, Diagnoses& diagnoses);

} // namespace ecoredline
