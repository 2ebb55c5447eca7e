// A table of corner points as people see it: lines of text as cells, and what was understood in a sentence.
#include "base/decimal.hpp"
#include "base/text.hpp"
#include "source/corner_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecoredline {

std::size_t CornerPlot::points() const {
  std::size_t count = 0;
  for (const CornerRing& ring : rings) count += ring.size();
  return count;
}

Text CornerTable::understood() const {
  std::size_t points = 0;
  std::size_t rings = 0;
  for (const CornerPlot& plot : plots) {
    points += plot.points();
    rings += plot.rings.size();
  }
  const std::string zh_unit = !degrees ? "米" : packed ? "度分秒连写（ddd.mmss）" : sexagesimal ? "度分秒" : "十进制度";
  const std::string en_unit = !degrees      ? "metres"
                              : packed      ? "packed degrees (ddd.mmss)"
                              : sexagesimal ? "degrees, minutes, seconds"
                                            : "decimal degrees";
  const auto [east, north] = plots.front().rings.front().front();
  const int digits = degrees ? 9 : 3;
  // Which column is north is a question for X and Y; degrees say it by their size.
  Text axis;
  if (!degrees || east_first)
    axis = {fmt::format("{}（{}）；",
                        degrees      ? "经度写在纬度的位置"
                        : east_first ? "X 列为东"
                                     : "X 列为北",
                        by_values ? "按数值" : "按 --axis"),
            fmt::format("{} ({}); ",
                        degrees      ? "longitude stands where latitude is said to"
                        : east_first ? "the X column is east"
                                     : "the X column is north",
                        by_values ? "by the values" : "as --axis says")};
  Text text{fmt::format("{}读作界址点：{} 个地块、{} 个圈、{} 个点；{}单位{}；",
                        sheet.empty() ? "" : fmt::format("工作表“{}”", sheet), plots.size(), rings, points, axis.zh,
                        zh_unit),
            fmt::format("{}Read as corner points: {} plots, {} rings, {} points; {}unit {}; ",
                        sheet.empty() ? "" : fmt::format("Sheet \"{}\". ", sheet), plots.size(), rings, points, axis.en,
                        en_unit)};
  if (zone != 0) {
    text.zh += fmt::format("坐标前带号 {}；", zone);
    text.en += fmt::format("zone number {} before the eastings; ", zone);
  }
  text.zh += crs.empty() ? "表中没有写明坐标系；" : fmt::format("按表中文字为 {}；", crs);
  text.en += crs.empty() ? "the table names no system; " : fmt::format("by its words {}; ", crs);
  text.zh += fmt::format("首点 {} 东 {}、北 {}", first_point, toFixed(east, digits), toFixed(north, digits));
  text.en +=
      fmt::format("first point {} east {}, north {}", first_point, toFixed(east, digits), toFixed(north, digits));
  if (remarks > 0) {
    text.zh += fmt::format("；{} 行文字未用", remarks);
    text.en += fmt::format("; {} rows of words were not used", remarks);
  }
  return text;
}

CellGrid gridOfText(std::string_view utf8) {
  CellGrid grid;
  grid.free_text = true;
  std::int64_t id = 0;
  for (std::size_t at = 0; at <= utf8.size(); ++id) {
    const std::size_t end = std::min(utf8.find('\n', at), utf8.size());
    std::string line = trimmed(narrowedText(utf8.substr(at, end - at)));
    at = end + 1;
    const bool signs = line.find_first_of(",;\t") != std::string::npos || line.find("、") != std::string::npos;
    for (auto comma = line.find("、"); comma != std::string::npos; comma = line.find("、")) line.replace(comma, 3, ",");
    std::vector<std::string> cells;
    std::string cell;
    for (const char c : line) {
      const bool between = signs ? c == ',' || c == ';' || c == '\t' : c == ' ';
      if (!between)
        cell += c;
      else if (signs || !cell.empty())
        cells.push_back(std::exchange(cell, {}));
    }
    cells.push_back(cell);
    for (std::string& one : cells) {
      one = trimmed(one);
      const auto sign = one.find('=');
      if (sign != std::string::npos && cornerNumber(one.substr(sign + 1))) one = trimmed(one.substr(sign + 1));
    }
    grid.rows.push_back(std::move(cells));
    grid.row_id.push_back(id);
  }
  return grid;
}

} // namespace ecoredline
