#pragma once

#include "inspection/overlay.hpp"

#include <functional>
#include <span>

namespace ecoredline {

/// Where the shapes of hits come from: the leads in the CRS of an edition, and the edition's zones.
struct HitSource {
  const FlatLayer* leads = nullptr;
  FlatReader* zones = nullptr;
};
using SourceOf = std::function<Result<HitSource>(const LeadHit& hit)>;

/// Fills the totals of leads out of their hits (sorted by lead): ground under several zones counts once, per kind and
/// over all kinds, by a flat partition of the overlaps in EPSG:4490. A lead with one zone, or inside one, needs none.
/// Where the overlaps cannot be told apart the totals are null, with a gap `undecided`.
Result<void> addTotals(const OverlayRequest& request, std::span<const LeadHit> hits, const SourceOf& source,
                       std::vector<Incident>& leads, Feedback& feedback);

} // namespace ecoredline
