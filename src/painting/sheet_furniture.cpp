#include "painting/sheet_furniture.hpp"

#include "base/decimal.hpp"
#include "painting/grid.hpp"
#include "painting/scene_painter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kHeading = 4.2; // mm for a unit of 1, as all sizes here
constexpr double kBelowHeading = 3.5;
constexpr double kBody = 2.9;
constexpr double kSmall = 2.4;
constexpr double kLine = 4.4;
constexpr double kSmallLine = 3.4;
constexpr double kNameWidth = 19;
constexpr double kLocatorHeight = 46;
constexpr double kLargeLocator = 60; // where it has a column with little else
constexpr double kLeastLocator = 18; // lower ones show nothing
constexpr double kLocatorWord = 3.6; // above its map
constexpr double kScaleHeight = 17;
constexpr double kSignature = 7.5;
constexpr double kRowHeight = 8.2;
constexpr const char* kGrey = "#475467";
constexpr const char* kHairline = "#98A2B3";
constexpr const char* kGridLine = "#667085";

std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> out;
  for (const char byte : text) {
    if ((static_cast<unsigned char>(byte) & 0xC0U) != 0x80U || out.empty()) out.emplace_back();
    out.back() += byte;
  }
  return out;
}

void line(Canvas& canvas, double ax, double ay, double bx, double by, const Pen& pen) {
  canvas.moveTo(ax, ay);
  canvas.lineTo(bx, by);
  canvas.stroke(pen);
}

} // namespace

std::vector<std::string> wrapped(const Canvas& canvas, const std::string& text, double size, double width) {
  std::vector<std::string> out{""};
  for (const std::string& one : characters(text)) {
    std::string& line = out.back();
    if (line.empty() || canvas.textWidth(line + one, size) <= width) {
      line += one;
      continue;
    }
    // at a space of the second half of the line, so that words stay whole; else right here
    const auto space = line.rfind(' ');
    const bool at_space = space != std::string::npos && space * 2 >= line.size();
    std::string rest = at_space ? line.substr(space + 1) : std::string();
    if (at_space) line.resize(space);
    if (one != " " || !rest.empty()) rest += one;
    out.push_back(std::move(rest));
  }
  return out;
}

std::string fitted(const Canvas& canvas, const std::string& text, double size, double width) {
  if (canvas.textWidth(text, size) <= width) return text;
  std::string out;
  for (const std::string& one : characters(text)) {
    if (canvas.textWidth(out + one + "…", size) > width) break;
    out += one;
  }
  return out + "…";
}

std::optional<Box> placed(const SheetPage& page, const Paper& paper, PageElement element, const Box& standard) {
  const auto found = page.places.find(element);
  if (found == page.places.end()) return standard;
  if (found->second.hidden) return std::nullopt;
  const double width = standard.max_x - standard.min_x;
  const double height = standard.max_y - standard.min_y;
  const double x = std::clamp(found->second.x, 0.0, std::max(0.0, paper.width - width));
  const double y = std::clamp(found->second.y, 0.0, std::max(0.0, paper.height - height));
  return Box{x, y, x + width, y + height};
}

SidePanel::SidePanel(Canvas& canvas, const SheetPage& page, const PanelPlaces& places, const Paper& paper)
    : m_canvas(canvas), m_page(page), m_lists(places.lists), m_facts(places.facts), m_paper(paper),
      m_legend(canvas, page, paper.unit), m_beside(places.beside()), m_unit(paper.unit) {
  const std::size_t across = m_beside ? 2 : 1; // wide enough for two, and lower than a column beside the map
  const std::size_t lines = (m_page.signatures.size() + across - 1) / across;
  m_signatures_height = static_cast<double>(lines) * kSignature * m_unit;
  m_notes_height = notesHeight();
  arrange();
}

// The standard places, from the foot up and from the top down; then what was put elsewhere.
void SidePanel::arrange() {
  const double scale_top = scaleTop();
  const double notes_top = scale_top + kScaleHeight * m_unit;
  const double signatures_top = m_facts.max_y - m_signatures_height;
  if (!m_page.signatures.empty())
    put(PageElement::signatures, {m_facts.min_x, signatures_top, m_facts.max_x, m_facts.max_y});
  if (!m_page.notes.empty()) put(PageElement::notes, {m_facts.min_x, notes_top, m_facts.max_x, signatures_top});
  put(PageElement::scale, {m_facts.min_x, scale_top, m_facts.max_x, notes_top});
  if (const auto locator = locatorStandard()) put(PageElement::locator, *locator);
  double bottom = m_beside ? m_lists.max_y : scale_top;
  if (m_page.locator && !m_beside) bottom -= (kLocatorHeight + 2) * m_unit;
  double below = m_lists.min_y;
  if (!m_legend.empty()) {
    const double first = below + (kHeading + kBelowHeading) * m_unit;
    const double most = m_page.rows.empty() ? bottom : below + (bottom - below) * 0.62;
    below = m_legend.arrange({m_lists.min_x, first, m_lists.max_x, std::max(first, most)});
    put(PageElement::legend, {m_lists.min_x, m_lists.min_y, m_lists.max_x, below});
  }
  if (m_page.rows.empty()) return;
  const double top = below + 3 * m_unit;
  const TableRoom room = roomOfRows(top, bottom - 2 * m_unit);
  m_rows_shown = room.shown;
  put(PageElement::table, {m_lists.min_x, top, m_lists.max_x, room.foot});
}

