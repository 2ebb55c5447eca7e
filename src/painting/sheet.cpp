#include "painting/sheet.hpp"

#include "painting/grid.hpp"
#include "painting/scene_painter.hpp"
#include "painting/sheet_furniture.hpp"
#include "painting/sheet_labels.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kMargin = 10; // mm for a unit of 1, as all sizes here
constexpr double kTitleBand = 17;
constexpr double kFootBand = 5;
constexpr double kPanel = 84;
constexpr double kBetween = 6;
constexpr double kTitle = 7.5;
constexpr double kLabel = 3.0;
constexpr double kRed = 3.2;

} // namespace

Paper paperOf(const std::string& size) {
  if (size == "A4") return {297, 210, 0.72};
  if (size == "A2") return {594, 420, 1.3};
  if (size == "A1") return {841, 594, 1.65};
  if (size == "A0") return {1189, 841, 2.1};
  return {420, 297, 1};
}

Box mapPlaceOf(const Paper& paper) {
  const double u = paper.unit;
  const double band = kBand * u;
  return {kMargin * u + band, (kMargin + kTitleBand) * u + band, paper.width - (kMargin + kPanel + kBetween) * u - band,
          paper.height - (kMargin + kFootBand) * u - band};
}

FrameSize mapFrameOf(const Paper& paper) {
  const Box place = mapPlaceOf(paper);
  return {place.max_x - place.min_x, place.max_y - place.min_y};
}

double scaleDenominator(const MapScene& scene) {
  const Box window = framed(scene.window, scene.frame);
  return std::round((window.max_x - window.min_x) / scene.frame.width * 1000 * 100) / 100;
}

void paintSheet(Canvas& canvas, const SheetPage& page, const Paper& paper, const PageNumber& number) {
  const double u = paper.unit;
  const Box place = mapPlaceOf(paper);
  const Frame frame(page.scene.window, place.min_x, place.min_y, page.scene.frame);
  const PageGrid grid{&frame, page.step_mm};
  const Language language = page.scene.language;

  paintLayers(canvas, page.scene, grid);
  const double north_x = place.max_x - 7 * u;
  const double north_y = place.min_y + 17 * u;
  const std::array<Box, 1> taken{{{north_x - 5 * u, place.min_y, place.max_x, north_y + 2 * u}}};
  const double size = kLabel * std::sqrt(u);
  for (const SheetLabel& label : sheetLabels(page.scene, grid, canvas, taken, size))
    canvas.text(
        label.text, label.x, label.y,
        {.size = label.size, .colour = label.colour, .anchor = 0.5, .halo = 0.5 * std::sqrt(u), .turn = label.turn});
  paintFrame(canvas, page, frame, u);
  paintNorth(canvas, north_x, north_y, u, language);

  const double left = kMargin * u;
  const double right = paper.width - kMargin * u;
  const double middle = (place.min_x + place.max_x) / 2;
  const double width = place.max_x - place.min_x;
  double title = kTitle * u;
  while (canvas.textWidth(page.title, title) > width && title > 3 * u) title *= 0.92;
  const bool warned = !page.warning.empty();
  canvas.text(fitted(canvas, page.title, title, width), middle, (kMargin + (warned ? 7.5 : 10)) * u,
              {.size = title, .anchor = 0.5});
  if (warned)
    canvas.text(fitted(canvas, page.warning, kRed * u, width), middle, (kMargin + 13.5) * u,
                {.size = kRed * u, .colour = "#B42318", .anchor = 0.5});
  if (!page.number.empty()) canvas.text(page.number, left, (kMargin + 7) * u, {.size = 4 * u});
  if (!page.secrecy.empty()) canvas.text(page.secrecy, right, (kMargin + 7) * u, {.size = 4.4 * u, .anchor = 1});

  const double foot = paper.height - (kMargin - 1) * u;
  canvas.text(fitted(canvas, page.scene.source, 2.5 * u, width), left, foot, {.size = 2.5 * u, .colour = "#475467"});
  if (number.pages > 1)
    canvas.text(fmt::format(fmt::runtime(language == Language::zh ? "第 {} 页，共 {} 页" : "Page {} of {}"),
                            number.page, number.pages),
                right, foot, {.size = 2.5 * u, .colour = "#475467", .anchor = 1});
  const Box panel{right - kPanel * u, (kMargin + kTitleBand) * u, right, paper.height - (kMargin + kFootBand) * u};
  SidePanel(canvas, page, panel, u).paint();
}

} // namespace ecoredline
