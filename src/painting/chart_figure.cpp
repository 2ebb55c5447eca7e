#include "painting/chart_figure.hpp"

#include "painting/sheet_furniture.hpp"

#include <algorithm>

namespace ecoredline {

namespace {

constexpr double kRow = 6.4; // mm, as all sizes here
constexpr double kBar = 4;
constexpr double kText = 2.9;
constexpr double kGap = 1.4;
constexpr double kMostTitle = 0.34; // of the width
constexpr double kLeast = 0.3;      // a bar of something is never invisible
constexpr const char* kGain = "#027A48";
constexpr const char* kLoss = "#B42318";
constexpr const char* kCount = "#175CD3";

struct Layout {
  double titles = 0; ///< width of the column of titles
  double zero = 0;   ///< of the line, from the left
  double reach = 0;  ///< length of the longest bar
  double most = 0;   ///< what it stands for
  bool both = false; ///< gains and losses
};

Layout layoutOf(const Canvas& canvas, const BarChart& chart, double width) {
  Layout out;
  double gain_text = 0;
  double loss_text = 0;
  for (const ChartBar& bar : chart.bars) {
    out.titles = std::max(out.titles, canvas.textWidth(bar.title, kText));
    out.most = std::max({out.most, bar.gain, -bar.loss});
    out.both = out.both || bar.loss < 0;
    gain_text = std::max(gain_text, canvas.textWidth(bar.gain_figure, kText));
    loss_text = std::max(loss_text, canvas.textWidth(bar.loss_figure, kText));
  }
  out.titles = std::min(out.titles, width * kMostTitle) + 2 * kGap;
  const double left = out.both ? loss_text + kGap : 0;
  const double room = width - out.titles - left - gain_text - kGap;
  out.reach = std::max(out.both ? room / 2 : room, 5.0);
  out.zero = out.titles + left + (out.both ? out.reach : 0);
  return out;
}

} // namespace

double chartHeight(const BarChart& chart) {
  return kRow * static_cast<double>(chart.bars.size()) + 2;
}

void paintChart(Canvas& canvas, const BarChart& chart, double left, double top, double width) {
  const Layout at = layoutOf(canvas, chart, width);
  const double zero = left + at.zero;
  double y = top + 1;
  for (const ChartBar& bar : chart.bars) {
    const double base = y + kBar * 0.74;
    canvas.text(fitted(canvas, bar.title, kText, at.titles - kGap), left, base, {.size = kText});
    const auto length = [&](double value) { return value > 0 ? std::max(at.reach * value / at.most, kLeast) : 0; };
    if (bar.gain > 0 || !bar.gain_figure.empty()) {
      canvas.rectangle({zero, y, zero + length(bar.gain), y + kBar});
      canvas.fill(at.both ? kGain : kCount);
      canvas.text(bar.gain_figure, zero + length(bar.gain) + kGap, base, {.size = kText});
    }
    if (bar.loss < 0) {
      canvas.rectangle({zero - length(-bar.loss), y, zero, y + kBar});
      canvas.fill(kLoss);
      canvas.text(bar.loss_figure, zero - length(-bar.loss) - kGap, base, {.size = kText, .anchor = 1});
    }
    y += kRow;
  }
  canvas.moveTo(zero, top);
  canvas.lineTo(zero, y - kRow + kBar + 1);
  canvas.stroke({"#475467", 0.2});
}

Result<std::string> chartPng(const BarChart& chart, double width, double dpi) {
  CanvasOptions options;
  options.format = PictureFormat::png;
  options.width_mm = width;
  options.height_mm = chartHeight(chart);
  options.dpi = dpi;
  Canvas canvas(options);
  paintChart(canvas, chart, 0, 0, width);
  return canvas.finish();
}

} // namespace ecoredline
