#pragma once

#include "catalogue/style.hpp"
#include "store/workspace.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

/// Keeps a kind's symbols in a GeoPackage, so that QGIS opens `table` looking as on our own maps. `shape` is what most
/// rows of it are.
Result<void> keepSymbols(const std::filesystem::path& geopackage, const std::string& table, const LayerKind& kind,
                         Shape shape);

/// What a version's rows are: the shape of the first zone it has.
Result<Shape> shapeOf(const Workspace& workspace, std::int64_t version);

} // namespace ecoredline
