#include "base/decimal.hpp"
#include "report/levelling.hpp"
#include "tracking/level_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

namespace ecoredline {
namespace {

TEST(Levelling, TheUnitsMissingGoToThoseThatLostMost) {
  const std::vector<double> parts{1.004, 1.004, 1.004}; // 3.012 -> 3.01
  const Levelled levelled = level(parts, 2);
  EXPECT_EQ(levelled.total, 301);
  EXPECT_EQ(levelled.units, (std::vector<std::int64_t>{101, 100, 100}));
}

TEST(Levelling, TiesGoToTheLargerPart) {
  EXPECT_EQ(level(std::vector<double>{1.5, 7.5}, 0).units, (std::vector<std::int64_t>{1, 8}));
  EXPECT_EQ(level(std::vector<double>{7.5, 1.5}, 0).units, (std::vector<std::int64_t>{8, 1}));
}

TEST(Levelling, HalfUpAndExactParts) {
  EXPECT_EQ(level(std::vector<double>{0.125}, 2).units[0], 13);
  EXPECT_EQ(level(std::vector<double>{0.29, 0.0, 0.58}, 2).units, (std::vector<std::int64_t>{29, 0, 58}));
}

// Parts add up to the rounded total in every unit and at every number of decimals, and no part is a unit off.
TEST(Levelling, PartsAddUpExactlyInEveryUnit) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> area(-1e6, 1e9);
  for (int round = 0; round < 300; ++round) {
    std::vector<double> m2(static_cast<std::size_t>(1 + round % 17));
    for (double& part : m2) part = area(random);
    for (const AreaUnit unit : {AreaUnit::m2, AreaUnit::hectare, AreaUnit::mu, AreaUnit::km2})
      for (int decimals = 0; decimals <= 4; ++decimals) {
        std::vector<double> parts;
        for (const double part : m2) parts.push_back(toUnit(part, unit));
        const Levelled levelled = level(parts, decimals);
        const double steps = std::pow(10.0, decimals);
        EXPECT_EQ(std::accumulate(levelled.units.begin(), levelled.units.end(), std::int64_t{0}), levelled.total);
        const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
        EXPECT_LE(std::abs(static_cast<double>(levelled.total) - sum * steps), 0.5 + 1e-3);
        for (std::size_t i = 0; i < parts.size(); ++i)
          EXPECT_LT(std::abs(static_cast<double>(levelled.units[i]) - parts[i] * steps), 1.0 + 1e-6);
      }
  }
}

TEST(Levelling, UnitsAreThoseOfTheField) {
  EXPECT_DOUBLE_EQ(toUnit(1e6, AreaUnit::hectare), 100);
  EXPECT_DOUBLE_EQ(toUnit(1e6, AreaUnit::mu), 1500);
  EXPECT_DOUBLE_EQ(toUnit(1e6, AreaUnit::km2), 1);
  EXPECT_EQ(areaUnitFrom("acre").error().code, "levelling.unit");
}

TEST(Levelling, AControlAreaIsMetOrRefused) {
  const std::vector<double> parts{10, 20, 30};
  const auto adjusted = toControl(parts, 60.3, 0.5);
  ASSERT_TRUE(adjusted);
  EXPECT_DOUBLE_EQ((*adjusted)[0] + (*adjusted)[1] + (*adjusted)[2], 60.3);
  EXPECT_DOUBLE_EQ((*adjusted)[2] / (*adjusted)[0], 3);
  EXPECT_EQ(toControl(parts, 61, 0.5).error().code, "levelling.control");
}

constexpr std::array kUnits{AreaUnit::m2, AreaUnit::hectare, AreaUnit::mu, AreaUnit::km2};

/// Rows of `units` counties by `classes` classes with random areas; every row balances.
AreaLedger someLedger(std::mt19937_64& random, int units, int classes) {
  std::uniform_real_distribution<double> area(1e5, 1e9), change(-1e5, 1e5);
  AreaLedger ledger;
  for (int u = 0; u < units; ++u)
    for (int c = 0; c < classes; ++c) {
      LedgerRow& row = ledger.rows.emplace_back();
      row.admin = "22020" + std::to_string(u);
      row.zone_class = "class" + std::to_string(c);
      row.opening_m2 = row.closing_m2 = area(random);
      for (const auto account : {Account::expanded, Account::downsized, Account::resurvey}) {
        row.accounts[static_cast<std::size_t>(account)] = change(random);
        row.closing_m2 += row.accounts[static_cast<std::size_t>(account)];
      }
    }
  return ledger;
}

double closingOf(const AreaLedger& ledger, const std::string& admin) {
  double m2 = 0;
  for (const LedgerRow& row : ledger.rows)
    if (admin.empty() || row.admin == admin) m2 += row.closing_m2;
  return m2;
}

const LevelledTable::Column& columnOf(const AreaLedger& ledger, const std::string& id) {
  return *std::ranges::find(ledger.levelled->columns, id, &LevelledTable::Column::id);
}

std::int64_t adjustedIn(const AreaLedger& ledger, const LevelledTable::Column& column, const std::string& admin) {
  std::int64_t units = 0;
  for (std::size_t i = 0; i < ledger.rows.size(); ++i)
    if (ledger.rows[i].admin == admin) units += column.rows[i].adjusted;
  return units;
}

/// A control area that a paper would print: to two decimals of a unit, some millionths from what was measured.
ControlArea controlNear(const std::string& admin, double m2, AreaUnit unit, double part) {
  const double one = toUnit(1, unit);
  ControlArea control{admin, "", ControlSide::closing, 0, std::round(m2 * one * part * 100) / 100, "", ""};
  control.m2 = control.stated / one;
  return control;
}

// Counties meet their control areas to the last digit, they add up to the city, the classes to the same total, and
// every row balances as it stands printed, in every unit and at every number of decimals.
TEST(ControlAreas, CountiesSumToTheCityAndClassesToTheTotal) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> part(0.9995, 1.0005);
  for (int round = 0; round < 60; ++round) {
    AreaLedger ledger = someLedger(random, 1 + round % 9, 1 + round % 5);
    for (const AreaUnit unit : kUnits)
      for (int decimals = 0; decimals <= 4; ++decimals) {
        LevelOptions options{unit, decimals, {}};
        const int controlled = round % 10; // some of the units, all, or none
        for (int u = 0; u < std::min(controlled, 1 + round % 9); ++u) {
          const std::string admin = "22020" + std::to_string(u);
          options.controls.push_back(controlNear(admin, closingOf(ledger, admin), unit, part(random)));
        }
        ASSERT_TRUE(levelRows(ledger, options));
        const auto& closing = columnOf(ledger, "closing");
        std::map<std::string, std::int64_t> by_unit, by_class;
        std::int64_t city = 0;
        for (std::size_t i = 0; i < ledger.rows.size(); ++i) {
          by_unit[*ledger.rows[i].admin] += closing.rows[i].adjusted;
          by_class[ledger.rows[i].zone_class] += closing.rows[i].adjusted;
          city += closing.rows[i].adjusted;
        }
        EXPECT_EQ(city, closing.total.adjusted);
        double wanted = closingOf(ledger, "");
        for (const ControlResult& control : ledger.controls) {
          ASSERT_EQ(control.state, ControlState::met) << control.reason.en;
          wanted += control.area.m2 - control.exact_m2;
          const double steps = control.area.stated * std::pow(10.0, decimals);
          if (decimals >= 2) // the paper's own decimals are kept
            EXPECT_EQ(by_unit[control.area.admin], std::llround(steps));
          else
            EXPECT_LT(std::abs(static_cast<double>(by_unit[control.area.admin]) - steps), 1 + 1e-6);
        }
        EXPECT_LE(std::abs(static_cast<double>(city) - toUnit(wanted, unit) * std::pow(10.0, decimals)), 0.51);
        for (std::size_t i = 0; i < ledger.rows.size(); ++i) {
          std::int64_t left = 0;
          for (const auto& column : ledger.levelled->columns)
            left += (column.id == "closing" || column.id == "residual" ? -1 : 1) * column.rows[i].adjusted;
          EXPECT_EQ(left, 0);
        }
      }
  }
}

