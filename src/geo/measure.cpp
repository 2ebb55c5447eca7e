#include "geo/measure.hpp"

#include "geo/geos_access.hpp"

#include <geos_c.h>

#include <array>
#include <limits>
#include <string>

namespace ecoredline {

namespace {

constexpr std::array<std::string_view, 9> kRelationNames{"equals",     "within",      "contains", "overlap", "crosses",
                                                         "touch_line", "touch_point", "near",     "none"};

/// The nine cells of DE-9IM: interior, boundary, exterior of a (rows) against those of b (columns).
class Matrix {
 public:
  explicit Matrix(std::string cells) : m_cells(std::move(cells)) {}
  bool known() const { return m_cells.size() == 9; }
  bool meets(int row, int column) const { return at(row, column) != 'F'; }
  char at(int row, int column) const { return m_cells[static_cast<std::size_t>(3 * row + column)]; }

 private:
  std::string m_cells;
};

Matrix matrixOf(const Geometry& a, const Geometry& b) {
  auto* const c = geosContext();
  char* cells = GEOSRelate_r(c, GeometryAccess::get(a), GeometryAccess::get(b));
  Matrix m(cells ? cells : "");
  GEOSFree_r(c, cells);
  return m;
}

enum Cell { interior, boundary, exterior };

bool touchesAlongLine(const Matrix& m) {
  return m.at(interior, boundary) == '1' || m.at(boundary, interior) == '1' || m.at(boundary, boundary) == '1';
}

bool shareAPoint(const Matrix& m) {
  return m.meets(interior, interior) || m.meets(interior, boundary) || m.meets(boundary, interior) ||
         m.meets(boundary, boundary);
}

Relation relationOf(const Matrix& m, bool line_involved) {
  if (!shareAPoint(m)) return Relation::none;
  if (!m.meets(interior, interior)) return touchesAlongLine(m) ? Relation::touch_line : Relation::touch_point;
  const bool site_sticks_out = m.meets(interior, exterior) || m.meets(boundary, exterior);
  const bool zone_sticks_out = m.meets(exterior, interior) || m.meets(exterior, boundary);
  if (!site_sticks_out && !zone_sticks_out) return Relation::equals;
  if (!site_sticks_out) return Relation::within;
  if (!zone_sticks_out) return Relation::contains;
  return line_involved ? Relation::crosses : Relation::overlap;
}

} // namespace

std::string_view name(Relation relation) {
  return kRelationNames[static_cast<std::size_t>(relation)];
}

std::optional<Relation> relationFrom(std::string_view name) {
  for (std::size_t i = 0; i < kRelationNames.size(); ++i) {
    if (kRelationNames[i] == name) return static_cast<Relation>(i);
  }
  return std::nullopt;
}

Relation relate(const Geometry& site, const Geometry& zone) {
  return tryRelate(site, zone).value_or(Relation::none);
}

std::optional<Relation> tryRelate(const Geometry& site, const Geometry& zone) {
  if (site.empty() || zone.empty() || !site.box().meets(zone.box())) return Relation::none;
  const Matrix m = matrixOf(site, zone);
  if (!m.known()) return std::nullopt;
  return relationOf(m, site.shape() == Shape::line || zone.shape() == Shape::line);
}

Distance geodesicDistance(const Geometry& a, const Geometry& b, const Crs& crs) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (a.empty() || b.empty()) return {kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};
  if (GEOSIntersects_r(geosContext(), GeometryAccess::get(a), GeometryAccess::get(b)) == 1) {
    return {0, kNaN, kNaN, kNaN, kNaN, kNaN};
  }
  FlatBuilder builder(crs);
  a.appendTo(builder, a.shape(), 0);
  b.appendTo(builder, b.shape(), 1);
  const FlatLayer both = builder.take();
  return geodesicDistance(EdgeRuns(both, 0), EdgeRuns(both, 1), crs);
}

double depthInside(const Geometry& part, const Geometry& whole, double tolerance, double cap) {
  if (part.empty() || whole.empty()) return std::numeric_limits<double>::quiet_NaN();
  FlatBuilder builder({});
  part.appendTo(builder, part.shape(), 0);
  whole.appendTo(builder, whole.shape(), 1);
  const FlatLayer both = builder.take();
  return farthestFrom(both, 0, edgesOf(both, 1), tolerance, cap);
}

Result<Crs> metricPlane(const Crs& crs, const Box& place) {
  if (!crs.isGeographic()) return crs;
  return Crs::gaussKruger3((place.min_x + place.max_x) / 2);
}

} // namespace ecoredline
