#pragma once

#include "engine/compare.hpp"

namespace ecoredline {

/// The zones of one site in groups, strictest first: the flat partition gives shared ground to the first group that
/// has it, so that zones that overlap count once (design: Numbers 4, semantics M19).
struct TotalsRequest {
  std::uint32_t site = 0;
  std::vector<std::vector<std::int64_t>> groups; ///< row_ids of the zones hit, per class
  double eps_m = 0;
  bool want_band = true;
};

/// Of line sites the areas are NaN, of point sites everything. Once a group is undecided so are the ones after it,
/// since what is left of the site is not known.
/// Areas are those of the pairs' edges, added, where zones share no ground; else they are right to the balance of the
/// overlay that takes the shared ground apart (geo/overlay.hpp), 1e-3 m² where `rung` is snapped. Bands are measured by
/// rims (docs/decisions/0027).
struct GroupTotal {
  Rung rung = Rung::plain;
  double overlap_m2 = 0; ///< by the method asked; `official` is not additive, `exact_m2` is
  double exact_m2 = 0;
  /// As a Band's: with the group's union eroded by eps, or the site eroded, whichever is larger, less the stricter
  /// groups dilated. NaN when not asked.
  double low_m2 = 0;
  double high_m2 = 0;  ///< with the group dilated, less the stricter groups eroded
  double share = 0;    ///< exact / exact area of the site; of the length for lines
  double length_m = 0; ///< for line sites, else NaN
};

Result<std::vector<std::vector<GroupTotal>>> measureTotals(const FlatLayer& sites, FlatReader& zones,
                                                           const std::vector<TotalsRequest>& requests,
                                                           AreaMethod method, int threads, Feedback& feedback);

/// How much of a site lies outside an area (a coverage mask, an administrative area), in the site layer's CRS.
struct OutsidePart {
  Rung rung = Rung::plain;
  double outside_m2 = 0;      ///< by `method`; length in metres for lines, 0 or 1 for points. Below a hit it is 0
  double outside_share = 0;   ///< by exact area, or length
  double reach_m = 0;         ///< deepest a point of the outside part lies from the area; NaN when there is no area
  double edge_distance_m = 0; ///< distance from the site to the edge of the area; 0 when it is cut; NaN without an
                              ///< area; infinity beyond OutsideOptions::edge_reach_m
};

struct OutsideOptions {
  AreaMethod method = AreaMethod::official;
  int threads = 0; ///< 0 = as many as the machine has
  /// Per site: how far from a site that lies inside the edge of the area is looked for, metres. Empty: however far.
  std::vector<double> edge_reach_m;
};
/// `area` rows are united once for all sites, so hand over a mask rather than a layer of zones; an empty layer means
/// everything is outside.
Result<std::vector<OutsidePart>> measureOutside(const FlatLayer& sites, const FlatLayer& area,
                                                const OutsideOptions& options, Feedback& feedback);

/// The same against zones, of which those near each site are united: no province is united for one parcel. Zones
/// farther than kOutsideReach from a site are not looked at: reach_m is NaN where there is none within it, and
/// OutsideOptions::edge_reach_m must not be larger.
inline constexpr double kOutsideReach = 1000.0; // m
Result<std::vector<OutsidePart>> measureOutsideZones(const FlatLayer& sites, FlatReader& zones,
                                                     const OutsideOptions& options, Feedback& feedback);

/// The sites cut to an area (inside) and the rest (outside), rows keep their row_id; empty rows are Shape::none.
struct CutSites {
  FlatLayer inside;
  FlatLayer outside;
  std::vector<std::size_t> undecided; ///< rows that could not be cut: Shape::none in both
};
Result<CutSites> cutSites(const FlatLayer& sites, const FlatLayer& area, Feedback& feedback);

} // namespace ecoredline
