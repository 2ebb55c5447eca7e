#include "source/extent_check.hpp"

#include "base/decimal.hpp"
#include "catalogue/columns_met.hpp"
#include "geo/coverage_faces.hpp"
#include "geo/rtree.hpp"
#include "source/datum_check.hpp"
#include "source/row_diagnoses.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <vector>

namespace ecoredline {

namespace {

constexpr int kOldestYear = 1950;

/// The share of a county that the layer covers; 0-1.
double coveredShare(const FlatLayer& counties, std::size_t county, const FlatLayer& layer, const RTree& tree) {
  const Box& box = counties.box[county];
  int within = 0;
  int covered = 0;
  for (int i = 0; i < kPlacesAcross; ++i)
    for (int k = 0; k < kPlacesAcross; ++k) {
      const double x = box.min_x + (i + 0.5) * (box.max_x - box.min_x) / kPlacesAcross;
      const double y = box.min_y + (k + 0.5) * (box.max_y - box.min_y) / kPlacesAcross;
      if (!rowHolds(counties, county, x, y)) continue;
      ++within;
      const auto rows = tree.query({x, y, x, y});
      covered += std::ranges::any_of(
          rows, [&](std::uint32_t row) { return layer.shape[row] == Shape::polygon && rowHolds(layer, row, x, y); });
    }
  return within == 0 ? 0 : static_cast<double>(covered) / within;
}

bool isNamedDate(const std::string& name) {
  for (const std::string_view word : {"日期", "时间", "年度", "年份", "date", "year"})
    if (name.find(word) != std::string::npos) return true;
  return false;
}

/// The year that a text begins with.
std::optional<int> yearIn(const std::string& text, int this_year) {
  if (text.size() < 4 || !std::all_of(text.begin(), text.begin() + 4, [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  const int year = std::atoi(text.substr(0, 4).c_str()); // NOLINT: four digits
  if (year < kOldestYear || year > this_year) return std::nullopt;
  return year;
}

} // namespace

void checkCounties(const Table& table, const ReferenceBoundaries& reference, Diagnoses& diagnoses) {
  const FlatLayer counties = referenceNear(table.geometry, reference);
  if (counties.rows() == 0 || std::ranges::find(table.geometry.shape, Shape::polygon) == table.geometry.shape.end())
    return;
  const RTree tree(table.geometry);
  std::vector<std::string> shares;
  for (std::size_t county = 0; county < counties.rows(); ++county) {
    const double share = coveredShare(counties, county, table.geometry, tree);
    if (share <= 0) continue;
    const auto row = static_cast<std::size_t>(counties.row_id[county]);
    shares.push_back(fmt::format("{} {} % ({})", reference.names[row], toFixed(100 * share, 0), reference.codes[row]));
  }
  if (shares.empty()) return;
  diagnoses.push_back(diagnosis(
      "coverage.counties", Severity::info,
      {fmt::format("图形覆盖各县区的比例（抽样，约 ±5 %）：{}；覆盖范围须在导入时用 --coverage 说明",
                   fmt::join(shares, "、")),
       fmt::format("Shares of counties covered (sampled, about +-5 %): {}; say with --coverage at import where "
                   "absence means none",
                   fmt::join(shares, ", "))}));
}

void checkAge(const Table& table, const Date& today, Diagnoses& diagnoses) {
  const auto this_year = yearIn(today, 9999);
  if (!this_year) return;
  for (const Column& column : table.columns) {
    if (!isNamedDate(folded(column.name))) continue;
    int newest = 0;
    for (std::size_t row = 0; row < table.rows(); ++row)
      newest = std::max(newest, yearIn(cellText(column, row), *this_year).value_or(0));
    if (newest == 0) continue;
    const int age = *this_year - newest;
    diagnoses.push_back(
        diagnosis("data.age", age > kOldYears ? Severity::warning : Severity::info,
                  {fmt::format("字段“{}”中最新的年份是 {}，距今 {} 年", column.name, newest, age),
                   fmt::format("The newest year in field \"{}\" is {}, {} years ago", column.name, newest, age)}));
  }
}

} // namespace ecoredline
