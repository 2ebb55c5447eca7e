#include "crossing_rings.hpp"
#include "fixtures.hpp"
#include "source/receipt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline::test {
namespace {

namespace fs = std::filesystem;

class ReceiptTest : public testing::Test {
 protected:
  Source open(RepairConsent consent, std::set<std::int64_t> anyway = {}) {
    ReadOptions options;
    options.repair = consent;
    options.repair_anyway = std::move(anyway);
    return openFile(m_file, options).value();
  }
  /// Writes copy and receipt, and hands the receipt's path back.
  fs::path repair(std::set<std::int64_t> anyway = {}) {
    const Source repaired = open(RepairConsent::yes, std::move(anyway));
    EXPECT_TRUE(writeRepaired(repaired, m_copy));
    const fs::path file = receiptPath(m_copy);
    EXPECT_TRUE(writeFileAtomically(file, toJson(receiptOf(open(RepairConsent::no), repaired, m_copy))));
    return file;
  }
  static std::string code(const Result<std::size_t>& undone) { return undone ? std::string() : undone.error().code; }

  Folder m_folder;
  fs::path m_file = m_folder.writeGeoJson(
      "a.geojson", {polygonJson(kSmallLoop), polygonJson(kBow), polygonJson(square(42532000, 4862000, 100))}, 4530);
  fs::path m_copy = m_folder.path("copy.gpkg");
};

TEST_F(ReceiptTest, RepairsAreProposedWithTheirAreasBeforeAnybodyAgrees) {
  const Source source = open(RepairConsent::no);
  const Diagnosis* proposed = find(source, "repair.proposed");
  ASSERT_NE(proposed, nullptr);
  EXPECT_EQ(proposed->row, 0);
  EXPECT_NEAR(*proposed->area_before_m2, *proposed->area_after_m2, 160);
  const Diagnosis* refused = find(source, "repair.refused");
  ASSERT_NE(refused, nullptr);
  EXPECT_EQ(refused->row, 1);
  const Diagnosis* total = find(source, "repair.total");
  ASSERT_NE(total, nullptr);
  EXPECT_EQ(total->area_after_m2, proposed->area_after_m2);
}

TEST_F(ReceiptTest, ARowThatChangesMuchIsRepairedOnlyWhenNamed) {
  EXPECT_EQ(open(RepairConsent::yes).table.states[1], RowState::invalid);
  EXPECT_EQ(open(RepairConsent::yes, {0}).table.states[1], RowState::invalid);
  EXPECT_EQ(open(RepairConsent::yes, {1}).table.states[1], RowState::repaired);
  EXPECT_EQ(open(RepairConsent::no, {1}).table.states[1], RowState::invalid);
}

TEST_F(ReceiptTest, UndoGivesTheOriginalBackToTheBit) {
  const Source original = open(RepairConsent::no);
  const fs::path receipt = repair({1});
  ASSERT_NE(openFile(m_copy)->table.geometry.x, original.table.geometry.x);
  const auto undone = undoRepairs(receipt);
  ASSERT_TRUE(undone) << describe(undone.error(), Language::en);
  EXPECT_EQ(*undone, 2U);
  const auto again = openFile(m_copy);
  EXPECT_EQ(again->table.geometry.x, original.table.geometry.x);
  EXPECT_EQ(again->table.geometry.y, original.table.geometry.y);
  EXPECT_EQ(again->table.states, original.table.states);
  EXPECT_EQ(undoRepairs(receipt).value(), 0U) << "a second time there is nothing to undo";
}

TEST_F(ReceiptTest, SaysWhatWasChangedAndWhy) {
  const auto receipt = readReceipt(repair());
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->copy, "copy.gpkg");
  EXPECT_EQ(receipt->crs, "EPSG:4530");
  EXPECT_TRUE(receipt->source_hash.starts_with("sha256:"));
  ASSERT_EQ(receipt->rows.size(), 1U);
  EXPECT_EQ(receipt->rows[0].row, 0);
  EXPECT_THAT(receipt->rows[0].reason.en, testing::HasSubstr("elf-intersection"));
  EXPECT_GT(receipt->rows[0].area_after_m2, 159000);
}

TEST_F(ReceiptTest, ACopyThatWasChangedSinceIsLeftAlone) {
  const fs::path receipt = repair();
  fs::remove(m_copy);
  const Source other = open(RepairConsent::no);
  Source moved = other;
  for (double& x : moved.table.geometry.x) x += 1;
  for (Box& box : moved.table.geometry.box) box = {box.min_x + 1, box.min_y, box.max_x + 1, box.max_y};
  ASSERT_TRUE(writeRepaired(moved, m_copy));
  const std::string before = readFile(m_copy).value();
  EXPECT_EQ(code(undoRepairs(receipt)), "receipt.copy_changed");
  EXPECT_EQ(readFile(m_copy).value(), before);
  EXPECT_FALSE(fs::exists(m_folder.path("copy.unfinished.gpkg")));
}

TEST_F(ReceiptTest, ATamperedOrForeignReceiptIsRefused) {
  const fs::path file = repair();
  std::string text = readFile(file).value();
  const auto wkb = text.find("\"original_wkb\": \"") + 40;
  text[wkb] = text[wkb] == '0' ? '1' : '0';
  EXPECT_EQ(code(undoRepairs(m_folder.write("copy.bad.json", text))), "receipt.unreadable");
  EXPECT_EQ(code(undoRepairs(m_folder.write("x.json", "{}"))), "receipt.unreadable");
  EXPECT_EQ(code(undoRepairs(m_folder.write("y.json", "no json"))), "receipt.unreadable");
  EXPECT_EQ(code(undoRepairs(
                m_folder.write("z.json", R"({"format":"ecoredline.repair/1","copy":"../copy.gpkg","rows":[]})"))),
            "receipt.unreadable");
}

} // namespace
} // namespace ecoredline::test
