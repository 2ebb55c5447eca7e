#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The survey corner-point file (界址点坐标文件). A namespace of its own: this folder is built into a GDAL driver that
/// knows nothing of the rest of the project, and is loaded into programs that have their own names.
namespace survey_txt {

/// What is to be said about a file. Lines count from 1; 0 = the file as a whole.
struct Message {
  std::size_t line = 0;
  std::string zh;
  std::string en;
};

/// The two numbers of a point row in the order they are written; by the survey's habit north, then east.
struct Position {
  double first = 0;
  double second = 0;
  bool operator==(const Position&) const = default;
};

/// A closed ring without its closing point; a chain of a line; the places of a point plot.
struct Ring {
  std::vector<Position> points;
  std::size_t line = 0; ///< of its first point
};

enum class PlotShape { area, line, point };

/// A plot as written. Texts are UTF-8 and trimmed; empty = not given.
struct Plot {
  std::string count; ///< 点数
  std::string area;  ///< 面积, with its unit if one stands there
  std::string number, name, shape_word, sheet, use, land_class;
  std::vector<std::string> extras; ///< fields after the eighth
  PlotShape shape = PlotShape::area;
  std::vector<Ring> rings;
  std::size_t line = 0; ///< of its header
};

struct Key {
  std::string section; ///< without brackets
  std::string name;
  std::string value;
};

struct SurveyFile {
  std::vector<Key> keys;
  std::vector<Plot> plots;

  /// The value of a key of 属性描述, "" when it is missing.
  std::string value(std::string_view name) const;
};

/// A file as far as it was understood. With an error there is no file: half a parcel list must not pass for a whole
/// one.
struct Parsed {
  SurveyFile file;
  std::vector<Message> warnings;
  std::optional<Message> error;
};

/// Ends of a ring that carry the same point number close it when they lie nearer than this (domain rule). Metres.
inline constexpr double kClosingGap = 0.01;

/// Parses UTF-8 text (no byte-order mark). Never throws, never reads past the end.
Parsed parse(std::string_view utf8);

/// Do the first bytes of a file look like one? Encodings: UTF-8, GBK, UTF-16 with a byte-order mark.
bool looksLikeSurveyText(std::string_view head);

/// UTF-16 with a byte-order mark to UTF-8; nothing when there is no such mark. Broken pairs become U+FFFD.
std::optional<std::string> fromUtf16(std::string_view bytes);

bool isUtf8(std::string_view bytes);
std::string_view trimmed(std::string_view text);
/// Full-width forms (U+FF01-FF5E, U+3000) as ASCII.
std::string narrowed(std::string_view utf8);
/// The whole text as a number; nothing for "", "1a", NaN and infinities.
std::optional<double> numberOf(std::string_view text);

} // namespace survey_txt
