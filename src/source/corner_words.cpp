#include "source/corner_words.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <vector>

namespace ecoredline {

namespace {

/// The words of header cells, lowered, without blanks, brackets and units. One place for all of them.
const std::map<std::string, CornerRole, std::less<>>& words() {
  static const std::map<std::string, CornerRole, std::less<>> kWords = [] {
    std::map<std::string, CornerRole, std::less<>> all;
    const auto add = [&](CornerRole role, std::initializer_list<const char*> names) {
      for (const char* name : names) all.emplace(name, role);
    };
    add(CornerRole::first, {"x", "x坐标", "坐标x", "x轴", "x值"});
    add(CornerRole::second, {"y", "y坐标", "坐标y", "y轴", "y值"});
    add(CornerRole::north, {"纵坐标", "纵坐标x", "x纵坐标", "北", "北坐标", "北坐标x", "x北", "北向", "北距", "n",
                            "north", "northing", "xnorth"});
    add(CornerRole::east, {"横坐标", "横坐标y", "y横坐标", "东", "东坐标", "东坐标y", "y东", "东向", "东距", "e",
                           "east", "easting", "yeast"});
    add(CornerRole::latitude, {"纬度", "北纬", "大地纬度", "lat", "latitude", "b"});
    add(CornerRole::longitude, {"经度", "东经", "大地经度", "lon", "lng", "long", "longitude", "l"});
    add(CornerRole::point,
        {"点号",     "界址点号", "界址点",   "界址点编号", "界址点名", "拐点",     "拐点号",  "拐点编号",
         "折点",     "折点号",   "折点编号", "顶点",       "顶点号",   "点名",     "点编号",  "坐标点",
         "坐标点号", "桩号",     "界桩号",   "point",      "pointno",  "point_no", "pointid", "point_id",
         "pt",       "ptno",     "vertex",   "corner",     "cornerno", "node"});
    add(CornerRole::order, {"序号", "编号", "no", "no.", "id", "fid", "index", "seq", "顺序号"});
    add(CornerRole::ring, {"圈号", "环号", "圈", "环", "ring", "ringno", "ring_no", "ringid"});
    add(CornerRole::plot, {"地块编号", "地块号",    "地块代码", "地块", "宗地号", "宗地代码", "宗地",   "图斑编号",
                           "图斑号",   "项目编号",  "项目代码", "plot", "plotid", "plot_id",  "plotno", "parcel",
                           "parcelno", "parcel_id", "site_id",  "site", "dkbh",   "zddm"});
    add(CornerRole::name,
        {"地块名称", "宗地名称", "项目名称", "图斑名称", "名称", "plotname", "plot_name", "site_name", "name", "dkmc"});
    return all;
  }();
  return kWords;
}

void eraseAll(std::string& text, std::string_view piece) {
  for (auto at = text.find(piece); at != std::string::npos; at = text.find(piece, at)) text.erase(at, piece.size());
}

/// Lowered, narrow, without blanks, asterisks and line ends.
std::string folded(std::string_view header) {
  std::string text = lowered(narrowedText(header));
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '*'; });
  return text;
}

std::string withoutBrackets(std::string text) {
  for (auto open = text.find('('); open != std::string::npos; open = text.find('(')) {
    const auto close = text.find(')', open);
    text.erase(open, close == std::string::npos ? std::string::npos : close - open + 1);
  }
  return text;
}

/// Every mark between degrees, minutes and seconds as a blank; `marked` tells whether there were any.
std::string unmarked(std::string text, bool& marked) {
  static constexpr std::array<std::string_view, 14> kMarks = {"°",  "º",  "′",  "″",  "’", "”", "'",
                                                              "\"", "度", "分", "秒", "˚", "‘", "“"};
  for (const std::string_view mark : kMarks)
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
      text.replace(at, mark.size(), " ");
      marked = true;
    }
  return text;
}

void stripHemisphere(std::string& text) {
  for (const std::string_view word : {"东经", "北纬", "e", "n"}) {
    if (text.starts_with(word)) text.erase(0, word.size());
    if (text.ends_with(word)) text.erase(text.size() - word.size());
  }
  text = trimmed(text);
}

