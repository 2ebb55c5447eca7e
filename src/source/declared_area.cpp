#include "source/declared_area.hpp"

#include "base/decimal.hpp"
#include "catalogue/columns_met.hpp"
#include "source/row_diagnoses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace ecoredline {

namespace {

struct Unit {
  Text name;
  double per_square_metre;
  std::array<std::string_view, 4> signs; ///< how a column's name may say it
};

const std::array<Unit, 5>& units() {
  static const std::array<Unit, 5> kUnits = {{{{"平方米", "m2"}, 1, {"平方米", "平米", "m2", "㎡"}},
                                              {{"公顷", "ha"}, 1e-4, {"公顷", "hm2", "_ha", "(ha"}},
                                              {{"亩", "mu"}, 15e-4, {"亩", "_mu", "(mu", ""}},
                                              {{"平方公里", "km2"}, 1e-6, {"平方公里", "平方千米", "km2", "km²"}},
                                              {{"万亩", "10 000 mu"}, 15e-8, {"万亩", "", "", ""}}}};
  return kUnits;
}

/// The unit that a name states; the longest sign wins (平方公里 holds no 亩, 万亩 does).
const Unit* statedUnit(const std::string& name) {
  const Unit* found = nullptr;
  std::size_t longest = 0;
  for (const Unit& unit : units())
    for (const std::string_view sign : unit.signs)
      if (sign.size() > longest && name.find(sign) != std::string::npos) {
        found = &unit;
        longest = sign.size();
      }
  return found;
}

const Unit* unitOf(double ratio) {
  for (const Unit& unit : units())
    if (std::abs(ratio / unit.per_square_metre - 1) <= kUnitTolerance) return &unit;
  return nullptr;
}

/// AREA with the names of counties in it is no number and drops out later (domain.md §1).
bool isNamedArea(const std::string& name) {
  for (const std::string_view word : {"面积", "area", "mj"})
    if (name.find(word) != std::string::npos) return true;
  return false;
}

std::optional<double> numberIn(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  const std::string text = trimmed(toText(value));
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Half a unit of the last digit that a figure is written with.
double roundingOf(double value) {
  const std::string text = toShortest(value);
  const auto point = text.find('.');
  if (point == std::string::npos || text.find('e') != std::string::npos) return 0.5;
  return 0.5 * std::pow(10, -static_cast<double>(text.size() - point - 1));
}

struct Declared {
  std::size_t row = 0;
  double value = 0;
  double ratio = 0;
};

class AreaColumn {
 public:
  AreaColumn(const Table& table, const Column& column, const std::vector<double>& areas, Diagnoses& out)
      : m_table(table), m_column(column), m_areas(areas), m_out(out) {}

  void check() {
    if (!collect()) return;
    std::vector<double> ratios;
    for (const Declared& d : m_declared) ratios.push_back(d.ratio);
    const auto middle = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2);
    std::ranges::nth_element(ratios, middle);
    const Unit* met = unitOf(*middle);
    if (met == nullptr) return noteNoUnit(*middle);
    noteUnit(*met, *middle);
    noteStale(*met);
  }

 private:
  /// False when the column holds no figures.
  bool collect() {
    std::size_t filled = 0;
    for (std::size_t row = 0; row < m_table.rows(); ++row) {
      if (cellText(m_column, row).empty()) continue;
      ++filled;
      const auto number = numberIn(m_column.values[row]);
      if (!number) continue;
      ++m_numbers;
      if (m_areas[row] > 0 && *number > 0) m_declared.push_back({row, *number, *number / m_areas[row]});
    }
    return !m_declared.empty() && 5 * m_numbers >= 4 * filled; // a few cells may hold words
  }

  void noteNoUnit(double ratio) {
    // A square degree is 1.2e10 m² at the equator and 0.7e10 at 54 degrees north.
    const bool degrees = ratio > 0.5e-10 && ratio < 2e-10;
    if (degrees)
      return note(
          "area.square_degrees", Severity::warning,
          {fmt::format("字段“{}”的单位是平方度，没有意义；面积一律重新计算", m_column.name),
           fmt::format("Field \"{}\" is in square degrees and means nothing; areas are computed anew", m_column.name)});
    note("area.unknown_unit", Severity::warning,
         {fmt::format("字段“{}”与图形面积之比为 {}，不合平方米、公顷、亩、平方公里中任何一种", m_column.name,
                      toShortest(ratio)),
          fmt::format("Field \"{}\" is {} of the shapes' areas: neither m2, ha, mu nor km2", m_column.name,
                      toShortest(ratio))});
  }

  void noteUnit(const Unit& met, double ratio) {
    const Unit* stated = statedUnit(folded(m_column.name));
    if (stated != nullptr && stated != &met)
      return note(
          "area.unit_contradicts", Severity::warning,
          {fmt::format("字段“{}”名称写的是{}，数值却是{}", m_column.name, stated->name.zh, met.name.zh),
           fmt::format("Field \"{}\" says {}, its figures are in {}", m_column.name, stated->name.en, met.name.en)});
    note("area.unit", Severity::info,
         {fmt::format("字段“{}”的单位是{}（与图形面积之比的中位数为 {}）", m_column.name, met.name.zh,
                      toFixed(ratio / met.per_square_metre, 5)),
          fmt::format("Field \"{}\" is in {} (middle ratio to the shapes {})", m_column.name, met.name.en,
                      toFixed(ratio / met.per_square_metre, 5))});
  }

  void noteStale(const Unit& met) {
    RowDiagnoses stale(m_out);
    for (const Declared& d : m_declared) {
      const double right = m_areas[d.row] * met.per_square_metre;
      if (std::abs(d.value - right) <= kDeclaredTolerance * right + roundingOf(d.value)) continue;
      Diagnosis found = diagnosis("area.stale", Severity::warning,
                                  {fmt::format("字段“{}”写 {} {}，图形为 {} {}", m_column.name, toShortest(d.value),
                                               met.name.zh, toFixed(right, 4), met.name.zh),
                                   fmt::format("Field \"{}\" says {} {}, the shape has {}", m_column.name,
                                               toShortest(d.value), met.name.en, toFixed(right, 4))});
      found.row = m_table.geometry.row_id[d.row];
      stale.add(std::move(found));
    }
    stale.finish();
  }

  void note(std::string code, Severity severity, Text message) {
    m_out.push_back(diagnosis(std::move(code), severity, std::move(message)));
  }

  const Table& m_table;
  const Column& m_column;
  const std::vector<double>& m_areas;
  Diagnoses& m_out;
  std::size_t m_numbers = 0;
  std::vector<Declared> m_declared;
};

} // namespace

void checkDeclaredAreas(const Table& table, const std::vector<double>& areas, Diagnoses& diagnoses) {
  for (const Column& column : table.columns)
    if (isNamedArea(folded(column.name))) AreaColumn(table, column, areas, diagnoses).check();
}

} // namespace ecoredline
