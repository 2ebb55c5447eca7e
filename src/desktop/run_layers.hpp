#pragma once

#include "desktop/map_reader.hpp"
#include "desktop/run_desk.hpp"

namespace ecoredline {

/// Takes as long as a run has sites.
std::shared_ptr<const RunPlaces> placesOf(const ScreenedRun& run, const Crs& plane);

/// The sites of a run and where they meet zones, hatched in the colours of the verdicts, in the map's plane. A shape
/// that has no image there is left out.
DrawLayers layersOf(const FinishedRun& run, const Crs& plane, Language language);

/// Only where its sites meet zones.
DrawLayers overlapLayersOf(const ScreenedRun& run, const Crs& plane);

/// Sites of a file that has only been read.
DrawLayers layersOf(const SitePreview& preview, const Crs& plane);

/// One place that is looked at.
std::shared_ptr<const DrawLayer> highlightOf(const FlatLayer& place);

/// Where a finding overlaps, in the map's plane; without rows where it does not.
FlatLayer overlapOf(const FinishedRun& run, std::int64_t finding, const Crs& plane);

} // namespace ecoredline
