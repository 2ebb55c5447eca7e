#pragma once

#include "base/error.hpp"
#include "source/corner_words.hpp"
#include "source/open.hpp"
#include "source/table_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ecoredline {

/// A ring in GIS order (east, north), not closed.
using CornerRing = std::vector<std::pair<double, double>>;

struct CornerPlot {
  std::string number;
  std::string name;
  std::vector<CornerRing> rings; ///< outer or hole: geometry decides
  std::int64_t row = 0;          ///< of its first point

  std::size_t points() const;
};

/// A table of corner points as it was understood.
struct CornerTable {
  std::vector<CornerPlot> plots;
  bool degrees = false;
  bool packed = false;      ///< ddd.mmss
  bool sexagesimal = false; ///< degrees, minutes and seconds with their signs
  bool east_first = false;  ///< what its header or habit calls X is the easting
  bool by_values = true;    ///< the values decided the axes; false: the user did
  int zone = 0;             ///< number before the eastings; 0 = none
  std::string crs;          ///< "EPSG:n" when the table itself names its datum; else empty
  std::string sheet;
  std::string first_point; ///< its name
  std::size_t remarks = 0; ///< rows of words that were not used

  /// One paragraph for people: what was understood, before anything is used.
  Text understood() const;
};

/// Reads a grid as corner points when it has columns of coordinates and of point order (a point number or a ring), or
/// is free text with pairs of coordinates; nothing when it is another kind of table, e.g. one row a site.
///
/// Plots are told apart by their column, by a line of words, a repeated header or a blank row; rings by their column,
/// by coming back to the first point, or by a point number that begins again. Errors (input): corners.bad_row,
/// corners.ambiguous_axis, corners.axis_contradicted, corners.ambiguous_degrees, corners.several_zones.
Result<std::optional<CornerTable>> understandCorners(const CellGrid& grid, AxisOrder axis);

/// Lines of decoded text as a grid: cells between commas, semicolons or tabs, else between blanks; "X=" before a number
/// is dropped.
CellGrid gridOfText(std::string_view utf8);

} // namespace ecoredline
