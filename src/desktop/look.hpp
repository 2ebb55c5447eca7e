#pragma once

#include "catalogue/style.hpp"
#include "geo/flat_layer.hpp"
#include "report/verdict.hpp"

#include <QBrush>
#include <QColor>
#include <QPainterPath>
#include <QPalette>
#include <QPen>
#include <QPixmap>
#include <QStyle>

namespace ecoredline {

/// Pixels (of a screen at 96 dpi) for a millimetre of a style.
inline constexpr double kPixelsPerMm = 96 / 25.4;

/// Whether the system's palette is a dark one.
bool isDark(const QPalette& palette);
/// The system's style with what it lacks on dark ground: boxes to tick have an edge that is seen.
QStyle* visibleStyle();
/// The verdict's colour as text or edge on the palette's ground, and its tint as a band (the look page).
QColor verdictColour(Verdict verdict, bool dark);
QColor verdictTint(Verdict verdict, bool dark);
/// What stands out on the map: the site, and what is looked at.
inline constexpr const char* kSiteColour = "#FF00FF";
inline constexpr const char* kHighlightColour = "#F79009";

// Strokes and fills of the QPainter backend, as svg_paint.hpp has them for pages.

QPen penOf(const Style& style);
/// The fill under the hatch; no brush for lines.
QBrush fillOf(const Style& style, Shape shape);
/// The hatch over it as a texture; no brush without one. An image, for a worker may not make pixmaps.
QBrush hatchOf(const Style& style);
/// A marker of the style's size round the origin.
QPainterPath markerOf(const Style& style);

/// A swatch of a legend, `ratio` device pixels a pixel.
QPixmap swatchOf(const Style& style, Shape shape, double ratio);

} // namespace ecoredline
