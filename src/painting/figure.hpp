#pragma once

#include "cartography/draw_layers.hpp"
#include "painting/canvas.hpp"

#include <cstddef>

namespace ecoredline {

/// How high the figure of a scene is, mm: the map and the legend of what is on it, below.
double figureHeight(const MapScene& scene);

/// How wide: the scene's frame.
double figureWidth(const MapScene& scene);

/// A map inside a page of text: layers, labels, north arrow, scale bar and number, its legend below. (left, top) is the
/// upper left corner, mm. Caption and source are the page's own to write.
void paintFigure(Canvas& canvas, const MapScene& scene, double left, double top);

/// The figure alone as a PNG. Errors (incomplete): painting.failed.
Result<std::string> figurePng(const MapScene& scene, double dpi);

} // namespace ecoredline
