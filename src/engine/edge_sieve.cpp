#include "engine/edge_sieve.hpp"

#include <experimental/simd>

namespace ecoredline {

namespace {

namespace stdx = std::experimental;
using Floats = stdx::native_simd<float>;

static_assert(EdgeSieve::kMost % Floats::size() == 0);

// Of all sizes involved: each coordinate is rounded once, and no comparison has more than eight roundings of 6e-8.
constexpr double kRoom = 1e-6;

} // namespace

void EdgeSieve::reset(const Box& site) {
  m_x = site.min_x / 2 + site.max_x / 2;
  m_y = site.min_y / 2 + site.max_y / 2;
  m_reach = (site.max_x - site.min_x) / 2 + (site.max_y - site.min_y) / 2;
  m_count = 0;
}

bool EdgeSieve::addRing(const double* x, const double* y, std::uint32_t first, std::uint32_t last) {
  const std::size_t edges = last - first;
  if (m_count + edges > kMost) return false;
  for (std::size_t i = 0; i < edges; ++i) {
    const std::size_t v = first + i, at = m_count + i;
    m_mid_x[at] = static_cast<float>((x[v] - m_x) / 2 + (x[v + 1] - m_x) / 2);
    m_mid_y[at] = static_cast<float>((y[v] - m_y) / 2 + (y[v + 1] - m_y) / 2);
    m_half_x[at] = static_cast<float>((x[v + 1] - x[v]) / 2);
    m_half_y[at] = static_cast<float>((y[v + 1] - y[v]) / 2);
    m_vertex[at] = static_cast<std::uint32_t>(v);
  }
  m_count += edges;
  return true;
}

void EdgeSieve::find(const Box& box, std::vector<std::uint32_t>& near) const {
  near.clear();
  const double half_x = (box.max_x - box.min_x) / 2, half_y = (box.max_y - box.min_y) / 2;
  const double room = kRoom * (m_reach + half_x + half_y);
  const Floats x(static_cast<float>(box.min_x + half_x - m_x)), y(static_cast<float>(box.min_y + half_y - m_y));
  const Floats wide(static_cast<float>(half_x + room)), high(static_cast<float>(half_y + room));
  for (std::size_t i = 0; i < m_count; i += Floats::size()) {
    const Floats edge_x(&m_half_x[i], stdx::vector_aligned), edge_y(&m_half_y[i], stdx::vector_aligned);
    const Floats dx = x - Floats(&m_mid_x[i], stdx::vector_aligned);
    const Floats dy = y - Floats(&m_mid_y[i], stdx::vector_aligned);
    const Floats run = abs(edge_x), rise = abs(edge_y);
    const auto met =
        abs(dx) <= run + wide && abs(dy) <= rise + high && abs(edge_x * dy - edge_y * dx) <= run * high + rise * wide;
    if (none_of(met)) continue;
    for (std::size_t k = 0; k < Floats::size() && i + k < m_count; ++k) {
      if (met[k]) near.push_back(m_vertex[i + k]);
    }
  }
}

} // namespace ecoredline
