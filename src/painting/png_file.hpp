#pragma once

#include "painting/raster_shapes.hpp"

#include <string>

namespace ecoredline {

/// A picture as PNG of 8 bits a channel without transparency, with its resolution. "" where it is too large for the
/// compressor. The same pixels give the same bytes.
std::string pngOf(const PixelRows& picture, double dpi);

/// Bytes in the format of zlib, as PNG and PDF want them, at a level from 1 (fast) to 12 (small).
std::string deflated(const std::string& bytes, int level);

} // namespace ecoredline
