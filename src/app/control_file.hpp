#pragma once

#include "base/feedback.hpp"
#include "catalogue/catalogue.hpp"
#include "report/levelling.hpp"

#include <filesystem>
#include <vector>

namespace ecoredline {

/// Control areas out of a table (CSV, XLSX …): admin (empty = the whole area), zone_class (id or title; empty = every
/// class), side (opening or closing; empty = closing), area, unit (empty = ha), source; or their Chinese names.
/// Errors (input): control.none, control.bad_value, besides those of openTable and bindFields.
Result<std::vector<ControlArea>> readControlAreas(const std::filesystem::path& file, const LayerKind& kind,
                                                  Feedback& feedback);

} // namespace ecoredline
