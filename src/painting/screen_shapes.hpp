#pragma once

#include "geo/flat_layer.hpp"
#include "painting/pixel_rows.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace ecoredline {

/// Where a plane lies on a picture: pixels are (x - west) / metres_per_pixel, (north - y) / metres_per_pixel.
struct PixelFrame {
  double west = 0; ///< of the picture's left edge, metres
  double north = 0;
  double metres_per_pixel = 1;
};

/// What an area is filled with, or a line drawn in.
struct ScreenInk {
  std::uint32_t colour = 0; ///< xRRGGBB
  double opacity = 1;
};

/// A square that is repeated from the picture's corner: premultiplied words, aRRGGBB.
struct ScreenTile {
  std::vector<std::uint32_t> words; ///< side times side
  int side = 0;
};

/// A line on a screen.
struct ScreenPen {
  double width = 1;         ///< px; below one pixel it is fainter, not narrower
  std::vector<double> dash; ///< px: drawn, left out, drawn, ...; empty: whole
};

/// Rows of a layer in pixels of a picture, made once for all its strips. Vertices nearer than a third of a pixel to the
/// last one are left out. Edges lie in runs of a few dozen with a box each, so that a strip looks at its own only.
class ScreenOutlines {
 public:
  /// Of these rows; points have no outlines. `measures`: with the lengths that dashes need.
  ScreenOutlines(const FlatLayer& layer, std::span<const std::uint32_t> rows, const PixelFrame& frame, bool measures);

 private:
  friend class ScreenShapes;
  struct Bounds {
    float min_x, min_y, max_x, max_y;
  };
  /// Vertices up to the first of the next run, which is the last of this one too.
  struct Run {
    std::uint32_t first, last;
    float begins; ///< px from the ring's beginning
    Bounds bounds;
  };
  struct Row {
    std::uint32_t first_ring, last_ring; ///< of m_rings
    bool is_area;
    Bounds bounds;
  };
  void addRing(const FlatLayer& layer, std::uint64_t ring, const PixelFrame& frame, bool measures);
  void addRuns(std::uint32_t first, bool measures);

  std::vector<float> m_x;
  std::vector<float> m_y;
  std::vector<Run> m_runs;
  std::vector<std::uint32_t> m_rings; ///< the first run of each, and one behind
  std::vector<Row> m_rows;
};

/// Draws outlines into rows of a picture: for pictures of millions of short edges that have to be there while a hand
/// moves. Lines go to a mask that keeps the largest cover of each pixel, so that borders that neighbours share, and
/// edges shorter than a pixel, are drawn once.
class ScreenShapes {
 public:
  /// `rows` are those of the picture from row `top` on; a pattern begins in the picture's corner.
  ScreenShapes(const PixelRows& rows, int top);
  ScreenShapes(const ScreenShapes&) = delete;
  ScreenShapes(ScreenShapes&&) = delete;
  ScreenShapes& operator=(const ScreenShapes&) = delete;
  ScreenShapes& operator=(ScreenShapes&&) = delete;
  ~ScreenShapes();

  /// The areas, each even-odd, in their order; `hatch`, if any, over each.
  void fill(const ScreenOutlines& outlines, const ScreenInk& ink, const ScreenTile* hatch, double opacity);
  /// Rings and lines into the mask.
  void stroke(const ScreenOutlines& outlines, const ScreenPen& pen);
  /// Draws what is in the mask, and empties it.
  void ink(const ScreenInk& ink);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

} // namespace ecoredline
