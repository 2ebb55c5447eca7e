#pragma once

#include "engine/compare.hpp"

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace ecoredline::test {

constexpr double kX = 42500000; // zone 42 (126°E) with prefix: EPSG:4530
constexpr double kY = 4850000;

inline Crs gk42() {
  return Crs::fromEpsg(4530).value();
}

/// Rows of rectangles and rings, at kX, kY in zone 42.
class LayerMaker {
 public:
  explicit LayerMaker(Crs crs = gk42(), double x0 = kX, double y0 = kY)
      : m_builder(std::move(crs)), m_x0(x0), m_y0(y0) {}

  LayerMaker& box(double x0, double y0, double x1, double y1) { return ring({{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}); }
  LayerMaker& ring(const std::vector<std::pair<double, double>>& corners) {
    begin(Shape::polygon);
    part(corners, 0);
    m_builder.endRow();
    return *this;
  }
  LayerMaker& boxes(const std::vector<Box>& parts) {
    begin(Shape::polygon);
    std::uint32_t n = 0;
    for (const Box& b : parts) {
      part({{b.min_x, b.min_y}, {b.max_x, b.min_y}, {b.max_x, b.max_y}, {b.min_x, b.max_y}}, n++);
    }
    m_builder.endRow();
    return *this;
  }
  LayerMaker& line(const std::vector<std::pair<double, double>>& corners) {
    begin(Shape::line);
    part(corners, 0);
    m_builder.endRow();
    return *this;
  }
  LayerMaker& point(double x, double y) {
    begin(Shape::point);
    part({{x, y}}, 0);
    m_builder.endRow();
    return *this;
  }
  LayerMaker& none() {
    begin(Shape::none);
    m_builder.endRow();
    return *this;
  }
  FlatLayer take() { return m_builder.take(); }

 private:
  void begin(Shape shape) { m_builder.beginRow(shape, m_next++); }
  void part(const std::vector<std::pair<double, double>>& corners, std::uint32_t n) {
    std::vector<double> x, y;
    for (const auto& [cx, cy] : corners) {
      x.push_back(m_x0 + cx);
      y.push_back(m_y0 + cy);
    }
    m_builder.addRing(x, y, n);
  }

  FlatBuilder m_builder;
  double m_x0;
  double m_y0;
  std::int64_t m_next = 100;
};

inline std::vector<std::pair<double, double>> star(std::mt19937_64& random, double x, double y, double radius,
                                                   int corners, double roughness = 0.5) {
  std::uniform_real_distribution<double> unit(1 - roughness, 1);
  std::vector<std::pair<double, double>> ring;
  for (int k = 0; k < corners; ++k) {
    const double r = radius * unit(random), w = 2 * M_PI * k / corners;
    ring.emplace_back(x + r * std::cos(w), y + r * std::sin(w));
  }
  return ring;
}

inline std::vector<Pair> compared(const FlatLayer& sites, const FlatLayer& zones, CompareOptions options = {}) {
  FlatMemoryReader reader(zones);
  CompareStats stats;
  auto pairs = comparePairs(sites, reader, options, stats, silentFeedback());
  return pairs ? *pairs : std::vector<Pair>{};
}

/// Every figure of a pair as text, so that "the same bytes" can be asked.
inline std::string textOf(const std::vector<Pair>& pairs) {
  std::string text;
  for (const Pair& p : pairs) {
    char line[400];
    std::snprintf(line, sizeof line, "%u %lld %d %d %d %d %a %a %a %a %a %a %a\n", p.site,
                  static_cast<long long>(p.zone), static_cast<int>(p.relation), p.hit, p.numeric_touch,
                  static_cast<int>(p.rung), p.overlap_m2, p.exact_m2, p.share, p.length_m, p.perimeter_m, p.distance_m,
                  p.bearing_deg);
    text += line;
  }
  return text;
}

} // namespace ecoredline::test
