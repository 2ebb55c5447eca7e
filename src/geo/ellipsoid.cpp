#include "geo/ellipsoid.hpp"

#include <cmath>
#include <complex>
#include <map>
#include <mutex>
#include <numbers>
#include <utility>

namespace ecoredline {

namespace {

using Real = long double;
using Complex = std::complex<Real>;
constexpr std::size_t kN = Ellipsoid::kTerms;
using Matrix = std::array<std::array<Real, kN>, kN>;

/// Krueger's inverse series of the transverse Mercator, order n⁶ (Karney 2011, J. Geodesy 85, eqs. 14 and 36).
struct Krueger {
  Real a, e2, e, radius;
  std::array<Real, 6> beta;

  Krueger(Real semi_major_axis, Real f) : a(semi_major_axis), e2(f * (2 - f)), e(std::sqrt(e2)) {
    const Real n = f / (2 - f);
    const Real n2 = n * n, n3 = n2 * n, n4 = n2 * n2, n5 = n4 * n, n6 = n3 * n3;
    radius = a / (1 + n) * (1 + n2 / 4 + n4 / 64 + n6 / 256);
    beta = {n / 2 - 2 * n2 / 3 + 37 * n3 / 96 - n4 / 360 - 81 * n5 / 512 + 96199 * n6 / 604800,
            n2 / 48 + n3 / 15 - 437 * n4 / 1440 + 46 * n5 / 105 - 1118711 * n6 / 3870720,
            17 * n3 / 480 - 37 * n4 / 840 - 209 * n5 / 4480 + 5569 * n6 / 90720,
            4397 * n4 / 161280 - 11 * n5 / 504 - 830251 * n6 / 7257600,
            4583 * n5 / 161280 - 108847 * n6 / 3991680,
            20648693 * n6 / 638668800};
  }

  /// tan of the latitude from tan of the conformal latitude, by Newton (Karney 2011, eqs. 7-9 and 19-21).
  Real tanLatitude(Real conformal) const {
    Real tau = conformal;
    for (int i = 0; i < 8; ++i) {
      const Real root = std::sqrt(1 + tau * tau);
      const Real sigma = std::sinh(e * std::atanh(e * tau / root));
      const Real image = tau * std::sqrt(1 + sigma * sigma) - sigma * root;
      tau += (conformal - image) / std::sqrt(1 + image * image) * (1 + (1 - e2) * tau * tau) / ((1 - e2) * root);
    }
    return tau;
  }

