#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ecoredline {

/// What a column of a table of corner points holds.
enum class CornerRole { none, first, second, north, east, latitude, longitude, point, order, ring, plot, name };

/// The role that a header cell names, in Chinese or English: "纵坐标(X)", "Y坐标（米）", "Longitude". `first` and
/// `second` are X and Y, which follow the survey's habit (X = north) unless the values say otherwise.
CornerRole cornerRole(std::string_view header);

/// How the degrees of a column are written, where its header says so: "经度(ddd.mmss)", "经度(十进制)".
enum class DegreeForm { open, decimal, packed };
DegreeForm degreeForm(std::string_view header);

/// Full-width letters, digits and signs as ASCII; blanks (also full-width) as ' '.
std::string narrowedText(std::string_view utf8);

/// A coordinate as written: a number (commas between thousands allowed only with a point after them), or degrees with
/// minutes and seconds (° ′ ″, 度分秒, d:m:s, d-m-s, a leading or trailing N, E, 北纬, 东经).
struct CornerNumber {
  double value = 0; ///< degrees with their minutes and seconds counted in
  bool sexagesimal = false;
  std::string fraction; ///< digits after the point of a plain number: what packed degrees hide in
};
std::optional<CornerNumber> cornerNumber(std::string_view cell);

/// ddd.mmss as degrees; nothing when its minutes or seconds reach 60 or its fraction has fewer than four digits.
std::optional<double> packedDegrees(const CornerNumber& number);

} // namespace ecoredline
