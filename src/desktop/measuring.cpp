#include "desktop/measuring.hpp"

#include "base/decimal.hpp"
#include "desktop/words.hpp"
#include "geo/area.hpp"
#include "geo/transform_cache.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace ecoredline {

namespace {

FlatLayer drawn(const Crs& plane, const std::vector<QPointF>& points, Shape shape) {
  std::vector<double> x;
  std::vector<double> y;
  for (const QPointF point : points) {
    x.push_back(point.x());
    y.push_back(point.y());
  }
  FlatBuilder builder(plane);
  builder.beginRow(shape, 0);
  builder.addRing(x, y, 0);
  builder.endRow();
  return builder.take();
}

} // namespace

FlatLayer drawnLine(const Crs& plane, const std::vector<QPointF>& points) {
  return drawn(plane, points, Shape::line);
}

FlatLayer drawnPolygon(const Crs& plane, const std::vector<QPointF>& points) {
  return drawn(plane, points, Shape::polygon);
}

QString lengthText(const Crs& plane, const std::vector<QPointF>& points) {
  const double metres = points.size() < 2 ? 0 : lengthOf(drawnLine(plane, points), 0);
  return inQt(metres < 10000 ? toGrouped(metres, 2) + " m" : toGrouped(metres / 1000, 3) + " km");
}

QString areaText(const Crs& plane, const std::vector<QPointF>& points) {
  if (points.size() < 3) return {};
  const double square_metres = areaOf(drawnPolygon(plane, points), 0, AreaMethod::exact);
  return inQt(fmt::format("{} m² = {} ha", toGrouped(square_metres, 2), toGrouped(toHectares(square_metres), 4)));
}

QString placeText(const Crs& plane, QPointF place, Language language) {
  const auto to_degrees = cachedTransform(plane, Crs::cgcs2000());
  std::array<double, 1> x{place.x()};
  std::array<double, 1> y{place.y()};
  if (to_degrees == nullptr || !to_degrees->apply(x, y) || !std::isfinite(x[0]) || !std::isfinite(y[0])) return {};
  const std::string degrees = fmt::format("{:.6f}°E {:.6f}°N", x[0], y[0]);
  const auto zone = Crs::gaussKruger3(x[0]);
  const auto to_zone = zone ? cachedTransform(Crs::cgcs2000(), *zone) : nullptr;
  if (to_zone == nullptr || !to_zone->apply(x, y)) return inQt(degrees);
  const Text text{
      fmt::format("{}    3°带 {}（{}）  X {:.2f}  Y {:.2f}", degrees, zone->zoneNumber(), zone->code(), y[0], x[0]),
      fmt::format("{}    3° zone {} ({})  X {:.2f}  Y {:.2f}", degrees, zone->zoneNumber(), zone->code(), y[0], x[0])};
  return inQt(text, language);
}

} // namespace ecoredline
