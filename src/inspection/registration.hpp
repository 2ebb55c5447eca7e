#pragma once

#include "geo/flat_layer.hpp"

#include <cstdint>
#include <vector>

namespace ecoredline {

/// How the pictures of one epoch lie against what is known, metres.
struct Registration {
  double east_m = 0; ///< median of the displacements: the shift of the new pictures
  double north_m = 0;
  double noise_m = 0; ///< 1.4826 × the median distance from it (normal deviations): what is left by place
  std::size_t pairs = 0;
  bool estimated = false;
};

/// A thing that did not change much between two epochs: how far its middle has moved.
struct Displacement {
  double east_m = 0;
  double north_m = 0;
};

/// So few pairs say nothing of the pictures.
inline constexpr std::size_t kLeastPairs = 8;
/// What is taken for the noise when nothing could be estimated, metres.
inline constexpr double kAssumedNoise = 5.0;

/// Robust: the medians of Tukey; half of the pairs may be wrong. Fewer than kLeastPairs: no shift, kAssumedNoise.
Registration registrationOf(const std::vector<Displacement>& pairs);

/// A geographic layer moved by metres (small against the earth), row by row.
FlatLayer movedByMetres(const FlatLayer& layer, const std::vector<Displacement>& by);

} // namespace ecoredline
