#pragma once

#include <filesystem>

namespace ecoredline {

/// Folders that a person puts before the product's own, laid out as they are: a file in them stands for the product's
/// of the same name, what they lack is the product's. Empty = none.
struct OwnFolders {
  std::filesystem::path styles;    ///< as styles/: symbols by kind, sheets/
  std::filesystem::path templates; ///< as templates/: report/, docx/
};

} // namespace ecoredline
