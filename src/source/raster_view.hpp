#pragma once

#include "base/error.hpp"
#include "base/feedback.hpp"
#include "geo/flat_layer.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace ecoredline {

/// A picture of ground as rows of pixels from the north, red green blue alpha, a byte each; clear where the raster has
/// nothing.
struct RasterView {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgba;
};

struct RasterPlace {
  Crs plane;
  Box window; ///< in that plane
  int width = 0;
  int height = 0;
};

/// What a raster file (GeoPackage, MBTiles, GeoTIFF …) shows in a window of a plane, from its overviews where it has
/// any. Errors (input): input.missing_file, input.not_recognised, input.no_place (no CRS or georeference),
/// network.not_allowed, cancelled.
Result<RasterView> readRaster(const std::filesystem::path& file, const RasterPlace& place, Feedback& feedback);

/// Where it lies in that plane; empty where it cannot be said. Errors: as readRaster.
Result<Box> rasterExtent(const std::filesystem::path& file, const Crs& plane);

} // namespace ecoredline
