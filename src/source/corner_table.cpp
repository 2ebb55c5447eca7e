#include "source/corner_table.hpp"

#include "base/decimal.hpp"
#include "base/text.hpp"
#include "source/gk_systems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace ecoredline {

namespace {

constexpr std::size_t kHeaderRows = 30;
constexpr std::size_t kFewestPoints = 3;
constexpr std::size_t kPackedEvidence = 8; // 0.6^8 = 1.7 %: that so many decimal degrees look packed by chance

enum class Order { north_east, east_north, lat_lon, lon_lat, neither };

bool isPlainEasting(double value) {
  return value >= 1e5 && value <= 9e5;
}
bool isNorthEast(double north, double east) {
  if (zonePrefix(east) != 0) return north >= 3.3e5 && north <= 6.1e6;
  return isPlainEasting(east) && north >= 1e6 && north <= 6.1e6;
}
Order orderOf(double a, double b) {
  if (isNorthEast(a, b)) return Order::north_east;
  if (isNorthEast(b, a)) return Order::east_north;
  if (isInChina(b, a)) return Order::lat_lon;
  return isInChina(a, b) ? Order::lon_lat : Order::neither;
}

struct Columns {
  std::optional<std::size_t> a; ///< X, north or latitude
  std::optional<std::size_t> b; ///< Y, east or longitude
  std::optional<std::size_t> point, ring, plot, name;
  DegreeForm form = DegreeForm::open;
  bool says_direction = false; ///< north and east, or latitude and longitude, not only X and Y
};

struct Point {
  CornerNumber a, b;
  std::string name;
  std::string ring;
  std::int64_t row = 0;
};

/// A plot while its rows come in.
struct Draft {
  std::string number, name;
  std::vector<Point> points;
};

std::string cellAt(const std::vector<std::string>& row, std::optional<std::size_t> column) {
  return column && *column < row.size() ? trimmed(row[*column]) : std::string();
}

bool isBlank(const std::vector<std::string>& row) {
  return std::ranges::all_of(row, [](const std::string& cell) { return trimmed(cell).empty(); });
}

std::string joined(const std::vector<std::string>& row) {
  std::string text;
  for (const std::string& cell : row)
    if (const std::string clean = trimmed(cell); !clean.empty()) text += (text.empty() ? "" : " ") + clean;
  return text;
}

tl::unexpected<Error> refuse(std::string code, Text what, std::int64_t row, Text advice) {
  return fail(ErrorKind::input, std::move(code), std::move(what),
              row < 0 ? std::string() : fmt::format("第 {} 行 / row {}", row + 1, row + 1), std::move(advice));
}

/// Columns by the words of a header row; nothing without a pair of coordinates.
std::optional<Columns> columnsOf(const std::vector<std::string>& row, bool free_text) {
  Columns columns;
  std::optional<std::size_t> order;
  std::size_t directions = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto take = [i](std::optional<std::size_t>& column) { column = column.value_or(i); };
    const CornerRole role = cornerRole(row[i]);
    switch (role) {
    case CornerRole::first:
    case CornerRole::north:
    case CornerRole::latitude:
      directions += role != CornerRole::first && !columns.a ? 1 : 0;
      take(columns.a);
      break;
    case CornerRole::second:
    case CornerRole::east:
    case CornerRole::longitude:
      directions += role != CornerRole::second && !columns.b ? 1 : 0;
      take(columns.b);
      break;
    case CornerRole::point:
      take(columns.point);
      break;
    case CornerRole::order:
      take(order);
      break;
    case CornerRole::ring:
      take(columns.ring);
      break;
    case CornerRole::plot:
      take(columns.plot);
      break;
    case CornerRole::name:
      take(columns.name);
      break;
    case CornerRole::none:
      break;
    }
  }
  if (!columns.a || !columns.b) return std::nullopt;
  columns.says_direction = directions == 2;
  for (const std::size_t column : {*columns.a, *columns.b})
    if (degreeForm(row[column]) != DegreeForm::open) columns.form = degreeForm(row[column]);
  // One row a site has an order too; only a number of points, a ring or plain lines of text make corners of it.
  if (!columns.point && !columns.ring && !free_text) return std::nullopt;
  if (!columns.point) columns.point = order;
  return columns;
}

/// Columns of a line without a header, by what its numbers are.
std::optional<Columns> columnsByValue(const std::vector<std::string>& row) {
  for (std::size_t i = 0; i + 1 < row.size(); ++i) {
    const auto a = cornerNumber(row[i]);
    const auto b = cornerNumber(row[i + 1]);
    if (!a || !b || orderOf(a->value, b->value) == Order::neither) continue;
    Columns columns;
    columns.a = i;
    columns.b = i + 1;
    if (i == 1) columns.point = 0;
    if (i == 2) std::tie(columns.point, columns.ring) = std::pair<std::size_t, std::size_t>{0, 1};
    if (i == 4) { // point, plot, ring, name of the point
      columns.plot = 1;
      columns.ring = 2;
      columns.point = 3;
    }
    if (i == 3 || i > 4) return std::nullopt;
    return columns;
  }
  return std::nullopt;
}

