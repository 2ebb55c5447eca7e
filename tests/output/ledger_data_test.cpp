#include "output/ledger_data.hpp"
#include "output/ledger_table.hpp"

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

LedgerChange change(int number, double area_m2) {
  LedgerChange one;
  one.number = number;
  one.cause = one.tool_cause = area_m2 > 0 ? Cause::expanded : Cause::renumbered;
  one.area_m2 = one.added_m2 = area_m2;
  return one;
}

TEST(LedgerData, ChangesOfGroundAndOfNameStandApartAndThoseLeftOutAreSaid) {
  AreaLedger ledger;
  for (int number = 1; number <= 502; ++number) ledger.changes.push_back(change(number, number <= 501 ? 1234567.5 : 0));
  const ReportData data = ledgerData(ledger, Language::en);
  const TextTable ground = data.tables.at("changes")({}), names = data.tables.at("changes_of_name")({});
  EXPECT_EQ(ground.rows.size(), kChangesOnPage);
  EXPECT_NE(data.texts.at("changes_left_out").find("501"), std::string::npos);
  EXPECT_EQ(data.texts.at("names_left_out"), "");
  ASSERT_EQ(names.rows.size(), 1U);
  EXPECT_EQ(names.rows[0][0], "502") << "by the number it has in the whole list";
  const auto column = [](const TextTable& table, const char* id) {
    return std::ranges::find(table.heads, id, &TextTable::Head::id) - table.heads.begin();
  };
  const auto added = static_cast<std::size_t>(column(ground, "added_m2"));
  ASSERT_LT(added, ground.heads.size());
  EXPECT_EQ(ground.rows[0][added], "1\u2009234\u2009567.50");
  EXPECT_EQ(static_cast<std::size_t>(column(ground, "removed_m2")), ground.heads.size()) << "a column of noughts";
}

} // namespace
} // namespace ecoredline
