#include "app/page_layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace ecoredline {

namespace {

double toHundredth(double mm) {
  return std::round(mm * 100) / 100;
}

// The least way from one of the edges `a`, `b` to one of a box's edges, and where that lies.
struct Pull {
  double way = std::numeric_limits<double>::infinity();
  double line = 0;

  void look(double from, double to) {
    if (std::abs(to - from) < std::abs(way)) *this = {to - from, to};
  }
};

} // namespace

Text elementTitle(PageElement element) {
  static const std::array<Text, kPageElements.size()> kTitles{{{"图例", "Legend"},
                                                               {"表", "Table"},
                                                               {"位置示意", "Locator"},
                                                               {"比例尺", "Scale"},
                                                               {"指北针", "North arrow"},
                                                               {"说明", "Notes"},
                                                               {"签字栏", "Signatures"}}};
  return kTitles[static_cast<std::size_t>(element)];
}

PagePlaces onPaper(const PagePlaces& places, const Paper& from, const Paper& to) {
  PagePlaces out = places;
  if (from.width == to.width && from.height == to.height) return out;
  for (auto& [element, place] : out) {
    place.x = toHundredth(place.x * to.width / from.width);
    place.y = toHundredth(place.y * to.height / from.height);
  }
  return out;
}

PageLayout::PageLayout(PagePlaces sheet, const Paper& paper) : m_steps{std::move(sheet)}, m_paper(paper) {}

bool PageLayout::isHidden(PageElement element) const {
  const auto found = places().find(element);
  return found != places().end() && found->second.hidden;
}

void PageLayout::add(PagePlaces places) {
  m_nudged.reset();
  if (places == m_steps[m_at]) return;
  m_steps.resize(m_at + 1);
  m_steps.push_back(std::move(places));
  ++m_at;
}

void PageLayout::move(PageElement element, double x, double y) {
  PagePlaces next = places();
  next[element] = {toHundredth(x), toHundredth(y), false};
  add(std::move(next));
}

void PageLayout::nudge(PageElement element, double x, double y) {
  if (m_nudged == element && m_at > 0) {
    m_steps.resize(m_at + 1);
    m_steps[m_at][element] = {toHundredth(x), toHundredth(y), false};
    return;
  }
  move(element, x, y);
  m_nudged = element;
}

void PageLayout::hide(PageElement element) {
  PagePlaces next = places();
  next[element] = {0, 0, true};
  add(std::move(next));
}

void PageLayout::show(PageElement element) {
  PagePlaces next = places();
  next.erase(element);
  for (std::size_t i = m_at + 1; i-- > 0;) { // where it was last seen
    const auto found = m_steps[i].find(element);
    if (found != m_steps[i].end() && found->second.hidden) continue;
    if (found != m_steps[i].end()) next[element] = found->second;
    break;
  }
  add(std::move(next));
}

void PageLayout::reset() {
  add(m_steps.front());
}

void PageLayout::undo() {
  m_nudged.reset();
  if (canUndo()) --m_at;
}

void PageLayout::redo() {
  m_nudged.reset();
  if (canRedo()) ++m_at;
}

void PageLayout::setPaper(const Paper& paper) {
  for (PagePlaces& step : m_steps) step = onPaper(step, m_paper, paper);
  m_paper = paper;
}

std::vector<ElementBox> standing(const std::vector<ElementBox>& drawn, const PagePlaces& places, const Paper& paper) {
  std::vector<ElementBox> out;
  for (const ElementBox& one : drawn) {
    const auto found = places.find(one.element);
    if (found != places.end() && found->second.hidden) continue;
    Box box = one.box;
    if (found != places.end()) {
      const auto& [x, y, hidden] = found->second;
      box = keptOn(paper, {x, y, x + box.max_x - box.min_x, y + box.max_y - box.min_y});
    }
    out.push_back({one.element, box});
  }
  return out;
}

std::optional<PageElement> elementAt(const std::vector<ElementBox>& elements, double x, double y,
                                     std::optional<PageElement> held) {
  std::optional<PageElement> found;
  for (const ElementBox& one : elements) {
    if (!one.box.contains({x, y, x, y})) continue;
    if (one.element == held) return held;
    found = one.element;
  }
  return found;
}

Box keptOn(const Paper& paper, const Box& box) {
  const double width = box.max_x - box.min_x;
  const double height = box.max_y - box.min_y;
  const double x = std::clamp(box.min_x, 0.0, std::max(0.0, paper.width - width));
  const double y = std::clamp(box.min_y, 0.0, std::max(0.0, paper.height - height));
  return {x, y, x + width, y + height};
}

Snapped snapped(const Box& box, const std::vector<Box>& others, double reach) {
  Pull across;
  Pull down;
  for (const Box& other : others) {
    for (const double from : {box.min_x, box.max_x})
      for (const double to : {other.min_x, other.max_x}) across.look(from, to);
    for (const double from : {box.min_y, box.max_y})
      for (const double to : {other.min_y, other.max_y}) down.look(from, to);
  }
  Snapped out{box, {}, {}};
  if (std::abs(across.way) <= reach) {
    out.box.min_x += across.way;
    out.box.max_x += across.way;
    out.x = across.line;
  }
  if (std::abs(down.way) <= reach) {
    out.box.min_y += down.way;
    out.box.max_y += down.way;
    out.y = down.line;
  }
  return out;
}

std::vector<Box> snapEdges(const std::vector<ElementBox>& elements, PageElement moved, const Paper& paper) {
  const Box map = mapPlaceOf(paper);
  std::vector<Box> out{typeAreaOf(paper), map, framedPlaceOf(paper)};
  for (const ElementBox& one : elements)
    if (one.element != moved) out.push_back(one.box);
  return out;
}

} // namespace ecoredline
