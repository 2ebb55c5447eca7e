#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace ecoredline {

/// Looks at a file before GDAL does: GDAL reads a truncated shapefile as far as it goes, and a .dbf without its .shp as
/// a table. Returns the path to open (the .shp when a sibling of it was named).
/// Errors: input.missing_file, input.empty, input.truncated, input.no_geometry (a .dbf alone).
Result<std::filesystem::path> checkFile(const std::filesystem::path& path);

/// Is it one of a shapefile's files?
bool isShapefilePart(const std::filesystem::path& path);

/// The file beside `path` with another extension, whatever its case.
std::optional<std::filesystem::path> sibling(const std::filesystem::path& path, std::string_view extension);

/// cpg, dbf, prj, shp, shx of a shapefile, those that exist, in this order.
std::vector<std::filesystem::path> shapefileMembers(const std::filesystem::path& shp);

/// The encoding that .cpg or the language byte of the .dbf (LDID) claims; evidence, never a decision.
struct EncodingLabel {
  std::string text;     ///< as met, e.g. ".cpg UTF-8", "LDID 0x4D"; empty = none
  std::string encoding; ///< canonical; empty when the label names none ("OEM")
};
EncodingLabel encodingLabel(const std::filesystem::path& shp);

} // namespace ecoredline
