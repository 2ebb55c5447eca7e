#pragma once

#include <cmath>

namespace ecoredline {

/// A sum whose terms may be far larger than it is, such as areas counted from a far axis: what each addition rounds off
/// is kept and added at the end (Neumaier 1974).
class LongSum {
 public:
  void add(double term) {
    const double next = m_sum + term;
    m_lost += std::abs(m_sum) >= std::abs(term) ? (m_sum - next) + term : (term - next) + m_sum;
    m_sum = next;
  }
  double value() const { return m_sum + m_lost; }

 private:
  double m_sum = 0;
  double m_lost = 0;
};

} // namespace ecoredline
