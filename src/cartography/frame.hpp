#pragma once

#include "geo/flat_layer.hpp"

#include <string>

namespace ecoredline {

/// How wide the frame of a map is drawn, and how high for its width.
inline constexpr double kFrameWidth = 150.0; // mm
inline constexpr double kFrameHeight = 100.0;

/// `place` grown, its middle kept, to the shape of the frame.
Box framed(const Box& place);

/// A scale bar: a round length (1, 2 or 5 times a power of ten) that takes about a quarter of the frame.
struct ScaleBar {
  double metres = 0;
  std::string text; ///< "500 m", "2 km"
};
ScaleBar scaleBarFor(double width_m);

/// From the plane of a scene to millimetres of the page, y downwards.
class Frame {
 public:
  Frame(const Box& window, double left_mm, double top_mm);
  double x(double east) const { return m_left + (east - m_window.min_x) * m_scale; }
  double y(double north) const { return m_top + (m_window.max_y - north) * m_scale; }
  double millimetres(double metres) const { return metres * m_scale; }
  const Box& window() const { return m_window; }
  /// On the page, y downwards.
  Box onPage() const { return {m_left, m_top, m_left + kFrameWidth, m_top + kFrameHeight}; }

 private:
  Box m_window;
  double m_left;
  double m_top;
  double m_scale;
};

} // namespace ecoredline
