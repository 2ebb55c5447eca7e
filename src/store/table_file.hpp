#pragma once

#include "base/error.hpp"
#include "geo/flat_layer.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ecoredline {

struct FileColumn {
  std::string name;
  bool number = false; ///< stored as a number; an empty cell is NULL
};

/// A table of a GeoPackage for people: cells as text, and where `shapes` is given a shape a row.
struct FileTable {
  std::string name;
  std::string title;
  std::vector<FileColumn> columns;
  std::vector<std::vector<std::string>> rows;
  const FlatLayer* shapes = nullptr;
};

/// Writes tables as a GeoPackage (OGC 12-128r18) that QGIS opens: features with an R-tree, the others as attributes.
/// Whole or not at all; an older file of the name is replaced. Errors: output.write_failed, those of Workspace.
Result<void> writeTableFile(const std::filesystem::path& path, const std::vector<FileTable>& tables);

} // namespace ecoredline
