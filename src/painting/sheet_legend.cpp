#include "painting/sheet_legend.hpp"

#include "painting/scene_painter.hpp"
#include "painting/sheet_furniture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace ecoredline {

namespace {

constexpr double kLetters = 2.9; // mm for a unit of 1, as all sizes here
constexpr double kLeast = 1.7;   // five points: still read on paper
constexpr double kMost = 6.2;    // height of a line
constexpr double kLow = 4.6;     // in one column; lower lines stand in two
constexpr double kLowest = 3.4;
constexpr double kLeastColumn = 38;
constexpr double kSymbol = 9;
constexpr double kSmallSymbol = 6;
constexpr double kBehindSymbol = 2;
constexpr double kOfLine = 0.62;   // letters by the height of their line
constexpr double kShrunk = 0.8;    // as far as all letters shrink together
constexpr double kBaseline = 0.68; // of the line
constexpr double kOfHalfLine = 0.42;
constexpr double kFirstOfTwo = 0.44;
constexpr double kSecondOfTwo = 0.9;
constexpr const char* kGrey = "#475467";
constexpr const char* kBlack = "#101828";

} // namespace

SheetLegend::SheetLegend(Canvas& canvas, const SheetPage& page, double unit)
    : m_canvas(canvas), m_page(page), m_unit(unit) {
  countEntries();
}

std::string SheetLegend::say(const char* zh, const char* en) const {
  return m_page.scene.language == Language::zh ? zh : en;
}

// With how many there are; of two maps before and after, where that differs.
void SheetLegend::countEntries() {
  m_entries = legendOf(m_page.scene);
  std::map<std::string, std::size_t> before;
  if (m_page.before)
    for (LegendEntry& entry : legendOf(*m_page.before)) {
      before[entry.id] = entry.count;
      if (std::ranges::find(m_entries, entry.id, &LegendEntry::id) != m_entries.end()) continue;
      entry.count = 0;
      m_entries.push_back(std::move(entry));
    }
  for (const LegendEntry& entry : m_entries) {
    const auto earlier = before.find(entry.id);
    const bool moved = earlier != before.end() && earlier->second != entry.count;
    m_counts.push_back(moved ? fmt::format("（{}→{}）", earlier->second, entry.count)
                             : fmt::format("（{}）", entry.count));
  }
}

std::string SheetLegend::countOf(const LegendEntry& entry) const {
  return m_counts[static_cast<std::size_t>(&entry - m_entries.data())];
}

std::vector<SheetLegend::Line> SheetLegend::plainLines() const {
  std::vector<Line> out;
  for (const LegendEntry& entry : m_entries) out.push_back({&entry, entry.title, countOf(entry)});
  return out;
}

// A kind of several classes gets a line of its own; one of a single class keeps its whole name.
std::vector<SheetLegend::Line> SheetLegend::groupedLines() const {
  std::vector<Line> out;
  for (std::size_t i = 0; i < m_entries.size(); ++i) {
    const LegendEntry& entry = m_entries[i];
    const auto same = [&](std::size_t other) {
      return other < m_entries.size() && !entry.group.empty() && m_entries[other].group == entry.group;
    };
    const bool follows = i > 0 && same(i - 1);
    if (!follows && same(i + 1)) out.push_back({nullptr, entry.group, {}});
    out.push_back({&entry, follows || same(i + 1) ? entry.title_in_group : entry.title, countOf(entry)});
  }
  return out;
}

// A kind is neither the last line of a column nor missing over the classes that go on in the next.
std::vector<std::vector<SheetLegend::Line>> SheetLegend::columnsOf(const std::vector<Line>& lines,
                                                                   std::size_t count) const {
  std::vector<std::vector<Line>> out;
  std::size_t from = 0;
  for (std::size_t left = count; left > 0; --left) {
    std::size_t to = from + (lines.size() - from + left - 1) / left;
    if (left > 1 && to > from + 1 && lines[to - 1].entry == nullptr) --to;
    out.emplace_back(lines.begin() + static_cast<std::ptrdiff_t>(from),
                     lines.begin() + static_cast<std::ptrdiff_t>(to));
    const Line* first = from > 0 && to > from ? &lines[from] : nullptr;
    if (first != nullptr && first->entry != nullptr && first->text == first->entry->title_in_group)
      out.back().insert(out.back().begin(), {nullptr, first->entry->group + say("（续）", " (cont.)"), {}});
    from = to;
  }
  return out;
}

double SheetLegend::roomFor(const Line& line, double width, double letters) const {
  if (line.entry == nullptr) return width;
  return width - m_symbol - kBehindSymbol * m_unit - m_canvas.textWidth(line.count, letters);
}

