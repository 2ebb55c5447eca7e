#include "geo/official_area.hpp"

#include "geo/transform_cache.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

namespace ecoredline {

namespace {

// CGCS2000, as printed with the survey's formula; e² and e'² are those of a = 6378137, f = 1/298.257222101.
constexpr double kB = 6356752.31414036;
constexpr double kE2 = 0.00669438002290;
constexpr double kEp2 = 0.00673949677548;
constexpr double kC = 6399593.62586;
constexpr double kK0 = 1.57048761144159e-7;
constexpr double kK1 = 5.05250178820567e-3;
constexpr double kK2 = 2.98472900956587e-5;
constexpr double kK3 = 2.41626669230084e-7;
constexpr double kK4 = 2.22241238938534e-9;

constexpr double kE4 = kE2 * kE2;
constexpr double kE6 = kE4 * kE2;
constexpr double kE8 = kE4 * kE4;
constexpr double kSeriesA = 1 + 3.0 / 6 * kE2 + 30.0 / 80 * kE4 + 35.0 / 112 * kE6 + 630.0 / 2304 * kE8;
constexpr double kSeriesB = 1.0 / 6 * kE2 + 15.0 / 80 * kE4 + 21.0 / 112 * kE6 + 420.0 / 2304 * kE8;
constexpr double kSeriesC = 3.0 / 80 * kE4 + 7.0 / 112 * kE6 + 180.0 / 2304 * kE8;
constexpr double kSeriesD = 1.0 / 112 * kE6 + 45.0 / 2304 * kE8;
constexpr double kSeriesE = 5.0 / 2304 * kE8;

constexpr double kLongEdge = 70; // m
constexpr double kMicroSecond = std::numbers::pi / 180 / 3600e6;

/// Half up, as 四舍五入 is meant.
double rounded(double value, double unit_inverse) {
  return std::floor(value * unit_inverse + 0.5) / unit_inverse;
}

struct Geodetic {
  double latitude;
  double longitude; ///< from the central meridian
};

Geodetic inverse(double northing, double easting, ArcRounding rounding) {
  const double e = kK0 * northing;
  const double s = std::sin(e);
  const double s2 = s * s;
  const double foot = e + std::cos(e) * s * (kK1 - s2 * (kK2 - s2 * (kK3 - s2 * kK4)));
  const double cos_foot = std::cos(foot);
  const double t = std::tan(foot);
  const double t2 = t * t;
  const double eta2 = kEp2 * cos_foot * cos_foot;
  const double v2 = 1 + eta2;
  const double u = easting * std::sqrt(v2) / kC; // y / N
  const double u2 = u * u;
  const double latitude =
      foot -
      v2 * t * u2 * (0.5 - u2 * ((5 + 3 * t2 + eta2 - 9 * eta2 * t2) / 24 - u2 * (61 + 90 * t2 + 45 * t2 * t2) / 720));
  const double longitude =
      u / cos_foot *
      (1 - u2 * ((1 + 2 * t2 + eta2) / 6 - u2 * (5 + 28 * t2 + 24 * t2 * t2 + 6 * eta2 + 8 * eta2 * t2) / 120));
  if (rounding == ArcRounding::none) return {latitude, longitude};
  return {rounded(latitude / kMicroSecond, 1) * kMicroSecond, rounded(longitude / kMicroSecond, 1) * kMicroSecond};
}

/// Trapezoid between an edge and the central meridian (step 3).
double trapezoid(const Geodetic& p, const Geodetic& q) {
  const double width = (p.longitude + q.longitude) / 2;
  const double d = (q.latitude - p.latitude) / 2;
  const double m = (p.latitude + q.latitude) / 2;
  return 2 * kB * kB * width *
         (kSeriesA * std::sin(d) * std::cos(m) - kSeriesB * std::sin(3 * d) * std::cos(3 * m) +
          kSeriesC * std::sin(5 * d) * std::cos(5 * m) - kSeriesD * std::sin(7 * d) * std::cos(7 * m) +
          kSeriesE * std::sin(9 * d) * std::cos(9 * m));
}

/// Sum over one edge with its inner points. They are counted from the smaller end, so that the direction and the start
/// of a ring never show.
double edgeArea(std::pair<double, double> a, std::pair<double, double> b, ArcRounding rounding) {
  const bool turned = b < a;
  if (turned) std::swap(a, b);
  const double length = std::hypot(b.first - a.first, b.second - a.second);
  const std::size_t inner = length > kLongEdge ? static_cast<std::size_t>(length / kLongEdge) : 0;
  Geodetic from = inverse(a.first, a.second, rounding);
  double sum = 0;
  for (std::size_t i = 1; i <= inner + 1; ++i) {
    const double k = static_cast<double>(i) / static_cast<double>(inner + 1);
    const double x = i > inner ? b.first : rounded(a.first + (b.first - a.first) * k, 1e6);
    const double y = i > inner ? b.second : rounded(a.second + (b.second - a.second) * k, 1e6);
    const Geodetic to = inverse(x, y, rounding);
    sum += trapezoid(from, to);
    from = to;
  }
  return turned ? -sum : sum;
}

/// X, Y as the formula takes them (step 1): rounded, the easting from the central meridian.
std::pair<double, double> vertexAt(double easting, double northing, double false_easting) {
  return {rounded(northing, 1e4), rounded(easting, 1e4) - false_easting};
}

bool isSurveyPlane(const Crs& crs) {
  return crs.valid() && crs.isGaussKruger() && crs.datum() == Datum::cgcs2000;
}

/// 4530 and 4551: one plane, other false eastings.
bool isSamePlane(const Crs& a, const Crs& b) {
  return isSurveyPlane(a) && isSurveyPlane(b) && a.centralMeridian() == b.centralMeridian();
}

} // namespace

double officialRingArea(std::span<const double> easting, std::span<const double> northing, double false_easting,
                        ArcRounding rounding) {
  double sum = 0;
  double lost = 0; // compensated (Neumaier 1974): trapezoids reach to the central meridian
  for (std::size_t i = 1; i < easting.size(); ++i) {
    const auto vertex = [&](std::size_t k) { return vertexAt(easting[k], northing[k], false_easting); };
    const double term = edgeArea(vertex(i - 1), vertex(i), rounding);
    const double next = sum + term;
    lost += std::abs(sum) >= std::abs(term) ? (sum - next) + term : (term - next) + sum;
    sum = next;
  }
  return sum + lost;
}

OfficialArea::OfficialArea(const Crs& crs, const Crs& zone) : m_length(crs) {
  const Crs& plane = zone.valid() ? zone : crs;
  if (!crs.valid() || !isSurveyPlane(plane)) return;
  m_easting = crs.falseEasting();
  m_way = Way::own_plane;
  if (isSamePlane(crs, plane)) return;
  m_easting = plane.falseEasting();
  m_to_zone = cachedTransform(crs, plane);
  m_way = m_to_zone ? Way::moved : Way::none;
}

double OfficialArea::edge(double ax, double ay, double bx, double by) const {
  switch (m_way) {
  case Way::own_plane:
    return edgeArea(vertexAt(ax, ay, m_easting), vertexAt(bx, by, m_easting), ArcRounding::to_micro_second);
  case Way::moved:
    return movedEdge(ax, ay, bx, by);
  case Way::none:
    break;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

/// Divided as densified() divides it, from the smaller end.
double OfficialArea::movedEdge(double ax, double ay, double bx, double by) const {
  const bool turned = std::pair(bx, by) < std::pair(ax, ay);
  if (turned) {
    std::swap(ax, bx);
    std::swap(ay, by);
  }
  const double metres = m_length(ax, ay, bx, by);
  if (!std::isfinite(metres)) return std::numeric_limits<double>::quiet_NaN();
  const auto parts = static_cast<std::size_t>(std::max(1.0, std::ceil(metres / kDensifyStep)));
  std::vector<double> x{ax}, y{ay};
  for (std::size_t i = 1; i < parts; ++i) {
    const double k = static_cast<double>(i) / static_cast<double>(parts);
    x.push_back(ax + (bx - ax) * k);
    y.push_back(ay + (by - ay) * k);
  }
  x.push_back(bx);
  y.push_back(by);
  if (!m_to_zone->apply(x, y)) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (std::size_t i = 0; i < parts; ++i) {
    sum += edgeArea(vertexAt(x[i], y[i], m_easting), vertexAt(x[i + 1], y[i + 1], m_easting),
                    ArcRounding::to_micro_second);
  }
  return turned ? -sum : sum;
}

} // namespace ecoredline
