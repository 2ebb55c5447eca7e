#pragma once

#include "painting/sheet.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace ecoredline {

/// What an element is called where people choose one.
Text elementTitle(PageElement element);

/// The same places on another paper: in the same parts of its breadth and height.
PagePlaces onPaper(const PagePlaces& places, const Paper& from, const Paper& to);

/// What a hand did to the places of a page's elements, step by step. Every step is in mm of one paper, to the
/// hundredth.
class PageLayout {
 public:
  PageLayout() = default;
  /// `sheet`: the places that the sheet itself gives, on `paper`.
  PageLayout(PagePlaces sheet, const Paper& paper);

  const PagePlaces& places() const { return m_steps[m_at]; }
  const Paper& paper() const { return m_paper; }
  /// Whether the page is as the sheet itself says.
  bool isAsSheet() const { return places() == m_steps.front(); }
  bool isHidden(PageElement element) const;

  /// An element's upper left corner, mm.
  void move(PageElement element, double x, double y);
  /// The same by keys: one after the other are one step to undo.
  void nudge(PageElement element, double x, double y);
  void hide(PageElement element);
  /// A hidden one again: where it was before it was hidden, or where the sheet puts it by itself.
  void show(PageElement element);
  /// As the sheet itself says, as one step.
  void reset();
  bool canUndo() const { return m_at > 0; }
  bool canRedo() const { return m_at + 1 < m_steps.size(); }
  void undo();
  void redo();
  /// All of it on another paper.
  void setPaper(const Paper& paper);

 private:
  void add(PagePlaces places);

  std::vector<PagePlaces> m_steps{PagePlaces{}}; ///< the first is the sheet's
  std::size_t m_at = 0;
  std::optional<PageElement> m_nudged; ///< what the last step moved by keys
  Paper m_paper;
};

/// Where elements that were drawn at `drawn` stand with these places: moved, or gone.
std::vector<ElementBox> standing(const std::vector<ElementBox>& drawn, const PagePlaces& places, const Paper& paper);

/// The element under a point of the page, mm: `held` where it is one of them, else the uppermost.
std::optional<PageElement> elementAt(const std::vector<ElementBox>& elements, double x, double y,
                                     std::optional<PageElement> held);

/// A box moved back onto the page where it reaches over its edge.
Box keptOn(const Paper& paper, const Box& box);

/// Where a box comes to lie, and the lines that drew it there: x of an upright one, y of a level one.
struct Snapped {
  Box box;
  std::optional<double> x;
  std::optional<double> y;
};

/// Moves a box, at most `reach` mm each way, so that an edge of it lies on an edge of one of `others`: the nearest.
Snapped snapped(const Box& box, const std::vector<Box>& others, double reach);

/// What an element snaps to: the margins, the map with its frame, the other elements.
std::vector<Box> snapEdges(const std::vector<ElementBox>& elements, PageElement moved, const Paper& paper);

} // namespace ecoredline
