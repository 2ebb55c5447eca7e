#include "survey_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace survey_txt {

namespace {

using Fields = std::vector<std::string>;

constexpr double kMetresPerDegree = 111319.49; // of the equator
constexpr std::size_t kMessagesKept = 50;

Fields split(std::string_view text, std::string_view separator) {
  Fields fields;
  for (std::size_t at = 0;;) {
    const std::size_t next = text.find(separator, at);
    fields.emplace_back(trimmed(text.substr(at, next == std::string_view::npos ? next : next - at)));
    if (next == std::string_view::npos) return fields;
    at = next + separator.size();
  }
}

bool isDigits(std::string_view text) {
  return !text.empty() && text.size() <= 9 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Gap between two positions in metres; small numbers are degrees.
double gapOf(const Position& a, const Position& b) {
  const double gap = std::hypot(a.first - b.first, a.second - b.second);
  const bool degrees = std::abs(a.first) <= 360 && std::abs(a.second) <= 360;
  return degrees ? gap * kMetresPerDegree : gap;
}

/// With three decimals.
std::string metres(double gap) {
  std::string text = std::to_string(gap);
  text.resize(std::min(text.size(), text.find('.') + 4));
  return text;
}

bool hasThreePlaces(const std::vector<Position>& points) {
  std::optional<Position> second;
  for (const Position& point : points) {
    if (point == points.front()) continue;
    if (!second)
      second = point;
    else if (point != *second)
      return true;
  }
  return false;
}

/// Numbers of rings are short (part x 100 + ring is met); a northing has seven digits.
bool isRingNumber(std::string_view text) {
  return isDigits(text) && text.size() <= 5;
}

PlotShape shapeOf(const std::string& word) {
  if (word == "线") return PlotShape::line;
  return word == "点" ? PlotShape::point : PlotShape::area;
}

bool isShapeWord(const std::string& word) {
  static constexpr std::array<std::string_view, 5> kWords = {"面", "线", "点", "多边形", "面状"};
  return std::ranges::count(kWords, word) > 0;
}

/// The fields of a header in their places. `short_form` = its first field is a count or a number of a plot: the rows
/// decide.
struct Header {
  Plot plot;
  bool short_form = false;
};

Header placeFields(const Fields& fields) {
  Header header;
  Plot& plot = header.plot;
  const auto at = [&](std::size_t i) { return i < fields.size() ? fields[i] : std::string(); };
  const auto found = std::ranges::find_if(fields, isShapeWord);
  std::size_t word = static_cast<std::size_t>(found - fields.begin());
  // By position unless 面, 线 or 点 stands elsewhere.
  if (isShapeWord(at(4)) || found == fields.end() || word < 2) word = 4;
  header.short_form = word == 2;
  const std::size_t after = word + 1;
  if (!header.short_form) {
    plot.count = at(0);
    if (word >= 4) plot.area = at(1);
    plot.sheet = at(after);
  }
  plot.number = at(word - 2);
  plot.name = at(word - 1);
  plot.shape_word = at(word);
  const std::size_t use = header.short_form ? after : after + 1;
  plot.use = at(use);
  plot.land_class = at(use + 1);
  for (std::size_t i = 2; i + 2 < word; ++i) plot.extras.push_back(at(i)); // met between area and number
  for (std::size_t i = use + 2; i < fields.size(); ++i) plot.extras.push_back(at(i));
  plot.shape = shapeOf(plot.shape_word);
  return header;
}

/// One point row in its parts.
struct Row {
  std::string name;
  std::string ring; ///< digits, or empty
  Position position;
  std::size_t line = 0;
};

class Parser {
 public:
  Parsed parse(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) {
      failAt(0, "文件里有零字节，不是文本文件", "zero bytes in the file: it is no text");
      return std::move(m_out);
    }
    const char end = text.find('\n') == std::string_view::npos ? '\r' : '\n';
    while (!text.empty() && !m_out.error) {
      const std::size_t at = text.find(end);
      ++m_line;
      takeLine(trimmed(text.substr(0, at)));
      text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    }
    if (!m_out.error) endPlot();
    if (!m_out.error && m_out.file.plots.empty()) failAt(m_line, "文件里没有地块", "there is no plot in the file");
    if (m_left_out > 0)
      m_out.warnings.push_back({0, "另有 " + std::to_string(m_left_out) + " 条提示未列出",
                                std::to_string(m_left_out) + " more warnings are not listed"});
    return std::move(m_out);
  }

 private:
  void failAt(std::size_t line, std::string zh, std::string en) {
    if (!m_out.error) m_out.error = Message{line, std::move(zh), std::move(en)};
  }
  void warnAt(std::size_t line, std::string zh, std::string en) {
    if (m_out.warnings.size() < kMessagesKept)
      m_out.warnings.push_back({line, std::move(zh), std::move(en)});
    else
      ++m_left_out;
  }

  void takeLine(std::string_view line) {
    if (line.empty()) return;
    if (takeSection(line)) return;
    const std::string plain = narrowed(line);
    if (plain.ends_with('@') && plain.find(',') != std::string::npos) return beginPlot(line);
    if (m_section == "说明") return;
    if (m_in_plots && plain.find(',') != std::string::npos) return takePoint(plain);
    if (plain.find('=') != std::string::npos) return takeKey(line);
    if (m_in_plots)
      return failAt(m_line, "看不懂的界址点行：" + std::string(line), "not a point row: " + std::string(line));
    warnAt(m_line, "这一行不是“键=值”，未读：" + std::string(line),
           "not a key=value line, not read: " + std::string(line));
  }

  bool takeSection(std::string_view line) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kBrackets = {
        {{"[", "]"}, {"［", "］"}, {"【", "】"}}};
    for (const auto& [open, close] : kBrackets) {
      if (!line.starts_with(open)) continue;
      const std::size_t end = line.find(close);
      if (end == std::string_view::npos) return false;
      const std::string name(trimmed(line.substr(open.size(), end - open.size())));
      if (name.find(',') != std::string::npos) return true; // the names of a header's fields, for people
      m_section = name;
      m_in_plots = name == "地块坐标";
      return true;
    }
    return false;
  }

