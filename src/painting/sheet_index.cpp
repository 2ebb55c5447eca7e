#include "painting/sheet_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ecoredline {

namespace {

// Table 1 of the standard: how many sheets of a scale lie in one of 1:1 000 000 (4 degrees high, 6 wide), each way.
struct Series {
  int scale;
  int parts;
  char letter;
};
constexpr std::array<Series, 11> kSeries{{{1000000, 1, '\0'},
                                          {500000, 2, 'B'},
                                          {250000, 4, 'C'},
                                          {100000, 12, 'D'},
                                          {50000, 24, 'E'},
                                          {25000, 48, 'F'},
                                          {10000, 96, 'G'},
                                          {5000, 192, 'H'},
                                          {2000, 576, 'I'},
                                          {1000, 1152, 'J'},
                                          {500, 2304, 'K'}}};
constexpr double kHigh = 4; // degrees
constexpr double kWide = 6;
constexpr int kGreenwich = 31; // number of the column that begins at longitude 0
constexpr double kNearly = 1e-9;

const Series& seriesOf(int scale) {
  const auto found = std::ranges::find(kSeries, scale, &Series::scale);
  return found == kSeries.end() ? kSeries.front() : *found;
}

// The cell of a coordinate; what is an edge but for rounding is one.
int cellOf(double degrees, double size) {
  return static_cast<int>(std::floor(degrees / size + kNearly));
}

} // namespace

bool isNationalScale(int denominator) {
  return std::ranges::find(kSeries, denominator, &Series::scale) != kSeries.end();
}

NationalSheet nationalSheetAt(double longitude, double latitude, int scale) {
  const Series& series = seriesOf(scale);
  return {series.scale, cellOf(latitude, kHigh / series.parts), cellOf(longitude, kWide / series.parts)};
}

std::string nameOf(const NationalSheet& sheet) {
  const Series& series = seriesOf(sheet.scale);
  const int band = sheet.row / series.parts;
  const int zone = sheet.column / series.parts;
  std::string out = fmt::format("{}{:02}", static_cast<char>('A' + band), zone + kGreenwich);
  if (series.parts == 1) return out;
  const int digits = sheet.scale <= 1000 ? 4 : 3;
  const int row = series.parts - sheet.row % series.parts; // counted from the north
  const int column = sheet.column % series.parts + 1;
  return out + fmt::format("{}{:0{}}{:0{}}", series.letter, row, digits, column, digits);
}

Box boundsOf(const NationalSheet& sheet) {
  const Series& series = seriesOf(sheet.scale);
  const double high = kHigh / series.parts;
  const double wide = kWide / series.parts;
  return {sheet.column * wide, sheet.row * high, (sheet.column + 1) * wide, (sheet.row + 1) * high};
}

std::vector<NationalSheet> nationalSheetsIn(const Box& degrees, int scale) {
  std::vector<NationalSheet> out;
  if (degrees.empty()) return out;
  const NationalSheet low = nationalSheetAt(degrees.min_x, degrees.min_y, scale);
  NationalSheet high = nationalSheetAt(degrees.max_x, degrees.max_y, scale);
  const Series& series = seriesOf(scale);
  if (high.row > low.row && degrees.max_y <= high.row * kHigh / series.parts + kNearly) --high.row; // a shared edge
  if (high.column > low.column && degrees.max_x <= high.column * kWide / series.parts + kNearly) --high.column;
  for (int row = high.row; row >= low.row; --row)
    for (int column = low.column; column <= high.column; ++column) out.push_back({low.scale, row, column});
  return out;
}

} // namespace ecoredline
