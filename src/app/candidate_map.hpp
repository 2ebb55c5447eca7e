#pragma once

#include "base/text.hpp"
#include "source/crs_candidates.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// A small map (SVG) of the reference boundaries with the places that a file would have under each candidate; those
/// that lie more than 6 degrees away from the first are left out and counted in the description.
/// Errors as Crs::gaussKruger3 and moveLayer.
Result<std::string> candidateMap(const std::string& file, const std::vector<CrsCandidate>& candidates,
                                 const ReferenceBoundaries& reference, Language language);

} // namespace ecoredline
