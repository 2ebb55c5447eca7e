#include "output/ledger_data.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace ecoredline {
namespace {

LedgerRow row(std::optional<std::string> admin, double opening_m2, double closing_m2) {
  LedgerRow one;
  one.zone_class = "redline";
  one.admin = std::move(admin);
  one.opening_m2 = opening_m2;
  one.closing_m2 = closing_m2;
  return one;
}

/// The areas in hectares that the table of the two versions shows.
std::vector<std::string> areasOf(const AreaLedger& ledger) {
  const TextTable table = ledgerData(ledger, Language::en).tables.at("versions")({});
  const auto at = std::ranges::find(table.heads, "area_ha", &TextTable::Head::id) - table.heads.begin();
  std::vector<std::string> areas;
  for (const auto& line : table.rows) areas.push_back(line[static_cast<std::size_t>(at)]);
  return areas;
}

TEST(LedgerData, TheAreaOfAVersionIsThatOfAllItsRows) {
  AreaLedger whole;
  whole.rows = {row({}, 40000, 50000)};
  AreaLedger by_unit;
  by_unit.rows = {row("220281", 10000, 30000), row("220282", 20000, 20000), row("outside", 10000, 0)};
  const std::vector<std::string> areas{"4.0000", "5.0000"};
  EXPECT_EQ(areasOf(whole), areas);
  EXPECT_EQ(areasOf(by_unit), areas) << "a ledger by unit has no row for the whole";
}

} // namespace
} // namespace ecoredline
