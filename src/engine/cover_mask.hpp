#pragma once

#include "engine/partition.hpp"

#include <memory>

namespace ecoredline {

/// The polygons of an area united once, for many questions about where sites lie against it. Immutable: threads may
/// share it.
class CoverMask;

std::shared_ptr<const CoverMask> uniteArea(const FlatLayer& area);
/// As with the area itself.
Result<std::vector<OutsidePart>> measureOutside(const FlatLayer& sites, const CoverMask& area,
                                                const OutsideOptions& options, Feedback& feedback);
/// As with the area itself.
Result<CutSites> cutSites(const FlatLayer& sites, const CoverMask& area, Feedback& feedback);

} // namespace ecoredline
