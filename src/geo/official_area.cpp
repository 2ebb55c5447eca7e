#include "geo/official_area.hpp"

#include "geo/long_sum.hpp"
#include "geo/transform_cache.hpp"

#include <algorithm>
#include <array>
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
  const double t = std::sin(foot) / cos_foot;
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

/// Trapezoid between an edge and the central meridian (step 3). sin and cos of the odd multiples come from those of the
/// angle, f((n+2)a) = 2 cos(2a) f(na) - f((n-2)a), which for these small sums keeps fifteen digits.
double trapezoid(const Geodetic& p, const Geodetic& q) {
  constexpr std::array<double, 5> kSeries{kSeriesA, -kSeriesB, kSeriesC, -kSeriesD, kSeriesE};
  const double width = (p.longitude + q.longitude) / 2;
  const double d = (q.latitude - p.latitude) / 2;
  const double m = (p.latitude + q.latitude) / 2;
  double sine = std::sin(d), sine_before = -sine;
  double cosine = std::cos(m), cosine_before = cosine;
  const double two_cos_2d = 2 - 4 * sine * sine;
  const double two_cos_2m = 4 * cosine * cosine - 2;
  double sum = 0;
  for (const double coefficient : kSeries) {
    sum += coefficient * sine * cosine;
    sine_before = std::exchange(sine, two_cos_2d * sine - sine_before);
    cosine_before = std::exchange(cosine, two_cos_2m * cosine - cosine_before);
  }
  return 2 * kB * kB * width * sum;
}

struct Vertex {
  std::pair<double, double> at; ///< X, Y
  Geodetic image;
};

/// Sum over one edge with its inner points. They are counted from the smaller end, so that the direction and the start
/// of a ring never show.
double edgeArea(const Vertex& from_vertex, const Vertex& to_vertex, ArcRounding rounding) {
  const bool turned = to_vertex.at < from_vertex.at;
  const Vertex& first = turned ? to_vertex : from_vertex;
  const Vertex& last = turned ? from_vertex : to_vertex;
  const auto& a = first.at;
  const auto& b = last.at;
  const double length = std::hypot(b.first - a.first, b.second - a.second);
  const std::size_t inner = length > kLongEdge ? static_cast<std::size_t>(length / kLongEdge) : 0;
  Geodetic from = first.image;
  double sum = 0;
  for (std::size_t i = 1; i <= inner; ++i) {
    const double k = static_cast<double>(i) / static_cast<double>(inner + 1);
    const Geodetic to = inverse(rounded(a.first + (b.first - a.first) * k, 1e6),
                                rounded(a.second + (b.second - a.second) * k, 1e6), rounding);
    sum += trapezoid(from, to);
    from = to;
  }
  sum += trapezoid(from, last.image);
  return turned ? -sum : sum;
}

/// X, Y as the formula takes them (step 1): rounded, the easting from the central meridian.
Vertex vertexAt(double easting, double northing, double false_easting, ArcRounding rounding) {
  const std::pair at(rounded(northing, 1e4), rounded(easting, 1e4) - false_easting);
  return {at, inverse(at.first, at.second, rounding)};
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
  if (easting.empty()) return 0;
  LongSum sum; // trapezoids reach to the central meridian
  Vertex from = vertexAt(easting[0], northing[0], false_easting, rounding);
  for (std::size_t i = 1; i < easting.size(); ++i) {
    const Vertex to = vertexAt(easting[i], northing[i], false_easting, rounding);
    sum.add(edgeArea(from, to, rounding));
    from = to;
  }
  return sum.value();
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
    return ownPlaneEdge(ax, ay, bx, by);
  case Way::moved:
    return movedEdge(ax, ay, bx, by);
  case Way::none:
    break;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

/// Edges come one after the other along a boundary: where the last one ended, this one begins.
double OfficialArea::ownPlaneEdge(double ax, double ay, double bx, double by) const {
  constexpr auto kRounding = ArcRounding::to_micro_second;
  const bool goes_on = m_last.x == ax && m_last.y == ay;
  const Vertex from = goes_on ? Vertex{{m_last.north, m_last.east}, {m_last.latitude, m_last.longitude}}
                              : vertexAt(ax, ay, m_easting, kRounding);
  const Vertex to = vertexAt(bx, by, m_easting, kRounding);
  m_last = {bx, by, to.at.first, to.at.second, to.image.latitude, to.image.longitude};
  return edgeArea(from, to, kRounding);
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
  Vertex from = vertexAt(x[0], y[0], m_easting, ArcRounding::to_micro_second);
  for (std::size_t i = 1; i <= parts; ++i) {
    const Vertex to = vertexAt(x[i], y[i], m_easting, ArcRounding::to_micro_second);
    sum += edgeArea(from, to, ArcRounding::to_micro_second);
    from = to;
  }
  return turned ? -sum : sum;
}

} // namespace ecoredline