bool isRemark(const std::string& text) {
  static constexpr std::array<std::string_view, 12> kWords = {"注",   "说明", "备注", "合计",   "面积", "制表",
                                                              "审核", "单位", "日期", "坐标系", "测绘", "共"};
  return text.find("：") != std::string::npos || text.find(':') != std::string::npos ||
         std::ranges::any_of(kWords, [&](std::string_view word) { return text.starts_with(word); }) ||
         text.find("坐标") != std::string::npos;
}

/// The datum that words of the table name.
Datum datumNamed(const std::string& words) {
  const auto has = [&](std::string_view word) { return words.find(word) != std::string::npos; };
  if (has("CGCS2000") || has("2000国家大地") || has("国家2000") || has("2000坐标系")) return Datum::cgcs2000;
  if (has("1980西安") || has("西安80") || has("西安1980")) return Datum::xian80;
  if (has("1954北京") || has("北京54") || has("北京1954")) return Datum::beijing54;
  return Datum::other;
}

class CornerReader {
 public:
  CornerReader(const CellGrid& grid, AxisOrder axis) : m_grid(grid), m_axis(axis) { m_out.sheet = grid.name; }

  Result<std::optional<CornerTable>> read() {
    if (!findColumns()) return std::nullopt;
    for (std::size_t i = m_from; i < m_grid.rows.size(); ++i)
      if (auto taken = takeRow(m_grid.rows[i], m_grid.row_id[i]); !taken) return fail(std::move(taken.error()));
    endPlot();
    std::size_t count = 0;
    for (const Draft& draft : m_drafts) count += draft.points.size();
    if (count < kFewestPoints) return std::nullopt;
    if (auto decided = decideForm(); !decided) return fail(std::move(decided.error()));
    if (auto decided = decideAxes(); !decided) return fail(std::move(decided.error()));
    for (const Draft& draft : m_drafts)
      if (auto made = addPlot(draft); !made) return fail(std::move(made.error()));
    nameSystem();
    return std::move(m_out);
  }

 private:
  bool findColumns() {
    const std::size_t last = std::min(m_grid.rows.size(), kHeaderRows);
    for (std::size_t i = 0; i < last; ++i)
      if (auto columns = columnsOf(m_grid.rows[i], m_grid.free_text)) {
        m_columns = *columns;
        m_from = i + 1;
        for (std::size_t k = 0; k < i; ++k) m_words += narrowedText(joined(m_grid.rows[k])) + "\n";
        return true;
      }
    for (std::size_t i = 0; m_grid.free_text && i < last; ++i)
      if (auto columns = columnsByValue(m_grid.rows[i])) {
        m_columns = *columns;
        return true; // words before it may be the name of the first plot
      }
    return false;
  }

  Result<void> takeRow(const std::vector<std::string>& row, std::int64_t id) {
    if (isBlank(row)) {
      endPlotUnlessNamed();
      return {};
    }
    if (columnsOf(row, m_grid.free_text)) {
      endPlotUnlessNamed();
      return {};
    }
    const std::string a = cellAt(row, m_columns.a);
    const std::string b = cellAt(row, m_columns.b);
    const auto first = cornerNumber(a);
    const auto second = cornerNumber(b);
    if (first && second) {
      addPoint(row, {*first, *second, cellAt(row, m_columns.point), cellAt(row, m_columns.ring), id});
      return {};
    }
    const bool total = (a.empty() || b.empty()) && isRemark(trimmed(joined(row)));
    if (total || (!first && !second && (a.empty() || b.empty() || !startsWithNumber(a) || !startsWithNumber(b)))) {
      takeWords(joined(row));
      return {};
    }
    const std::string& bad = first ? b : a;
    return refuse("corners.bad_row",
                  {fmt::format("坐标看不懂：“{}”", bad), fmt::format("Not a coordinate: \"{}\"", bad)}, id,
                  {"改正这一行；可用小数、度分秒（° ′ ″）或 ddd.mmss",
                   "mend this row: decimals, degrees with ° ′ ″ or ddd.mmss"});
  }

  static bool startsWithNumber(const std::string& text) {
    const std::string plain = narrowedText(text);
    return !plain.empty() && plain[0] >= '0' && plain[0] <= '9';
  }

