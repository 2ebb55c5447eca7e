#include "tracking/level_rows.hpp"

#include "base/decimal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ecoredline {

namespace {

constexpr std::size_t kNobody = ~std::size_t{0};
constexpr double kSame = 1e-6;     ///< of a control area: nearer than that it is what was measured
constexpr double kExplains = 0.25; ///< a method explains a difference that it leaves less than this part of
constexpr double kHalfUnit = 0.5;  ///< m²: control areas that add up to the whole's

double sideOf(const LedgerRow& row, ControlSide side) {
  return side == ControlSide::opening ? row.opening_m2 : row.closing_m2;
}

/// Rows of one side that were brought to one control area, or, without one, are left as measured.
struct ControlGroup {
  std::vector<std::size_t> rows;
  double m2 = 0; ///< what they add up to now
};

/// One side of the ledger with its control areas.
class ControlledSide {
 public:
  ControlledSide(AreaLedger& ledger, ControlSide side, double limit) : m_ledger(ledger), m_side(side), m_limit(limit) {
    m_owner.assign(ledger.rows.size(), kNobody);
    for (const LedgerRow& row : ledger.rows) m_adjusted.push_back(sideOf(row, side));
  }

  /// The most particular first: a control area of the whole takes what the others leave.
  void apply() {
    std::vector<std::size_t> order;
    for (std::size_t c = 0; c < m_ledger.controls.size(); ++c)
      if (m_ledger.controls[c].area.side == m_side) order.push_back(c);
    std::ranges::stable_sort(order, {}, [&](std::size_t c) {
      const ControlArea& area = m_ledger.controls[c].area;
      return (area.admin.empty() ? 2 : 0) + (area.zone_class.empty() ? 1 : 0);
    });
    for (const std::size_t c : order) applyOne(c);
  }

  double adjusted(std::size_t row) const { return m_adjusted[row]; }
  bool any() const { return !m_groups.empty(); }

  /// Every row in one group; rows without a control area in the last.
  std::vector<ControlGroup> groups() const {
    std::vector<ControlGroup> all = m_groups;
    ControlGroup rest;
    for (std::size_t row = 0; row < m_owner.size(); ++row)
      if (m_owner[row] == kNobody) {
        rest.rows.push_back(row);
        rest.m2 += m_adjusted[row];
      }
    if (!rest.rows.empty()) all.push_back(std::move(rest));
    return all;
  }

 private:
  static bool speaksOf(const ControlArea& area, const LedgerRow& row) {
    return (area.admin.empty() || area.admin == row.admin) &&
           (area.zone_class.empty() || area.zone_class == row.zone_class);
  }

  void applyOne(std::size_t c) {
    ControlResult& result = m_ledger.controls[c];
    std::vector<std::size_t> free;
    std::vector<bool> taken(m_groups.size(), false);
    if (!measure(result, free, taken)) {
      result.reason = {"台账中没有该行政区或类别", "The ledger has no such unit or class"};
      return;
    }
    double control = result.area.m2;
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
      if (!taken[g]) continue;
      if (!std::ranges::all_of(m_groups[g].rows,
                               [&](std::size_t row) { return speaksOf(result.area, m_ledger.rows[row]); })) {
        result.reason = {"与另一控制面积部分重叠", "It overlaps another control area in part"};
        return;
      }
      control -= m_groups[g].m2;
    }
    if (free.empty() && std::abs(control) > kHalfUnit) {
      result.reason = {fmt::format("各部分的控制面积之和与它相差 {} m²", toFixed(-control, 2)),
                       fmt::format("The control areas of its parts differ from it by {} m²", toFixed(-control, 2))};
      return;
    }
    if (!free.empty() && !bring(free, control, result)) return;
    result.state = ControlState::met;
    result.reason = whyItDiffers(result);
  }

