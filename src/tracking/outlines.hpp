#pragma once

#include "geo/layer_index.hpp"
#include "tracking/frame.hpp"

#include <optional>
#include <span>

namespace ecoredline {

/// One translation, metres.
struct Move {
  double east_m = 0;
  double north_m = 0;

  double length() const;
};

/// The share, by length, of the outlines of `a` that the outlines of `b` have too, edge by edge, or the other way
/// round where that is more: near 1 for local edits, near 0 for boundaries drawn anew.
double sharedOutline(const FlatLayer& layer, std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

/// The move that brings row `a` onto row `b`, where their rings agree vertex by vertex but for it: within 5 cm and half
/// a percent of its length. nullopt for another shape.
std::optional<Move> moveBetween(const FlatLayer& layer, std::uint32_t a, std::uint32_t b);

/// What lies along the outline of a piece, by length; the four add up to 1.
struct Sides {
  double both = 0;    ///< ground of both versions
  double neither = 0; ///< ground of none
  double from = 0;    ///< only of the earlier
  double to = 0;      ///< only of the later
};
Sides sidesOf(const FlatLayer& pieces, std::size_t row, const LayerIndex& zones, const Frame& frame);

} // namespace ecoredline
