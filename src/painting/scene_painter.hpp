#pragma once

#include "cartography/draw_layers.hpp"
#include "cartography/legend.hpp"
#include "painting/canvas.hpp"
#include "painting/outlines.hpp"

#include <string>

namespace ecoredline {

/// The layers of a scene inside its frame, in their order: fills zone by zone, hatches, then borders, each piece of a
/// border shared by zones of a layer once. No labels.
void paintLayers(Canvas& canvas, const MapScene& scene, const PageGrid& grid);

/// A legend's symbol inside `place`.
void paintSymbol(Canvas& canvas, const LegendEntry& entry, const Box& place);

} // namespace ecoredline
