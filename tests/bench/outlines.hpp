#pragma once

#include "random_stream.hpp"

#include <vector>

namespace ecoredline::bench {

struct Point {
  double x, y;
};
using Ring = std::vector<Point>; ///< open: the last point does not repeat the first

struct Extent {
  double west, south, east, north;

  double width() const { return east - west; }
  double height() const { return north - south; }
};

/// Coordinates of the benchmark are whole millimetres, as cadastral deliveries are.
inline double toMillimetre(double metres) {
  return std::round(metres * 1000) / 1000;
}

/// A rough star-shaped outline of `area` m² (before rounding) with `corners` vertices.
struct Star {
  Point center;
  double area;
  int corners;
  double roughness;
};
Ring starOutline(RandomStream& random, const Star& star);

/// A turned rectangle of `area` m² with sides 1:1 to 4:1.
Ring rectangleOutline(RandomStream& random, Point center, double area);

/// A wandering line of 3 to 8 points, 150 to 750 m apart: the axis of a road or a pipe.
std::vector<Point> corridorAxis(RandomStream& random, Point start);

} // namespace ecoredline::bench
