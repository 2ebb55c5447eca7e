#pragma once

#include "painting/sheet.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// A line of an atlas' index.
struct BookEntry {
  std::string title;
  std::string detail; ///< e.g. the scale
};

/// Many sheets in one PDF: index pages, then the sheets, each with a bookmark. The sheets are handed in one at a time,
/// so that an atlas holds one map in memory. The same sheets give the same bytes.
class SheetBinder {
 public:
  /// `options.format` is pdf. Draws the index at once.
  SheetBinder(const CanvasOptions& options, const Paper& paper, Language language,
              const std::vector<BookEntry>& entries);
  /// As many times as there are entries, in their order.
  void add(const SheetPage& page);
  Result<std::string> finish() { return m_canvas.finish(); }

 private:
  void index(const std::string& title, const std::vector<BookEntry>& entries);

  Canvas m_canvas;
  Paper m_paper;
  Language m_language;
  int m_page = 0;
  int m_pages = 0;
};

/// How many pages the index of so many entries takes.
int indexPages(const Paper& paper, std::size_t entries);

} // namespace ecoredline