  void takeKey(std::string_view line) {
    std::string_view sign = "=";
    if (line.find(sign) == std::string_view::npos) sign = "＝";
    const std::size_t at = line.find(sign);
    const std::string name(trimmed(line.substr(0, at)));
    if (name.empty()) return warnAt(m_line, "等号前没有键名，未读", "no name before the sign, not read");
    m_out.file.keys.push_back({m_section, name, std::string(trimmed(line.substr(at + sign.size())))});
  }

  void beginPlot(std::string_view line) {
    endPlot();
    if (m_out.error) return;
    line = trimmed(line.ends_with('@') ? line.substr(0, line.size() - 1) : line.substr(0, line.rfind("＠")));
    // A full-width comma separates only where no others do: it may belong to a name.
    const bool wide = std::ranges::count(line, ',') < 3;
    Fields fields = wide ? split(narrowed(line), ",") : split(line, ",");
    if (fields.size() > 1 && fields.back().empty()) fields.pop_back();
    if (fields.size() < 3)
      return failAt(m_line, "地块行至少要有编号、名称和图形属性",
                    "a plot line needs at least a number, a name and a kind of shape");
    m_in_plots = true;
    m_section = "地块坐标";
    Header header = placeFields(fields);
    m_plot = std::move(header.plot);
    m_plot->line = m_line;
    m_short_form = header.short_form;
    m_open = false;
    m_rows = m_closings = 0;
  }

  void takePoint(const std::string& plain) {
    if (!m_plot)
      return failAt(m_line, "界址点之前没有以 @ 结尾的地块行", "a point before any plot line (one that ends in @)");
    const auto row = rowOf(split(plain, ","));
    if (!row) return;
    ++m_rows;
    if (m_plot->shape == PlotShape::area)
      addCorner(*row);
    else
      addToChain(*row);
  }

  std::optional<Row> rowOf(Fields fields) {
    while (fields.size() > 4 && fields.back().empty()) fields.pop_back();
    if (fields.size() >= 4 && (fields[1].empty() || isRingNumber(fields[1]))) {
      noteRest(fields, 4);
      return rowOf(fields[0], fields[1], fields[2], fields[3]);
    }
    // number, X, Y[, , ring]
    if (fields.size() == 3 || (fields.size() == 5 && isRingNumber(fields[4])))
      return rowOf(fields[0], fields.size() == 5 ? fields[4] : "", fields[1], fields[2]);
    failAt(m_line, "界址点行应为“点号,圈号,X,Y”", "a point row is \"point,ring,X,Y\"");
    return std::nullopt;
  }

  std::optional<Row> rowOf(const std::string& name, const std::string& ring, const std::string& x,
                           const std::string& y) {
    const auto first = numberOf(x);
    const auto second = numberOf(y);
    if (first && second) return Row{name, ring, {*first, *second}, m_line};
    const std::string& bad = first ? y : x;
    failAt(m_line, "坐标不是数：“" + bad + "”", "not a number: \"" + bad + "\"");
    return std::nullopt;
  }

  void noteRest(const Fields& fields, std::size_t from) {
    if (m_said_rest || fields.size() <= from) return;
    m_said_rest = true;
    warnAt(m_line, "界址点行后面还有别的列，未读", "point rows have further columns, which are not read");
  }

