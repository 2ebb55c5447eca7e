#pragma once

#include "base/feedback.hpp"
#include "geo/flat_layer.hpp"

#include <cstdint>
#include <vector>

namespace ecoredline {

/// Vertices of two deliveries nearer than this are one vertex: what rounding to 1e-7°, or a re-projection, moves.
inline constexpr double kSameVertex = 0.01; // m

/// A later delivery put onto the vertices of an earlier one.
struct Adopted {
  FlatLayer layer;                 ///< the later rows, in the earlier's CRS
  std::uint64_t moved = 0;         ///< vertices put onto one of the earlier's, by more than nothing
  double largest_m = 0;            ///< farthest of them
  std::vector<double> area_off_m2; ///< per row: what that did to its exact area
};

/// The rows of the earlier delivery that are asked; all where `rows` is null.
struct EarlierRows {
  const FlatLayer& layer;
  const std::vector<std::size_t>* rows = nullptr; ///< ascending
};

/// `plain`: the later rows with their vertices moved to the earlier's CRS; `dense`: the same with their edges densified
/// in their own CRS first (design: Numbers 1), or the same layer where both share a CRS. Every vertex of the later rows
/// that lies within kSameVertex of one of the earlier's becomes it; an edge that the earlier has too is the earlier's
/// edge, straight in its CRS, and other edges keep their own points. So a border that was only saved again, rounded or
/// re-projected is the same border, and a border that was drawn anew keeps its edge model. Rows that would not be valid
/// any more stay as they were. The same for any number of threads, and for the later rows in parts: memory goes with
/// the vertices of `plain`. Errors: cancelled.
Result<Adopted> adoptVertices(const FlatLayer& plain, const FlatLayer& dense, const EarlierRows& earlier, int threads,
                              Feedback& feedback);

/// 16 bytes that are the same for polygon rows of the same rings, whatever their order, start and direction.
struct ShapeKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  bool operator==(const ShapeKey&) const = default;
  auto operator<=>(const ShapeKey&) const = default;
};
ShapeKey shapeKey(const FlatLayer& layer, std::size_t row);
/// Of every row. Errors: cancelled.
Result<std::vector<ShapeKey>> shapeKeys(const FlatLayer& layer, int threads, Feedback& feedback);

} // namespace ecoredline
