#pragma once

#include "engine/compare.hpp"

#include <cstdint>
#include <limits>
#include <vector>

namespace ecoredline {

/// Depths beyond this are written as this: deeper decides nothing (docs/decisions).
inline constexpr double kDepthCap = 1000.0;      // m
inline constexpr double kDepthTolerance = 0.001; // m

/// One question about an overlap: is it certain under an error of eps, and how large could it be (semantics M4)?
struct BandRequest {
  std::uint32_t site = 0;           ///< row of the site layer
  std::int64_t zone = 0;            ///< row_id of the zone z
  std::vector<std::int64_t> strict; ///< row_ids of U: z and the zones near the site of the same or stricter effect
  double eps_m = 0;
  bool want_areas = true; ///< low, high and sliver are built
  /// The pair's figure: low and high are held to it. NaN: that of the overlap's shape, which may differ by rounding.
  double overlap_m2 = std::numeric_limits<double>::quiet_NaN();
};

struct Band {
  Rung rung = Rung::edges; ///< undecided: nothing below may be used
  bool certain = false;    ///< depth_m > eps, or the site eroded by eps still meets z; eps 0: the overlap itself
  double depth_m = 0;      ///< NaN without an overlap
  double low_m2 = 0;       ///< larger of site∩z∩erode(U,eps) and z∩erode(site,eps); NaN when not asked
  double high_m2 = 0;      ///< site∩dilate(z,eps)
  double sliver_m2 = 0;    ///< area of pieces of a marginal overlap with mean width < eps and >= 80 % of their outline
                           ///< within eps of both borders (M16); 0 when certain
};

/// Answers in the order of the requests; the same for any number of threads.
/// Zone rows that a request names must be among the rows `zones.read(window)` returns near the site.
Result<std::vector<Band>> measureBands(const FlatLayer& sites, FlatReader& zones,
                                       const std::vector<BandRequest>& requests, AreaMethod method, int threads,
                                       Feedback& feedback);

} // namespace ecoredline
