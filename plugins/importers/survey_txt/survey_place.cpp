#include "survey_place.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace survey_txt {

namespace {

/// The Gauss-Krueger systems of one datum (EPSG; domain rules, systems of China). Zones with the number before the
/// easting: base + zone. Without: first + (meridian - 75) / width.
struct DatumSystems {
  const char* word;
  int geographic;
  int prefix3, plain3;
  int prefix6, plain6;
};
constexpr std::array<DatumSystems, 3> kDatums = {{{"2000国家大地坐标系", 4490, 4488, 4534, 4478, 4502},
                                                  {"1980西安坐标系", 4610, 2324, 2370, 2314, 2338},
                                                  {"1954北京坐标系", 4214, 2376, 2422, 21400, 21453}}};

bool isZone(int width, int zone) {
  return width == 3 ? zone >= 25 && zone <= 45 : width == 6 && zone >= 13 && zone <= 23;
}

int codeOf(const DatumSystems& datum, int width, int zone, bool prefix) {
  if (!isZone(width, zone)) return 0;
  if (prefix) return zone + (width == 3 ? datum.prefix3 : datum.prefix6);
  const int meridian = width == 3 ? 3 * zone : 6 * zone - 3;
  return (width == 3 ? datum.plain3 : datum.plain6) + (meridian - 75) / width;
}

const DatumSystems* datumOf(const std::string& word) {
  const std::string text = narrowed(word);
  if (text.find("2000") != std::string::npos || text.find("CGCS") != std::string::npos) return kDatums.data();
  if (text.find("80") != std::string::npos) return &kDatums[1];
  if (text.find("54") != std::string::npos && text.find("新") == std::string::npos) return &kDatums[2];
  return nullptr;
}

/// The first whole number in a text: "3度带" -> 3; 0 = none.
int numberIn(const std::string& text) {
  const std::string plain = narrowed(text);
  const auto begin = std::ranges::find_if(plain, [](char c) { return c >= '0' && c <= '9'; });
  int value = 0;
  for (auto c = begin; c != plain.end() && *c >= '0' && *c <= '9' && value < 100000; ++c)
    value = value * 10 + (*c - '0');
  return value;
}

bool isEasting(double value) {
  return value >= 1e5 && value <= 9e5;
}
/// The zone number before an easting; 0 = none.
int zoneBefore(double value) {
  const int zone = value >= 13e6 && value < 46e6 ? static_cast<int>(value / 1e6) : 0;
  return (isZone(3, zone) || isZone(6, zone)) && isEasting(value - zone * 1e6) ? zone : 0;
}
/// Three degrees north to the northern border; without a prefix beside it only what cannot be an easting.
bool isNorthing(double value, bool beside_prefix) {
  return value >= (beside_prefix ? 3.3e5 : 1e6) && value <= 6.1e6;
}
bool isNorthEast(double north, double east) {
  const bool prefix = zoneBefore(east) != 0;
  return (prefix || isEasting(east)) && isNorthing(north, prefix);
}
bool isLatLon(double latitude, double longitude) {
  return latitude >= 3 && latitude <= 54 && longitude >= 73 && longitude <= 136;
}

enum Order { north_east, east_north, lat_lon, lon_lat, neither };

Order orderOf(const Position& p) {
  if (isNorthEast(p.first, p.second)) return north_east;
  if (isNorthEast(p.second, p.first)) return east_north;
  if (isLatLon(p.first, p.second)) return lat_lon;
  return isLatLon(p.second, p.first) ? lon_lat : neither;
}

class Placer {
 public:
  explicit Placer(const SurveyFile& file) : m_file(file) {}

  Placement place() {
    const Order order = commonOrder();
    m_out.east_first = order == east_north || order == lon_lat;
    m_out.degrees = order == lat_lon || order == lon_lat;
    if (m_out.east_first)
      warn(0,
           "按数值判断，每行先写" + std::string(m_out.degrees ? "经度" : "横坐标（东）") + "、后写" +
               (m_out.degrees ? "纬度" : "纵坐标（北）") + "，与测绘习惯相反，已按数值读取",
           "by their values the rows have east first and north second, against the survey's habit; read by the values");
    if (order != neither) findSystem();
    return std::move(m_out);
  }

 private:
  void warn(std::size_t line, std::string zh, std::string en) {
    m_out.warnings.push_back({line, std::move(zh), std::move(en)});
  }

  template<class Function>
  void forEachPoint(Function function) const {
    for (const Plot& plot : m_file.plots)
      for (const Ring& ring : plot.rings)
        for (std::size_t i = 0; i < ring.points.size(); ++i) function(ring.points[i], ring.line + i);
  }

  Order commonOrder() {
    std::array<std::size_t, 5> counts{};
    forEachPoint([&](const Position& p, std::size_t) { ++counts[orderOf(p)]; });
    const auto best = static_cast<Order>(std::max_element(counts.begin(), counts.begin() + 4) - counts.begin());
    if (counts[best] <= counts[neither]) {
      if (counts[neither] > 0)
        warn(0, "坐标数值不像我国的高斯平面坐标，也不像经纬度；先写的按北、后写的按东读取，坐标系未知",
             "the numbers look like no Gauss-Krueger coordinates of China and no degrees; read as north, east without "
             "a system");
      return neither;
    }
    std::size_t odd = 0;
    forEachPoint([&](const Position& p, std::size_t line) {
      if (odd == 0 && orderOf(p) != best) odd = line;
    });
    if (odd > 0)
      warn(odd, "自此有坐标与文件中多数坐标的次序或量级不符，请核对",
           "from here on some coordinates do not fit the order or size of most of the file");
    return best;
  }

