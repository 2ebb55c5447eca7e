#pragma once

#include "geo/flat_layer.hpp"

#include <QPointF>
#include <cstdint>
#include <vector>

namespace ecoredline {

/// A site while it is drawn and moved about: rings of the map's plane, not closed.
struct SiteShape {
  struct Ring {
    std::uint32_t part = 0;
    std::vector<QPointF> points;
    bool operator==(const Ring&) const = default;
  };
  std::vector<Ring> rings;

  /// The rings of a polygon row; empty for anything else.
  static SiteShape of(const FlatLayer& place, std::size_t row);
  /// One row; its edges are straight on the map.
  FlatLayer layer(const Crs& plane) const;
  bool empty() const { return rings.empty(); }
  /// Middle of its extent: what it is turned about.
  QPointF middle() const;
  Box extent() const;
  /// By the even-odd rule, so that a hole is outside.
  bool contains(QPointF place) const;
  void moveBy(QPointF metres);
  /// Counter-clockwise, about middle().
  void turnBy(double radians);
  bool operator==(const SiteShape&) const = default;
};

/// A polygon of the map's plane as a GeoJSON file that names its CRS, so that a run of it can be repeated anywhere.
/// Coordinates to 0.1 mm.
std::string siteGeoJson(const SiteShape& shape, const Crs& plane, const std::string& id, const std::string& project);

} // namespace ecoredline
