#pragma once

#include "cartography/bar_chart.hpp"
#include "painting/canvas.hpp"

namespace ecoredline {

/// How high a chart is, mm.
double chartHeight(const BarChart& chart);

/// A chart inside a page of text, `width` mm wide, its upper left corner at (left, top).
void paintChart(Canvas& canvas, const BarChart& chart, double left, double top, double width);

/// The chart alone as a PNG. Errors (incomplete): painting.failed.
Result<std::string> chartPng(const BarChart& chart, double width, double dpi);

} // namespace ecoredline