void SidePanel::put(PageElement element, const Box& standard) {
  if (const auto box = placed(m_page, m_paper, element, standard)) m_boxes.emplace(element, *box);
}

const Box* SidePanel::placeOf(PageElement element) const {
  const auto found = m_boxes.find(element);
  return found == m_boxes.end() ? nullptr : &found->second;
}

// White below what was put elsewhere: it may stand on the map.
void SidePanel::ground(PageElement element) {
  const Box* box = placeOf(element);
  if (box == nullptr || !m_page.places.contains(element)) return;
  m_canvas.rectangle(*box);
  m_canvas.fill("#FFFFFF");
}

std::vector<ElementBox> SidePanel::boxes() const {
  std::vector<ElementBox> out;
  for (const PageElement element : {PageElement::locator, PageElement::signatures, PageElement::notes,
                                    PageElement::scale, PageElement::legend, PageElement::table})
    if (const Box* box = placeOf(element)) out.push_back({element, *box});
  return out;
}

std::string SidePanel::say(const char* zh, const char* en) const {
  return m_page.scene.language == Language::zh ? zh : en;
}

// At the top of a place.
void SidePanel::heading(const std::string& text, const Box& place) {
  double size = kHeading * m_unit;
  while (m_canvas.textWidth(text, size) > listWidth() && size > kBody * m_unit) size *= 0.95;
  m_canvas.text(fitted(m_canvas, text, size, listWidth()), (place.min_x + place.max_x) / 2,
                place.min_y + kHeading * m_unit, {.size = size, .anchor = 0.5});
}

void SidePanel::paint() {
  using Draw = void (SidePanel::*)(const Box&);
  const auto draw = [&](PageElement element, Draw how) {
    const Box* box = placeOf(element);
    if (box == nullptr) return;
    ground(element);
    (this->*how)(*box);
  };
  draw(PageElement::signatures, &SidePanel::signatures);
  draw(PageElement::notes, &SidePanel::notes);
  draw(PageElement::scale, &SidePanel::scale);
  locatorFrame();
  draw(PageElement::legend, &SidePanel::legend);
  draw(PageElement::table, &SidePanel::rows);
}

double SidePanel::notesHeight() const {
  double height = 2 * m_unit;
  for (const auto& [name, value] : m_page.notes)
    height += static_cast<double>(wrapped(m_canvas, value, kBody * m_unit, width() - kNameWidth * m_unit).size()) *
              kLine * m_unit;
  return height;
}

double SidePanel::scaleTop() const {
  return m_facts.max_y - m_signatures_height - m_notes_height - kScaleHeight * m_unit;
}

void SidePanel::notes(const Box& place) {
  double y = place.min_y + kBody * m_unit;
  for (const auto& [name, value] : m_page.notes) {
    m_canvas.text(name, place.min_x, y, {.size = kBody * m_unit, .colour = kGrey});
    for (const std::string& one : wrapped(m_canvas, value, kBody * m_unit, width() - kNameWidth * m_unit)) {
      m_canvas.text(one, place.min_x + kNameWidth * m_unit, y, {.size = kBody * m_unit});
      y += kLine * m_unit;
    }
  }
}

void SidePanel::signatures(const Box& place) {
  const std::size_t across = m_beside ? 2 : 1;
  const double gap = 4 * m_unit;
  const double column = (width() - gap * static_cast<double>(across - 1)) / static_cast<double>(across);
  for (std::size_t i = 0; i < m_page.signatures.size(); ++i) {
    const double left = place.min_x + (column + gap) * static_cast<double>(i % across);
    const std::size_t line_of = i / across;
    const double y = place.min_y + (5 + kSignature * static_cast<double>(line_of)) * m_unit;
    m_canvas.text(m_page.signatures[i], left, y, {.size = kBody * m_unit, .colour = kGrey});
    line(m_canvas, left + kNameWidth * m_unit, y + m_unit, left + column, y + m_unit, {kHairline, 0.15});
  }
}

