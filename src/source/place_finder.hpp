#pragma once

#include "source/reference_boundaries.hpp"

#include <cstddef>
#include <optional>

namespace ecoredline {

/// Finds the county of a place. Works in degrees with the cosine of the latitude: good to 1 % within the 20 km that it
/// is asked for.
class PlaceFinder {
 public:
  explicit PlaceFinder(const ReferenceBoundaries& reference) : m_reference(reference) {}

  bool empty() const { return m_reference.empty(); }
  /// The row of the county that holds the place (even-odd rule).
  std::optional<std::size_t> countyAt(double longitude, double latitude) const;
  /// Inside a county, or within `metres` of one's boundary.
  bool isNear(double longitude, double latitude, double metres) const;
  /// "昌邑区 220202"
  std::string nameOf(std::size_t row) const;
  Box extent() const { return m_reference.areas.extent(); }

 private:
  const ReferenceBoundaries& m_reference;
};

} // namespace ecoredline
