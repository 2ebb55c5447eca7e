#pragma once

#include "geo/flat_layer.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

/// A sheet of the national map series (GB/T 13989-2012, 国家基本比例尺地形图分幅和编号).
struct NationalSheet {
  int scale = 1000000; ///< denominator: 1000000, 500000, 250000, 100000, 50000, 25000, 10000, 5000, 2000, 1000, 500
  int row = 0;         ///< southern edge = row * height, from the equator
  int column = 0;      ///< western edge = column * width, from Greenwich

  bool operator==(const NationalSheet&) const = default;
};

/// True for the denominators of the series.
bool isNationalScale(int denominator);

/// The sheet that holds a point, degrees; a point on an edge belongs to the sheet north and east of it.
/// Latitudes 0 to 88 north, longitudes 0 to 180 east.
NationalSheet nationalSheetAt(double longitude, double latitude, int scale);

/// "J50", "J50D002002"; for 1:1 000 and 1:500 rows and columns have four digits.
std::string nameOf(const NationalSheet& sheet);

/// Degrees.
Box boundsOf(const NationalSheet& sheet);

/// Every sheet that shares ground with `degrees`, from north to south, then from west to east.
std::vector<NationalSheet> nationalSheetsIn(const Box& degrees, int scale);

} // namespace ecoredline
