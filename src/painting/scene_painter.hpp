#pragma once

#include "cartography/draw_layers.hpp"
#include "cartography/legend.hpp"
#include "painting/canvas.hpp"
#include "painting/outlines.hpp"

#include <string>

namespace ecoredline {

/// How a scene's layers stand in a PDF.
struct LayerNames {
  bool apart = false; ///< each a layer of the page, under its title
  std::string before; ///< begins each title
};

/// The layers of a scene inside its frame, in their order: fills zone by zone, hatches, then borders, each piece of a
/// border shared by zones of a layer once. No labels.
void paintLayers(Canvas& canvas, const MapScene& scene, const PageGrid& grid, const LayerNames& names = {});

/// A legend's symbol inside `place`.
void paintSymbol(Canvas& canvas, const LegendEntry& entry, const Box& place);

} // namespace ecoredline