TEST(ControlAreas, TheWholeTakesWhatItsPartsLeave) {
  std::mt19937_64 random(3);
  AreaLedger ledger = someLedger(random, 3, 2);
  LevelOptions options{AreaUnit::hectare, 2, {}};
  options.controls.push_back(controlNear("", closingOf(ledger, ""), AreaUnit::hectare, 1.0001));
  options.controls.push_back(controlNear("220201", closingOf(ledger, "220201"), AreaUnit::hectare, 0.9999));
  ASSERT_TRUE(levelRows(ledger, options));
  const auto& closing = columnOf(ledger, "closing");
  EXPECT_EQ(closing.total.adjusted, std::llround(options.controls[0].stated * 100));
  EXPECT_EQ(adjustedIn(ledger, closing, "220201"), std::llround(options.controls[1].stated * 100));
}

TEST(ControlAreas, OneThatIsMissedOrUnknownIsRefusedWithTheReason) {
  std::mt19937_64 random(4);
  AreaLedger ledger = someLedger(random, 2, 2);
  LevelOptions options{AreaUnit::hectare, 2, {}};
  options.controls.push_back(controlNear("220200", closingOf(ledger, "220200"), AreaUnit::hectare, 1.01));
  options.controls.push_back(controlNear("999999", 1e6, AreaUnit::hectare, 1));
  ASSERT_TRUE(levelRows(ledger, options));
  for (const ControlResult& control : ledger.controls) {
    EXPECT_EQ(control.state, ControlState::refused);
    EXPECT_FALSE(control.reason.zh.empty());
  }
  for (const auto& column : ledger.levelled->columns) EXPECT_NE(column.id, "control") << "nothing was adjusted";
  EXPECT_EQ(columnOf(ledger, "closing").total.adjusted, std::llround(closingOf(ledger, "") / 100));
  options.controls = {options.controls[0], options.controls[0]};
  EXPECT_EQ(levelRows(ledger, options).error().code, "levelling.control_twice");
}

TEST(ControlAreas, APlanarFigureIsKnownAsOne) {
  std::mt19937_64 random(5);
  AreaLedger ledger = someLedger(random, 1, 1);
  LedgerRow& row = ledger.rows[0];
  row.opening = AreaTriple{row.opening_m2, row.opening_m2, row.opening_m2 * 1.0002};
  row.closing = AreaTriple{row.closing_m2, row.closing_m2, row.closing_m2 * 1.0002};
  LevelOptions options{AreaUnit::m2, 2, {controlNear("220200", row.closing_m2, AreaUnit::m2, 1.0002)}};
  ASSERT_TRUE(levelRows(ledger, options));
  EXPECT_NE(ledger.controls[0].reason.en.find("plane"), std::string::npos);
  options.controls = {controlNear("220200", row.closing_m2, AreaUnit::m2, 1.0009)};
  ASSERT_TRUE(levelRows(ledger, options));
  EXPECT_NE(ledger.controls[0].reason.en.find("No method"), std::string::npos);
}

} // namespace
} // namespace ecoredline
