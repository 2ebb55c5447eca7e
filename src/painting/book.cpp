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

Canvas atlasIndex(const CanvasOptions& options, const Paper& paper, Language language,
                  const std::vector<BookEntry>& entries) {
  Canvas canvas(options);
  const double u = paper.unit;
  const std::size_t rows = rowsPerColumn(paper);
  const int pages = indexPages(paper, entries.size());
  const int all = pages + static_cast<int>(entries.size());
  const double column = (paper.width - 2 * kMargin * u) / kColumns;
  const double size = kText * u;
  for (int page = 0; page < pages; ++page) {
    if (page > 0) canvas.nextPage();
    canvas.text(fitted(canvas, options.title, 7 * u, paper.width - 2 * kMargin * u), paper.width / 2, (kMargin + 6) * u,
                {.size = 7 * u, .anchor = 0.5});
    canvas.text(language == Language::zh ? "图幅目录" : "Index of sheets", paper.width / 2, (kMargin + 14) * u,
                {.size = 4 * u, .colour = "#475467", .anchor = 0.5});
    canvas.text(pageText({page + 1, all}, language), paper.width - kMargin * u, paper.height - kMargin * u / 2,
                {.size = 2.5 * u, .colour = "#475467", .anchor = 1});
    for (std::size_t i = 0; i < rows * kColumns; ++i) {
      const std::size_t at = static_cast<std::size_t>(page) * rows * kColumns + i;
      if (at >= entries.size()) break;
      const std::size_t column_of = i / rows;
      const double x = kMargin * u + column * static_cast<double>(column_of);
      const double y = (kMargin + kHead + kRow * static_cast<double>(i % rows + 1)) * u;
      const double end = x + column - 8 * u;
      const std::string number = fmt::format("{}", pages + static_cast<int>(at) + 1);
      const double detail = canvas.textWidth(entries[at].detail, size);
      canvas.text(fitted(canvas, entries[at].title, size, column - 26 * u - detail), x, y, {.size = size});
      canvas.text(entries[at].detail, end - 12 * u, y, {.size = size, .colour = "#475467", .anchor = 1});
      canvas.text(number, end, y, {.size = size, .anchor = 1});
      canvas.moveTo(x, y + 1.8 * u);
      canvas.lineTo(end, y + 1.8 * u);
      canvas.stroke({"#D0D5DD", 0.1});
    }
  }
  return canvas;
}

} // namespace ecoredline
