#include "source/examine.hpp"

#include "source/datum_check.hpp"
#include "source/declared_area.hpp"
#include "source/extent_check.hpp"
#include "source/outline_check.hpp"

#include <future>

namespace ecoredline {

Result<void> examine(const Table& table, const ReferenceBoundaries& reference, const ExamineOptions& options,
                     Diagnoses& diagnoses, Feedback& feedback) {
  feedback.stage({"检查面积与边界", "Checking areas and outlines"});
  const auto areas = rowAreas(table, feedback);
  if (!areas) return fail(areas.error());
  checkDeclaredAreas(table, *areas, diagnoses);
  if (auto checked = checkOutlines(table, *areas, diagnoses, feedback); !checked) return checked;
  feedback.stage({"检查重复、重叠与缝隙", "Looking for duplicates, overlaps and gaps"});
  checkDuplicates(table, diagnoses);
  checkFit(table, options.fit, diagnoses);
  if (feedback.cancelled()) return cancelledError();
  feedback.stage({"与参考边界比对", "Comparing with the reference boundaries"});
  checkDatum(table.geometry, reference, diagnoses);
  checkCounties(table, reference, diagnoses);
  checkAge(table, options.today, diagnoses);
  return {};
}

Result<void> examineBeforeUse(Source& source, const ReferenceBoundaries& reference, const ReadOptions& options,
                              Feedback& feedback) {
  const Table& table = source.table;
  feedback.stage({"检查面积、边界与基准", "Checking areas, outlines and the datum"});
  auto datum = std::async(std::launch::async, [&table, &reference] {
    Diagnoses found;
    checkDatum(table.geometry, reference, found);
    return found;
  });
  const auto areas = rowAreas(table, feedback);
  if (!areas) return fail(areas.error());
  checkDeclaredAreas(table, *areas, source.diagnoses);
  if (auto checked = checkOutlines(table, *areas, source.diagnoses, feedback); !checked) return checked;
  checkDuplicates(table, source.diagnoses);
  for (Diagnosis& doubt : datum.get()) {
    if (doubt.severity == Severity::error && !options.datum_shift)
      return fail(ErrorKind::input, doubt.code, doubt.message, table.source,
                  {"先答复再使用：按上文加 --crs 与 --datum-shift",
                   "answer before it is used: add --crs and --datum-shift as said above"});
    doubt.severity = Severity::warning;
    source.diagnoses.push_back(std::move(doubt));
  }
  return {};
}

} // namespace ecoredline