  void findSystem() {
    const std::string word = m_file.value("坐标系");
    const DatumSystems* datum = datumOf(word);
    if (datum == nullptr) {
      warn(0, word.empty() ? "没有写明坐标系，不猜测" : "不认识的坐标系“" + word + "”，不猜测",
           word.empty() ? "no 坐标系 is given; it is not guessed"
                        : "unknown 坐标系 \"" + word + "\"; it is not guessed");
      return;
    }
    if (m_out.degrees) {
      m_out.epsg = datum->geographic;
      return;
    }
    findZone(*datum);
  }

  std::set<int> prefixes() const {
    std::set<int> zones;
    forEachPoint([&](const Position& p, std::size_t) {
      if (orderOf(p) == (m_out.east_first ? east_north : north_east))
        zones.insert(zoneBefore(m_out.east_first ? p.first : p.second));
    });
    return zones;
  }

  /// 几度分带 or 分带; 0 = not said.
  int width() const {
    const int said = numberIn(m_file.value("几度分带"));
    return said != 0 ? said : numberIn(m_file.value("分带"));
  }

  int saidZone(int width) const {
    if (const int zone = numberIn(m_file.value("带号")); zone != 0) return zone;
    for (const char* name : {"中央子午线", "中央经线"}) {
      const int meridian = numberIn(m_file.value(name));
      if (meridian == 0) continue;
      if (width == 6 && (meridian + 3) % 6 == 0) return (meridian + 3) / 6;
      if (width == 3 && meridian % 3 == 0) return meridian / 3;
    }
    return 0;
  }

  void findZone(const DatumSystems& datum) {
    const std::set<int> zones = prefixes();
    if (zones.size() > 1)
      return warn(0, "文件里的坐标分属不同的带，一个图层只能有一个坐标系，不猜测",
                  "the coordinates have different zone numbers: one layer cannot have one system for them");
    const int prefix = zones.empty() ? 0 : *zones.begin();
    const int said_width = width();
    const int said_zone = saidZone(said_width == 0 ? 3 : said_width);
    if (prefix != 0 && said_zone != 0 && said_zone != prefix)
      return warn(0,
                  "带号写 " + std::to_string(said_zone) + "，坐标前的带号是 " + std::to_string(prefix) +
                      "，互相矛盾，不猜测",
                  "带号 says " + std::to_string(said_zone) + ", the coordinates begin with " + std::to_string(prefix) +
                      ": they contradict each other, nothing is guessed");
    const int zone = prefix != 0 ? prefix : said_zone;
    const int by_zone = isZone(3, zone) ? 3 : isZone(6, zone) ? 6 : 0;
    if (said_width != 0 && by_zone != 0 && said_width != by_zone)
      return warn(0,
                  "几度分带写 " + std::to_string(said_width) + "，而 " + std::to_string(zone) + " 是 " +
                      std::to_string(by_zone) + " 度带的带号，互相矛盾，不猜测",
                  "几度分带 says " + std::to_string(said_width) + ", but " + std::to_string(zone) +
                      " is the number of a " + std::to_string(by_zone) + "-degree zone: nothing is guessed");
    m_out.epsg = codeOf(datum, by_zone, zone, prefix != 0);
    if (m_out.epsg == 0)
      warn(0, "坐标前没有带号，文件也没有写明，坐标系不能确定",
           "no zone number stands before the coordinates or in the file: the system is open");
  }

  const SurveyFile& m_file;
  Placement m_out;
};

struct Unit {
  const char* word;
  double square_metres;
};
constexpr std::array<Unit, 4> kUnits = {{{"公顷", 1e4}, {"平方米", 1}, {"亩", 1e4 / 15}, {"平方公里", 1e6}}};

/// What stands behind a number, as one of the four.
const Unit* unitBehind(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::size_t>, 11> kWords = {{{"公顷", 0},
                                                                                       {"ha", 0},
                                                                                       {"HA", 0},
                                                                                       {"平方米", 1},
                                                                                       {"㎡", 1},
                                                                                       {"m2", 1},
                                                                                       {"M2", 1},
                                                                                       {"亩", 2},
                                                                                       {"平方公里", 3},
                                                                                       {"平方千米", 3},
                                                                                       {"km2", 3}}};
  for (const auto& [word, unit] : kWords)
    if (text == word) return &kUnits[unit];
  return nullptr;
}

} // namespace

Placement place(const SurveyFile& file) {
  return Placer(file).place();
}

SystemWords wordsOf(int epsg) {
  for (const DatumSystems& datum : kDatums) {
    if (epsg == datum.geographic) return {datum.word, 0, 0};
    for (const int width : {3, 6})
      for (int zone = 13; zone <= 45; ++zone)
        for (const bool prefix : {true, false})
          if (codeOf(datum, width, zone, prefix) == epsg && epsg != 0) return {datum.word, width, zone};
  }
  return {};
}

DeclaredArea declaredArea(const std::string& text, double square_metres) {
  const std::string plain = narrowed(text);
  const std::size_t end = std::min(plain.find_first_not_of("0123456789.+-eE "), plain.size());
  const auto value = numberOf(std::string_view(plain).substr(0, end));
  if (!value || *value <= 0) return {};
  const auto fits = [&](const Unit& unit) { return std::abs(*value * unit.square_metres / square_metres - 1) < 0.1; };
  if (const Unit* said = unitBehind(trimmed(std::string_view(plain).substr(end))))
    return {said->word, *value * said->square_metres, fits(*said)};
  for (const Unit& unit : kUnits)
    if (square_metres > 0 && fits(unit)) return {unit.word, *value * unit.square_metres, true};
  return {};
}

} // namespace survey_txt
