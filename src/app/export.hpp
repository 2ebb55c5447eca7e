#pragma once

#include "app/outcome.hpp"
#include "base/date.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

struct ExportOptions {
  std::filesystem::path workspace;
  std::string kind;
  std::filesystem::path out;
  std::string version; ///< label; empty = the newest in force
  Date as_of;          ///< empty = today
};

/// Writes a version of a kind to a file with its codes and, for a GeoPackage, its symbols. Errors: export.unknown_kind,
/// export.no_version, besides those of exportVersion.
Result<Outcome> exportLayer(const ExportOptions& options, Language language, Feedback& feedback);

} // namespace ecoredline
