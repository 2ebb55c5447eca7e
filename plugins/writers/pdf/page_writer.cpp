#include "page_writer.hpp"

#include "painting/chart_figure.hpp"
#include "painting/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kShort = 210; // A4, mm
constexpr double kLong = 297;
constexpr double kSide = 22;
constexpr double kTop = 24;
constexpr double kFoot = 20;
constexpr double kBody = 3.7; // 10.5 pt
constexpr double kNote = 2.9;
constexpr double kCaption = 3.3;
constexpr double kPhotoWide = 120;
constexpr double kPhotoHigh = 110;
constexpr double kPadding = 2.2; // of a cell, both sides
constexpr double kCellAbove = 1.0;
constexpr double kCellLeading = 1.4;
constexpr const char* kInk = "#101828";
constexpr const char* kGrey = "#475467";
constexpr const char* kLine = "#D0D5DD";
constexpr const char* kGround = "#F2F4F7";

using Kind = DocumentBlock::Kind;

std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> out;
  for (const char byte : text) {
    if ((static_cast<unsigned char>(byte) & 0xC0U) != 0x80U || out.empty()) out.emplace_back();
    out.back() += byte;
  }
  return out;
}

double headingSize(int level) {
  if (level == 1) return 5.4;
  return level == 2 ? 4.5 : 4.0;
}

// A table of many columns is set in smaller letters.
double tableSize(std::size_t columns) {
  if (columns >= 10) return 2.6;
  return columns >= 6 ? 2.9 : 3.2;
}

} // namespace

PageWriter::PageWriter(Canvas& canvas, const Document& document, int pages)
    : m_canvas(canvas), m_document(document), m_pages(pages) {}

double PageWriter::left() const {
  return kSide;
}
double PageWriter::width() const {
  return (m_wide ? kLong : kShort) - 2 * kSide;
}
double PageWriter::bottom() const {
  return (m_wide ? kShort : kLong) - kFoot;
}

Result<void> PageWriter::write() {
  cover();
  const bool begins_wide =
      wideTable(0) || (!m_document.blocks.empty() && m_document.blocks[0].kind == Kind::heading && wideTable(1));
  page(begins_wide);
  for (std::size_t i = 0; i < m_document.blocks.size(); ++i)
    if (auto done = block(m_document.blocks[i], i); !done) return done;
  return {};
}

void PageWriter::page(bool wide) {
  m_wide = wide;
  if (drawing() && m_page > 0) m_canvas.nextPage(wide ? kLong : kShort, wide ? kShort : kLong);
  ++m_page;
  m_y = kTop;
  if (m_page > 1) furniture();
}

void PageWriter::need(double height) {
  if (height > room() && m_y > kTop) page(m_wide);
}

void PageWriter::furniture() {
  const double foot = bottom() + 9;
  line(left(), kTop - 5, left() + width(), kTop - 5, {kLine, 0.2});
  text(m_document.header, left(), kTop - 7, {.size = kNote, .colour = kGrey});
  const std::string number =
      fmt::format(fmt::runtime(chinese() ? "第 {} 页，共 {} 页" : "Page {} of {}"), m_page, m_pages);
  text(number, left() + width() / 2, foot, {.size = kNote, .colour = kGrey, .anchor = 0.5});
}

void PageWriter::cover() {
  page(false);
  if (drawing()) m_canvas.bookmark(m_document.title, 1, 1, 0);
  double y = 80;
  for (const std::string& one : wrapped(m_document.title, 8, width())) {
    text(one, kShort / 2, y, {.size = 8, .anchor = 0.5, .bold = true});
    y += 12;
  }
  y += 40;
  constexpr double kName = 62;
  for (const auto& [name, value] : m_document.cover) {
    text(name, left() + 8, y, {.size = 4, .colour = kGrey});
    const auto lines = wrapped(value, 4, width() - kName - 12);
    for (const std::string& one : lines) {
      text(one, left() + kName, y, {.size = 4});
      y += 6;
    }
    line(left() + kName - 2, y - 4.2, left() + width() - 8, y - 4.2, {kGrey, 0.15});
    y += 5;
  }
}

bool PageWriter::wideTable(std::size_t index) const {
  return index < m_document.blocks.size() && m_document.blocks[index].kind == Kind::table &&
         m_document.blocks[index].wide;
}

