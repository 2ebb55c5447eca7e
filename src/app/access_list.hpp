#pragma once

#include "app/import.hpp"
#include "base/date.hpp"
#include "catalogue/access_list.hpp"
#include "store/workspace.hpp"

#include <filesystem>

namespace ecoredline {

/// A delivery of an access list, read through the front door and bound.
struct DeliveredList {
  BoundList list;
  Diagnoses diagnoses;
  std::string bytes_hash;
};

/// Reads and binds `file`. Errors: those of openTable and bindList.
Result<DeliveredList> readList(const std::filesystem::path& file, const LayerKind& kind, const SourceOptions& source,
                               Feedback& feedback);

/// Brings an access list in as a version; atomic. Coverage is `none` (it takes the place of older lists level by level
/// and scope by scope) or `all` (of all of them); anything else is import.bad_coverage.
Result<Outcome> importList(const ImportOptions& options, Workspace& workspace, const LayerKind& kind,
                           Feedback& feedback);

/// What lintList says of the units and lists in force on a day: for notes after an import of either.
Result<Diagnoses> compareListWithUnits(const Workspace& workspace, const Catalogue& catalogue, const Date& as_of);

} // namespace ecoredline
