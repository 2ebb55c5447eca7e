#include "desktop/site_shape.hpp"

#include "base/json_writer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace ecoredline {

SiteShape SiteShape::of(const FlatLayer& place, std::size_t row) {
  SiteShape shape;
  if (row >= place.rows() || place.shape[row] != Shape::polygon) return shape;
  for (auto ring = place.row_ring[row]; ring < place.row_ring[row + 1]; ++ring) {
    Ring made{place.ring_part[ring], {}};
    for (auto i = place.ring_vertex[ring]; i + 1 < place.ring_vertex[ring + 1]; ++i)
      made.points.emplace_back(place.x[i], place.y[i]);
    shape.rings.push_back(std::move(made));
  }
  return shape;
}

FlatLayer SiteShape::layer(const Crs& plane) const {
  FlatBuilder builder(plane);
  builder.beginRow(Shape::polygon, 0);
  for (const Ring& ring : rings) {
    std::vector<double> x;
    std::vector<double> y;
    for (const QPointF point : ring.points) {
      x.push_back(point.x());
      y.push_back(point.y());
    }
    builder.addRing(x, y, ring.part);
  }
  builder.endRow();
  return builder.take();
}

Box SiteShape::extent() const {
  Box box;
  for (const Ring& ring : rings)
    for (const QPointF point : ring.points) box.add(point.x(), point.y());
  return box;
}

QPointF SiteShape::middle() const {
  const Box box = extent();
  return {(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2};
}

bool SiteShape::contains(QPointF place) const {
  bool inside = false;
  for (const Ring& ring : rings)
    for (std::size_t i = 0; i < ring.points.size(); ++i) {
      const QPointF a = ring.points[i];
      const QPointF b = ring.points[(i + 1) % ring.points.size()];
      if ((a.y() > place.y()) == (b.y() > place.y())) continue;
      if (place.x() < a.x() + (b.x() - a.x()) * (place.y() - a.y()) / (b.y() - a.y())) inside = !inside;
    }
  return inside;
}

void SiteShape::moveBy(QPointF metres) {
  for (Ring& ring : rings)
    for (QPointF& point : ring.points) point += metres;
}

void SiteShape::turnBy(double radians) {
  const QPointF about = middle();
  const double c = std::cos(radians);
  const double s = std::sin(radians);
  for (Ring& ring : rings)
    for (QPointF& point : ring.points) {
      const QPointF from = point - about;
      point = about + QPointF(from.x() * c - from.y() * s, from.x() * s + from.y() * c);
    }
}

namespace {

std::string ringText(const SiteShape::Ring& ring) {
  std::string text = "[";
  for (std::size_t i = 0; i <= ring.points.size(); ++i) {
    const QPointF point = ring.points[i % ring.points.size()];
    text += fmt::format("{}[{:.4f},{:.4f}]", i == 0 ? "" : ",", point.x(), point.y());
  }
  return text + "]";
}

} // namespace

std::string siteGeoJson(const SiteShape& shape, const Crs& plane, const std::string& id, const std::string& project) {
  std::string parts;
  for (std::size_t i = 0; i < shape.rings.size(); ++i) {
    const bool begins = i == 0 || shape.rings[i].part != shape.rings[i - 1].part;
    if (begins && i > 0) parts += "],";
    parts += begins ? "[" : ",";
    parts += ringText(shape.rings[i]);
  }
  const std::string code = plane.code().substr(plane.code().find(':') + 1);
  return fmt::format(R"({{"type":"FeatureCollection",
"crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::{}"}}}},
"features":[{{"type":"Feature","properties":{{"site_id":{},"project_id":{}}},
"geometry":{{"type":"MultiPolygon","coordinates":[{}]]}}}}]}}
)",
                     code, jsonQuoted(id), jsonQuoted(project), parts);
}

} // namespace ecoredline