  /// False where no row is meant.
  bool measure(ControlResult& result, std::vector<std::size_t>& free, std::vector<bool>& taken) const {
    bool found = false, methods = true;
    AreaTriple sum;
    for (std::size_t r = 0; r < m_ledger.rows.size(); ++r) {
      const LedgerRow& row = m_ledger.rows[r];
      if (!speaksOf(result.area, row)) continue;
      found = true;
      const double m2 = sideOf(row, m_side);
      sum.exact_m2 += m2;
      const auto& triple = m_side == ControlSide::opening ? row.opening : row.closing;
      if (!triple)
        methods = false;
      else if (triple->exact_m2 >
               0) { // the triple counts shared ground as often as there are zones: its scale is meant
        sum.planar_m2 += m2 * triple->planar_m2 / triple->exact_m2;
        sum.official_m2 += m2 * triple->official_m2 / triple->exact_m2;
      }
      if (row.admin && result.admin_name.empty() && !result.area.admin.empty()) result.admin_name = row.admin_name;
      if (m_owner[r] == kNobody)
        free.push_back(r);
      else
        taken[m_owner[r]] = true;
    }
    result.exact_m2 = sum.exact_m2;
    if (found && methods) {
      result.planar_m2 = sum.planar_m2;
      result.official_m2 = sum.official_m2;
    }
    return found;
  }

  /// Adjusts the free rows to what is left of the control area. False when they miss it by too much.
  bool bring(const std::vector<std::size_t>& free, double control, ControlResult& result) {
    std::vector<double> parts;
    for (const std::size_t row : free) parts.push_back(m_adjusted[row]);
    const auto brought = toControl(parts, control, m_limit * std::abs(control));
    if (!brought) {
      result.reason = brought.error().what;
      return false;
    }
    for (std::size_t i = 0; i < free.size(); ++i) {
      m_adjusted[free[i]] = (*brought)[i];
      m_owner[free[i]] = m_groups.size();
    }
    m_groups.push_back({free, control});
    return true;
  }

  static Text whyItDiffers(const ControlResult& result) {
    const double control = result.area.m2, off = std::abs(result.exact_m2 - control);
    if (off <= kSame * control)
      return {"与椭球面积一致（百万分之一以内）", "It is the ellipsoidal area, to within a millionth"};
    const auto explains = [&](const std::optional<double>& m2) {
      return m2 && std::abs(*m2 - control) < kExplains * off;
    };
    if (explains(result.planar_m2))
      return {"按高斯平面面积计算：方法不同，不是用地变化",
              "It was measured on the Gauss-Krüger plane: another method, no change of land"};
    if (explains(result.official_m2))
      return {"按官方公式计算：方法不同，不是用地变化",
              "It was measured by the official formula: another method, no change of land"};
    return {"不能用面积方法解释，请查明依据的版本和范围",
            "No method explains it: find out which version and which ground it was measured on"};
  }

  AreaLedger& m_ledger;
  ControlSide m_side;
  double m_limit;
  std::vector<double> m_adjusted; ///< m², per row
  std::vector<std::size_t> m_owner;
  std::vector<ControlGroup> m_groups;
};

/// A column as it is computed and as it is after control areas, in the table's unit.
struct ColumnParts {
  std::string id;
  std::vector<double> computed;
  std::vector<double> adjusted;
};

/// Groups are levelled to their sum, and the rows of each to what it came to.
LevelledTable::Column levelledColumn(ColumnParts parts, const std::vector<ControlGroup>& groups,
                                     const LevelledTable& table) {
  LevelledTable::Column column{std::move(parts.id), {}, {}};
  for (const double part : parts.computed) column.rows.push_back({part, 0});
  column.total.computed = std::accumulate(parts.computed.begin(), parts.computed.end(), 0.0);
  std::vector<double> sums;
  for (const ControlGroup& group : groups) sums.push_back(toUnit(group.m2, table.unit));
  const Levelled of_groups = level(sums, table.decimals);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    std::vector<double> of_group;
    for (const std::size_t row : groups[g].rows) of_group.push_back(parts.adjusted[row]);
    const Levelled levelled = levelTo(of_group, table.decimals, of_groups.units[g]);
    for (std::size_t i = 0; i < of_group.size(); ++i) column.rows[groups[g].rows[i]].adjusted = levelled.units[i];
    column.total.adjusted += levelled.total;
  }
  return column;
}