  /// g = 1 - 1/k² at a place of the plane.
  Real g(Real x, Real y) const {
    const Complex zeta(y / radius, x / radius);
    Complex sphere = zeta;
    Complex slope = 1;
    for (std::size_t j = 0; j < beta.size(); ++j) {
      const Real k = static_cast<Real>(2 * (j + 1));
      sphere -= beta[j] * std::sin(k * zeta);
      slope -= k * beta[j] * std::cos(k * zeta);
    }
    const Real xi = sphere.real(), eta = sphere.imag();
    const Real conformal = std::sin(xi) / std::hypot(std::sinh(eta), std::cos(xi));
    const Real tau = tanLatitude(conformal);
    const Real cos2 = 1 / (1 + tau * tau);
    const Real parallel2 = a * a * cos2 / (1 - e2 * (1 - cos2)); // (N cos B)²
    return 1 - parallel2 * std::norm(slope) / (radius * radius * std::norm(std::cos(sphere)));
  }
};

/// Chebyshev nodes on [-1, 1].
std::array<Real, kN> chebyshev() {
  std::array<Real, kN> nodes;
  for (std::size_t i = 0; i < kN; ++i) {
    nodes[i] = std::cos(std::numbers::pi_v<Real> * (2 * static_cast<Real>(i) + 1) / (2 * kN));
  }
  return nodes;
}

/// Coefficients (by ascending power) of the polynomial through (nodes, values): Newton's divided differences.
std::array<Real, kN> through(const std::array<Real, kN>& nodes, std::array<Real, kN> values) {
  for (std::size_t level = 1; level < kN; ++level) {
    for (std::size_t i = kN - 1; i >= level; --i) {
      values[i] = (values[i] - values[i - 1]) / (nodes[i] - nodes[i - level]);
    }
  }
  std::array<Real, kN> power{};
  for (std::size_t i = kN; i-- > 0;) {
    for (std::size_t j = kN - 1; j > 0; --j) power[j] = power[j - 1] - nodes[i] * power[j];
    power[0] = values[i] - nodes[i] * power[0];
  }
  return power;
}

Real binomial(std::size_t n, std::size_t k) {
  Real value = 1;
  for (std::size_t i = 1; i <= k; ++i) value = value * static_cast<Real>(n - k + i) / static_cast<Real>(i);
  return value;
}

} // namespace

const Ellipsoid& Ellipsoid::of(const Crs& crs) {
  static std::mutex mutex;
  static std::map<std::pair<double, double>, Ellipsoid> known;
  const std::pair key(crs.semiMajorAxis(), crs.inverseFlattening());
  thread_local std::pair<std::pair<double, double>, const Ellipsoid*> last; // a map never moves what it holds
  if (last.second != nullptr && last.first == key) return *last.second;
  const std::scoped_lock lock(mutex);
  last = {key, &known.try_emplace(key, key.first, key.second).first->second};
  return *last.second;
}

Ellipsoid::Ellipsoid(double semi_major_axis, double inverse_flattening)
    : m_a(semi_major_axis), m_f(inverse_flattening == 0 ? 0 : 1 / inverse_flattening) {
  makeHarmonics();
  makeBands();
}

void Ellipsoid::makeHarmonics() {
  constexpr std::size_t kPowers = 14; // e² to the 14th is below 1e-30
  const Real f = m_f == 0 ? 0 : static_cast<Real>(m_f);
  const Real e2 = f * (2 - f);
  const Real b = m_a * (1 - f);
  for (std::size_t j = 0; j < kAreaHarmonics; ++j) {
    Real sum = 0;
    for (std::size_t k = kPowers; k-- > j;) {
      const Real term = static_cast<Real>(k + 1) / static_cast<Real>(2 * k + 1) * binomial(2 * k + 1, k - j);
      sum += term * std::pow(e2 / 4, static_cast<Real>(k));
    }
    m_harmonics[j] = static_cast<double>((j % 2 == 0 ? 1 : -1) * b * b * sum);
  }
}

void Ellipsoid::makeBands() {
  const Krueger krueger(m_a, m_f);
  const auto nodes = chebyshev();
  auto s_nodes = nodes;
  for (Real& s : s_nodes) s = (s + 1) / 2;
  for (Real south = 0; south < kNorthEnd; south += kBand) {
    Matrix by_s; // [t node][power of s] of P = g / s
    for (std::size_t t = 0; t < kN; ++t) {
      std::array<Real, kN> values;
      for (std::size_t s = 0; s < kN; ++s) {
        values[s] = krueger.g(kReach * std::sqrt(s_nodes[s]), south + kBand * (nodes[t] + 1) / 2) / s_nodes[s];
      }
      by_s[t] = through(s_nodes, values);
    }
    Band band;
    for (std::size_t power = 0; power < kN; ++power) {
      std::array<Real, kN> column;
      for (std::size_t t = 0; t < kN; ++t) column[t] = by_s[t][power];
      const auto in_t = through(nodes, column);
      for (std::size_t t = 0; t < kN; ++t) {
        band[power][t] = static_cast<double>(in_t[t] / static_cast<Real>(2 * power + 3));
      }
    }
    m_bands.push_back(band);
  }
}

double Ellipsoid::gaussKrugerExcess(double x, double y) const {
  const double north = std::abs(y) / kBand;
  const auto last = static_cast<double>(m_bands.size() - 1);
  const auto index = static_cast<std::size_t>(north < last ? north : last); // NaN too: the result is then NaN
  const double t = 2 * (north - static_cast<double>(index)) - 1;
  const double s = (x / kReach) * (x / kReach);
  const Band& band = m_bands[index];
  double sum = 0;
  for (std::size_t power = kN; power-- > 0;) {
    const auto& c = band[power];
    sum = sum * s + ((((c[4] * t + c[3]) * t + c[2]) * t + c[1]) * t + c[0]);
  }
  return x * s * sum;
}

} // namespace ecoredline
