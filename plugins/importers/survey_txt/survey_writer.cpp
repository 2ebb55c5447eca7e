#include "survey_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace survey_txt {

namespace {

class Writer {
 public:
  Writer(const SurveyFile& file, const WriteOptions& options) : m_file(file), m_options(options) {}

  std::string write() {
    std::string section = "属性描述";
    std::string last;
    for (const Key& key : m_file.keys) {
      const std::string& own = key.section.empty() ? section : key.section;
      if (own == "地块坐标") continue; // keys among the plots would be taken for points
      if (own != last) line("[" + own + "]");
      last = own;
      line(key.name + "=" + key.value);
    }
    line("[地块坐标]");
    for (const Plot& plot : m_file.plots) addPlot(plot);
    return std::move(m_out);
  }

 private:
  void line(const std::string& text) { m_out += text + m_options.line_end; }

  std::string countOf(const Plot& plot) const {
    std::size_t points = 0;
    for (const Ring& ring : plot.rings) points += ring.points.size();
    const std::size_t rows = points + (plot.shape == PlotShape::area ? plot.rings.size() : 0);
    const auto said = numberOf(plot.count);
    if (said && (*said == static_cast<double>(points) || *said == static_cast<double>(rows))) return plot.count;
    return std::to_string(rows);
  }

  void addPlot(const Plot& plot) {
    std::string header;
    for (const std::string& field :
         {countOf(plot), plot.area, plot.number, plot.name, plot.shape_word, plot.sheet, plot.use, plot.land_class})
      header += field + ",";
    for (const std::string& extra : plot.extras) header += extra + ",";
    line(header + "@");
    std::size_t number = 1;
    for (std::size_t i = 0; i < plot.rings.size(); ++i) {
      const std::size_t first = number;
      for (const Position& point : plot.rings[i].points) addPoint(number++, i + 1, point);
      if (plot.shape == PlotShape::area) addPoint(first, i + 1, plot.rings[i].points.front());
    }
  }

  void addPoint(std::size_t number, std::size_t ring, const Position& point) {
    line("J" + std::to_string(number) + "," + std::to_string(ring) + "," +
         decimalText(point.first, m_options.decimals, m_options.rounded) + "," +
         decimalText(point.second, m_options.decimals, m_options.rounded));
  }

  const SurveyFile& m_file;
  const WriteOptions& m_options;
  std::string m_out;
};

} // namespace

std::string decimalText(double value, int decimals, bool rounded) {
  std::array<char, 512> room{};
  const auto [end, code] = rounded ? std::to_chars(room.begin(), room.end(), value, std::chars_format::fixed, decimals)
                                   : std::to_chars(room.begin(), room.end(), value, std::chars_format::fixed);
  std::string text(room.data(), code == std::errc() ? end : room.data());
  if (rounded || decimals <= 0) return text;
  const std::size_t point = text.find('.');
  const std::size_t met = point == std::string::npos ? 0 : text.size() - point - 1;
  if (point == std::string::npos) text += '.';
  return text.append(static_cast<std::size_t>(std::max(0, decimals - static_cast<int>(met))), '0');
}

std::string write(const SurveyFile& file, const WriteOptions& options) {
  return Writer(file, options).write();
}

} // namespace survey_txt
