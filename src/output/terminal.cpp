#include "base/decimal.hpp"
#include "output/finding_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace ecoredline {

namespace {

constexpr int kWidth = 100;    // columns of a terminal that is not wide
constexpr int kGap = 2;        // between columns
constexpr int kIndent = 6;     // of what stands under a row
constexpr int kNarrowest = 10; // a text column is not squeezed below this

// The characters of well-formed UTF-8, each with the marks that combine with it.
std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t start = 0;
  for (std::size_t i = 1; i <= text.size(); ++i) {
    if (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
    const std::string_view one = text.substr(start, i - start);
    if (!out.empty() && displayWidth(one) == 0)
      out.back() = {out.back().data(), out.back().size() + one.size()};
    else
      out.push_back(one);
    start = i;
  }
  return out;
}

// Closing marks never begin a line (避头).
bool closes(std::string_view character) {
  static constexpr std::string_view kClosing =
      "\uFF0C\u3002\uFF1B\uFF1A\u3001\uFF01\uFF1F\uFF09\u300B\u300D\u300F\u3011,.;:!?)]%";
  return kClosing.find(character) != std::string_view::npos;
}

bool mayBreakBetween(std::string_view before, std::string_view after) {
  if (closes(after)) return false;
  return before == " " || displayWidth(before) == 2 || displayWidth(after) == 2;
}

std::string joined(const std::vector<std::string_view>& parts, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) out += parts[i];
  return trimmed(out);
}

// Breaks at blanks and between wide characters; a word longer than the column is cut.
std::vector<std::string> wrapped(const std::string& text, int width) {
  const auto parts = characters(text);
  std::vector<std::string> lines;
  std::size_t start = 0;
  std::size_t break_at = 0;
  int used = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > start && mayBreakBetween(parts[i - 1], parts[i])) break_at = i;
    used += displayWidth(parts[i]);
    if (used <= width || i == start) continue;
    const std::size_t end = break_at > start ? break_at : i;
    lines.push_back(joined(parts, start, end));
    start = end;
    used = 0;
    for (std::size_t k = start; k <= i; ++k) used += displayWidth(parts[k]);
  }
  lines.push_back(joined(parts, start, parts.size()));
  return lines;
}

std::string padded(const std::string& text, int width, bool right) {
  const std::string blanks(static_cast<std::size_t>(std::max(0, width - displayWidth(text))), ' ');
  return right ? blanks + text : text + blanks;
}

struct Below {
  std::string mark;
  std::string text;
};

struct Layout {
  std::vector<bool> right;                    // per column: numbers stand right
  std::vector<std::vector<std::string>> rows; // the heading first; only columns that hold something
  std::vector<int> widths;
  std::vector<std::vector<Below>> below; // per row, what is printed under it
};

Layout laidOut(const TextTable& table, Language language) {
  Layout layout;
  layout.rows.resize(table.rows.size() + 1);
  layout.below.resize(table.rows.size() + 1);
  for (std::size_t c = 0; c < table.heads.size(); ++c) {
    const auto filled = [&](const auto& row) { return !row[c].empty(); };
    if (!table.rows.empty() && std::none_of(table.rows.begin(), table.rows.end(), filled)) continue;
    if (!table.heads[c].below.empty()) {
      for (std::size_t r = 0; r < table.rows.size(); ++r)
        layout.below[r + 1].push_back({table.heads[c].below, table.rows[r][c]});
      continue;
    }
    layout.right.push_back(table.heads[c].number);
    layout.rows[0].push_back(table.heads[c].title.in(language));
    int width = displayWidth(layout.rows[0].back());
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      const std::string& cell = table.rows[r][c];
      layout.rows[r + 1].push_back(table.heads[c].number ? grouped(cell) : cell);
      width = std::max(width, displayWidth(layout.rows[r + 1].back()));
    }
    layout.widths.push_back(width);
  }
  return layout;
}

// Takes columns from the widest text column until the table fits.
void squeeze(Layout& layout) {
  const int gaps = kGap * (static_cast<int>(layout.widths.size()) - 1);
  while (std::accumulate(layout.widths.begin(), layout.widths.end(), gaps) > kWidth) {
    std::size_t widest = layout.widths.size();
    for (std::size_t c = 0; c < layout.widths.size(); ++c) {
      if (layout.right[c] || layout.widths[c] <= kNarrowest) continue;
      if (widest == layout.widths.size() || layout.widths[c] > layout.widths[widest]) widest = c;
    }
    if (widest == layout.widths.size()) return; // nothing left to give: the terminal wraps
    --layout.widths[widest];
  }
}

// One row as so many lines as its tallest cell needs; returns how many.
std::size_t printRow(std::string& out, const Layout& layout, const std::vector<std::string>& row) {
  std::vector<std::vector<std::string>> cells;
  std::size_t height = 1;
  for (std::size_t c = 0; c < row.size(); ++c) {
    cells.push_back(wrapped(row[c], layout.widths[c]));
    height = std::max(height, cells.back().size());
  }
  for (std::size_t line = 0; line < height; ++line) {
    std::string printed;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (c > 0) printed.append(kGap, ' ');
      printed += padded(line < cells[c].size() ? cells[c][line] : "", layout.widths[c], layout.right[c]);
    }
    printed.erase(printed.find_last_not_of(' ') + 1);
    out += printed + '\n';
  }
  return height;
}

// What stands under a row; returns how many lines.
std::size_t printBelow(std::string& out, const std::vector<Below>& all) {
  std::size_t count = 0;
  for (const Below& below : all) {
    if (below.text.empty()) continue;
    const int hanging = kIndent + displayWidth(below.mark) + 1;
    const std::string first = fmt::format("{:{}}{} ", "", kIndent, below.mark);
    const auto lines = wrapped(below.text, kWidth - hanging);
    for (std::size_t i = 0; i < lines.size(); ++i)
      out += fmt::format("{}{}\n", i == 0 ? first : std::string(static_cast<std::size_t>(hanging), ' '), lines[i]);
    count += lines.size();
  }
  return count;
}

} // namespace

std::string toTerminal(const TextTable& table, Language language) {
  Layout layout = laidOut(table, language);
  squeeze(layout);
  std::string out;
  printRow(out, layout, layout.rows[0]);
  for (std::size_t c = 0; c < layout.widths.size(); ++c) {
    if (c > 0) out.append(kGap, ' ');
    for (int i = 0; i < layout.widths[c]; ++i) out += "─";
  }
  out += '\n';
  bool tall = false;
  for (std::size_t r = 1; r < layout.rows.size(); ++r) {
    if (tall) out += '\n'; // rows of several lines are set apart
    const std::size_t lines = printRow(out, layout, layout.rows[r]) + printBelow(out, layout.below[r]);
    tall = lines > 1;
  }
  return out;
}

} // namespace ecoredline
