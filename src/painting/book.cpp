#include "painting/book.hpp"

#include "painting/sheet_furniture.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecoredline {

namespace {

constexpr double kMargin = 18; // mm for a unit of 1, as all sizes here
constexpr double kHead = 18;
constexpr double kRow = 6.4;
constexpr double kText = 3.4;
constexpr int kColumns = 2;

std::size_t rowsPerColumn(const Paper& paper) {
  return static_cast<std::size_t>((paper.height - (2 * kMargin + kHead) * paper.unit) / (kRow * paper.unit));
}

} // namespace

int indexPages(const Paper& paper, std::size_t entries) {
  const std::size_t per_page = rowsPerColumn(paper) * kColumns;
  return static_cast<int>((std::max<std::size_t>(entries, 1) + per_page - 1) / per_page);
}

SheetBinder::SheetBinder(const CanvasOptions& options, const Paper& paper, Language language,
                         const std::vector<BookEntry>& entries)
    : m_canvas(options), m_paper(paper), m_language(language) {
  m_pages = indexPages(paper, entries.size()) + static_cast<int>(entries.size());
  index(options.title, entries);
}

void SheetBinder::index(const std::string& title, const std::vector<BookEntry>& entries) {
  const double u = m_paper.unit;
  const std::size_t rows = rowsPerColumn(m_paper);
  const int pages = indexPages(m_paper, entries.size());
  const double column = (m_paper.width - 2 * kMargin * u) / kColumns;
  const double size = kText * u;
  m_canvas.bookmark(m_language == Language::zh ? "图幅目录" : "Index", 1);
  for (int page = 0; page < pages; ++page) {
    if (page > 0) m_canvas.nextPage();
    ++m_page;
    m_canvas.text(fitted(m_canvas, title, 7 * u, m_paper.width - 2 * kMargin * u), m_paper.width / 2, (kMargin + 6) * u,
                  {.size = 7 * u, .anchor = 0.5});
    m_canvas.text(m_language == Language::zh ? "图幅目录" : "Index of sheets", m_paper.width / 2, (kMargin + 14) * u,
                  {.size = 4 * u, .colour = "#475467", .anchor = 0.5});
    for (std::size_t i = 0; i < rows * kColumns; ++i) {
      const std::size_t at = static_cast<std::size_t>(page) * rows * kColumns + i;
      if (at >= entries.size()) break;
      const std::size_t column_of = i / rows;
      const double x = kMargin * u + column * static_cast<double>(column_of);
      const double y = (kMargin + kHead + kRow * static_cast<double>(i % rows + 1)) * u;
      const double end = x + column - 8 * u;
      const std::string number = fmt::format("{}", pages + static_cast<int>(at) + 1);
      const double detail = m_canvas.textWidth(entries[at].detail, size);
      m_canvas.text(fitted(m_canvas, entries[at].title, size, column - 26 * u - detail), x, y, {.size = size});
      m_canvas.text(entries[at].detail, end - 12 * u, y, {.size = size, .colour = "#475467", .anchor = 1});
      m_canvas.text(number, end, y, {.size = size, .anchor = 1});
      m_canvas.moveTo(x, y + 1.8 * u);
      m_canvas.lineTo(end, y + 1.8 * u);
      m_canvas.stroke({"#D0D5DD", 0.1});
    }
  }
}

void SheetBinder::add(const SheetPage& page) {
  m_canvas.nextPage();
  ++m_page;
  m_canvas.bookmark(page.bookmark.empty() ? page.title : page.bookmark, m_page);
  paintSheet(m_canvas, page, m_paper, {m_page, m_pages});
}

} // namespace ecoredline
