#include "desktop/map_view.hpp"

#include <algorithm>

namespace ecoredline {

namespace {

constexpr double kNearest = 0.005; // m a pixel: half a centimetre
constexpr double kFarthest = 20000;
constexpr double kMargin = 1.15;
constexpr double kLeastPlace = 400; // m

} // namespace

Box MapView::window() const {
  const double half_width = size.width() * metres_per_pixel / 2;
  const double half_height = size.height() * metres_per_pixel / 2;
  return {x - half_width, y - half_height, x + half_width, y + half_height};
}

MapView MapView::dragged(QPointF by) const {
  MapView view = *this;
  view.x -= by.x() * metres_per_pixel;
  view.y += by.y() * metres_per_pixel;
  return view;
}

MapView MapView::scaled(double factor, QPointF about) const {
  MapView view = *this;
  const QPointF place = toPlane(about);
  view.metres_per_pixel = std::clamp(metres_per_pixel * factor, kNearest, kFarthest);
  const QPointF moved = view.toPlane(about);
  view.x += place.x() - moved.x();
  view.y += place.y() - moved.y();
  return view;
}

MapView MapView::resized(QSizeF to) const {
  MapView view = *this;
  view.size = to;
  return view;
}

MapView MapView::showing(const Box& place) const {
  MapView view = *this;
  if (place.empty()) return view;
  view.x = (place.min_x + place.max_x) / 2;
  view.y = (place.min_y + place.max_y) / 2;
  double width = place.max_x - place.min_x;
  double height = place.max_y - place.min_y;
  if (std::max(width, height) < 1) width = height = kLeastPlace;
  view.metres_per_pixel =
      std::clamp(std::max(width / size.width(), height / size.height()) * kMargin, kNearest, kFarthest);
  return view;
}

} // namespace ecoredline
