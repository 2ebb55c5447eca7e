#pragma once

#include "geo/flat_layer.hpp"

#include <QPointF>
#include <QSizeF>

namespace ecoredline {

/// Which part of the map's plane a picture shows, as a value. Pixels are logical ones, y downwards.
struct MapView {
  double x = 0; ///< of the middle, metres of the plane
  double y = 0;
  double metres_per_pixel = 1;
  QSizeF size{1, 1};

  QPointF toPixel(double east, double north) const {
    return {(east - x) / metres_per_pixel + size.width() / 2, (y - north) / metres_per_pixel + size.height() / 2};
  }
  QPointF toPlane(QPointF pixel) const {
    return {x + (pixel.x() - size.width() / 2) * metres_per_pixel,
            y - (pixel.y() - size.height() / 2) * metres_per_pixel};
  }
  Box window() const;
  /// Moved by so many pixels, as a hand moves a sheet of paper.
  MapView dragged(QPointF by) const;
  /// `factor` > 1 shows more ground; what lies under `about` stays there.
  MapView scaled(double factor, QPointF about) const;
  /// The same middle and scale on a larger or smaller sheet.
  MapView resized(QSizeF to) const;
  /// All of `place` with a margin; a place without extent is shown 400 m wide.
  MapView showing(const Box& place) const;
  bool operator==(const MapView&) const = default;
};

} // namespace ecoredline
