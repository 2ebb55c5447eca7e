#pragma once

#include "inspection/overlay.hpp"

#include <span>

namespace ecoredline {

/// Fills how far leads lie from the borders of zones that they meet: hits of one edition, `leads` in its CRS, row by
/// row. A lead that is not wholly inside a zone reaches its border: only the others are measured. Errors: cancelled;
/// the reader's.
Result<void> measureBorders(const LayerIndex& leads, FlatReader& zones, std::span<LeadHit> hits, int threads,
                            Feedback& feedback);

} // namespace ecoredline