Result<void> PageWriter::block(const DocumentBlock& block, std::size_t index) {
  if (m_wide && !wideTable(index) && !(block.kind == Kind::heading && wideTable(index + 1))) page(false);
  switch (block.kind) {
  case Kind::heading:
    heading(block, index);
    break;
  case Kind::paragraph:
    if (block.look == "verdict")
      verdictBand(block.text);
    else if (block.look == "note")
      paragraph(block.text, {kNote, kGrey});
    else
      paragraph(block.text, {kBody, kInk});
    break;
  case Kind::bullet:
    need(kBody * 2);
    text("•", left() + 1.5, m_y + kBody * 1.1, {.size = kBody});
    paragraph(block.text, {kBody, kInk}, 5);
    break;
  case Kind::table:
    table(block);
    break;
  case Kind::figure:
    return figure(block);
  case Kind::signatures:
    signatures(block);
    break;
  case Kind::page_break:
    if (m_y > kTop) page(false);
    break;
  }
  return {};
}

// What must stand under a heading on the same page: a heading is never the last line of one.
double PageWriter::heightBelow(std::size_t index) const {
  double height = 18;
  for (std::size_t i = index + 1; i < m_document.blocks.size() && m_document.blocks[i].kind == Kind::heading; ++i)
    height += headingSize(m_document.blocks[i].level) * 2.4;
  return height;
}

void PageWriter::heading(const DocumentBlock& block, std::size_t index) {
  const double size = headingSize(block.level);
  // A wide table right below takes its heading along.
  if (wideTable(index + 1) && !m_wide)
    page(true);
  else
    need(size * 2.2 + heightBelow(index));
  if (m_y > kTop) m_y += size * 0.9;
  if (drawing()) m_canvas.bookmark(block.text, m_page, block.level, m_y);
  for (const std::string& one : wrapped(block.text, size, width())) {
    text(one, left(), m_y + size, {.size = size, .bold = true});
    m_y += size * 1.4;
  }
  m_y += size * 0.4;
}

void PageWriter::paragraph(const std::string& words, const Face& face, double indent) {
  for (const std::string& one : wrapped(words, face.size, width() - indent)) {
    need(face.size * face.leading);
    text(one, left() + indent, m_y + face.size * 1.1, {.size = face.size, .colour = face.colour});
    m_y += face.size * face.leading;
  }
  m_y += face.size * 0.45;
}

void PageWriter::verdictBand(const std::string& words) {
  const auto verdict = leadingVerdict(words, m_document.language);
  if (!verdict) return paragraph(words, {kBody, kInk});
  constexpr double kSize = 4.6;
  const auto lines = wrapped(words, kSize, width() - 10);
  const double height = kSize * 1.5 * static_cast<double>(lines.size()) + 4;
  need(height + 4);
  const std::string ink(verdictInk(verdict->verdict));
  if (drawing()) {
    m_canvas.rectangle({left(), m_y, left() + width(), m_y + height});
    m_canvas.fill(std::string(verdictTint(verdict->verdict)));
    m_canvas.rectangle({left(), m_y, left() + 2, m_y + height});
    m_canvas.fill(ink);
  }
  double y = m_y + 2 + kSize * 1.1;
  std::size_t left_over = verdict->bytes;
  for (const std::string& one : lines) {
    const std::string marked = one.substr(0, std::min(left_over, one.size()));
    text(marked, left() + 6, y, {.size = kSize, .colour = ink, .bold = true});
    text(one.substr(marked.size()), left() + 6 + textWidth(marked, kSize), y, {.size = kSize});
    left_over -= marked.size();
    y += kSize * 1.5;
  }
  m_y += height + 3;
}

PageWriter::TableLayout PageWriter::layout(const TextTable& table) {
  TableLayout out;
  out.table = &table;
  out.size = tableSize(table.heads.size());
  out.widths = columnWidths(table, m_document.language, {width(), out.size, kPadding});
  std::size_t lines = 1;
  for (std::size_t c = 0; c < table.heads.size(); ++c) {
    out.head.push_back(wrapped(table.heads[c].title.in(m_document.language), out.size, out.widths[c] - kPadding));
    lines = std::max(lines, out.head.back().size());
  }
  out.head_height = static_cast<double>(lines) * out.size * kCellLeading + 2 * kCellAbove;
  return out;
}