// A bar of round steps in two colours, and the number.
void SidePanel::scale(const Box& place) {
  const double top = place.min_y;
  const double denominator = scaleDenominator(m_page.scene);
  const double middle = (place.min_x + place.max_x) / 2;
  m_canvas.text(fmt::format("1:{}", toGrouped(denominator, 0)), middle, top + 5 * m_unit,
                {.size = kHeading * m_unit * 0.9, .anchor = 0.5});
  const double per_metre = 1000 / denominator; // mm
  const ScaleBar bar = scaleBarFor(width() / per_metre * 2.4);
  const double step = bar.metres * per_metre / 4;
  const double left = middle - 2 * step;
  const double y = top + 11.5 * m_unit;
  for (int i = 0; i < 4; ++i) {
    m_canvas.rectangle({left + i * step, y, left + (i + 1) * step, y + 1.4 * m_unit});
    m_canvas.fill(i % 2 == 0 ? "#101828" : "#FFFFFF", 1, true);
    m_canvas.stroke({"#101828", 0.15});
  }
  const bool kilometres = bar.metres >= 2000;
  for (int i = 0; i <= 4; i += 2) {
    const double metres = bar.metres * i / 4;
    m_canvas.text(fmt::format("{:g}", kilometres ? metres / 1000 : metres), left + i * step, y - 1 * m_unit,
                  {.size = kSmall * m_unit, .anchor = 0.5});
  }
  m_canvas.text(kilometres ? "km" : "m", left + 4 * step + 3.5 * m_unit, y + 1.4 * m_unit, {.size = kSmall * m_unit});
}

// The map and the word above it; none where there is no room.
std::optional<Box> SidePanel::locatorStandard() const {
  const double foot = scaleTop();
  const double wanted = foot - ((m_beside ? kLargeLocator : kLocatorHeight) + 2) * m_unit;
  const double top = m_beside ? std::max(m_facts.min_y, wanted) : wanted;
  if (!m_page.locator || foot - top <= kLeastLocator * m_unit) return std::nullopt;
  return Box{m_facts.min_x, top, m_facts.max_x, foot - 2 * m_unit};
}

std::optional<Box> SidePanel::locatorMap() const {
  const Box* place = placeOf(PageElement::locator);
  if (place == nullptr) return std::nullopt;
  return Box{place->min_x, place->min_y + kLocatorWord * m_unit, place->max_x, place->max_y};
}

void SidePanel::paintLocator() {
  const auto inner = locatorMap();
  if (!inner) return;
  ground(PageElement::locator);
  MapScene scene = *m_page.locator;
  scene.frame = {inner->max_x - inner->min_x, inner->max_y - inner->min_y};
  const Frame frame(scene.window, inner->min_x, inner->min_y, scene.frame);
  paintLayers(m_canvas, scene, {&frame, m_page.step_mm});
}

void SidePanel::locatorFrame() {
  const auto inner = locatorMap();
  if (!inner) return;
  m_canvas.text(say("位置示意", "Locator"), inner->min_x, inner->min_y + (kSmall - kLocatorWord) * m_unit,
                {.size = kSmall * m_unit, .colour = kGrey});
  m_canvas.rectangle(*inner);
  m_canvas.stroke({kGrey, 0.2});
}

void SidePanel::legend(const Box& place) {
  heading(say("图例", "Legend"), place);
  m_legend.paint(place.min_x, place.min_y + (kHeading + kBelowHeading) * m_unit);
}

// What it is beside the verdict, and the figure below: as many lines as they take, nothing cut off.
SidePanel::RowLines SidePanel::rowLines(const SheetRow& row) const {
  const double beside = row.verdict.empty() ? 0 : m_canvas.textWidth(row.verdict, kBody * m_unit) + 2 * m_unit;
  return {wrapped(m_canvas, row.what, kBody * m_unit, listWidth() - beside),
          wrapped(m_canvas, row.figure, kSmall * m_unit, listWidth())};
}

double SidePanel::heightOf(const RowLines& lines) const {
  return (kRowHeight + kLine * static_cast<double>(lines.what.size() - 1) +
          kSmallLine * static_cast<double>(lines.figure.size() - 1)) *
         m_unit;
}

SidePanel::TableRoom SidePanel::roomOfRows(double top, double bottom) const {
  TableRoom room{0, top + (kHeading + 3) * m_unit};
  for (; room.shown < m_page.rows.size(); ++room.shown) {
    const double height = heightOf(rowLines(m_page.rows[room.shown]));
    const double left_out = room.shown + 1 < m_page.rows.size() ? kLine * m_unit : 0; // for how many more there are
    if (room.foot + height + left_out > bottom) break;
    room.foot += height;
  }
  if (room.shown < m_page.rows.size()) room.foot += kLine * m_unit;
  return room;
}

