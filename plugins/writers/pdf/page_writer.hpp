#pragma once

#include "output/document.hpp"
#include "painting/canvas.hpp"

#include <map>
#include <string>
#include <vector>

namespace ecoredline {

/// Lays a document out on A4. It goes over the document twice: once to count the pages, once to draw them with their
/// number of how many, so that no page has to be kept.
class PageWriter {
 public:
  /// `pages` 0: only count, draw nothing.
  PageWriter(Canvas& canvas, const Document& document, int pages);
  /// Errors: those of the document's figures.
  Result<void> write();
  int pages() const { return m_page; }

 private:
  struct Face {
    double size = 3.6;
    std::string colour = "#101828";
    double leading = 1.55; ///< of the size
  };
  struct TableLayout {
    const TextTable* table = nullptr;
    std::vector<double> widths;
    double size = 0;
    std::vector<std::vector<std::string>> head; ///< lines of each cell
    double head_height = 0;
  };
  using Row = std::vector<std::vector<std::string>>;

  bool drawing() const { return m_pages > 0; }
  bool chinese() const { return m_document.language == Language::zh; }
  double left() const;
  double width() const;
  double bottom() const;
  double room() const { return bottom() - m_y; }

  void page(bool wide);
  void need(double height);
  void furniture();
  void cover();
  Result<void> block(const DocumentBlock& block, std::size_t index);
  void heading(const DocumentBlock& block, std::size_t index);
  bool wideTable(std::size_t index) const;
  double heightBelow(std::size_t index) const;
  void paragraph(const std::string& text, const Face& face, double indent = 0);
  void verdictBand(const std::string& text);
  void table(const DocumentBlock& block);
  TableLayout layout(const TextTable& table);
  void tableHead(const TableLayout& layout);
  void tableRow(const TableLayout& layout, const std::vector<std::string>& cells);
  void rowLines(const TableLayout& layout, const Row& row, std::size_t first, std::size_t count);
  void cellLine(const std::string& line, double x, double y, const TableLayout& layout, std::size_t column);
  Result<void> figure(const DocumentBlock& block);
  Result<void> photo(const DocumentBlock& block);
  void chart(const DocumentBlock& block);
  std::string figureCaption(const DocumentBlock& block);
  void signatures(const DocumentBlock& block);

  std::vector<std::string> wrapped(const std::string& text, double size, double width) const;
  double textWidth(const std::string& text, double size) const;
  void text(const std::string& utf8, double x, double y, const Lettering& lettering);
  void line(double x1, double y1, double x2, double y2, const Pen& pen);

  Canvas& m_canvas;
  const Document& m_document;
  int m_pages;
  int m_page = 0;
  bool m_wide = false;
  double m_y = 0;
  int m_tables = 0;
  int m_figures = 0;
  mutable std::map<std::string, double> m_advance; ///< of a character at a size of one
};

} // namespace ecoredline
