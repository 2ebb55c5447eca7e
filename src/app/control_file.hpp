#pragma once

#include "base/feedback.hpp"
#include "catalogue/catalogue.hpp"
#include "report/levelling.hpp"
#include "store/workspace.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// Control areas out of a table (CSV, XLSX …): admin (empty = the whole area), zone_class (id or title; empty = every
/// class), side (opening or closing; empty = closing), area, unit (empty = ha), source; or their Chinese names.
/// Errors (input): control.none, control.bad_value, besides those of openTable and bindFields.
Result<std::vector<ControlArea>> readControlAreas(const std::filesystem::path& file, const LayerKind& kind,
                                                  Feedback& feedback);

/// Where control areas stand as a field of a layer.
struct ControlField {
  std::string name;             ///< of the column as delivered, or of a field of the kind
  std::string unit;             ///< of its figures, as people write it; empty = ha
  std::optional<Version> units; ///< administrative units: a figure for each
  Version zones;                ///< where the units have no such field: the sum of its zones, by class
};
/// Control areas of the closing side. Rows that say nothing are left out; where a zone's class is not known the sum is
/// one for every class. Errors (input): control.no_field, control.none, control.bad_value; as Workspace.
Result<std::vector<ControlArea>> controlAreasOf(const std::filesystem::path& workspace, const ControlField& field);

} // namespace ecoredline
