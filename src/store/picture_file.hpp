#pragma once

#include "base/error.hpp"
#include "geo/flat_layer.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace ecoredline {

/// Where a picture lies: GDAL's six numbers (x and y of the upper left corner's outer edge, metres to a pixel).
struct PicturePlace {
  Crs crs;
  double left = 0;
  double top = 0;
  double metres_x = 0; ///< a pixel, to the right
  double metres_y = 0; ///< a pixel, downwards; positive
};

/// The text of a world file: pixel size and the middle of the upper left pixel.
std::string worldFile(const PicturePlace& place);

/// Three bytes a pixel, rows from the top.
struct PictureBytes {
  int width = 0;
  int height = 0;
  std::span<const std::uint8_t> rgb;
};

/// Writes a GeoTIFF, deflated and tiled, whole or not at all. Errors: output.write_failed.
Result<void> writeGeoTiff(const std::filesystem::path& file, const PictureBytes& picture, const PicturePlace& place);

/// A system in the words that readers of PDF know (WKT1 as ESRI writes it); "" where there are none.
std::string esriWkt(const Crs& crs);

} // namespace ecoredline
