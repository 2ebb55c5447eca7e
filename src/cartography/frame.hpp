#pragma once

#include "cartography/draw_layers.hpp"

#include <string>

namespace ecoredline {

/// How wide the frame of a map in a report is drawn, and how high for its width: FrameSize as it is by default.
inline constexpr double kFrameWidth = 150.0; // mm
inline constexpr double kFrameHeight = 100.0;

/// `place` grown, its middle kept, to the shape of the frame.
Box framed(const Box& place, const FrameSize& size = {});

/// A scale bar: a round length (1, 2 or 5 times a power of ten) that takes about a quarter of the frame.
struct ScaleBar {
  double metres = 0;
  std::string text; ///< "500 m", "2 km"
};
ScaleBar scaleBarFor(double width_m);

/// From the plane of a scene to millimetres of the page, y downwards.
class Frame {
 public:
  Frame(const Box& window, double left_mm, double top_mm, const FrameSize& size = {});
  double x(double east) const { return m_left + (east - m_window.min_x) * m_scale; }
  double y(double north) const { return m_top + (m_window.max_y - north) * m_scale; }
  double millimetres(double metres) const { return metres * m_scale; }
  double east(double x_mm) const { return m_window.min_x + (x_mm - m_left) / m_scale; }
  double north(double y_mm) const { return m_window.max_y - (y_mm - m_top) / m_scale; }
  double scale() const { return m_scale; } ///< millimetres of the page for a metre
  const Box& window() const { return m_window; }
  /// On the page, y downwards.
  Box onPage() const { return {m_left, m_top, m_left + m_size.width, m_top + m_size.height}; }

 private:
  Box m_window;
  double m_left;
  double m_top;
  FrameSize m_size;
  double m_scale;
};

} // namespace ecoredline
