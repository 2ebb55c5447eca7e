#include "painting/sheet.hpp"

#include "base/text.hpp"
#include "catalogue/sheet.hpp"
#include "geo/transform_cache.hpp"
#include "painting/grid.hpp"
#include "painting/scene_painter.hpp"
#include "painting/sheet_furniture.hpp"
#include "painting/sheet_labels.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kMargin = 10; // mm for a unit of 1, as all sizes here
constexpr double kTitleBand = 17;
constexpr double kFootBand = 5;
constexpr double kPanel = 84;
constexpr double kBetween = 6;
constexpr double kBlock = 126; // below the map of standing paper
constexpr double kFacts = 94;  // of the block: the column of locator, scale, notes and signatures
constexpr double kTitle = 7.5;
constexpr double kLabel = 3.0;
constexpr double kRed = 3.2;
constexpr double kCaption = 4;
constexpr double kNumber = 4;
constexpr double kSecrecy = 4.4;
constexpr double kFoot = 2.5;
constexpr double kLeastFoot = 1.7;
constexpr double kFootLine = 2.9;
constexpr const char* kGrey = "#475467";
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

// Of a map's north arrow; none where it is hidden, or where only the later map's stands because it was put elsewhere.
std::optional<Box> northPlace(const SheetPage& page, const Paper& paper, const MapPart& part) {
  const double unit = paper.unit;
  const double x = part.place.max_x - 7 * unit;
  const double y = part.place.min_y + 17 * unit;
  if (part.scene != &page.scene && page.places.contains(PageElement::north)) return std::nullopt;
  return placed(page, paper, PageElement::north, {x - 3 * unit, y - 13 * unit, x + 3 * unit, y + unit});
}

// What the map's names keep off: its arrow in its corner, or what was put on the map.
std::vector<Box> takenOn(const SheetPage& page, const MapPart& part, const std::vector<ElementBox>& elements,
                         double unit) {
  std::vector<Box> taken;
  const double north_x = part.place.max_x - 7 * unit;
  const double north_y = part.place.min_y + 17 * unit;
  if (!page.places.contains(PageElement::north))
    taken.push_back({north_x - 5 * unit, part.place.min_y, part.place.max_x, north_y + 2 * unit});
  for (const ElementBox& one : elements)
    if (page.places.contains(one.element) && one.box.meets(part.place)) taken.push_back(one.box);
  return taken;
}

// Its layers, names, grid and north arrow.
void paintMap(Canvas& canvas, const SheetPage& page, const MapPart& part, const Paper& paper,
              const std::vector<ElementBox>& elements) {
  const double unit = paper.unit;
  const Frame frame(part.scene->window, part.place.min_x, part.place.min_y, part.scene->frame);
  const PageGrid grid{&frame, page.step_mm};
  const Language language = part.scene->language;
  const std::string before = part.caption.empty() ? "" : part.caption + " · ";
  const auto word = [&](const char* zh, const char* en) { return before + (language == Language::zh ? zh : en); };
  paintLayers(canvas, *part.scene, grid, {true, before});
  canvas.layer(word("注记", "Labels"));
  std::vector<Box> taken = takenOn(page, part, elements, unit);
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
  if (const auto north = northPlace(page, paper, part))
    paintNorth(canvas, (north->min_x + north->max_x) / 2, north->max_y - unit, unit, language);
  paintCaption(canvas, part, unit);
  placeOnEarth(canvas, page, part, frame);
}

// Columns beside the map, one over the other; below the map of standing paper, beside each other.
PanelPlaces panelsOf(const Paper& paper) {
  const double u = paper.unit;
  const double right = paper.width - kMargin * u;
  const double bottom = paper.height - (kMargin + kFootBand) * u;
  if (!paper.standing()) {
    const Box column{right - kPanel * u, (kMargin + kTitleBand) * u, right, bottom};
    return {column, column};
  }
  const double top = bottom - kBlock * u;
  const double between = right - kFacts * u;
  return {{kMargin * u, top, between - kBetween * u, bottom}, {between, top, right, bottom}};
}

