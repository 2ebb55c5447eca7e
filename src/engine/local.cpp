#include "engine/local.hpp"

#include "geo/transform_cache.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace ecoredline {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct RingSize {
  double area = 0;
  double length = 0;
};

RingSize sizeOf(const FlatLayer& layer, std::uint64_t ring, const PlaneScale& scale) {
  const auto first = layer.ring_vertex[ring];
  RingSize size;
  for (auto i = first; i + 1 < layer.ring_vertex[ring + 1]; ++i) {
    const double ax = (layer.x[i] - layer.x[first]) * scale.x, ay = (layer.y[i] - layer.y[first]) * scale.y;
    const double bx = (layer.x[i + 1] - layer.x[first]) * scale.x, by = (layer.y[i + 1] - layer.y[first]) * scale.y;
    size.area += (ax * by - bx * ay) / 2;
    size.length += std::sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
  }
  size.area = std::abs(size.area);
  return size;
}

/// Longitude of the row's centroid as areaOf takes it, shells and holes counted.
double centroidX(const FlatLayer& layer, std::size_t row) {
  const Box& box = layer.box[row];
  const double x0 = (box.min_x + box.max_x) / 2, y0 = (box.min_y + box.max_y) / 2;
  double area = 0, moment = 0;
  const auto first = layer.row_ring[row];
  for (auto ring = first; ring < layer.row_ring[row + 1]; ++ring) {
    double ring_area = 0, ring_moment = 0;
    for (auto i = layer.ring_vertex[ring]; i + 1 < layer.ring_vertex[ring + 1]; ++i) {
      const double ax = layer.x[i] - x0, bx = layer.x[i + 1] - x0;
      const double cross = ax * (layer.y[i + 1] - y0) - bx * (layer.y[i] - y0);
      ring_area += cross / 2;
      ring_moment += cross * (ax + bx) / 6;
    }
    const bool shell = ring == first || layer.ring_part[ring] != layer.ring_part[ring - 1];
    const double sign = (ring_area < 0) == shell ? -1 : 1;
    area += sign * ring_area;
    moment += sign * ring_moment;
  }
  return area > 0 ? x0 + moment / area : x0;
}

} // namespace

PlaneScale scaleAt(const Crs& crs, double latitude) {
  if (!crs.isGeographic()) return {};
  const double phi = latitude * std::numbers::pi / 180;
  return {111412.84 * std::cos(phi) - 93.5 * std::cos(3 * phi) + 0.118 * std::cos(5 * phi),
          111132.92 - 559.82 * std::cos(2 * phi) + 1.175 * std::cos(4 * phi)};
}

Crs officialZoneOf(const FlatLayer& layer, std::size_t row) {
  if (layer.crs.isGaussKruger() && layer.crs.zoneWidth() == 3 && layer.crs.datum() == Datum::cgcs2000) return {};
  double x = centroidX(layer, row);
  double y = (layer.box[row].min_y + layer.box[row].max_y) / 2;
  if (!layer.crs.isGeographic()) {
    const auto base = layer.crs.geographicBase();
    const auto transform = base ? cachedTransform(layer.crs, *base) : nullptr;
    if (!transform || !transform->apply({&x, 1}, {&y, 1})) return {};
  }
  return Crs::gaussKruger3(x).value_or(Crs());
}

SiteView::SiteView(EdgeRuns edges, AreaMethod method)
    : layer(edges.layer()), row(edges.row()), box(edges.box()), shape(edges.shape()), runs(std::move(edges)),
      length_m(shape == Shape::line ? lengthOf(layer, row) : kNaN), m_method(method) {}
SiteView::SiteView(const FlatLayer& sites, std::size_t site, AreaMethod method)
    : SiteView(EdgeRuns(sites, site), method) {}
SiteView::SiteView(const LayerIndex& sites, std::size_t site, AreaMethod method) : SiteView(sites.runs(site), method) {}

const Geometry& SiteView::geometry() const {
  if (!m_geometry) m_geometry = Geometry::fromRow(layer, row);
  return *m_geometry;
}

double SiteView::exactArea() const {
  if (!m_exact_area) m_exact_area = shape == Shape::polygon ? areaOf(layer, row, AreaMethod::exact) : 0;
  return *m_exact_area;
}

double SiteView::areaByMethod() const {
  if (m_method == AreaMethod::exact) return exactArea();
  if (!m_area_by_method) m_area_by_method = shape == Shape::polygon ? areaOf(layer, row, m_method, officialZone()) : 0;
  return *m_area_by_method;
}

const Crs& SiteView::officialZone() const {
  const bool asked = shape == Shape::polygon && m_method != AreaMethod::exact;
  if (!m_official_zone) m_official_zone = asked ? officialZoneOf(layer, row) : Crs();
  return *m_official_zone;
}

FlatLayer rowOf(const Geometry& shape, const Crs& crs, Shape kind) {
  FlatBuilder builder(crs);
  shape.appendTo(builder, kind, 0);
  return builder.take();
}

std::vector<Piece> piecesOf(const FlatLayer& layer, std::size_t row) {
  std::vector<Piece> pieces;
  const PlaneScale scale = scaleAt(layer.crs, (layer.box[row].min_y + layer.box[row].max_y) / 2);
  const auto first = layer.row_ring[row];
  for (auto ring = first; ring < layer.row_ring[row + 1]; ++ring) {
    const RingSize size = sizeOf(layer, ring, scale);
    const bool shell = ring == first || layer.ring_part[ring] != layer.ring_part[ring - 1];
    if (shell) pieces.emplace_back();
    pieces.back().area_m2 += shell ? size.area : -size.area;
    pieces.back().perimeter_m += size.length;
  }
  return pieces;
}

