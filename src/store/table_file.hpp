#pragma once

#include "base/error.hpp"
#include "geo/flat_layer.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ecoredline {

/// A value that a cell may have, and what people read.
struct FileChoice {
  std::string value;
  std::string title;
};

struct FileColumn {
  std::string name;
  bool number = false;               ///< stored as a number; an empty cell is NULL
  std::string title{};               ///< what a form shows; empty: the name
  std::vector<FileChoice> choices{}; ///< the only values; empty: any
};

/// A table of a GeoPackage for people: cells as text, and where `shapes` is given a shape a row.
struct FileTable {
  std::string name;
  std::string title;
  std::vector<FileColumn> columns;
  std::vector<std::vector<std::string>> rows;
  const FlatLayer* shapes = nullptr;
  std::string form{}; ///< QML, kept in layer_styles as the style QGIS and QField open the layer with; empty: none
};

/// Writes tables as a GeoPackage (OGC 12-128r18) that QGIS opens: features with an R-tree, the others as attributes.
/// Titles and choices of columns are kept as the standard's Schema extension says (F.9): GDAL reads them as domains.
/// Whole or not at all; an older file of the name is replaced. Errors: output.write_failed, those of Workspace.
Result<void> writeTableFile(const std::filesystem::path& path, const std::vector<FileTable>& tables);

/// Puts a table into a GeoPackage that is there, such as a workspace, in the place of an earlier one that was put there
/// under the name: in one transaction, its style with it. Titles and choices of columns are left out.
/// Errors: those of Workspace.
Result<void> putTable(const std::filesystem::path& geopackage, const FileTable& table);

} // namespace ecoredline
