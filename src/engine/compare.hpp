#pragma once

#include "engine/placed_sites.hpp"
#include "geo/area.hpp"
#include "geo/flat_reader.hpp"
#include "geo/measure.hpp"
#include "geo/overlay.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace ecoredline {

/// An overlap below this area, or narrower than this width (2 * area / perimeter of the piece), is a touch (Numbers 5).
inline constexpr double kHitArea = 0.01;   // m²
inline constexpr double kHitWidth = 0.001; // m

/// What the engine says of one site and one zone. Quantities that do not apply are NaN, never 0. Of polygons that do
/// not overlap, or only as a numeric touch, the overlap is 0. A numeric touch has the relation touch_line when what it
/// shares is at least 0.1 m long, else touch_point.
struct Pair {
  std::uint32_t site = 0; ///< row of the site layer
  std::int64_t zone = 0;  ///< row_id of the zone
  Relation relation = Relation::none;
  /// Pieces at least kHitWidth wide have together >= kHitArea | a line runs > kHitWidth inside | a point is inside |
  /// the interiors of two lines meet.
  bool hit = false;
  bool numeric_touch = false; ///< an overlap that was below those limits: counted, then a touch
  Rung rung = Rung::edges;    ///< undecided: no figure below may be used
  bool by_shape = false;      ///< polygons: the edges left it open, so the guarded overlay was asked
  double overlap_m2 = 0;      ///< by CompareOptions::method
  double exact_m2 = 0;
  double share = 0;       ///< overlap / site area, both exact, site after the move; of the length for lines
  double length_m = 0;    ///< for lines
  double thin_m2 = 0;     ///< of a numeric touch of polygons: the area that was too small or too thin to count
  double perimeter_m = 0; ///< of the overlap's pieces, for mean widths (1e-3 relative)
  double distance_m = 0;  ///< geodesic, 0 when they share a point
  double bearing_deg = 0;
};

struct CompareOptions {
  AreaMethod method = AreaMethod::official;
  /// Pairs whose distance is <= reach_m (per site row, metres) are reported; beyond it only the nearest per group.
  std::vector<double> reach_m;
  /// Class group of a zone by its row_id: the nearest zone of every group is reported for every site, whatever the
  /// distance (relation `near` within reach, else `none`). Empty function: one group for all.
  std::function<std::uint32_t(std::int64_t zone)> group;
  /// How many groups the layer has, where the caller knows it: the search for the nearest ends when all are found.
  /// 0 = not known: with `group` set, it goes on to the end of the layer.
  std::uint32_t groups = 0;
  /// Zones (by row_id) that are invalid: every pair whose boxes meet is undecided.
  std::function<bool(std::int64_t zone)> invalid;
  /// Also the nearest zone of every group, wherever it is. Off: only pairs within reach.
  bool nearest = true;
  /// False: exact_m2 and perimeter_m are left out (NaN) and `share` is a share of the area by `method`.
  bool exact_too = true;
  int threads = 0; ///< 0 = as many as the machine has
};

struct CompareStats {
  std::uint64_t pairs = 0;
  std::uint64_t candidates = 0;
  std::uint64_t numeric_touches = 0;
  std::uint64_t undecided = 0;
  std::uint64_t fallbacks = 0; ///< pairs with `by_shape`
  std::uint64_t rows_read = 0;
};

/// The one hot loop: `sites` (already in the zones' CRS) against `zones`. Pairs come by ascending site, then zone, the
/// same for any number of threads. Errors: cancelled; whatever the reader says.
Result<std::vector<Pair>> comparePairs(const FlatLayer& sites, FlatReader& zones, const CompareOptions& options,
                                       CompareStats& stats, Feedback& feedback);

/// Takes pairs in their order, some thousand at a time; on any thread, never on two at once.
using PairSink = std::function<Result<void>(std::span<const Pair>)>;
/// The same without keeping more than two blocks of sites' pairs.
Result<void> streamPairs(const PlacedSites& sites, FlatReader& zones, const CompareOptions& options,
                         const PairSink& sink, CompareStats& stats, Feedback& feedback);

} // namespace ecoredline
