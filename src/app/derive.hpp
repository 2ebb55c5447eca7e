#pragma once

#include "app/import.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

struct DeriveOptions {
  ImportOptions import;         ///< `file` = the intakes; an empty label becomes derived-DATE, an empty coverage none
  std::filesystem::path rivers; ///< centrelines; empty = none
  std::filesystem::path lakes;  ///< water areas; empty = none
  std::string flow;             ///< along | against the order of the vertices, where no field says so; empty = unknown
};

/// Derives provisional zones (推定范围, never approved ones) round intakes of drinking water and adds them as a version
/// of their own. Standard output names every intake and what became of it; exit 4 when zones could not be made for
/// some. Errors besides those of importFile: derive.no_distances.
Result<Outcome> deriveFile(const DeriveOptions& options, Language language, const AskYesNo& ask, Feedback& feedback);

} // namespace ecoredline
