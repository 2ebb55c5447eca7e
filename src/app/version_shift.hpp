#pragma once

#include "base/feedback.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/diagnosis.hpp"
#include "geo/flat_layer.hpp"
#include "store/workspace.hpp"

#include <string>

namespace ecoredline {

/// Rows of a delivery, evenly picked, whose surroundings are looked at in each version.
inline constexpr std::size_t kRowsCompared = 100;
/// Vertices of either side beyond which no more rows are taken: the comparison costs the same for any layer.
inline constexpr std::size_t kVerticesCompared = 200'000;
/// A shift against a version is said where it rests on so much boundary: metres.
inline constexpr double kBoundaryCompared = 1000;

/// Looks whether a delivery of `kind` lies shifted against what the workspace holds of the same ground: the newest
/// version of its own kind, and those of other kinds whose borders it shares (decided by findShift: most of the paired
/// boundaries must come together). Adds shift.found, a warning: two versions may differ by a true move. Versions that
/// lie elsewhere cost nothing. Errors: those of the workspace, cancelled.
Result<void> compareWithVersions(const Workspace& workspace, const Catalogue& catalogue, const std::string& kind,
                                 const FlatLayer& layer, Diagnoses& diagnoses, Feedback& feedback);

} // namespace ecoredline
