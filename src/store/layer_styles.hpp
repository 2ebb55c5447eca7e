#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace ecoredline {

/// The style that QGIS opens a layer with: a row of the GeoPackage's table layer_styles (made by QGIS itself where a
/// user saves a style into the file; the same columns).
struct LayerStyle {
  std::string table;
  std::string name; ///< what QGIS lists
  std::string qml;
  std::string sld;  ///< the same for programs that read no QML; may be empty
  std::string time; ///< UTC
};

/// Writes the style as the default of its table, in place of an earlier one of that name; other styles that a user
/// saved stay, but are no longer the default. Errors: as Workspace.
Result<void> saveLayerStyle(const std::filesystem::path& geopackage, const LayerStyle& style);

/// The table that a version's rows are in. Errors: as Workspace.
Result<std::string> versionTable(const std::filesystem::path& workspace, std::int64_t version);

} // namespace ecoredline
