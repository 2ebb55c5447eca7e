#pragma once

#include <cmath>

namespace ecoredline {

/// On which side of the line a -> b the point c lies: > 0 left, < 0 right, 0 exactly on it. The sign is exact for all
/// finite doubles whose products neither overflow nor underflow (no coordinate of the earth does); the value is
/// twice the area of the triangle, accurate to kOrientationFilter of its two products where the sign was easy, and
/// else to one part in 2^50.
///
/// Filter, then exact: |computed| > kOrientationFilter (|l| + |r|) proves the sign (Shewchuk 1997, Adaptive precision
/// floating-point arithmetic and fast robust geometric predicates, DCG 18:305-363, ccwerrboundA = (3 + 16u)u,
/// u = 2^-53); else the determinant of the exact differences is expanded without error (two-sum, two-product, §2) and
/// the sign is that of its largest component. Nothing here may be contracted to a fused multiply-add
/// (-ffp-contract=off).
double orientation(double ax, double ay, double bx, double by, double cx, double cy);

/// (3 + 16 u) u with u = 2^-53.
inline constexpr double kOrientationFilter = 3.3306690738754716e-16;

/// The exact half of orientation(), for loops that filter by themselves.
double exactOrientation(double ax, double ay, double bx, double by, double cx, double cy);

inline double orientation(double ax, double ay, double bx, double by, double cx, double cy) {
  const double l = (bx - ax) * (cy - ay);
  const double r = (by - ay) * (cx - ax);
  const double d = l - r;
  if (std::abs(d) > kOrientationFilter * (std::abs(l) + std::abs(r))) return d;
  return exactOrientation(ax, ay, bx, by, cx, cy);
}

} // namespace ecoredline