std::optional<double> plainNumber(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::vector<std::string> piecesOf(const std::string& text, std::string_view separators) {
  std::vector<std::string> pieces;
  for (std::size_t at = text.find_first_not_of(separators); at != std::string::npos;) {
    const std::size_t end = text.find_first_of(separators, at);
    pieces.push_back(text.substr(at, end == std::string::npos ? end : end - at));
    at = text.find_first_not_of(separators, end);
  }
  return pieces;
}

std::optional<CornerNumber> sexagesimal(const std::vector<std::string>& pieces) {
  if (pieces.empty() || pieces.size() > 3) return std::nullopt;
  double value = 0;
  double unit = 1;
  for (const std::string& piece : pieces) {
    const auto part = plainNumber(piece);
    if (!part || *part < 0 || (unit < 1 && *part >= 60)) return std::nullopt;
    value += *part * unit;
    unit /= 60;
  }
  return CornerNumber{value, true, {}};
}

/// "4,862,000.000": commas are dropped where they stand before groups of three and a point follows.
std::string withoutThousands(const std::string& text) {
  const auto point = text.find('.');
  if (text.find(',') == std::string::npos || point == std::string::npos) return text;
  for (auto comma = text.find(','); comma != std::string::npos; comma = text.find(',', comma + 1))
    if (comma > point || (point - comma) % 4 != 0) return text;
  std::string plain = text;
  eraseAll(plain, ",");
  return plain;
}

} // namespace

std::string narrowedText(std::string_view utf8) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(utf8[at + i])); };
    const bool three = at + 2 < utf8.size();
    if (three && byte(0) == 0xEF && (byte(1) == 0xBC || byte(1) == 0xBD)) {
      const unsigned code = 0xF000U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
      if (code >= 0xFF01 && code <= 0xFF5E) {
        out += static_cast<char>(code - 0xFEE0);
        at += 3;
        continue;
      }
    }
    if (three && utf8.substr(at, 3) == "\xE3\x80\x80") {
      out += ' ';
      at += 3;
    } else if (at + 1 < utf8.size() && utf8.substr(at, 2) == "\xC2\xA0") {
      out += ' ';
      at += 2;
    } else {
      out += utf8[at++];
    }
  }
  return out;
}

CornerRole cornerRole(std::string_view header) {
  std::string text = folded(header);
  if (text.size() > 60) return CornerRole::none; // a remark, no header
  if (const auto found = words().find(withoutBrackets(text)); found != words().end()) return found->second;
  // "纵坐标(X)": the brackets may hold the letter.
  for (const std::string_view piece : {"(", ")", "[", "]", "/", "_", "米", "单位", ":"}) eraseAll(text, piece);
  const auto found = words().find(text);
  return found == words().end() ? CornerRole::none : found->second;
}

DegreeForm degreeForm(std::string_view header) {
  const std::string text = folded(header);
  for (const std::string_view word : {"mmss", "度.分秒", "度分秒", "dms"})
    if (text.find(word) != std::string::npos) return DegreeForm::packed;
  for (const std::string_view word : {"十进制", "decimal", "小数"})
    if (text.find(word) != std::string::npos) return DegreeForm::decimal;
  return DegreeForm::open;
}

std::optional<CornerNumber> cornerNumber(std::string_view cell) {
  std::string text = trimmed(lowered(narrowedText(cell)));
  bool marked = false;
  stripHemisphere(text);
  text = trimmed(unmarked(text, marked));
  if (marked) return sexagesimal(piecesOf(text, " "));
  if (text.find(':') != std::string::npos) return sexagesimal(piecesOf(text, ":"));
  if (text.find('-', 1) != std::string::npos && text.find('e') == std::string::npos)
    return sexagesimal(piecesOf(text, "-"));
  if (text.ends_with('m')) text = trimmed(text.substr(0, text.size() - 1));
  text = withoutThousands(text);
  const auto value = plainNumber(text);
  if (!value) return std::nullopt;
  const auto point = text.find('.');
  CornerNumber number{*value, false, point == std::string::npos ? "" : text.substr(point + 1)};
  if (number.fraction.find_first_not_of("0123456789") != std::string::npos) number.fraction.clear();
  return number;
}

std::optional<double> packedDegrees(const CornerNumber& number) {
  if (number.sexagesimal || number.fraction.size() < 4 || number.value < 0) return std::nullopt;
  const double minutes = std::stod(number.fraction.substr(0, 2));
  const double seconds = std::stod(number.fraction.substr(2, 2) + "." + number.fraction.substr(4) + "0");
  if (minutes >= 60 || seconds >= 60) return std::nullopt;
  return std::floor(number.value) + minutes / 60 + seconds / 3600;
}

} // namespace ecoredline
