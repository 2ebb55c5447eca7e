#include "outlines.hpp"

#include <algorithm>
#include <array>

namespace ecoredline::bench {

namespace {

// The streams of the reference figures were drawn with these two roundings of 2π; a better one moves every vertex.
constexpr double kPhase = 6.2832;
constexpr double kTurn = 6.283185307;
constexpr int kWaves = 5;

/// Radii of a star of no particular size.
std::vector<double> starRadii(RandomStream& random, int corners, double roughness) {
  std::array<double, kWaves> phase{};
  std::array<double, kWaves> height{};
  for (int k = 0; k < kWaves; ++k) {
    phase[k] = random.uniform() * kPhase;
    height[k] = roughness * random.uniform() / (k + 1);
  }
  std::vector<double> radii(corners);
  for (int i = 0; i < corners; ++i) {
    const double angle = kTurn * i / corners;
    double radius = 1;
    for (int k = 0; k < kWaves; ++k) radius += height[k] * std::sin((k + 2) * angle + phase[k]);
    radii[i] = std::max(.25, radius) * (1 + .04 * (random.uniform() - .5));
  }
  return radii;
}

} // namespace

Ring starOutline(RandomStream& random, const Star& star) {
  const int n = star.corners;
  const auto radii = starRadii(random, n, star.roughness);
  double area = 0;
  for (int i = 0; i < n; ++i) area += .5 * radii[i] * radii[(i + 1) % n] * std::sin(kTurn / n);
  const double scale = std::sqrt(star.area / area);
  Ring ring;
  for (int i = 0; i < n; ++i) {
    const double angle = kTurn * i / n;
    ring.push_back({toMillimetre(star.center.x + scale * radii[i] * std::cos(angle)),
                    toMillimetre(star.center.y + scale * radii[i] * std::sin(angle))});
  }
  return ring;
}

Ring rectangleOutline(RandomStream& random, Point center, double area) {
  const double first = random.uniform();
  const double aspect = 1 + 3 * first * random.uniform();
  const double w = std::sqrt(area * aspect) / 2;
  const double h = w / aspect;
  const double turn = random.uniform() * 3.1416;
  const double c = std::cos(turn);
  const double s = std::sin(turn);
  Ring ring;
  for (const Point& p : {Point{-w, -h}, Point{w, -h}, Point{w, h}, Point{-w, h}})
    ring.push_back({toMillimetre(center.x + p.x * c - p.y * s), toMillimetre(center.y + p.x * s + p.y * c)});
  return ring;
}

std::vector<Point> corridorAxis(RandomStream& random, Point start) {
  std::vector<Point> axis;
  double heading = random.uniform() * 6.28;
  const int points = 3 + static_cast<int>(random.below(6));
  Point at = start;
  for (int k = 0; k < points; ++k) {
    axis.push_back(at);
    const double step = 150 + 600 * random.uniform();
    at = {at.x + step * std::cos(heading), at.y + step * std::sin(heading)};
    heading += (random.uniform() - .5) * 1.2;
  }
  return axis;
}

} // namespace ecoredline::bench
