#pragma once

#include "source/raster_view.hpp"

#include <optional>

class GDALDataset;

namespace ecoredline {

/// What an open raster shows in a window of a plane; nothing where GDAL could not bring it there, which its messages
/// say. Errors: cancelled.
Result<std::optional<RasterView>> warpedView(GDALDataset& raster, const RasterPlace& place, Feedback& feedback);

} // namespace ecoredline
