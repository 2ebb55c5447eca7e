#pragma once

#include "base/date.hpp"
#include "base/feedback.hpp"
#include "catalogue/diagnosis.hpp"
#include "catalogue/table.hpp"
#include "source/fit_check.hpp"
#include "source/open.hpp"
#include "source/reference_boundaries.hpp"

namespace ecoredline {

struct ExamineOptions {
  Fit fit = Fit::unknown;
  Date today;
};

/// Everything that can be said of a table once the door has let it in (openSource): duplicates, outlines, declared
/// areas, gaps and overlaps, the datum, counties covered, age. It changes nothing, and every check is near linear in
/// the vertices. Errors: cancelled (between checks).
Result<void> examine(const Table& table, const ReferenceBoundaries& reference, const ExamineOptions& options,
                     Diagnoses& diagnoses, Feedback& feedback);

/// What must be known before a verdict rests on a source: declared areas, outlines, duplicates, the datum; adds to its
/// diagnoses. A strong sign of a shifted datum is refused unless `options` answers it with parameters of its own, zeros
/// too; answered or weak, it stays a warning.
/// Errors: datum.* (input; the advice names the option and its value), cancelled.
Result<void> examineBeforeUse(Source& source, const ReferenceBoundaries& reference, const ReadOptions& options,
                              Feedback& feedback);

} // namespace ecoredline
