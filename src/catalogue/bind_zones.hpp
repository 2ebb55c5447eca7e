#pragma once

#include "base/feedback.hpp"
#include "catalogue/bind.hpp"

namespace ecoredline {

/// bindZones of bind.hpp for layers that take a while: with progress, and stopped within a block of rows.
/// Errors as there; cancelled.
Result<BoundLayer> bindZones(const LayerKind& kind, Table table, const FieldChoices& choices, Diagnoses& diagnoses,
                             Feedback& feedback);

} // namespace ecoredline
