#include "geo/plane_map.hpp"

#include "geo/edge_model.hpp"
#include "geo/transform_cache.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace ecoredline {

namespace {

using Point = std::complex<double>;

constexpr std::size_t kSamples = 16;     // on the circle
constexpr std::size_t kTerms = 9;        // enough for a circle of 100 km, as the test has it
constexpr std::size_t kManyPoints = 200; // fewer go by PROJ: the series costs some dozens of its points

Point onCircle(double turn) {
  return std::polar(1.0, turn * 2 * std::numbers::pi);
}

bool moved(std::span<Point> points, const Transform& exact) {
  std::vector<double> x;
  std::vector<double> y;
  for (const Point& point : points) {
    x.push_back(point.real());
    y.push_back(point.imag());
  }
  if (!exact.apply(x, y)) return false;
  for (std::size_t i = 0; i < points.size(); ++i) points[i] = {x[i], y[i]};
  return true;
}

} // namespace

std::optional<PlaneMap> PlaneMap::over(const Box& window, const Crs& from, const Crs& to, const Transform& exact) {
  const bool planes = from.isGaussKruger() && to.isGaussKruger() && from.semiMajorAxis() == to.semiMajorAxis() &&
                      from.inverseFlattening() == to.inverseFlattening();
  if (window.empty() || !planes) return {};
  PlaneMap out;
  out.m_middle = {(window.min_x + window.max_x) / 2, (window.min_y + window.max_y) / 2};
  out.m_radius = std::max(1.0, std::hypot(window.max_x - window.min_x, window.max_y - window.min_y) / 2);
  // the first are what the terms come from, the others tell whether they are right
  std::array<Point, 2 * kSamples> points;
  for (std::size_t i = 0; i < points.size(); ++i)
    points[i] =
        out.m_middle + out.m_radius * onCircle(static_cast<double>(i) / kSamples + (i < kSamples ? 0 : 0.4 / kSamples));
  auto wanted = points;
  if (!moved(wanted, exact)) return {};
  for (std::size_t k = 0; k < kTerms; ++k) {
    Point sum;
    for (std::size_t i = 0; i < kSamples; ++i)
      sum += wanted[i] * onCircle(-static_cast<double>(i * k % kSamples) / kSamples);
    out.m_terms.push_back(sum / static_cast<double>(kSamples));
  }
  for (std::size_t i = kSamples; i < points.size(); ++i) {
    std::array<double, 1> x{points[i].real()};
    std::array<double, 1> y{points[i].imag()};
    out.apply(x, y);
    if (!(std::abs(Point{x[0], y[0]} - wanted[i]) <= kError)) return {};
  }
  return out;
}

// By hand: the product of two std::complex asks for infinities.
void PlaneMap::apply(std::span<double> x, std::span<double> y) const {
  const Point last = m_terms.back();
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double u = (x[i] - m_middle.real()) / m_radius;
    const double v = (y[i] - m_middle.imag()) / m_radius;
    double a = last.real();
    double b = last.imag();
    for (std::size_t k = m_terms.size() - 1; k-- > 0;) {
      const double next = a * u - b * v + m_terms[k].real();
      b = a * v + b * u + m_terms[k].imag();
      a = next;
    }
    x[i] = a;
    y[i] = b;
  }
}

Result<FlatLayer> moveForPicture(const FlatLayer& layer, const Crs& to, double step) {
  const auto exact = cachedTransform(layer.crs, to);
  if (!exact) return moveLayer(layer, to, {}, step); // which says why
  const bool easy = exact->isIdentity() || exact->isSubtraction() || layer.vertices() < kManyPoints;
  const auto map = easy ? std::nullopt : PlaneMap::over(layer.extent(), layer.crs, to, *exact);
  if (!map) return moveLayer(layer, to, *exact, step);
  FlatLayer out = densified(layer, step);
  out.crs = to;
  map->apply(out.x, out.y);
  for (std::size_t row = 0; row < out.rows(); ++row) {
    Box box;
    for (auto i = out.ring_vertex[out.row_ring[row]]; i < out.ring_vertex[out.row_ring[row + 1]]; ++i)
      box.add(out.x[i], out.y[i]);
    out.box[row] = box;
  }
  return out;
}

} // namespace ecoredline
