#pragma once

#include "geo/flat_layer.hpp"

#include <cstddef>
#include <vector>

namespace ecoredline {

/// The middle of a row's box.
struct Centre {
  std::size_t row = 0;
  double x = 0;
  double y = 0;
};

/// Of every row that has a place, in order.
std::vector<Centre> centresOf(const FlatLayer& layer);
/// The median of each coordinate: a few rows far off do not move it. `centres` must not be empty.
Centre medianOf(const std::vector<Centre>& centres);
/// At most `count` of them, evenly picked.
std::vector<Centre> sampleOf(const std::vector<Centre>& centres, std::size_t count);

/// Moves centres to longitude and latitude on their own datum; those without an image are left out.
std::vector<Centre> toDegrees(const std::vector<Centre>& centres, const Crs& crs);

} // namespace ecoredline