double perimeterOf(const std::vector<Piece>& pieces) {
  double sum = 0;
  for (const Piece& p : pieces) sum += p.perimeter_m;
  return sum;
}

bool isHit(const std::vector<Piece>& pieces) {
  double area = 0;
  for (const Piece& p : pieces) {
    if (p.width() >= kHitWidth) area += p.area_m2;
  }
  return area >= kHitArea;
}

Cover coverOf(const EdgeRuns& polygon, const Box& window) {
  if (polygon.shape() != Shape::polygon || !polygon.box().meets(window)) return Cover::none;
  if (polygon.meets(window)) return Cover::partly;
  return polygon.inside((window.min_x + window.max_x) / 2, (window.min_y + window.max_y) / 2) ? Cover::all
                                                                                              : Cover::none;
}

namespace {

/// What lies beyond one side of a window can be pulled straight without changing anything inside it.
bool isBeyond(const Box& box, const Box& window) {
  return box.max_x < window.min_x || box.min_x > window.max_x || box.max_y < window.min_y || box.min_y > window.max_y;
}

/// A row as it is inside a window, with as few vertices outside as that takes. Outside, rings may cross themselves.
class PulledStraight {
 public:
  PulledStraight(const EdgeRuns& runs, const Box& window) : m_runs(runs), m_builder(runs.layer().crs) {
    const FlatLayer& layer = runs.layer();
    m_ring = layer.row_ring[runs.row()];
    m_builder.beginRow(runs.shape(), layer.row_id[runs.row()]);
    runs.walk([&](const Run& run, bool leaf) {
      const bool straight = run.isOneRing() && isBeyond(runs.boxOf(run), window);
      if (straight)
        add(run.first, run.last, std::max(run.last - run.first, 1U));
      else if (leaf)
        add(run.first, run.last, 1);
      return !straight;
    });
    endRing();
    m_builder.endRow();
  }

  FlatLayer take() { return m_builder.take(); }

 private:
  void add(std::uint32_t first, std::uint32_t last, std::uint32_t step) {
    const auto& starts = m_runs.layer().ring_vertex;
    if (starts[m_ring + 1] <= first) endRing();
    while (starts[m_ring + 1] <= first) ++m_ring;
    for (auto v = m_x.empty() ? first : first + step; v <= last; v += step) {
      m_x.push_back(m_runs.x(v));
      m_y.push_back(m_runs.y(v));
    }
  }

  /// A ring that two points are left of is nowhere in the window.
  void endRing() {
    const std::size_t least = m_runs.shape() == Shape::polygon ? 4 : 1;
    if (m_x.size() >= least) {
      const auto part = m_runs.layer().ring_part[m_ring];
      if (m_part && *m_part != part) ++m_parts;
      m_part = part;
      m_builder.addRing(m_x, m_y, m_parts);
    }
    m_x.clear();
    m_y.clear();
  }

  const EdgeRuns& m_runs;
  FlatBuilder m_builder;
  std::uint64_t m_ring = 0;
  std::vector<double> m_x, m_y;
  std::optional<std::uint32_t> m_part; ///< of the layer, that the last ring was of
  std::uint32_t m_parts = 0;
};

} // namespace

Geometry localZone(const ZoneSet& zones, std::size_t row, const Box& window) {
  if (window.contains(zones.layer().box[row])) return Geometry::fromRow(zones.layer(), row);
  const EdgeRuns runs = zones.runs(row);
  switch (coverOf(runs, window)) {
  case Cover::all:
    return Geometry::fromBox(window);
  case Cover::none:
    if (zones.layer().shape[row] == Shape::polygon) return {};
    break;
  case Cover::partly:
    break;
  }
  auto local = clippedFast(Geometry::fromRow(PulledStraight(runs, window).take(), 0), window);
  const bool was_cut = local && (local->empty() || window.contains(local->box()));
  return was_cut ? std::move(*local) : clipped(zones.geometry(row), window);
}

Overlay overlapWith(const SiteView& site, const ZoneSet& zones, std::size_t row) {
  const Crs& crs = zones.layer().crs;
  const Geometry zone = localZone(zones, row, grownByMetres(site.box, crs, kClipMargin));
  const Box zone_window = grownByMetres(zones.layer().box[row], crs, kClipMargin);
  if (zone_window.contains(site.box)) return guardedIntersection(site.geometry(), zone);
  return guardedIntersection(clipped(site.geometry(), zone_window), zone);
}

PlaneMover::PlaneMover(const Crs& from, const Crs& plane) : m_from(from), m_plane(plane), m_same(from == plane) {}

Result<Geometry> PlaneMover::move(Geometry shape, Shape kind, double step) const {
  if (m_same || shape.empty()) return shape;
  const auto moved = move(rowOf(shape, m_from, kind), step);
  if (!moved) return tl::unexpected<Error>(moved.error());
  return Geometry::fromRow(*moved, 0);
}

Result<FlatLayer> PlaneMover::move(FlatLayer rows, double step) const {
  if (m_same || rows.vertices() == 0) return rows;
  const auto transform = cachedTransform(m_from, m_plane);
  if (!transform) {
    return fail(
        ErrorKind::internal, "engine.no_plane",
        {"无法把图形转换到量算平面 " + m_plane.code(), "Shapes cannot be moved to the plane " + m_plane.code()});
  }
  return moveLayer(rows, m_plane, *transform, step);
}

} // namespace ecoredline
