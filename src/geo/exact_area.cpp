#include "geo/exact_area.hpp"

#include "geo/ellipsoid.hpp"
#include "geo/long_sum.hpp"
#include "geo/transform_cache.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kDegree = std::numbers::pi / 180;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Beyond this the Taylor polynomial of the zone area gives way to its harmonics (rad); its next term, of d^11, is
/// then below 1e-17 of the first.
constexpr double kTaylorReach = 0.05;

// Gauss-Legendre, two and three points; 2n-th derivatives of both integrands give these longest edges for
// kExactAreaAbsoluteError (the tests measure it).
constexpr double kTwoPoint = 0.57735026918962576451;   // sqrt(1/3)
constexpr double kThreePoint = 0.77459666924148337704; // sqrt(3/5)
constexpr double kShortAngle = 3e-4;
constexpr double kLongAngle = 8e-3;
constexpr double kShortMetres = 2000;
constexpr double kLongMetres = 50000;
constexpr double kPieceMetres = 5000; ///< of a projected edge whose image is interpolated

/// Mean of f over [-1, 1] for an edge of the given length against the two limits above.
template<class F>
double meanOver(bool is_short, const F& f) {
  if (is_short) return (f(-kTwoPoint) + f(kTwoPoint)) / 2;
  return (8 * f(0.0) + 5 * (f(-kThreePoint) + f(kThreePoint))) / 18;
}

/// Sum of f over equal pieces of the edge. Counted from the smaller end, so that both directions see the same pieces.
template<class F>
double overPieces(std::array<double, 2> a, std::array<double, 2> b, double length, double longest, const F& f) {
  if (!std::isfinite(length)) return kNaN;
  const bool turned = b < a;
  if (turned) std::swap(a, b);
  const double pieces = std::ceil(length / longest);
  double sum = 0;
  std::array<double, 2> from = a;
  for (double i = 1; i <= pieces && !std::isnan(sum); ++i) {
    const double k = i / pieces;
    const std::array<double, 2> to =
        i == pieces ? b : std::array<double, 2>{a[0] + (b[0] - a[0]) * k, a[1] + (b[1] - a[1]) * k};
    sum += f(from, to);
    from = to;
  }
  return turned ? -sum : sum;
}

} // namespace

ExactArea::ExactArea(const Crs& crs, const Box& place)
    : m_x0(place.min_x / 2 + place.max_x / 2), m_y0(place.min_y / 2 + place.max_y / 2) {
  if (!crs.valid() || place.empty()) return;
  m_ellipsoid = &Ellipsoid::of(crs);
  m_easting = crs.falseEasting();
  if (crs.isGeographic()) {
    m_way = Way::lon_lat;
    startLonLat(m_x0, m_y0);
    return;
  }
  const bool near = Ellipsoid::covers(place.min_x - m_easting, place.min_y) &&
                    Ellipsoid::covers(place.max_x - m_easting, place.max_y);
  if (crs.isGaussKruger() && near) {
    m_way = Way::gauss_kruger;
    return;
  }
  const auto base = crs.geographicBase();
  m_to_lon_lat = base ? cachedTransform(crs, *base) : nullptr;
  double longitude = m_x0;
  double latitude = m_y0;
  if (!m_to_lon_lat || !m_to_lon_lat->apply({&longitude, 1}, {&latitude, 1})) return;
  m_way = Way::projected;
  startLonLat(longitude, latitude);
}

/// The zone area around a latitude as a Taylor polynomial: the d^m coefficient is Σ h_j n^m sin⁽ᵐ⁾(n B) / m!, n = 2j+1.
void ExactArea::startLonLat(double longitude, double latitude) {
  m_x0 = longitude;
  m_y0 = latitude;
  m_latitude = latitude * kDegree;
  for (std::size_t j = 0; j < kAreaHarmonics; ++j) {
    const double n = static_cast<double>(2 * j + 1);
    const double s = std::sin(n * m_latitude);
    const double c = std::cos(n * m_latitude);
    const double cycle[] = {s, c, -s, -c};
    double factor = m_ellipsoid->harmonics()[j];
    for (std::size_t m = 1; m <= kTaylor; ++m) {
      factor *= n / static_cast<double>(m);
      m_taylor[m - 1] += factor * cycle[m % 4];
    }
  }
}

/// S(m_latitude + d) - S(m_latitude), m² per radian of longitude, with no loss of digits for small d.
double ExactArea::zoneArea(double d) const {
  double sum = 0;
  if (std::abs(d) <= kTaylorReach) {
    for (std::size_t m = kTaylor; m-- > 0;) sum = sum * d + m_taylor[m];
    return sum * d;
  }
  for (std::size_t j = kAreaHarmonics; j-- > 0;) {
    const double n = static_cast<double>(2 * j + 1);
    sum += m_ellipsoid->harmonics()[j] * 2 * std::sin(n * d / 2) * std::cos(n * (m_latitude + d / 2));
  }
  return sum;
}

