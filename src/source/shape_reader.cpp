#include "source/shape_reader.hpp"

#include "base/decimal.hpp"

#include <fmt/format.h>
#include <ogr_geometry.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

namespace ecoredline {

namespace {

constexpr double kMetresPerDegree = 111319.49; // of the equator

int dimensionOf(const OGRGeometry& shape) {
  if (shape.IsEmpty()) return -1;
  if (!OGR_GT_IsSubClassOf(wkbFlatten(shape.getGeometryType()), wkbGeometryCollection)) return shape.getDimension();
  int highest = -1;
  for (const OGRGeometry* part : *shape.toGeometryCollection()) highest = std::max(highest, dimensionOf(*part));
  return highest;
}

/// Parts that are not of `dimension`, which a row of one dimension cannot hold.
std::uint64_t otherParts(const OGRGeometry& shape, int dimension) {
  if (!OGR_GT_IsSubClassOf(wkbFlatten(shape.getGeometryType()), wkbGeometryCollection))
    return shape.IsEmpty() || shape.getDimension() == dimension ? 0 : 1;
  std::uint64_t count = 0;
  for (const OGRGeometry* part : *shape.toGeometryCollection()) count += otherParts(*part, dimension);
  return count;
}

Shape shapeOf(int dimension) {
  return dimension == 2 ? Shape::polygon : dimension == 1 ? Shape::line : dimension == 0 ? Shape::point : Shape::none;
}

} // namespace

ShapeFault ShapeReader::addRow(const OGRGeometry* shape, std::int64_t row_id) {
  m_fault = {};
  m_part = 0;
  std::unique_ptr<OGRGeometry> linear;
  if (shape != nullptr && shape->hasCurveGeometry(FALSE)) {
    ++m_counts.with_curves;
    linear.reset(shape->getLinearGeometry());
    shape = linear.get();
  }
  const int dimension = shape == nullptr ? -1 : dimensionOf(*shape);
  m_builder.beginRow(shapeOf(dimension), row_id);
  if (dimension >= 0) {
    if (shape->Is3D() || shape->IsMeasured()) ++m_counts.with_z_or_m;
    m_counts.parts_left_out += otherParts(*shape, dimension);
    addLeaves(*shape, shapeOf(dimension));
  }
  m_builder.endRow();
  return m_fault;
}

void ShapeReader::addLeaves(const OGRGeometry& shape, Shape kind) {
  const OGRwkbGeometryType type = wkbFlatten(shape.getGeometryType());
  if (OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) {
    for (const OGRGeometry* part : *shape.toGeometryCollection()) addLeaves(*part, kind);
  } else if (OGR_GT_IsSubClassOf(type, wkbPolyhedralSurface)) {
    for (const OGRPolygon* part : *shape.toPolyhedralSurface()) addPolygon(*part);
  } else if (shape.IsEmpty() || shapeOf(shape.getDimension()) != kind) {
    return; // counted by otherParts
  } else if (kind == Shape::polygon) {
    addPolygon(*shape.toPolygon());
  } else if (kind == Shape::line) {
    addCurve(*shape.toLineString(), false);
    ++m_part;
  } else {
    const OGRPoint& point = *shape.toPoint();
    OGRLineString one;
    one.addPoint(point.getX(), point.getY());
    addCurve(one, false);
    ++m_part;
  }
}

void ShapeReader::addPolygon(const OGRPolygon& polygon) {
  if (polygon.IsEmpty()) return;
  for (const OGRLinearRing* ring : polygon) addCurve(*ring, true);
  ++m_part;
}

void ShapeReader::addCurve(const OGRSimpleCurve& curve, bool is_ring) {
  m_x.clear();
  m_y.clear();
  for (int i = 0; i < curve.getNumPoints(); ++i) {
    const double x = curve.getX(i);
    const double y = curve.getY(i);
    if (!std::isfinite(x) || !std::isfinite(y)) {
      // The row keeps its other vertices, so that its box still says where it is.
      m_fault = {"坐标不是有限数值", "Coordinates are not finite"};
      continue;
    }
    m_x.push_back(x);
    m_y.push_back(y);
  }
  if (is_ring && !m_x.empty()) closeOrReport();
  m_counts.vertices += m_x.size();
  m_builder.addRing(m_x, m_y, m_part);
}

void ShapeReader::closeOrReport() {
  double dx = m_x.back() - m_x.front();
  double dy = m_y.back() - m_y.front();
  if (dx == 0 && dy == 0) return;
  if (m_geographic) {
    dx *= kMetresPerDegree * std::cos(m_y.front() * std::numbers::pi / 180);
    dy *= kMetresPerDegree;
  }
  const double gap = std::hypot(dx, dy);
  if (gap < kClosingGap) {
    ++m_counts.rings_closed;
  } else if (m_fault.empty()) {
    const std::string metres = toFixed(gap, 2);
    m_fault = {fmt::format("环未闭合，首尾相差 {} 米", metres), fmt::format("Ring not closed, gap {} m", metres)};
  }
}

} // namespace ecoredline