/// The same control area twice would be two answers to one question.
Result<void> checkControls(const std::vector<ControlArea>& controls) {
  for (std::size_t a = 0; a < controls.size(); ++a)
    for (std::size_t b = a + 1; b < controls.size(); ++b)
      if (controls[a].admin == controls[b].admin && controls[a].zone_class == controls[b].zone_class &&
          controls[a].side == controls[b].side)
        return fail(ErrorKind::input, "levelling.control_twice",
                    {fmt::format("控制面积第 {} 行与第 {} 行说的是同一处", a + 1, b + 1),
                     fmt::format("Rows {} and {} of the control areas speak of the same", a + 1, b + 1)},
                    controls[a].admin, {"同一行政区、类别、期次只留一行", "keep one row for a unit, class and side"});
  return {};
}

/// Writes the columns of a table one after the other.
class LevelledWriter {
 public:
  LevelledWriter(const AreaLedger& ledger, LevelledTable& table) : m_ledger(ledger), m_table(table) {
    m_residual.id = "residual";
    m_residual.rows.resize(ledger.rows.size());
  }

  /// `value` in m²; `sign` as it counts in the balance.
  template<class Value>
  void add(std::string id, int sign, Value&& value) {
    std::vector<double> parts;
    for (std::size_t row = 0; row < m_ledger.rows.size(); ++row) parts.push_back(toUnit(value(row), m_table.unit));
    const Levelled levelled = level(parts, m_table.decimals);
    LevelledTable::Column column{std::move(id), {}, {std::accumulate(parts.begin(), parts.end(), 0.0), levelled.total}};
    for (std::size_t i = 0; i < parts.size(); ++i) column.rows.push_back({parts[i], levelled.units[i]});
    take(std::move(column), sign);
  }

  void addSide(ControlSide side, int sign, const ControlledSide& controlled) {
    if (!controlled.any()) {
      add(std::string(name(side)), sign, [&](std::size_t row) { return sideOf(m_ledger.rows[row], side); });
      return;
    }
    ColumnParts parts{std::string(name(side)), {}, {}};
    for (std::size_t row = 0; row < m_ledger.rows.size(); ++row) {
      parts.computed.push_back(toUnit(sideOf(m_ledger.rows[row], side), m_table.unit));
      parts.adjusted.push_back(toUnit(controlled.adjusted(row), m_table.unit));
    }
    take(levelledColumn(std::move(parts), controlled.groups(), m_table), sign);
  }

  /// What the levelled columns leave.
  void finish() {
    for (std::size_t i = 0; i < m_ledger.rows.size(); ++i)
      m_residual.total.computed += m_residual.rows[i].computed = toUnit(m_ledger.rows[i].residual(), m_table.unit);
    m_table.columns.push_back(std::move(m_residual));
  }

 private:
  void take(LevelledTable::Column column, int sign) {
    for (std::size_t i = 0; i < column.rows.size(); ++i) m_residual.rows[i].adjusted += sign * column.rows[i].adjusted;
    m_residual.total.adjusted += sign * column.total.adjusted;
    m_table.columns.push_back(std::move(column));
  }

  const AreaLedger& m_ledger;
  LevelledTable& m_table;
  LevelledTable::Column m_residual;
};

} // namespace

Result<void> levelRows(AreaLedger& ledger, const LevelOptions& options) {
  if (auto checked = checkControls(options.controls); !checked) return checked;
  ledger.controls.clear();
  for (const ControlArea& area : options.controls) {
    ControlResult& result = ledger.controls.emplace_back();
    result.area = area;
  }
  ControlledSide opening(ledger, ControlSide::opening, options.limit);
  ControlledSide closing(ledger, ControlSide::closing, options.limit);
  opening.apply();
  closing.apply();

  LevelledTable table{options.unit, options.decimals, {}};
  LevelledWriter writer(ledger, table);
  writer.addSide(ControlSide::opening, 1, opening);
  for (std::size_t a = 0; a < kAccounts; ++a)
    writer.add(std::string(name(static_cast<Account>(a))), 1,
               [&](std::size_t row) { return ledger.rows[row].accounts[a]; });
  if (opening.any() || closing.any())
    writer.add("control", 1, [&](std::size_t row) {
      return closing.adjusted(row) - ledger.rows[row].closing_m2 -
             (opening.adjusted(row) - ledger.rows[row].opening_m2);
    });
  writer.addSide(ControlSide::closing, -1, closing);
  writer.finish();
  ledger.levelled = std::move(table);
  return {};
}

} // namespace ecoredline
