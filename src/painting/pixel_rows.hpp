#pragma once

namespace ecoredline {

/// The memory of a picture, or of a strip of it: opaque words of 32 bits, xRRGGBB in the machine's order, rows from the
/// top.
struct PixelRows {
  unsigned char* data = nullptr; ///< outlives what draws on it
  int width = 0;
  int height = 0;
  int stride = 0; ///< bytes from row to row
};

} // namespace ecoredline
