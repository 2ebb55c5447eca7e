#pragma once

#include "base/feedback.hpp"
#include "cartography/draw_layers.hpp"
#include "desktop/map_view.hpp"

#include <QPainter>
#include <memory>
#include <vector>

namespace ecoredline {

/// Draws layers as the view shows them, in their order. What lies outside is cut off and vertices nearer than half a
/// pixel are left out before Qt sees them. False when cancelled; the picture is then not whole.
bool paintLayers(QPainter& painter, const MapView& view, const std::vector<std::shared_ptr<const DrawLayer>>& layers,
                 Feedback& feedback);

/// Writes their labels where they hide neither one another nor leave the picture; those of higher priority first, of
/// layers drawn later before those under them.
void paintLabels(QPainter& painter, const MapView& view, const std::vector<std::shared_ptr<const DrawLayer>>& layers);

/// A row as a path of pixels, cut to the view with a margin.
QPainterPath pathOf(const FlatLayer& layer, std::size_t row, const MapView& view);

} // namespace ecoredline
