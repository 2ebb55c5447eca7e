#pragma once

#include "cartography/frame.hpp"
#include "painting/sheet.hpp"
#include "painting/sheet_legend.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// Lines of `text` no wider than `width` millimetres, broken at spaces or else at any character; at least one.
std::vector<std::string> wrapped(const Canvas& canvas, const std::string& text, double size, double width);

/// `text`, its end replaced by an ellipsis where it is wider than `width` millimetres.
std::string fitted(const Canvas& canvas, const std::string& text, double size, double width);

/// Where legend and table stand, and where locator, scale, notes and signatures: one column, or two beside each other.
struct PanelPlaces {
  Box lists;
  Box facts;
  bool beside() const { return facts.min_x > lists.max_x; }
};

/// An element's place: `standard`, or where the page puts it, kept on the page; none where it is hidden.
std::optional<Box> placed(const SheetPage& page, const Paper& paper, PageElement element, const Box& standard);

/// What stands round the map: legend and table from the top, then locator, scale, notes and signatures on the foot.
class SidePanel {
 public:
  SidePanel(Canvas& canvas, const SheetPage& page, const PanelPlaces& places, const Paper& paper);
  /// The locator's map, without a word: it may go into a layer of shapes. Before `paint`.
  void paintLocator();
  /// Everything else.
  void paint();
  /// Where the elements that there are stand, in the order in which they are painted.
  std::vector<ElementBox> boxes() const;

 private:
  struct RowLines {
    std::vector<std::string> what;
    std::vector<std::string> figure;
  };
  /// The lines of the table that find room, and where they end.
  struct TableRoom {
    std::size_t shown = 0;
    double foot = 0;
  };
  std::string say(const char* zh, const char* en) const;
  void heading(const std::string& text, const Box& place);
  double notesHeight() const;
  double scaleTop() const;
  void arrange();
  void put(PageElement element, const Box& standard);
  const Box* placeOf(PageElement element) const;
  void ground(PageElement element);
  std::optional<Box> locatorStandard() const;
  std::optional<Box> locatorMap() const;
  void locatorFrame();
  void notes(const Box& place);
  void signatures(const Box& place);
  void scale(const Box& place);
  void legend(const Box& place);
  RowLines rowLines(const SheetRow& row) const;
  double heightOf(const RowLines& lines) const;
  TableRoom roomOfRows(double top, double bottom) const;
  void rows(const Box& place);
  void row(const SheetRow& row, const Box& place);
  double width() const { return m_facts.max_x - m_facts.min_x; }
  double listWidth() const { return m_lists.max_x - m_lists.min_x; }

  Canvas& m_canvas;
  const SheetPage& m_page;
  Box m_lists;
  Box m_facts;
  Paper m_paper;
  SheetLegend m_legend;
  std::map<PageElement, Box> m_boxes;
  std::size_t m_rows_shown = 0;
  bool m_beside; ///< the two are beside each other, not one over the other
  double m_unit;
  double m_notes_height = 0;
  double m_signatures_height = 0;
};

/// Grid, graticule, the two frames and the figures between them.
void paintFrame(Canvas& canvas, const SheetPage& page, const Frame& frame, double unit);

/// North arrow, its foot at (x, y).
void paintNorth(Canvas& canvas, double x, double y, double unit, Language language);

/// Width of the band between the map and the outer frame, for a unit of 1.
inline constexpr double kBand = 6;

} // namespace ecoredline
