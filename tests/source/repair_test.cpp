#include "crossing_rings.hpp"
#include "fixtures.hpp"
#include "geo/area.hpp"
#include "geo/geometry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline::test {
namespace {

namespace fs = std::filesystem;

class Repair : public testing::Test {
 protected:
  Result<Source> open(RepairConsent consent) {
    ReadOptions options;
    options.repair = consent;
    return openFile(m_file, options);
  }
  Folder m_folder;
  fs::path m_file = m_folder.writeGeoJson(
      "a.geojson", {polygonJson(kSmallLoop), polygonJson(kBow), polygonJson(square(42532000, 4862000, 100))}, 4530);
};

TEST_F(Repair, NothingIsRepairedWithoutConsent) {
  for (const RepairConsent consent : {RepairConsent::no, RepairConsent::ask}) {
    const auto source = open(consent);
    ASSERT_TRUE(source) << describe(source.error(), Language::en);
    EXPECT_THAT(source->table.states, testing::ElementsAre(RowState::invalid, RowState::invalid, RowState::valid));
    EXPECT_EQ(source->table.geometry.vertices(), kSmallLoop.size() + 5 + 5);
    EXPECT_FALSE(find(*source, "geometry.invalid")->area_after_m2.has_value());
  }
}

TEST_F(Repair, ConsentRepairsWhatBarelyChangesAndRefusesTheRest) {
  const auto source = open(RepairConsent::yes);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_THAT(source->table.states, testing::ElementsAre(RowState::repaired, RowState::invalid, RowState::valid));
  EXPECT_FALSE(invalidityOf(source->table.geometry, 0).has_value());
  EXPECT_EQ(source->table.geometry.row_id, (std::vector<std::int64_t>{0, 1, 2}));
  const Diagnosis* repaired = find(*source, "geometry.invalid");
  ASSERT_TRUE(repaired->area_before_m2 && repaired->area_after_m2);
  EXPECT_NEAR(*repaired->area_before_m2, *repaired->area_after_m2, 160);
  EXPECT_NEAR(*repaired->area_after_m2, areaOf(source->table.geometry, 0, AreaMethod::exact), 1e-6);
  const Diagnosis* refused = find(*source, "repair.refused");
  ASSERT_NE(refused, nullptr);
  EXPECT_EQ(refused->row, 1);
  EXPECT_NEAR(*refused->area_before_m2, 0, 1) << "the lobes of a bow-tie cancel";
  EXPECT_NEAR(*refused->area_after_m2, 5000, 5);
  EXPECT_THAT(find(*source, "geometry.validity")->message.en, testing::HasSubstr("1 repaired, 1 kept"));
}

TEST_F(Repair, TheSourceFileIsNeverTouched) {
  const std::string before = readFile(m_file).value();
  ASSERT_TRUE(open(RepairConsent::yes));
  EXPECT_EQ(readFile(m_file).value(), before);
}

TEST_F(Repair, TheCopyHoldsEveryRowAndReadsBack) {
  const auto source = open(RepairConsent::yes);
  ASSERT_TRUE(source);
  const fs::path copy = m_folder.path("copy.gpkg");
  ASSERT_TRUE(writeRepaired(*source, copy));
  const auto again = openFile(copy);
  ASSERT_TRUE(again) << describe(again.error(), Language::en);
  EXPECT_EQ(again->table.rows(), 3U);
  EXPECT_EQ(again->table.delivered_crs, "EPSG:4530");
  EXPECT_THAT(again->table.states, testing::ElementsAre(RowState::valid, RowState::invalid, RowState::valid));
  EXPECT_EQ(again->table.geometry.x, source->table.geometry.x);
  EXPECT_EQ(again->table.geometry.y, source->table.geometry.y);
  EXPECT_EQ(toText(again->table.column("name")->values.at(2)), "地块3");
  EXPECT_EQ(again->table.column("n")->values.at(2), Value(std::int64_t{3}));
}

TEST_F(Repair, TheCopyIsTheSameBytesTwice) {
  const auto source = open(RepairConsent::yes);
  ASSERT_TRUE(writeRepaired(*source, m_folder.path("one.gpkg")));
  ASSERT_TRUE(writeRepaired(*source, m_folder.path("two.gpkg")));
  EXPECT_EQ(readFile(m_folder.path("one.gpkg")).value().size(), readFile(m_folder.path("two.gpkg")).value().size());
  const auto one = openFile(m_folder.path("one.gpkg"));
  const auto two = openFile(m_folder.path("two.gpkg"));
  EXPECT_EQ(one->bytes_hash, two->bytes_hash);
}

TEST_F(Repair, TheCopyNeverTakesThePlaceOfItsSource) {
  const auto source = open(RepairConsent::yes);
  ASSERT_TRUE(source);
  const std::string before = readFile(m_file).value();
  const auto written = writeRepaired(*source, m_file);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "output.is_source");
  EXPECT_EQ(readFile(m_file).value(), before);
}

TEST_F(Repair, NothingHalfWrittenStays) {
  const auto source = open(RepairConsent::yes);
  ASSERT_TRUE(source);
  const auto written = writeRepaired(*source, m_folder.path("none") / "copy.gpkg");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "output.write_failed");
  EXPECT_FALSE(fs::exists(m_folder.path("none")));
}

TEST_F(Repair, ColumnNamesThatTheFormatTakesItselfAreRenamed) {
  const auto source_file =
      m_folder.write("names.geojson",
                     R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"fid":"A1","geom":"x",)"
                     R"("v":1.5},"geometry":)" +
                         polygonJson(square(126.5, 43.8, 0.01)) + "}]}");
  const auto source = openFile(source_file);
  ASSERT_TRUE(source);
  const fs::path copy = m_folder.path("names.gpkg");
  ASSERT_TRUE(writeRepaired(*source, copy));
  const auto again = openFile(copy);
  ASSERT_TRUE(again) << describe(again.error(), Language::en);
  EXPECT_EQ(toText(again->table.column("fid_2")->values.at(0)), "A1");
  EXPECT_EQ(toText(again->table.column("geom_2")->values.at(0)), "x");
  EXPECT_EQ(again->table.column("v")->values.at(0), Value(1.5));
}

} // namespace
} // namespace ecoredline::test
