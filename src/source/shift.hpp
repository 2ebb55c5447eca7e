#pragma once

#include "base/text.hpp"
#include "geo/flat_layer.hpp"

#include <cstddef>
#include <optional>

namespace ecoredline {

/// How two layers' boundaries are compared.
struct ShiftSearch {
  double reach_m = 200;       ///< the longest shift that is looked for; a hundredth of it is the first step
  std::size_t samples = 4000; ///< places on A's boundary, evenly taken; the fit's error falls with their square root
  double scale_x = 1;         ///< metres of a unit of A's coordinates, of which B is given in metres
  double scale_y = 1;
};

/// Of A's places that have a parallel boundary of B in reach, so many must come to lie on B by the one translation.
inline constexpr double kShiftSupport = 0.5;
/// … and by so many times more than the move would take off it: two layers that mostly agree have only true
/// differences. Borders along the move count neither way.
inline constexpr double kShiftGain = 2.0;
/// Fewer places than this prove nothing.
inline constexpr std::size_t kShiftPlaces = 20;
/// A component is determined when at least this share of the boundary's directions speaks for it (the smaller
/// eigenvalue of the directions, 0.5 at most): below it a long straight border could slide along itself.
inline constexpr double kShiftDirections = 0.02;

/// A shift that is not longer than the boundaries' own noise is said only where it is at least so long (metres), …
inline constexpr double kShiftLeast = 1.0;
/// … by so many times longer than its standard error, …
inline constexpr double kShiftCertainty = 10.0;
/// … takes away at least this share of the strips between the pairs, …
inline constexpr double kShiftExplained = 0.4;
/// … and is met alike in each quarter of the ground: to this share of its length, or its standard error three times.
inline constexpr double kShiftAlike = 0.35;

/// One translation that brings A onto B.
struct Shift {
  double east_m = 0; ///< what is to be added to A
  double north_m = 0;
  double error_m = 0;      ///< standard error of the weaker determined component
  double support = 0;      ///< 0-1: places of A that the move brings onto B, of those with a parallel in reach
  double explained = 0;    ///< 0-1: of the area of the strips between the pairs, what the move takes away
  std::size_t places = 0;  ///< pairs that the fit rests on
  bool is_partial = false; ///< only the component across the one direction of the boundaries is known
  double boundary_m = 0;   ///< length of A's boundary that the fit rests on
  int directions = 0;      ///< of 18 equal ones in a half turn, those that the pairs' edges run in

  double length() const;
  double bearing() const; ///< degrees clockwise from north
};

/// The one translation between two layers in one projected CRS (metres), fitted to the nearly parallel boundary pairs:
/// each place on A's boundary votes for every move that brings it onto a parallel edge of B; the move with most votes
/// is refined by least squares on the distances across the edges, with outliers left out. nullopt when no single move
/// explains most pairs (true differences, unrelated layers) or when the layers already agree.
/// Cost: near linear in the edges of B within reach of A.
std::optional<Shift> findShift(const FlatLayer& a, const FlatLayer& b, const ShiftSearch& search = {});

/// "<A> lies 19.8 m west of <B> …", with the share explained.
Text describe(const Shift& shift, const Text& a, const Text& b);

/// The eight directions: 0 = north, clockwise.
Text compassWord(double bearing);

} // namespace ecoredline
