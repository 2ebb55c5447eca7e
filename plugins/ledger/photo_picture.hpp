#pragma once

#include "base/error.hpp"
#include "output/document.hpp"

#include <filesystem>

namespace ecoredline {

/// A photograph for a document: upright, its longer side at most `most_px` pixels, as JPEG, without what the camera
/// wrote into it (place, serial number). Nothing (no bytes) where the file is no picture that can be read.
DocumentPhoto photoPicture(const std::filesystem::path& file, int most_px);

} // namespace ecoredline