double ExactArea::lonLatEdge(double ax, double ay, double bx, double by) const {
  const double width = (bx - ax) * kDegree;
  const double south = (ay - m_y0) * kDegree;
  const double north = (by - m_y0) * kDegree;
  const double middle = (south + north) / 2;
  const double half = (north - south) / 2;
  const double length = std::max(std::abs(width), 2 * std::abs(half));
  if (length > kLongAngle) {
    return overPieces({ax, ay}, {bx, by}, length, kLongAngle * 0.999,
                      [this](const auto& p, const auto& q) { return lonLatEdge(p[0], p[1], q[0], q[1]); });
  }
  return -width * meanOver(length <= kShortAngle, [&](double t) { return zoneArea(middle + t * half); });
}

/// The plane's own area about the middle of the place, less the excess of the projection: what is large is subtracted
/// exactly, what is left is small.
double ExactArea::gaussKrugerEdge(double ax, double ay, double bx, double by) const {
  const double height = by - ay;
  const double length = std::max(std::abs(bx - ax), std::abs(height));
  if (length > kLongMetres) {
    return overPieces({ax, ay}, {bx, by}, length, kLongMetres * 0.999,
                      [this](const auto& p, const auto& q) { return gaussKrugerEdge(p[0], p[1], q[0], q[1]); });
  }
  const double x = ((ax - m_easting) + (bx - m_easting)) / 2;
  const double y = (ay + by) / 2;
  const double dx = (bx - ax) / 2;
  const double dy = height / 2;
  const double excess = meanOver(length <= kShortMetres,
                                 [&](double t) { return m_ellipsoid->gaussKrugerExcess(x + t * dx, y + t * dy); });
  return height * (((ax - m_x0) + (bx - m_x0)) / 2 - excess);
}

double ExactArea::projectedEdge(double ax, double ay, double bx, double by) const {
  const double length = std::max(std::abs(bx - ax), std::abs(by - ay));
  if (length == 0) return 0;
  return overPieces({ax, ay}, {bx, by}, length, kPieceMetres,
                    [this](const auto& p, const auto& q) { return projectedPiece(p, q); });
}

/// -∫ S dλ along the true image of a short straight piece, by Gauss-Lobatto with five points: the weights integrate
/// S·λ' exactly for longitudes and zone areas of degree four.
double ExactArea::projectedPiece(const std::array<double, 2>& a, const std::array<double, 2>& b) const {
  static const double kInner = std::sqrt(3.0 / 7.0);
  static const std::array<double, 5> kNode = {-1, -kInner, 0, kInner, 1};
  static constexpr std::array<double, 5> kWeight = {0.1, 49.0 / 90, 32.0 / 45, 49.0 / 90, 0.1};
  static constexpr std::array<double, 5> kLegendre = {1, -3.0 / 7, 3.0 / 8, -3.0 / 7, 1}; // P4 at the nodes
  std::array<double, 5> x, y;
  for (std::size_t i = 0; i < 5; ++i) {
    x[i] = a[0] + (b[0] - a[0]) * (kNode[i] + 1) / 2;
    y[i] = a[1] + (b[1] - a[1]) * (kNode[i] + 1) / 2;
  }
  x[4] = b[0];
  y[4] = b[1];
  if (!m_to_lon_lat->apply(x, y)) return kNaN;
  double sum = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    double slope = 0; // dλ/dt; differences against node i: the rows of the differentiation matrix sum to zero
    for (std::size_t j = 0; j < 5; ++j) {
      if (j != i) slope += (x[j] - x[i]) * kLegendre[i] / (kLegendre[j] * (kNode[i] - kNode[j]));
    }
    sum += kWeight[i] * zoneArea((y[i] - m_y0) * kDegree) * slope * kDegree;
  }
  return -sum;
}

double ExactArea::edge(double ax, double ay, double bx, double by) const {
  switch (m_way) {
  case Way::lon_lat:
    return lonLatEdge(ax, ay, bx, by);
  case Way::gauss_kruger:
    return gaussKrugerEdge(ax, ay, bx, by);
  case Way::projected:
    return projectedEdge(ax, ay, bx, by);
  case Way::none:
    return kNaN;
  }
  return kNaN;
}

double ExactArea::ring(std::span<const double> x, std::span<const double> y) const {
  LongSum sum; // a long ring's partial sums are far larger than its area's last digits
  for (std::size_t i = 1; i < x.size(); ++i) sum.add(edge(x[i - 1], y[i - 1], x[i], y[i]));
  return sum.value();
}

} // namespace ecoredline