  void takeWords(const std::string& text) {
    m_words += narrowedText(text) + "\n";
    // "地块编号：DK001"
    for (const std::string_view sign : {"：", ":"}) {
      const auto at = text.find(sign);
      if (at == std::string::npos) continue;
      const CornerRole role = cornerRole(text.substr(0, at));
      if (role != CornerRole::plot && role != CornerRole::name) continue;
      if (!m_open.points.empty()) endPlot();
      (role == CornerRole::plot ? m_open.number : m_open.name) = trimmed(text.substr(at + sign.size()));
      return;
    }
    endPlotUnlessNamed();
    std::string title = text;
    for (const std::string_view sign : {"：", ":"})
      if (title.ends_with(sign)) title = trimmed(title.substr(0, title.size() - sign.size()));
    if (m_columns.plot || m_columns.name || isRemark(title) || datumNamed(title) != Datum::other) {
      ++m_out.remarks;
      return;
    }
    if (!m_open.name.empty()) ++m_out.remarks;
    m_open.name = title;
  }

  void addPoint(const std::vector<std::string>& row, Point point) {
    const std::string number = cellAt(row, m_columns.plot);
    const std::string name = cellAt(row, m_columns.name);
    // A merged cell has its text in the first row only.
    const bool other_number = !number.empty() && number != m_open.number;
    const bool other_name = !m_columns.plot && !name.empty() && name != m_open.name;
    if (!m_open.points.empty() && (other_number || other_name)) endPlot();
    if (!number.empty()) m_open.number = number;
    if (!name.empty()) m_open.name = name;
    m_open.points.push_back(std::move(point));
  }

  /// Where a column names the plots, words and repeated headers are page breaks.
  void endPlotUnlessNamed() {
    if (!m_columns.plot && !m_columns.name) endPlot();
  }

  void endPlot() {
    if (m_open.points.empty()) return;
    m_drafts.push_back(std::move(m_open));
    m_open = {};
  }

  template<class Function>
  void forEachPoint(Function function) {
    for (Draft& draft : m_drafts)
      for (Point& point : draft.points) function(point);
  }

  /// Packed degrees hide among decimals: the header says, or minutes and seconds that never reach 60 in enough places.
  Result<void> decideForm() {
    std::size_t plain = 0;
    std::size_t fits = 0;
    std::size_t sexagesimal = 0;
    std::set<std::string> seconds;
    forEachPoint([&](const Point& point) {
      for (const CornerNumber* number : {&point.a, &point.b}) {
        sexagesimal += number->sexagesimal ? 1 : 0;
        if (number->sexagesimal || number->value > 180) continue;
        ++plain;
        if (!packedDegrees(*number)) continue;
        ++fits;
        seconds.insert(number->fraction.substr(2, 2));
      }
    });
    m_out.sexagesimal = sexagesimal > 0;
    if (plain == 0 || m_columns.form == DegreeForm::decimal || (m_columns.form == DegreeForm::open && fits < plain))
      return {};
    if (fits < plain)
      return refuse("corners.bad_row",
                    {"表头说是度分秒（ddd.mmss），有的值分或秒达到 60",
                     "The header says ddd.mmss, but minutes or seconds of some values reach 60"},
                    -1, {"改正表头或这些值", "mend the header or these values"});
    if (m_columns.form == DegreeForm::open && seconds.size() < kPackedEvidence)
      return refuse("corners.ambiguous_degrees",
                    {"经纬度既可能是十进制度，也可能是 ddd.mmss（度分秒连写），数值分辨不了",
                     "The degrees may be decimal or packed (ddd.mmss): the values do not tell"},
                    -1,
                    {"在表头里写明：“经度（十进制）”或“经度（ddd.mmss）”",
                     "say it in the header: \"longitude (decimal)\" or \"longitude (ddd.mmss)\""});
    m_out.packed = true;
    forEachPoint([](Point& point) {
      for (CornerNumber* number : {&point.a, &point.b}) number->value = packedDegrees(*number).value_or(number->value);
    });
    return {};
  }