// The title between what stands in the corners, and what is to be known about the data.
void paintHead(Canvas& canvas, const SheetPage& page, const Paper& paper) {
  const double u = paper.unit;
  const Box place = mapPlaceOf(paper);
  const double left = kMargin * u;
  const double right = paper.width - kMargin * u;
  const double middle = (place.min_x + place.max_x) / 2;
  const double number = page.number.empty() ? left : left + canvas.textWidth(page.number, kNumber * u) + 3 * u;
  const double secrecy = page.secrecy.empty() ? right : right - canvas.textWidth(page.secrecy, kSecrecy * u) - 3 * u;
  const double width = 2 * std::min(middle - number, secrecy - middle);
  double title = kTitle * u;
  while (canvas.textWidth(page.title, title) > width && title > 3 * u) title *= 0.92;
  const bool warned = !page.warning.empty();
  canvas.text(fitted(canvas, page.title, title, width), middle, (kMargin + (warned ? 7.5 : 10)) * u,
              {.size = title, .anchor = 0.5});
  if (warned)
    canvas.text(fitted(canvas, page.warning, kRed * u, place.max_x - place.min_x), middle, (kMargin + 13.5) * u,
                {.size = kRed * u, .colour = "#B42318", .anchor = 0.5});
  if (!page.number.empty()) canvas.text(page.number, left, (kMargin + 7) * u, {.size = kNumber * u});
  if (!page.secrecy.empty()) canvas.text(page.secrecy, right, (kMargin + 7) * u, {.size = kSecrecy * u, .anchor = 1});
}

// Sources and number of the page. Long sources stand on two lines, in smaller letters before anything is cut off.
void paintFoot(Canvas& canvas, const SheetPage& page, const Paper& paper, const PageNumber& number) {
  const double u = paper.unit;
  const double left = kMargin * u;
  const double right = paper.width - kMargin * u;
  const double foot = paper.height - (kMargin - 1) * u;
  const std::string numbered = pageText(number, page.scene.language);
  canvas.text(numbered, right, foot, {.size = kFoot * u, .colour = kGrey, .anchor = 1});
  const double width = right - left - canvas.textWidth(numbered, kFoot * u) - 6 * u;
  double size = kFoot * u;
  std::vector<std::string> lines = wrapped(canvas, page.scene.source, size, width);
  while (lines.size() > 2 && size > kLeastFoot * u) lines = wrapped(canvas, page.scene.source, size *= 0.95, width);
  double y = foot - (static_cast<double>(lines.size()) - 1) * kFootLine * u / 2;
  for (const std::string& line : lines) {
    canvas.text(line, left, y, {.size = size, .colour = kGrey});
    y += kFootLine * u;
  }
}

} // namespace

Paper paperOf(const std::string& size) {
  static const std::map<std::string, double> kUnits{{"a4", 0.72}, {"a2", 1.3}, {"a1", 1.65}, {"a0", 2.1}};
  const auto [width, height] = paperMillimetres(size);
  const std::string word = lowered(size).substr(0, 2);
  const auto unit = kUnits.find(word);
  if (word == "a4" && height > width) return {width, height, 0.8}; // columns below a map are wider
  return {width, height, unit == kUnits.end() ? 1 : unit->second};
}

Box typeAreaOf(const Paper& paper) {
  const double margin = kMargin * paper.unit;
  return {margin, margin, paper.width - margin, paper.height - margin};
}

Box mapPlaceOf(const Paper& paper) {
  const double u = paper.unit;
  const double band = kBand * u;
  if (paper.standing())
    return {kMargin * u + band, (kMargin + kTitleBand) * u + band, paper.width - kMargin * u - band,
            paper.height - (kMargin + kFootBand + kBlock + kBetween) * u - band};
  return {kMargin * u + band, (kMargin + kTitleBand) * u + band, paper.width - (kMargin + kPanel + kBetween) * u - band,
          paper.height - (kMargin + kFootBand) * u - band};
}

Box framedPlaceOf(const Paper& paper) {
  return mapPlaceOf(paper).grown(kBand * paper.unit, kBand * paper.unit);
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

std::vector<ElementBox> paintSheet(Canvas& canvas, const SheetPage& page, const Paper& paper,
                                   const PageNumber& number) {
  SidePanel side(canvas, page, panelsOf(paper), paper);
  const std::vector<MapPart> parts = partsOf(page, paper);
  std::vector<ElementBox> elements;
  if (const auto north = northPlace(page, paper, parts.back())) elements.push_back({PageElement::north, *north});
  for (const ElementBox& one : side.boxes()) elements.push_back(one);
  for (const MapPart& part : parts) paintMap(canvas, page, part, paper, elements);
  const std::string marginalia = page.scene.language == Language::zh ? "图廓外整饰" : "Marginalia";
  if (page.locator) { // a map of its own: as shapes, like the other
    canvas.layer(marginalia, true);
    side.paintLocator();
  }
  canvas.layer(marginalia);
  paintHead(canvas, page, paper);
  paintFoot(canvas, page, paper, number);
  side.paint();
  return elements;
}

} // namespace ecoredline
