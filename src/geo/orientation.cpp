#include "geo/orientation.hpp"

#include <array>
#include <cstddef>

namespace ecoredline {

namespace {

/// A value as head + tail, head the rounded value (Shewchuk 1997, §2.3-2.5).
struct Two {
  double head;
  double tail;
};

Two sumOf(double a, double b) {
  const double head = a + b;
  const double b_part = head - a;
  return {head, (a - (head - b_part)) + (b - b_part)};
}

Two differenceOf(double a, double b) {
  return sumOf(a, -b);
}

Two productOf(double a, double b) {
  const double head = a * b;
  return {head, std::fma(a, b, -head)};
}

/// A sum of doubles that do not overlap, smallest first; grows without any rounding (Shewchuk's Grow-Expansion).
class Expansion {
 public:
  void add(double value) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_size; ++i) {
      const Two s = sumOf(value, m_part[i]);
      value = s.head;
      if (s.tail != 0) m_part[kept++] = s.tail;
    }
    if (value != 0) m_part[kept++] = value;
    m_size = kept;
  }
  void add(const Two& value) {
    add(value.tail);
    add(value.head);
  }
  /// The value rounded; its sign is the sum's.
  double value() const {
    double sum = 0;
    for (std::size_t i = 0; i < m_size; ++i) sum += m_part[i];
    return sum;
  }

 private:
  std::array<double, 16> m_part; // eight products of two components each
  std::size_t m_size = 0;
};

} // namespace

double exactOrientation(double ax, double ay, double bx, double by, double cx, double cy) {
  // What is common in real data, shared vertices, needs no arithmetic.
  if ((ax == cx && ay == cy) || (bx == cx && by == cy) || (ax == bx && ay == by)) return 0;
  const Two dx = differenceOf(bx, ax), dy = differenceOf(by, ay);
  const Two ex = differenceOf(cx, ax), ey = differenceOf(cy, ay);
  Expansion sum;
  for (const double p : {dx.tail, dx.head}) {
    for (const double q : {ey.tail, ey.head}) sum.add(productOf(p, q));
  }
  for (const double p : {dy.tail, dy.head}) {
    for (const double q : {ex.tail, ex.head}) sum.add(productOf(-p, q));
  }
  return sum.value();
}

} // namespace ecoredline