  Result<void> decideAxes() {
    std::array<std::size_t, 5> counts{};
    forEachPoint([&](const Point& p) { ++counts[static_cast<std::size_t>(orderOf(p.a.value, p.b.value))]; });
    const auto most = std::max_element(counts.begin(), counts.begin() + 4);
    const auto best = static_cast<Order>(most - counts.begin());
    m_out.degrees = *most > 0 ? best == Order::lat_lon || best == Order::lon_lat : m_out.sexagesimal || m_out.packed;
    if (m_axis != AxisOrder::asStored) {
      m_out.by_values = false;
      m_out.east_first = m_axis == AxisOrder::xy;
      return {};
    }
    if (*most == 0)
      return refuse("corners.ambiguous_axis",
                    {"坐标数值不像我国的平面坐标或经纬度，分不清哪一列是北",
                     "The numbers look like no coordinates of China: which column is north cannot be told"},
                    -1,
                    {"核对数值；确实如此则用 --axis yx（X 为北）或 --axis xy（X 为东）指明",
                     "check the numbers; if they are right, say --axis yx (X is north) or --axis xy (X is east)"});
    m_out.east_first = best == Order::east_north || best == Order::lon_lat;
    if (m_out.east_first && m_columns.says_direction)
      return refuse("corners.axis_contradicted",
                    {"表头写明了哪一列是北（纬度）、哪一列是东（经度），数值却正好相反：两列多半填反了",
                     "The header says which column is north (latitude) and which is east (longitude), and the values "
                     "say the opposite: the columns were probably filled in the wrong way round"},
                    -1,
                    {"核对一个已知点；若以数值为准，加 --axis xy，或改正表头",
                     "check a point that you know; if the values are right, add --axis xy, or mend the header"});
    std::optional<Point> odd;
    forEachPoint([&](const Point& p) {
      if (!odd && orderOf(p.a.value, p.b.value) != best) odd = p;
    });
    if (!odd) return {};
    return refuse(
        "corners.bad_row",
        {fmt::format("坐标 {}、{} 与表中其他点的次序或量级不符", toShortest(odd->a.value), toShortest(odd->b.value)),
         fmt::format("The coordinates {}, {} do not fit the order or size of the others", toShortest(odd->a.value),
                     toShortest(odd->b.value))},
        odd->row,
        {"改正这一行，或用 --axis 说明两列的次序", "mend this row, or say the order of the columns with --axis"});
  }

  std::pair<double, double> eastNorth(const Point& point) const {
    return m_out.east_first ? std::pair{point.a.value, point.b.value} : std::pair{point.b.value, point.a.value};
  }

  /// Back at the first point; with its name a gap below a centimetre counts too.
  bool closes(const Point& point, const Point& begin, const std::pair<double, double>& at,
              const std::pair<double, double>& first) const {
    if (at == first) return true;
    const double gap = std::hypot(at.first - first.first, at.second - first.second) * (m_out.degrees ? 111319.49 : 1);
    return !point.name.empty() && point.name == begin.name && gap < 0.01;
  }

  Result<void> addPlot(const Draft& draft) {
    CornerPlot plot{draft.number, draft.name, {}, draft.points.front().row};
    bool open = false;
    const Point* begin = nullptr;
    for (const Point& point : draft.points) {
      const auto place = eastNorth(point);
      if (open) {
        CornerRing& ring = plot.rings.back();
        if (ring.size() >= kFewestPoints && closes(point, *begin, place, ring.front())) {
          open = false;
          continue;
        }
        const bool other_ring = !point.ring.empty() && point.ring != begin->ring;
        const bool begins_again = !point.name.empty() && point.name == begin->name && ring.size() >= kFewestPoints;
        open = !other_ring && !begins_again;
      }
      if (!open) {
        plot.rings.emplace_back();
        begin = &point;
        open = true;
      }
      plot.rings.back().push_back(place);
      if (const int zone = zonePrefix(place.first); zone != 0) m_zones.insert(zone);
    }
    for (const CornerRing& ring : plot.rings)
      if (std::set<std::pair<double, double>>(ring.begin(), ring.end()).size() < kFewestPoints)
        return refuse(
            "corners.bad_row",
            {fmt::format("地块“{}”有一圈不同的点不足三个", draft.number + draft.name),
             fmt::format("A ring of plot \"{}\" has fewer than three different points", draft.number + draft.name)},
            plot.row, {"检查点号、圈号和漏行", "look for point numbers, ring numbers and missing rows"});
    if (m_out.plots.empty()) m_out.first_point = draft.points.front().name;
    m_out.plots.push_back(std::move(plot));
    return {};
  }

  void nameSystem() {
    if (m_zones.size() == 1) m_out.zone = *m_zones.begin();
    const Datum datum = datumNamed(m_words);
    if (datum == Datum::other) return;
    if (m_out.degrees && datum == Datum::cgcs2000) m_out.crs = "EPSG:4490";
    if (m_out.degrees || m_out.zone == 0) return;
    if (const auto system = gkSystemOfPrefix(datum, m_out.zone)) m_out.crs = fmt::format("EPSG:{}", system->epsg);
  }

  const CellGrid& m_grid;
  AxisOrder m_axis;
  Columns m_columns;
  std::size_t m_from = 0;
  Draft m_open;
  std::vector<Draft> m_drafts;
  std::set<int> m_zones;
  std::string m_words;
  CornerTable m_out;
};

} // namespace

Result<std::optional<CornerTable>> understandCorners(const CellGrid& grid, AxisOrder axis) {
  return CornerReader(grid, axis).read();
}

} // namespace ecoredline