// Letters of one size in which every line fits, unless they became much smaller for a few long names.
double SheetLegend::lettersFor(const std::vector<std::vector<Line>>& columns, double width, double most) const {
  for (double letters = most; letters > kShrunk * most; letters *= 0.97) {
    const auto fits = [&](const Line& line) {
      return m_canvas.textWidth(line.text, letters) <= roomFor(line, width, letters);
    };
    if (std::ranges::all_of(columns, [&](const auto& lines) { return std::ranges::all_of(lines, fits); }))
      return letters;
  }
  return kShrunk * most;
}

double SheetLegend::arrange(const Box& place) {
  const double room = place.max_y - place.min_y;
  m_place = place;
  m_columns = {plainLines()};
  std::vector<std::vector<Line>>& columns = m_columns;
  m_symbol = kSymbol * m_unit;
  if (room < kLow * m_unit * static_cast<double>(m_entries.size())) {
    const std::vector<Line> lines = groupedLines();
    const double three = 3 * kLeastColumn * m_unit; // where there is breadth for them, as below a map
    const bool crowded = kLowest * m_unit * (static_cast<double>(lines.size()) / 2 + 1) > room;
    columns = columnsOf(lines, crowded && place.max_x - place.min_x >= three ? 3 : 2);
    m_symbol = kSmallSymbol * m_unit;
  }
  std::size_t lines = 0;
  for (const auto& column : columns) lines = std::max(lines, column.size());
  m_height = std::clamp(room / static_cast<double>(lines), kLowest * m_unit, kMost * m_unit);
  m_letters = lettersFor(columns, columnWidth(), std::min(kLetters * m_unit, m_height * kOfLine));
  const auto shown = std::min(lines, static_cast<std::size_t>(room / m_height + 1e-6));
  return place.min_y + m_height * static_cast<double>(shown);
}

double SheetLegend::gap() const {
  return m_columns.size() > 1 ? 2 * m_unit : 0;
}

double SheetLegend::columnWidth() const {
  return (m_place.max_x - m_place.min_x - gap()) / static_cast<double>(m_columns.size());
}

void SheetLegend::paint(double x, double y) {
  const double width = columnWidth();
  const double foot = y + m_place.max_y - m_place.min_y;
  for (std::size_t i = 0; i < m_columns.size(); ++i) {
    const double left = x + (width + gap()) * static_cast<double>(i);
    paintColumn(m_columns[i], {left, y, left + width, foot});
  }
}

void SheetLegend::paintColumn(const std::vector<Line>& lines, const Box& place) {
  const auto room = static_cast<std::size_t>((place.max_y - place.min_y) / m_height + 1e-6);
  for (std::size_t i = 0; i < std::min(lines.size(), room); ++i) {
    const double top = place.min_y + m_height * static_cast<double>(i);
    if (i + 1 == room && lines.size() > room) {
      m_canvas.text(say("其余图例见报告", "More classes: see the report"), place.min_x, top + m_height * kBaseline,
                    {.size = m_letters, .colour = kGrey});
      return;
    }
    paintLine(lines[i], {place.min_x, top, place.max_x, top + m_height});
  }
}

// Smaller letters, then two lines, before anything is cut off.
void SheetLegend::paintLine(const Line& line, const Box& place) {
  const double wide = roomFor(line, place.max_x - place.min_x, m_letters);
  const double left = line.entry == nullptr ? place.min_x : place.min_x + m_symbol + kBehindSymbol * m_unit;
  const char* colour = line.entry == nullptr ? kGrey : kBlack;
  if (line.entry != nullptr)
    paintSymbol(m_canvas, *line.entry,
                {place.min_x, place.min_y + m_height * 0.14, place.min_x + m_symbol, place.min_y + m_height * 0.86});
  double letters = m_letters;
  while (letters > kLeast * m_unit && m_canvas.textWidth(line.text, letters) > wide) letters *= 0.95;
  if (m_canvas.textWidth(line.text, letters) <= wide)
    return m_canvas.text(line.text + line.count, left, place.min_y + m_height * kBaseline,
                         {.size = letters, .colour = colour});
  letters = std::min(m_letters, m_height * kOfHalfLine);
  const std::vector<std::string> lines = wrapped(m_canvas, line.text, letters, place.max_x - left);
  std::string rest; // of all further lines
  for (std::size_t i = 1; i < lines.size(); ++i) rest += (i > 1 ? " " : "") + lines[i];
  m_canvas.text(lines.front(), left, place.min_y + m_height * kFirstOfTwo, {.size = letters, .colour = colour});
  const double room = place.max_x - left - m_canvas.textWidth(line.count, letters);
  m_canvas.text(fitted(m_canvas, rest, letters, room) + line.count, left, place.min_y + m_height * kSecondOfTwo,
                {.size = letters, .colour = colour});
}

} // namespace ecoredline
