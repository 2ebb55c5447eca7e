#pragma once

#include "base/feedback.hpp"
#include "geo/flat_layer.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

/// All rows of a feature table of any GeoPackage as a layer, row_id = fid, by fid. It asks SQLite for the bytes and
/// takes the coordinates out of them itself, which is 1.7 times as fast as through OGR (perf.md §5); for that it reads
/// only what GDAL, QGIS and this program write: little-endian Multi* shapes with an XY envelope. Geometry is taken as
/// it is: the front door is what diagnoses files.
/// Errors: as Workspace; `layer.missing`; `layer.other_shapes` for a row that is anything else; cancelled.
Result<FlatLayer> readLayerTable(const std::filesystem::path& path, const std::string& table, Feedback& feedback);

} // namespace ecoredline
