#pragma once

#include "base/date.hpp"
#include "base/feedback.hpp"
#include "source/crs_candidates.hpp"
#include "store/workspace.hpp"

#include <cmath>
#include <vector>

namespace ecoredline {

/// One way to read a file's coordinates, with its places and what speaks for it.
struct CrsChoice : CrsCandidate {
  FlatLayer ghosts;        ///< EPSG:4490: some of its shapes with some of their vertices, for looking at only
  std::size_t covered = 0; ///< of the places tried, those inside a coverage that some layer states by an area
  bool is_coverage_known = false;
  double distance_m =
      NAN; ///< from where they lie to the ground of the workspace's layers, by boxes; NaN without layers
};

/// The candidates with the shapes as they would lie under each. One whose shapes cannot be moved has none.
std::vector<CrsChoice> choicesOf(const FlatLayer& as_stored, std::vector<CrsCandidate> candidates);

/// Holds each choice against the workspace: the areas that layers in use state as covered (administrative or polygon),
/// and where the layers lie. Errors: those of Workspace, cancelled.
Result<void> weigh(std::vector<CrsChoice>& choices, const Workspace& workspace, Feedback& feedback);

} // namespace ecoredline