  void addCorner(const Row& row) {
    if (m_open) {
      Ring& ring = m_plot->rings.back();
      const bool enough = ring.points.size() >= 3;
      const bool same_name = !row.name.empty() && row.name == m_first_name;
      const bool other_ring = !row.ring.empty() && row.ring != m_ring;
      // Coordinates win over the ring's number: closing rows are met with a wrong one. Another number and another name
      // is a hole that begins where its outer ring did.
      const bool next_ring = other_ring && !same_name && !row.name.empty();
      if (enough && row.position == ring.points.front() && !next_ring) return closeRing(row);
      if (enough && same_name) {
        const double gap = gapOf(row.position, ring.points.front());
        if (gap < kClosingGap) {
          warnAt(m_line, "圈的首尾相差 " + metres(gap) + " 米，已闭合",
                 "the ends of the ring are " + metres(gap) + " m apart; closed");
          return closeRing(row);
        }
        if (!other_ring)
          return failAt(m_line,
                        "圈没有闭合：点 " + row.name + " 与它第一次出现（第 " + std::to_string(ring.line) +
                            " 行）相差 " + metres(gap) + " 米",
                        "the ring is not closed: point " + row.name + " lies " + metres(gap) +
                            " m from where it was in line " + std::to_string(ring.line));
      }
      if (other_ring) endRing();
    }
    if (m_out.error) return;
    if (!m_open) beginRing(row);
    m_plot->rings.back().points.push_back(row.position);
  }

  void beginRing(const Row& row) {
    m_plot->rings.push_back({{}, row.line});
    m_ring = row.ring;
    m_first_name = row.name;
    m_open = true;
  }

  void closeRing(const Row& row) {
    ++m_closings;
    if (!row.ring.empty() && row.ring != m_ring)
      warnAt(m_line, "闭合点的圈号是 " + row.ring + "，圈本身是 " + m_ring + "；按坐标归入本圈",
             "the closing point says ring " + row.ring + ", its ring is " + m_ring + "; its coordinates decide");
    endRing();
  }

  void endRing() {
    if (!m_open) return;
    m_open = false;
    if (const Ring& ring = m_plot->rings.back(); !hasThreePlaces(ring.points))
      failAt(ring.line, "圈里不同的界址点不足三个", "a ring with fewer than three different points");
  }

  void addToChain(const Row& row) {
    const bool next = m_plot->rings.empty() || (!row.ring.empty() && row.ring != m_ring);
    if (next) beginRing(row);
    m_plot->rings.back().points.push_back(row.position);
  }

  void endPlot() {
    if (!m_plot) return;
    if (m_plot->shape == PlotShape::area) endRing();
    if (m_out.error) return;
    if (m_plot->shape == PlotShape::line)
      for (const Ring& chain : m_plot->rings)
        if (chain.points.size() < 2) return failAt(chain.line, "线只有一个点", "a line with one point");
    checkCount();
    m_out.file.plots.push_back(std::move(*m_plot));
    m_plot.reset();
  }

  bool countFits(const std::string& text) const {
    const auto count = numberOf(narrowed(text));
    const auto rows = static_cast<double>(m_rows);
    return count && (*count == rows || *count == rows - static_cast<double>(m_closings) ||
                     *count == rows + static_cast<double>(m_plot->rings.size()));
  }

  void checkCount() {
    if (m_short_form) {
      if (!countFits(m_plot->number)) return;
      m_plot->count = std::exchange(m_plot->number, {});
    }
    if (m_rows == 0)
      return warnAt(m_plot->line, "地块没有界址点，没有图形", "the plot has no points: a row without a shape");
    if (m_plot->count.empty() || countFits(m_plot->count)) return;
    warnAt(m_plot->line, "点数写 " + m_plot->count + "，实有 " + std::to_string(m_rows) + " 行",
           "the header counts " + m_plot->count + " points, there are " + std::to_string(m_rows) + " rows");
  }

  Parsed m_out;
  std::size_t m_line = 0;
  std::size_t m_left_out = 0;
  std::string m_section;
  bool m_in_plots = false;
  bool m_said_rest = false;
  std::optional<Plot> m_plot;
  bool m_short_form = false;
  bool m_open = false; ///< the last ring takes more points
  std::string m_ring;
  std::string m_first_name;
  std::size_t m_rows = 0;
  std::size_t m_closings = 0;
};

} // namespace

std::string SurveyFile::value(std::string_view name) const {
  for (const Key& key : keys)
    if (key.name == name && (key.section == "属性描述" || key.section.empty())) return key.value;
  return {};
}

Parsed parse(std::string_view utf8) {
  return Parser().parse(utf8);
}

} // namespace survey_txt
