#pragma once

#include "app/source_options.hpp"
#include "base/date.hpp"
#include "store/workspace.hpp"

#include <filesystem>
#include <optional>

namespace ecoredline {

struct ImportOptions {
  std::filesystem::path workspace;
  std::filesystem::path file;
  std::string kind;
  std::string label;                ///< empty = the date
  Date date;                        ///< in force from
  Date effective_to;                ///< last day; empty = open
  std::optional<double> accuracy_m; ///< empty = the kind's default, assumed
  std::string coverage;             ///< empty = features for a kind that covers everything, else none
  SourceOptions source;
};

/// Where a delivery goes, and what it is read with.
struct ImportDesk {
  Workspace workspace;
  Catalogue catalogue;
  std::string kind;
  ReferenceBoundaries reference;

  const LayerKind& layerKind() const { return *catalogue.kind(kind); }
};
/// Checks the dates and the kind, and opens the workspace for writing. Errors: import.unknown_kind, import.bad_date,
/// those of the workspace.
Result<ImportDesk> openDesk(const ImportOptions& options);

/// What is to become a version.
struct Delivery {
  Source source;
  FieldChoices fields;
  std::vector<Text> notes; ///< kept with the version
};
/// The second half of an import: binds and stores. Errors as importFile.
Result<Outcome> storeDelivery(ImportDesk& desk, const ImportOptions& options, Delivery delivery, Feedback& feedback);

/// Brings one delivery into the workspace as a version; atomic.
/// Errors besides those of source, catalogue and store: import.unknown_kind, import.bad_date, import.bad_coverage.
Result<Outcome> importFile(const ImportOptions& options, const AskYesNo& ask, Feedback& feedback);

} // namespace ecoredline
