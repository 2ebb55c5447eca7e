#pragma once

#include "base/error.hpp"
#include "base/feedback.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace ecoredline {

/// What a version is written as.
struct ExportRequest {
  std::filesystem::path workspace;
  std::int64_t version = 0;
  std::filesystem::path file; ///< its ending chooses GDAL's driver
  std::string layer;          ///< name of the layer in the file
  std::vector<std::string> fields;
};

/// What was written.
struct Exported {
  std::string driver; ///< GDAL's short name
  std::string table;  ///< the layer as the file calls it
  std::uint64_t features = 0;
  /// Fields that the format could not call by their names (a Shapefile's have ten bytes), and what they are called now:
  /// no two alike.
  std::vector<std::pair<std::string, std::string>> renamed;
};

/// Writes the rows of a version with the fields named, into any format that GDAL can write, whole or not at all; an
/// existing file is not touched. Shapes are as stored, in the version's own CRS (formats that hold only one CRS move
/// them).
/// Errors: export.exists, export.unknown_format (usage), output.write_failed, besides those of Workspace.
Result<Exported> exportVersion(const ExportRequest& request, Feedback& feedback);

} // namespace ecoredline
