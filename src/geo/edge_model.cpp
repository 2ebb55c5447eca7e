#include "geo/edge_model.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace ecoredline {

namespace {

/// Appends the edge's inner points in the direction a -> b. They are computed from the lexicographically smaller end,
/// so the same edge gives the same bits in either direction.
void addInnerPoints(FlatLayer& out, std::array<double, 2> a, std::array<double, 2> b, std::size_t parts) {
  const bool forward = a <= b;
  if (!forward) std::swap(a, b);
  for (std::size_t i = 1; i < parts; ++i) {
    const double k = static_cast<double>(forward ? i : parts - i) / static_cast<double>(parts);
    out.x.push_back(a[0] + (b[0] - a[0]) * k);
    out.y.push_back(a[1] + (b[1] - a[1]) * k);
  }
}

void addDensified(FlatLayer& out, const FlatLayer& layer, std::uint64_t ring, const ShortLength& length, double step) {
  const std::uint64_t last = layer.ring_vertex[ring + 1] - 1;
  for (std::uint64_t i = layer.ring_vertex[ring]; i <= last; ++i) {
    out.x.push_back(layer.x[i]);
    out.y.push_back(layer.y[i]);
    if (i == last) break;
    const double metres = length(layer.x[i], layer.y[i], layer.x[i + 1], layer.y[i + 1]);
    if (!(metres > step) || !std::isfinite(metres)) continue; // what is not finite is refused by the transform
    const auto parts = static_cast<std::size_t>(std::ceil(metres / step));
    addInnerPoints(out, {layer.x[i], layer.y[i]}, {layer.x[i + 1], layer.y[i + 1]}, parts);
  }
}

void rebox(FlatLayer& layer) {
  layer.box.assign(layer.rows(), Box());
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    const auto last = layer.ring_vertex[layer.row_ring[row + 1]];
    for (auto i = layer.ring_vertex[layer.row_ring[row]]; i < last; ++i) layer.box[row].add(layer.x[i], layer.y[i]);
  }
}

/// The first row that the transform refuses, for the error's `where`.
std::string refusedRow(FlatLayer layer, const Transform& transform) {
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    const auto first = layer.ring_vertex[layer.row_ring[row]];
    const auto count = layer.ring_vertex[layer.row_ring[row + 1]] - first;
    const std::span<double> x(layer.x.data() + first, count);
    const std::span<double> y(layer.y.data() + first, count);
    if (!transform.apply(x, y)) return fmt::format("row {} (id {})", row, layer.row_id[row]);
  }
  return {};
}

} // namespace

ShortLength::ShortLength(const Crs& crs) : m_geographic(crs.isGeographic()), m_a(crs.semiMajorAxis()) {
  const double f = crs.inverseFlattening() == 0 ? 0 : 1 / crs.inverseFlattening();
  m_e2 = f * (2 - f);
}

double ShortLength::operator()(double ax, double ay, double bx, double by) const {
  if (!m_geographic) return std::hypot(bx - ax, by - ay);
  constexpr double kDegree = std::numbers::pi / 180;
  const double latitude = (ay + by) / 2 * kDegree;
  const double s = std::sin(latitude);
  const double w2 = 1 - m_e2 * s * s;
  const double n = m_a / std::sqrt(w2); // radius across the meridian
  const double m = n * (1 - m_e2) / w2; // radius along it
  return std::hypot((bx - ax) * kDegree * n * std::cos(latitude), (by - ay) * kDegree * m);
}

FlatLayer densified(const FlatLayer& layer, double step) {
  FlatLayer out;
  out.crs = layer.crs;
  out.ring_part = layer.ring_part;
  out.row_ring = layer.row_ring;
  out.shape = layer.shape;
  out.box = layer.box;
  out.row_id = layer.row_id;
  out.x.reserve(layer.vertices());
  out.y.reserve(layer.vertices());
  out.ring_vertex.reserve(layer.ring_vertex.size());
  const ShortLength length(layer.crs);
  for (std::uint64_t ring = 0; ring + 1 < layer.ring_vertex.size(); ++ring) {
    addDensified(out, layer, ring, length, step);
    out.ring_vertex.push_back(out.x.size());
  }
  return out;
}

Result<FlatLayer> moveLayer(const FlatLayer& layer, const Crs& to, const Transform& transform, double step) {
  const bool stays_straight = transform.isIdentity() || transform.isSubtraction();
  FlatLayer out = stays_straight ? layer : densified(layer, step);
  out.crs = to;
  if (auto moved = transform.apply(out.x, out.y); !moved) {
    moved.error().where = refusedRow(layer, transform);
    return tl::unexpected<Error>(std::move(moved.error()));
  }
  rebox(out);
  return out;
}

Result<FlatLayer> moveLayer(const FlatLayer& layer, const Crs& to, const std::optional<DatumShift>& shift,
                            double step) {
  const auto transform = Transform::between(layer.crs, to, shift);
  if (!transform) return tl::unexpected<Error>(transform.error());
  return moveLayer(layer, to, *transform, step);
}

} // namespace ecoredline
