#include "painting/sheet.hpp"

#include "geo/transform_cache.hpp"
#include "painting/grid.hpp"
#include "painting/scene_painter.hpp"
#include "painting/sheet_furniture.hpp"
#include "painting/sheet_labels.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

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
constexpr double kCaption = 4;
constexpr double kApart = 2; // between the outer frames of two maps

// One of the maps of a page.
struct MapPart {
  const MapScene* scene;
  Box place;
  std::string caption;
};

std::vector<MapPart> partsOf(const SheetPage& page, const Paper& paper) {
  if (!page.before) return {{&page.scene, mapPlaceOf(paper), page.caption}};
  return {{&*page.before, halfPlaceOf(paper, false), page.before_caption},
          {&page.scene, halfPlaceOf(paper, true), page.caption}};
}

// Where on the earth the frame lies; nothing where the plane has no way there.
void placeOnEarth(Canvas& canvas, const SheetPage& page, const MapPart& part, const Frame& frame) {
  if (page.wkt.empty()) return;
  auto base = part.scene->crs.geographicBase();
  if (!base) return;
  const auto there = cachedTransform(part.scene->crs, *base);
  const Box& window = frame.window();
  std::array<double, 4> x{window.min_x, window.min_x, window.max_x, window.max_x};
  std::array<double, 4> y{window.min_y, window.max_y, window.max_y, window.min_y};
  if (!there || !there->apply(x, y)) return;
  GeoFrame place{part.caption.empty() ? page.title : part.caption, part.place, {}, page.wkt, part.scene->crs.epsg()};
  for (std::size_t i = 0; i < x.size(); ++i) place.corners.emplace_back(y[i], x[i]);
  canvas.place(place);
}

void paintCaption(Canvas& canvas, const MapPart& part, double unit) {
  if (part.caption.empty()) return;
  const double width = part.place.max_x - part.place.min_x - 20 * unit;
  canvas.text(fitted(canvas, part.caption, kCaption * unit, width), part.place.min_x + 3 * unit,
              part.place.min_y + 6 * unit, {.size = kCaption * unit, .halo = 0.7 * unit});
}

// Its layers, names, grid and north arrow.
void paintMap(Canvas& canvas, const SheetPage& page, const MapPart& part, double unit) {
  const Frame frame(part.scene->window, part.place.min_x, part.place.min_y, part.scene->frame);
  const PageGrid grid{&frame, page.step_mm};
  const Language language = part.scene->language;
  const std::string before = part.caption.empty() ? "" : part.caption + " · ";
  const auto word = [&](const char* zh, const char* en) { return before + (language == Language::zh ? zh : en); };
  paintLayers(canvas, *part.scene, grid, {true, before});
  canvas.layer(word("注记", "Labels"));
  const double north_x = part.place.max_x - 7 * unit;
  const double north_y = part.place.min_y + 17 * unit;
  std::vector<Box> taken{{north_x - 5 * unit, part.place.min_y, part.place.max_x, north_y + 2 * unit}};
  if (!part.caption.empty())
    taken.push_back({part.place.min_x, part.place.min_y,
                     part.place.min_x + 3 * unit + canvas.textWidth(part.caption, kCaption * unit),
                     part.place.min_y + 8 * unit});
  for (const SheetLabel& label : sheetLabels(*part.scene, grid, canvas, taken, kLabel * std::sqrt(unit)))
    canvas.text(
        label.text, label.x, label.y,
        {.size = label.size, .colour = label.colour, .anchor = 0.5, .halo = 0.5 * std::sqrt(unit), .turn = label.turn});
  canvas.layer(word("格网与图框", "Grid and frame"));
  paintFrame(canvas, page, frame, unit);
  paintNorth(canvas, north_x, north_y, unit, language);
  paintCaption(canvas, part, unit);
  placeOnEarth(canvas, page, part, frame);
}

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

FrameSize halfFrameOf(const Paper& paper) {
  const FrameSize whole = mapFrameOf(paper);
  return {(whole.width - (2 * kBand + kApart) * paper.unit) / 2, whole.height};
}

Box halfPlaceOf(const Paper& paper, bool after) {
  Box place = mapPlaceOf(paper);
  const double width = halfFrameOf(paper).width;
  if (after)
    place.min_x = place.max_x - width;
  else
    place.max_x = place.min_x + width;
  return place;
}

double scaleDenominator(const MapScene& scene) {
  const Box window = framed(scene.window, scene.frame);
  return std::round((window.max_x - window.min_x) / scene.frame.width * 1000 * 100) / 100;
}

std::string pageText(const PageNumber& number, Language language) {
  return fmt::format(fmt::runtime(language == Language::zh ? "第 {} 页，共 {} 页" : "Page {} of {}"), number.page,
                     number.pages);
}

void paintSheet(Canvas& canvas, const SheetPage& page, const Paper& paper, const PageNumber& number) {
  const double u = paper.unit;
  const Box place = mapPlaceOf(paper);
  const Language language = page.scene.language;
  for (const MapPart& part : partsOf(page, paper)) paintMap(canvas, page, part, u);
  const std::string marginalia = language == Language::zh ? "图廓外整饰" : "Marginalia";
  const Box panel{paper.width - kMargin * u - kPanel * u, (kMargin + kTitleBand) * u, paper.width - kMargin * u,
                  paper.height - (kMargin + kFootBand) * u};
  SidePanel side(canvas, page, panel, u);
  if (page.locator) { // a map of its own: as shapes, like the other
    canvas.layer(marginalia, true);
    side.paintLocator();
  }
  canvas.layer(marginalia);

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
  canvas.text(pageText(number, language), right, foot, {.size = 2.5 * u, .colour = "#475467", .anchor = 1});
  side.paint();
}

} // namespace ecoredline
