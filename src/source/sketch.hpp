#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ecoredline {

/// A folder with more entries is no delivery.
inline constexpr std::size_t kFolderEntries = 20'000;

/// The data sets below a folder by their endings, relative to it, sorted: one path for each, siblings of a shapefile
/// and what lies inside a .gdb left out. Symbolic links to folders are not followed. Errors (input):
/// input.missing_file, input.too_large (kFolderEntries).
Result<std::vector<std::filesystem::path>> dataFilesBelow(const std::filesystem::path& folder);

/// What can be said of a file without reading its rows.
struct FileSketch {
  std::string layer;               ///< the one with geometry; empty = several, or a table
  std::vector<std::string> layers; ///< all with geometry
  std::vector<std::string> fields; ///< names in UTF-8, of the layer or of a spreadsheet's likeliest header
  bool has_crs = true;
};
/// Errors: those of opening the file.
Result<FileSketch> sketchOf(const std::filesystem::path& path);

/// What Source::bytes_hash will be, without reading rows. Errors: those of opening the file.
Result<std::string> deliveredHash(const std::filesystem::path& path);

} // namespace ecoredline
