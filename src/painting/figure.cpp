#include "painting/figure.hpp"

#include "base/decimal.hpp"
#include "cartography/frame.hpp"
#include "cartography/legend.hpp"
#include "painting/scene_painter.hpp"
#include "painting/sheet.hpp"
#include "painting/sheet_furniture.hpp"
#include "painting/sheet_labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kEdge = 0.5; // mm, for the frame's own line
constexpr double kLabel = 2.7;
constexpr double kText = 2.6;
constexpr double kRow = 4.6;
constexpr double kSymbol = 7;
constexpr std::size_t kColumns = 2;
constexpr double kUnit = 0.62; // of the furniture of a sheet
constexpr double kStep = 0.02;

std::size_t legendRows(const MapScene& scene) {
  return (legendOf(scene).size() + kColumns - 1) / kColumns;
}

void legend(Canvas& canvas, const MapScene& scene, double left, double top) {
  const auto entries = legendOf(scene);
  const double column = scene.frame.width / kColumns;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const double x = left + kEdge + column * static_cast<double>(i % kColumns);
    const double y = top + kRow * static_cast<double>(i / kColumns);
    paintSymbol(canvas, entries[i], {x, y + 0.6, x + kSymbol, y + 3.6});
    const std::string count = fmt::format(" ({})", entries[i].count);
    const double room = column - kSymbol - 4 - canvas.textWidth(count, kText);
    canvas.text(fitted(canvas, entries[i].title, kText, room) + count, x + kSymbol + 2, y + 3.1, {.size = kText});
  }
}

void scaleBar(Canvas& canvas, const MapScene& scene, const Frame& frame) {
  const ScaleBar bar = scaleBarFor(frame.window().max_x - frame.window().min_x);
  const double length = frame.millimetres(bar.metres);
  const double x = frame.onPage().min_x + 4;
  const double y = frame.onPage().max_y - 3.5;
  for (const bool halo : {true, false}) {
    canvas.moveTo(x, y - 1.6);
    canvas.lineTo(x, y);
    canvas.lineTo(x + length, y);
    canvas.lineTo(x + length, y - 1.6);
    canvas.stroke({halo ? "#FFFFFF" : "#101828", halo ? 1.3 : 0.35});
  }
  const std::string text = fmt::format("{}   1:{}", bar.text, toGrouped(scaleDenominator(scene), 0));
  canvas.text(text, x, y - 2.4, {.size = kText, .halo = 0.5});
}

} // namespace

double figureHeight(const MapScene& scene) {
  const std::size_t rows = legendRows(scene);
  return scene.frame.height + 2 * kEdge + (rows == 0 ? 0 : 1.5 + kRow * static_cast<double>(rows));
}

double figureWidth(const MapScene& scene) {
  return scene.frame.width + 2 * kEdge;
}

void paintFigure(Canvas& canvas, const MapScene& scene, double left, double top) {
  const Frame frame(scene.window, left + kEdge, top + kEdge, scene.frame);
  const Box place = frame.onPage();
  const PageGrid grid{&frame, kStep};
  paintLayers(canvas, scene, grid);
  const double north_x = place.max_x - 5;
  const double north_y = place.min_y + 12;
  const std::array<Box, 2> taken{
      {{north_x - 4, place.min_y, place.max_x, north_y + 2},
       {place.min_x, place.max_y - 9.5, place.min_x + 0.5 * scene.frame.width, place.max_y}}};
  for (const SheetLabel& label : sheetLabels(scene, grid, canvas, taken, kLabel))
    canvas.text(label.text, label.x, label.y,
                {.size = label.size, .colour = label.colour, .anchor = 0.5, .halo = 0.45, .turn = label.turn});
  paintNorth(canvas, north_x, north_y, kUnit, scene.language);
  scaleBar(canvas, scene, frame);
  canvas.rectangle(place);
  canvas.stroke({"#475467", 0.3});
  legend(canvas, scene, left, place.max_y + kEdge + 1.5);
}

Result<std::string> figurePng(const MapScene& scene, double dpi) {
  CanvasOptions options;
  options.format = PictureFormat::png;
  options.width_mm = figureWidth(scene);
  options.height_mm = figureHeight(scene);
  options.dpi = dpi;
  Canvas canvas(options);
  paintFigure(canvas, scene, 0, 0);
  return canvas.finish();
}

} // namespace ecoredline
