#pragma once

#include "cartography/frame.hpp"
#include "catalogue/style.hpp"

#include <string>

namespace ecoredline {

// The strokes and fills of the SVG backend.

/// Millimetres with at most two decimals, "-0" written "0".
std::string svgNumber(double value);

/// Attributes of an outline and a fill: ` fill="#…" stroke="#…" …`. Lines and points have no fill of an area.
std::string svgPaint(const Style& style, Shape shape);

/// A <pattern> for the hatch of `style`; "" without one.
std::string svgHatch(const Style& style, const std::string& id);

/// The d of row `row`: every ring, in millimetres.
std::string svgPath(const FlatLayer& layer, std::size_t row, const Frame& frame);

/// The d of a marker whose middle is (x, y).
std::string svgMarker(Marker marker, double x, double y, double size);

} // namespace ecoredline
