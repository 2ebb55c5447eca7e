#pragma once

#include "base/error.hpp"

#include <cmath>
#include <filesystem>
#include <limits>
#include <string>

namespace ecoredline {

/// What a photograph says of itself (EXIF 2.3, CIPA DC-008): where and when it was taken. The clock is the camera's,
/// the position that of its receiver, on WGS 84.
struct PhotoFacts {
  std::string taken; ///< "2024-06-01 10:20:30"; "" = not said
  double longitude = std::numeric_limits<double>::quiet_NaN();
  double latitude = std::numeric_limits<double>::quiet_NaN();

  bool hasPosition() const { return !std::isnan(longitude); }
};

/// Reads the EXIF of a picture; a file that is no picture, or says nothing, gives empty facts.
PhotoFacts readPhotoFacts(const std::filesystem::path& path);

} // namespace ecoredline
