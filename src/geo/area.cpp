#include "geo/area.hpp"

#include "geo/edge_model.hpp"
#include "geo/exact_area.hpp"
#include "geo/official_area.hpp"
#include "geo/transform_cache.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace ecoredline {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Ring {
  std::span<const double> x;
  std::span<const double> y;
};

Ring ringAt(const FlatLayer& layer, std::uint64_t ring) {
  const auto first = layer.ring_vertex[ring];
  const auto count = layer.ring_vertex[ring + 1] - first;
  return {{layer.x.data() + first, count}, {layer.y.data() + first, count}};
}

/// Shells plus, holes minus, of any area of a ring.
template<class F>
double shellsLessHoles(const FlatLayer& layer, std::size_t row, const F& ring_area) {
  double sum = 0;
  const auto first = layer.row_ring[row];
  for (auto k = first; k < layer.row_ring[row + 1]; ++k) {
    const bool shell = k == first || layer.ring_part[k] != layer.ring_part[k - 1];
    const double area = std::abs(ring_area(ringAt(layer, k)));
    sum += shell ? area : -area;
  }
  return std::max(sum, 0.0); // this way round it keeps NaN
}

/// Planar moments of a ring about (x0, y0): signed area and its product with the centroid's offset.
struct Moments {
  double area = 0;
  double x = 0;
  double y = 0;
};

Moments momentsOf(const Ring& ring, double x0, double y0) {
  Moments m;
  for (std::size_t i = 1; i < ring.x.size(); ++i) {
    const double ax = ring.x[i - 1] - x0, ay = ring.y[i - 1] - y0, bx = ring.x[i] - x0, by = ring.y[i] - y0;
    const double cross = ax * by - bx * ay;
    m.area += cross / 2;
    m.x += cross * (ax + bx) / 6;
    m.y += cross * (ay + by) / 6;
  }
  return m;
}

double planarArea(const FlatLayer& layer, std::size_t row) {
  const Box& box = layer.box[row];
  const double x0 = (box.min_x + box.max_x) / 2;
  const double y0 = (box.min_y + box.max_y) / 2;
  return shellsLessHoles(layer, row, [&](const Ring& r) { return momentsOf(r, x0, y0).area; });
}

/// Centroid of the row in the plane of its CRS; the middle of its box when it has no area.
std::array<double, 2> centroidOf(const FlatLayer& layer, std::size_t row) {
  const Box& box = layer.box[row];
  const double x0 = (box.min_x + box.max_x) / 2;
  const double y0 = (box.min_y + box.max_y) / 2;
  Moments sum;
  const auto first = layer.row_ring[row];
  for (auto k = first; k < layer.row_ring[row + 1]; ++k) {
    const Moments m = momentsOf(ringAt(layer, k), x0, y0);
    const bool shell = k == first || layer.ring_part[k] != layer.ring_part[k - 1];
    const double sign = (m.area < 0) == shell ? -1 : 1;
    sum.area += sign * m.area;
    sum.x += sign * m.x;
    sum.y += sign * m.y;
  }
  if (!(sum.area > 0)) return {x0, y0};
  return {x0 + sum.x / sum.area, y0 + sum.y / sum.area};
}

bool isSurveyZone(const Crs& crs) {
  return crs.isGaussKruger() && crs.zoneWidth() == 3 && crs.datum() == Datum::cgcs2000;
}

/// The zone to measure a row in; not valid() when there is none.
Crs zoneFor(const FlatLayer& layer, std::size_t row, const Crs& zone) {
  if (zone.valid()) return zone.isGaussKruger() && zone.datum() == Datum::cgcs2000 ? zone : Crs();
  if (isSurveyZone(layer.crs)) return layer.crs;
  auto [x, y] = centroidOf(layer, row);
  if (!layer.crs.isGeographic()) {
    const auto base = layer.crs.geographicBase();
    const auto to_lon_lat = base ? cachedTransform(layer.crs, *base) : nullptr;
    if (!to_lon_lat || !to_lon_lat->apply({&x, 1}, {&y, 1})) return {};
  }
  return Crs::gaussKruger3(x).value_or(Crs());
}

/// One row moved with densified edges.
std::optional<FlatLayer> rowIn(const FlatLayer& layer, std::size_t row, const Crs& to) {
  const auto transform = cachedTransform(layer.crs, to);
  if (!transform) return std::nullopt;
  auto moved = moveLayer(selectRows(layer, std::array{row}), to, *transform);
  return moved ? std::optional(std::move(*moved)) : std::nullopt;
}

double exactArea(const FlatLayer& layer, std::size_t row) {
  const ExactArea form(layer.crs, layer.box[row]);
  return shellsLessHoles(layer, row, [&form](const Ring& r) { return form.ring(r.x, r.y); });
}

double officialArea(const FlatLayer& layer, std::size_t row) {
  const double easting = layer.crs.falseEasting();
  return shellsLessHoles(layer, row, [easting](const Ring& r) { return officialRingArea(r.x, r.y, easting); });
}

} // namespace

std::string_view name(AreaMethod method) {
  switch (method) {
  case AreaMethod::official:
    return "official";
  case AreaMethod::exact:
    return "exact";
  case AreaMethod::planar:
    return "planar";
  }
  return "";
}

double areaOf(const FlatLayer& layer, std::size_t row, AreaMethod method, const Crs& zone) {
  if (layer.shape[row] != Shape::polygon) return 0;
  if (!layer.crs.valid()) return kNaN;
  if (method == AreaMethod::exact) return exactArea(layer, row);
  const bool official = method == AreaMethod::official;
  if (!official && !layer.crs.isGeographic()) return planarArea(layer, row);
  const Crs target = zoneFor(layer, row, zone);
  if (!target.valid()) return kNaN;
  const auto measured = [official](const FlatLayer& in_zone, std::size_t r) {
    return official ? officialArea(in_zone, r) : planarArea(in_zone, r);
  };
  if (target == layer.crs) return measured(layer, row);
  const auto moved = rowIn(layer, row, target);
  return moved ? measured(*moved, 0) : kNaN;
}

double lengthOf(const FlatLayer& layer, std::size_t row) {
  if (layer.shape[row] != Shape::line && layer.shape[row] != Shape::polygon) return 0;
  const auto base = layer.crs.valid() ? layer.crs.geographicBase() : Result<Crs>(Crs());
  const auto transform = base && base->valid() ? cachedTransform(layer.crs, *base) : nullptr;
  if (!transform) return kNaN;
  FlatLayer fine = densified(selectRows(layer, std::array{row}));
  if (!transform->apply(fine.x, fine.y)) return kNaN;
  const ShortLength length(*base);
  double sum = 0;
  for (std::uint64_t k = 0; k < fine.ring_part.size(); ++k) {
    const Ring r = ringAt(fine, k);
    for (std::size_t i = 1; i < r.x.size(); ++i) sum += length(r.x[i - 1], r.y[i - 1], r.x[i], r.y[i]);
  }
  return sum;
}

} // namespace ecoredline