void SidePanel::rows(const Box& place) {
  heading(m_page.rows_title, place);
  double y = place.min_y + (kHeading + 3) * m_unit;
  for (std::size_t i = 0; i < m_rows_shown; ++i) {
    const double height = heightOf(rowLines(m_page.rows[i]));
    row(m_page.rows[i], {place.min_x, y, place.max_x, y + height});
    y += height;
  }
  if (m_rows_shown < m_page.rows.size())
    m_canvas.text(fmt::format(fmt::runtime(say("另有 {} 项，见报告", "{} more: see the report")),
                              m_page.rows.size() - m_rows_shown),
                  place.min_x, y + 3.4 * m_unit, {.size = kSmall * m_unit, .colour = kGrey});
}

void SidePanel::row(const SheetRow& row, const Box& place) {
  const RowLines lines = rowLines(row);
  const double size = kBody * m_unit;
  line(m_canvas, place.min_x, place.min_y, place.max_x, place.min_y, {kHairline, 0.1});
  m_canvas.text(row.verdict, place.max_x, place.min_y + 3.4 * m_unit,
                {.size = size, .colour = row.colour, .anchor = 1});
  double at = place.min_y + 3.4 * m_unit;
  for (const std::string& one : lines.what) {
    m_canvas.text(one, place.min_x, at, {.size = size});
    at += kLine * m_unit;
  }
  at = place.max_y - (1.2 + kSmallLine * static_cast<double>(lines.figure.size() - 1)) * m_unit;
  for (const std::string& one : lines.figure) {
    m_canvas.text(one, place.min_x, at, {.size = kSmall * m_unit, .colour = kGrey});
    at += kSmallLine * m_unit;
  }
}

void paintFrame(Canvas& canvas, const SheetPage& page, const Frame& frame, double unit) {
  const Box inner = frame.onPage();
  const double band = kBand * unit;
  const Box outer = inner.grown(band, band);
  const SheetGrid grid = sheetGrid(frame, page.scene.crs);
  const double size = kSmall * unit * 0.92;
  const double half = size * 0.36;
  if (page.kilometre_grid) {
    for (const GridTick& tick : grid.east) {
      line(canvas, tick.at, inner.min_y, tick.at, inner.max_y, {kGridLine, 0.08, {}, 0.55});
      canvas.text(tick.text, tick.at, inner.max_y + band / 2 + half, {.size = size, .anchor = 0.5});
    }
    for (const GridTick& tick : grid.north) {
      line(canvas, inner.min_x, tick.at, inner.max_x, tick.at, {kGridLine, 0.08, {}, 0.55});
      canvas.text(tick.text, inner.min_x - band / 2 + half, tick.at, {.size = size, .anchor = 0.5, .turn = -90});
    }
  }
  if (page.graticule) {
    const Pen pen{kGrey, 0.2};
    const double long_tick = band * 0.3;
    for (const GridTick& tick : grid.meridians_top) {
      line(canvas, tick.at, inner.min_y, tick.at, inner.min_y - long_tick, pen);
      canvas.text(tick.text, tick.at, inner.min_y - band / 2 - half * 0.2, {.size = size, .anchor = 0.5});
    }
    for (const GridTick& tick : grid.parallels_right) {
      line(canvas, inner.max_x, tick.at, inner.max_x + long_tick, tick.at, pen);
      canvas.text(tick.text, inner.max_x + band / 2 + half * 0.2, tick.at, {.size = size, .anchor = 0.5, .turn = 90});
    }
    for (const GridTick& tick : grid.meridians_bottom)
      line(canvas, tick.at, outer.max_y, tick.at, outer.max_y - band * 0.15, pen);
    for (const GridTick& tick : grid.parallels_left)
      line(canvas, outer.min_x, tick.at, outer.min_x + band * 0.15, tick.at, pen);
    for (const auto& [x, y] : grid.crossings) {
      const double arm = 1.6 * unit;
      line(canvas, std::max(x - arm, inner.min_x), y, std::min(x + arm, inner.max_x), y, {kGrey, 0.15});
      line(canvas, x, std::max(y - arm, inner.min_y), x, std::min(y + arm, inner.max_y), {kGrey, 0.15});
    }
  }
  canvas.rectangle(inner);
  canvas.stroke({"#101828", 0.2});
  canvas.rectangle(outer);
  canvas.stroke({"#101828", 0.7 * unit});
}

void paintNorth(Canvas& canvas, double x, double y, double unit, Language language) {
  canvas.moveTo(x, y - 13 * unit);
  canvas.lineTo(x + 3 * unit, y - 3 * unit);
  canvas.lineTo(x, y - 5.2 * unit);
  canvas.lineTo(x - 3 * unit, y - 3 * unit);
  canvas.close();
  canvas.stroke({"#FFFFFF", 0.8 * unit}, true);
  canvas.fill("#101828");
  canvas.text(language == Language::zh ? "北" : "N", x, y, {.size = 3.4 * unit, .anchor = 0.5, .halo = 0.5 * unit});
}

} // namespace ecoredline