void PageWriter::tableHead(const TableLayout& layout) {
  if (drawing()) {
    m_canvas.rectangle({left(), m_y, left() + width(), m_y + layout.head_height});
    m_canvas.fill(kGround);
  }
  double x = left();
  for (std::size_t c = 0; c < layout.head.size(); ++c) {
    double y = m_y + kCellAbove + layout.size * 1.05;
    const bool number = layout.table->heads[c].number;
    for (const std::string& one : layout.head[c]) {
      text(one, number ? x + layout.widths[c] - kPadding / 2 : x + kPadding / 2, y,
           {.size = layout.size, .anchor = number ? 1.0 : 0.0, .bold = true});
      y += layout.size * kCellLeading;
    }
    x += layout.widths[c];
  }
  m_y += layout.head_height;
  line(left(), m_y, left() + width(), m_y, {kGrey, 0.25});
}

// The lines [first, first + count) of every cell of a row. A row that is taller than a page goes on on the next.
void PageWriter::rowLines(const TableLayout& layout, const Row& row, std::size_t first, std::size_t count) {
  double x = left();
  for (std::size_t c = 0; c < row.size(); ++c) {
    for (std::size_t i = first; i < std::min(row[c].size(), first + count); ++i) {
      const double y =
          m_y + kCellAbove + layout.size * 1.05 + static_cast<double>(i - first) * layout.size * kCellLeading;
      cellLine(row[c][i], x, y, layout, c);
    }
    x += layout.widths[c];
  }
  m_y += static_cast<double>(count) * layout.size * kCellLeading + 2 * kCellAbove;
  line(left(), m_y, left() + width(), m_y, {kLine, 0.15});
}

void PageWriter::cellLine(const std::string& words, double x, double y, const TableLayout& layout, std::size_t column) {
  const double inside = x + kPadding / 2;
  if (layout.table->heads[column].number)
    return text(words, x + layout.widths[column] - kPadding / 2, y, {.size = layout.size, .anchor = 1});
  const auto verdict = leadingVerdict(words, m_document.language);
  const std::size_t marked = verdict ? verdict->bytes : 0;
  if (verdict)
    text(words.substr(0, marked), inside, y,
         {.size = layout.size, .colour = std::string(verdictInk(verdict->verdict))});
  text(words.substr(marked), inside + textWidth(words.substr(0, marked), layout.size), y, {.size = layout.size});
}

void PageWriter::tableRow(const TableLayout& layout, const std::vector<std::string>& cells) {
  Row row;
  std::size_t lines = 1;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    row.push_back(wrapped(cells[c], layout.size, layout.widths[c] - kPadding));
    lines = std::max(lines, row.back().size());
  }
  const auto next = [&] {
    page(m_wide);
    tableHead(layout);
  };
  const double step = layout.size * kCellLeading;
  const double whole_page = bottom() - kTop - layout.head_height;
  const double height = static_cast<double>(lines) * step + 2 * kCellAbove;
  if (height > room() && height <= whole_page) next();
  for (std::size_t first = 0; first < lines;) {
    if (room() < step + 2 * kCellAbove) next();
    const auto fits = static_cast<std::size_t>((room() - 2 * kCellAbove) / step + 1e-9);
    const std::size_t count = std::min(std::max<std::size_t>(fits, 1), lines - first);
    rowLines(layout, row, first, count);
    first += count;
  }
}

void PageWriter::table(const DocumentBlock& block) {
  if (block.wide && !m_wide) page(true);
  const TableLayout made = layout(block.table);
  const std::string caption =
      fmt::format("{} {}{}{}", chinese() ? "表" : "Table", ++m_tables, chinese() ? "　" : ". ", block.text);
  need(kCaption * 2 + made.head_height + made.size * 5); // the caption stays with its head and a row
  m_y += 1.5;
  paragraph(caption, {kCaption, kInk});
  tableHead(made);
  for (const auto& row : block.table.rows) tableRow(made, row);
  m_y += 1;
  if (!block.note.empty()) paragraph(block.note, {kNote, kGrey});
  m_y += 2;
}

std::string PageWriter::figureCaption(const DocumentBlock& block) {
  return fmt::format("{} {}{}{}", chinese() ? "图" : "Figure", ++m_figures, chinese() ? "　" : ". ", block.text);
}

