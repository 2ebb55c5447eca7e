#pragma once

#include "base/feedback.hpp"
#include "geo/layer_index.hpp"
#include "geo/measure.hpp"

#include <cstdint>
#include <vector>

namespace ecoredline {

/// A row near a site.
struct Neighbour {
  std::uint32_t row = 0;
  /// From the site (a) to the row (b), geodesic, as geodesicDistance (geo/measure.hpp): error <= 1 mm + 1e-7 of the
  /// distance. metres is 0, and bearing and witnesses NaN, when they share a point.
  Distance distance;
};

struct NearestOptions {
  std::size_t count = 1;   ///< at most so many rows a site
  double radius_m = 1e300; ///< none farther than this
  int threads = 0;         ///< 0 = as many as the machine has
};

/// The nearest rows of a layer to every site, such as receptors or risk sources; any valid shapes on both sides, both
/// layers in one CRS. Of each site the rows by ascending (distance, row_id, row); equal distances never depend on the
/// order of the rows while their ids differ. A site without a geometry has none.
///
/// Best-first search (Hjaltason & Samet 1999, Distance browsing in spatial databases, ACM TODS 24:265-318): tree nodes
/// and rows wait by a lower bound of metres between boxes, rows then by one between the site's runs and their box, and
/// only what could still be among the nearest is measured. `layer` may be the sites' own: a site then finds itself.
/// Errors: cancelled.
Result<std::vector<std::vector<Neighbour>>> nearestRows(const LayerIndex& sites, const LayerIndex& layer,
                                                        const NearestOptions& options, Feedback& feedback);

/// How one site lies to one row of a layer in the same CRS: metres 0 when they share a point.
Distance distanceBetween(const LayerIndex& sites, std::size_t site, const LayerIndex& layer, std::size_t row);

} // namespace ecoredline
