#pragma once

#include "cartography/legend.hpp"
#include "painting/sheet.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// The legend of a sheet. What fits in one column is written as "kind·class"; what does not stands in two, a kind once
/// over its classes, in letters of one size.
class SheetLegend {
 public:
  SheetLegend(Canvas& canvas, const SheetPage& page, double unit);
  bool empty() const { return m_entries.empty(); }
  /// Sets its lines into a place below its heading, which the caller writes. Returns where they end.
  double arrange(const Box& place);
  /// Draws it as arranged, from (x, y); lines that do not fit are told of.
  void paint(double x, double y);

 private:
  struct Line {
    const LegendEntry* entry = nullptr; ///< none: a kind over its classes
    std::string text;
    std::string count;
  };

  void countEntries();
  std::string countOf(const LegendEntry& entry) const;
  std::string say(const char* zh, const char* en) const;
  std::vector<Line> plainLines() const;
  std::vector<Line> groupedLines() const;
  std::vector<std::vector<Line>> columnsOf(const std::vector<Line>& lines, std::size_t count) const;
  void paintColumn(const std::vector<Line>& lines, const Box& place);
  void paintLine(const Line& line, const Box& place);
  double gap() const;
  double columnWidth() const;
  double roomFor(const Line& line, double width, double letters) const;
  double lettersFor(const std::vector<std::vector<Line>>& columns, double width, double most) const;

  Canvas& m_canvas;
  const SheetPage& m_page;
  double m_unit;
  std::vector<LegendEntry> m_entries;
  std::vector<std::string> m_counts; ///< of each entry, as it is written
  Box m_place;
  std::vector<std::vector<Line>> m_columns;
  double m_height = 0; ///< of a line
  double m_symbol = 0;
  double m_letters = 0;
};

} // namespace ecoredline