Result<void> PageWriter::photo(const DocumentBlock& block) {
  auto made = block.photo();
  if (!made) return fail(made.error());
  if (made->jpeg.empty()) {
    paragraph(block.text + (chinese() ? "（照片不能读取）" : " (the photo cannot be read)"), {kNote, kGrey});
    return {};
  }
  const double scale = std::min(kPhotoWide / made->width, kPhotoHigh / made->height);
  const double wide = made->width * scale;
  const double high = made->height * scale;
  need(high + 12);
  const double x = left() + (width() - wide) / 2;
  if (drawing()) m_canvas.photo(made->jpeg, made->width, made->height, {x, m_y, x + wide, m_y + high});
  m_y += high + 2;
  paragraph(figureCaption(block), {kCaption, kInk});
  m_y += 2;
  return {};
}

void PageWriter::chart(const DocumentBlock& block) {
  const double height = chartHeight(block.chart);
  need(height + 12);
  m_y += 2;
  if (drawing()) paintChart(m_canvas, block.chart, left(), m_y, width());
  m_y += height + 2;
  paragraph(figureCaption(block), {kCaption, kInk});
  m_y += 2;
}

Result<void> PageWriter::figure(const DocumentBlock& block) {
  if (block.photo) return photo(block);
  if (!block.chart.bars.empty()) {
    chart(block);
    return {};
  }
  auto scene = block.figure();
  if (!scene) return fail(scene.error());
  if (scene->window.empty()) {
    paragraph(chinese() ? "没有可绘制的图形。" : "There is no shape that can be drawn.", {kNote, kGrey});
    return {};
  }
  const std::string caption = figureCaption(block);
  const double height = figureHeight(*scene);
  need(height + 14);
  if (drawing()) paintFigure(m_canvas, *scene, left() + (width() - figureWidth(*scene)) / 2, m_y);
  m_y += height + 2;
  paragraph(caption, {kCaption, kInk});
  if (!scene->source.empty()) paragraph(scene->source, {kNote, kGrey});
  m_y += 2;
  return {};
}

void PageWriter::signatures(const DocumentBlock& block) {
  need(26);
  m_y += 12;
  const double column = width() / static_cast<double>(std::max<std::size_t>(block.lines.size(), 1));
  double x = left();
  for (const std::string& name : block.lines) {
    text(name, x, m_y, {.size = kBody, .colour = kGrey});
    line(x + textWidth(name, kBody) + 2, m_y + 1, x + column - 4, m_y + 1, {kGrey, 0.2});
    x += column;
  }
  m_y += 10;
}

std::vector<std::string> PageWriter::wrapped(const std::string& words, double size, double width) const {
  std::vector<std::string> out{""};
  double used = 0;
  const auto add = [&](const std::string& piece) {
    const double wide = textWidth(piece, size);
    double bare = wide; // blanks at the end of a line take no room
    if (piece.ends_with(' ')) bare = textWidth(trimmed(piece), size);
    if (!out.back().empty() && used + bare > width) {
      out.emplace_back();
      used = 0;
    }
    out.back() += piece;
    used += wide;
  };
  for (const std::string& piece : unbrokenPieces(words)) {
    if (textWidth(trimmed(piece), size) <= width) {
      add(piece);
      continue;
    }
    for (const std::string& one : characters(piece)) add(one); // longer than a line: broken anywhere
  }
  for (std::string& one : out)
    while (one.ends_with(' ')) one.pop_back();
  return out;
}

double PageWriter::textWidth(const std::string& words, double size) const {
  double width = 0;
  for (const std::string& one : characters(words)) {
    const auto [at, fresh] = m_advance.try_emplace(one, 0.0);
    if (fresh) at->second = m_canvas.textWidth(one, 1);
    width += at->second;
  }
  return width * size;
}

void PageWriter::text(const std::string& utf8, double x, double y, const Lettering& lettering) {
  if (drawing() && !utf8.empty()) m_canvas.text(utf8, x, y, lettering);
}

void PageWriter::line(double x1, double y1, double x2, double y2, const Pen& pen) {
  if (!drawing()) return;
  m_canvas.moveTo(x1, y1);
  m_canvas.lineTo(x2, y2);
  m_canvas.stroke(pen);
}

} // namespace ecoredline
