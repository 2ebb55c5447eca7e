#pragma once

#include "geo/flat_layer.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ecoredline {

/// What is wrong with polygons that ought to fit together: ground that none of them or several of them cover.
struct CoverageFaces {
  FlatLayer shapes;                             ///< one row per face, in the layer's CRS; row_id counts from 0
  std::vector<std::vector<std::uint32_t>> rows; ///< per face: the rows that cover it; none = a gap enclosed by others
  std::uint64_t edges = 0;                      ///< of all polygons
  std::uint64_t loose_edges = 0;                ///< without their like on the other side
  bool examined = true; ///< false: more loose edges than `most_loose`, or GEOS could not node them; shapes are empty

  /// The share of edges that have their like on the other side: near 0 for islands, above one half for a coverage.
  double sharedPart() const;
};

/// Loose edges beyond which nothing is noded: a layer of 2 million takes about 5 s and 0.5 GB (measured on islands).
inline constexpr std::uint64_t kMostLooseEdges = 2'000'000;

/// The faces between polygons that are covered by none or by more than one of them. Edges that occur once in either
/// direction separate two rows and change nothing in how often the ground is covered; only the others are noded (GEOS)
/// and polygonized, so that a clean layer costs one pass over its edges whatever its size. Rows must be valid; points
/// and lines are passed over.
CoverageFaces faultyFaces(const FlatLayer& layer, std::uint64_t most_loose = kMostLooseEdges);

/// Does a polygon row hold a place (even-odd rule over all rings)? Exact for places off its boundary; no index.
bool rowHolds(const FlatLayer& layer, std::size_t row, double x, double y);

} // namespace ecoredline
