#pragma once

#include "app/source_options.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ecoredline {

struct CheckOptions {
  std::vector<std::filesystem::path> files;
  std::string kind; ///< bind to this kind too; empty = front door only
  bool json = false;
  std::filesystem::path repair_out; ///< where a repaired copy goes, its receipt beside it; empty = none
  std::filesystem::path map;        ///< where the map of candidate systems goes; empty = none
  std::filesystem::path against;    ///< another layer that each file's boundaries are compared with; empty = none
  SourceOptions source;
};

/// The front door alone: reads each file, says what it met, changes nothing. A file that cannot be used does not keep
/// the others from being checked; exit 3 when one could not.
Result<Outcome> checkFiles(const CheckOptions& options, Language language, Feedback& feedback);

/// Puts back what a repair changed in its copy. Errors as undoRepairs.
Result<Outcome> undoRepair(const std::filesystem::path& receipt);

} // namespace ecoredline
