#include "cartography/frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ecoredline {

Box framed(const Box& place, const FrameSize& size) {
  const double width = place.max_x - place.min_x;
  const double height = place.max_y - place.min_y;
  const double ratio = size.width / size.height;
  return place.grown((std::max(width, height * ratio) - width) / 2, (std::max(height, width / ratio) - height) / 2);
}

ScaleBar scaleBarFor(double width_m) {
  if (!(width_m > 0)) return {};
  const double wanted = width_m / 4;
  const double power = std::pow(10.0, std::floor(std::log10(wanted)));
  double metres = power;
  for (const double step : {2.0, 5.0})
    if (step * power <= wanted) metres = step * power;
  return {metres, metres >= 1000 ? fmt::format("{:g} km", metres / 1000) : fmt::format("{:g} m", metres)};
}

Frame::Frame(const Box& window, double left_mm, double top_mm, const FrameSize& size)
    : m_window(framed(window, size)), m_left(left_mm), m_top(top_mm), m_size(size),
      m_scale(size.width / (m_window.max_x - m_window.min_x)) {}

} // namespace ecoredline
