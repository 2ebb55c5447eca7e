#include "fixtures.hpp"
#include "geo/edge_model.hpp"
#include "source/datum_check.hpp"
#include "source/declared_area.hpp"
#include "source/examine.hpp"
#include "source/extent_check.hpp"
#include "source/map_datums.hpp"
#include "source/outline_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using test::Ring;

/// Rings in metres from (42 500 000, 4 860 000) of EPSG:4530, one row each.
Table tableOf(const std::vector<Ring>& rings) {
  Table table;
  FlatBuilder builder(*Crs::fromEpsg(4530));
  for (std::size_t i = 0; i < rings.size(); ++i) {
    std::vector<double> x, y;
    for (const auto& [east, north] : rings[i]) {
      x.push_back(42.5e6 + east);
      y.push_back(4.86e6 + north);
    }
    builder.beginRow(Shape::polygon, static_cast<std::int64_t>(i));
    builder.addRing(x, y, 0);
    builder.endRow();
  }
  table.geometry = builder.take();
  table.states.assign(table.rows(), RowState::valid);
  return table;
}

Ring box(double x, double y, double width, double height) {
  return {{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}};
}

std::vector<std::string> codes(const Diagnoses& diagnoses) {
  std::vector<std::string> found;
  for (const Diagnosis& d : diagnoses) found.push_back(d.code);
  return found;
}

Diagnoses declared(Table table, std::string name, std::vector<Value> values) {
  table.columns.push_back({std::move(name), "Real", std::move(values)});
  Diagnoses found;
  checkDeclaredAreas(table, *rowAreas(table), found);
  return found;
}

using testing::ElementsAre;
using testing::IsEmpty;

// --- areas ---------------------------------------------------------------------------------------------------------

TEST(DeclaredArea, UnitIsTakenFromTheRatio) {
  const Table table = tableOf({box(0, 0, 1000, 100), box(0, 200, 1000, 300)}); // 10 and 30 ha
  for (const auto& [factor, unit] : std::vector<std::pair<double, std::string>>{
           {1e4, "m2"}, {1, "in ha"}, {15, "in mu"}, {0.01, "km2"}, {0.0015, "10 000 mu"}}) {
    const Diagnoses found = declared(table, "MJ", {10 * factor, 30 * factor});
    ASSERT_THAT(codes(found), ElementsAre("area.unit")) << unit;
    EXPECT_THAT(found[0].message.en, testing::HasSubstr(unit));
  }
}

TEST(DeclaredArea, NameThatSaysAnotherUnitIsToldOff) {
  const Table table = tableOf({box(0, 0, 1000, 100)});
  EXPECT_THAT(codes(declared(table, "面积_公顷", {150.0})), ElementsAre("area.unit_contradicts"));
  EXPECT_THAT(codes(declared(table, "面积_公顷", {10.0})), ElementsAre("area.unit"));
  EXPECT_THAT(codes(declared(table, "面积（平方公里）", {0.1})), ElementsAre("area.unit"));
}

TEST(DeclaredArea, StaleFiguresAreFoundRowByRow) {
  const Diagnoses found = declared(tableOf({box(0, 0, 1000, 100), box(0, 200, 1000, 300), box(0, 600, 500, 100)}),
                                   "TBMJ", {100000.0, 299000.0, 50000.0});
  ASSERT_THAT(codes(found), ElementsAre("area.unit", "area.stale"));
  EXPECT_EQ(found[1].row, 1);
}

TEST(DeclaredArea, CountyNamesAndSquareDegreesAreNoAreas) {
  const Table table = tableOf({box(0, 0, 1000, 100)});
  EXPECT_THAT(declared(table, "AREA", {std::string("昌邑区")}), IsEmpty());
  EXPECT_THAT(codes(declared(table, "Shape_Area", {1.1e-5})), ElementsAre("area.square_degrees"));
  EXPECT_THAT(codes(declared(table, "MJ", {777.0})), ElementsAre("area.unknown_unit"));
}

// --- outlines ------------------------------------------------------------------------------------------------------

Diagnoses outlines(const Table& table) {
  Diagnoses found;
  EXPECT_TRUE(checkOutlines(table, *rowAreas(table), found));
  return found;
}

TEST(Outlines, ASpikeIsFoundAtItsTip) {
  const Diagnoses found =
      outlines(tableOf({{{0, 0}, {100, 0}, {100, 50}, {160, 50.2}, {100, 50.4}, {100, 100}, {0, 100}}}));
  ASSERT_THAT(codes(found), ElementsAre("geometry.spike"));
  EXPECT_EQ(found[0].x, 42500160);
  EXPECT_EQ(found[0].row, 0);
}

TEST(Outlines, RightAnglesAndAcuteFieldsAreNoSpikes) {
  EXPECT_THAT(outlines(tableOf({box(0, 0, 100, 100), {{0, 200}, {100, 200}, {100, 203}}})), IsEmpty());
}

TEST(Outlines, LeftOversAndSliversAreFound) {
  const Diagnoses found = outlines(tableOf({box(0, 0, 0.5, 0.5), box(10, 0, 0.3, 100), box(20, 0, 3, 100)}));
  EXPECT_THAT(codes(found), ElementsAre("geometry.tiny", "geometry.sliver"));
}

TEST(Outlines, CoarseAndDenseBoundariesAreSaid) {
  EXPECT_THAT(codes(outlines(tableOf({box(0, 0, 5000, 4000)}))), ElementsAre("geometry.coarse"));
  Ring dense;
  for (int i = 0; i < 1000; ++i) dense.emplace_back(i * 0.01, 0);
  dense.emplace_back(10, 40);
  dense.emplace_back(0, 40);
  EXPECT_THAT(codes(outlines(tableOf({dense}))), ElementsAre("geometry.dense"));
}

TEST(Outlines, SmallestAreaOfALargeLayerIsARule) {
  std::vector<Ring> fields;
  for (int i = 0; i < 120; ++i) fields.push_back(box(100 * i, 0, 20, 21 + i));
  EXPECT_THAT(codes(outlines(tableOf(fields))), ElementsAre("area.minimum_mapped"));
  fields.push_back(box(0, 500, 10, 10));
  EXPECT_THAT(outlines(tableOf(fields)), IsEmpty());
}

// --- how rows fit together -------------------------------------------------------------------------------------------

TEST(Duplicates, AreFoundWhateverTheOrderOfTheirVertices) {
  Diagnoses found;
  checkDuplicates(tableOf({box(0, 0, 10, 10), box(50, 0, 10, 10), {{10, 10}, {0, 10}, {0, 0}, {10, 0}}}), found);
  ASSERT_THAT(codes(found), ElementsAre("geometry.duplicate"));
  EXPECT_EQ(found[0].row, 2);
}

TEST(FitCheck, OverlapsGapsAndSliversAreToldApart) {
  // Rows 0 and 1 overlap by 20 m, 1 and 2 by 1 m; rows 3 and 4 close a gap of 10 by 10 m.
  const Table table = tableOf({box(0, 0, 120, 100), box(100, 0, 100, 100), box(199, 0, 100, 100), box(0, 100, 140, 10),
                               box(150, 100, 149, 10), box(0, 110, 299, 50)});
  Diagnoses found;
  checkFit(table, Fit::coverage, found);
  EXPECT_THAT(codes(found),
              testing::UnorderedElementsAre("coverage.overlap", "coverage.sliver", "coverage.gap", "coverage.summary"));
  Diagnoses islands;
  checkFit(table, Fit::islands, islands);
  EXPECT_THAT(codes(islands), testing::UnorderedElementsAre("coverage.overlap", "coverage.sliver", "coverage.summary"));
  for (const Diagnosis& d : found)
    if (d.code == "coverage.overlap") {
      EXPECT_THAT(d.message.en, testing::HasSubstr("of rows 1, 2"));
      EXPECT_NEAR(*d.x, 42500110, 1e-6);
    }
}

TEST(FitCheck, AShapeThatOccursTwiceIsNotAnOverlapToo) {
  Diagnoses found;
  checkFit(tableOf({box(0, 0, 10, 10), box(0, 0, 10, 10)}), Fit::unknown, found);
  EXPECT_THAT(found, IsEmpty());
}

// --- datum, counties, age --------------------------------------------------------------------------------------------

//  The pairs that eviltransform (go/transform_test.go) and coordtransform (README) publish. An error in any constant
//  shows: three places far from each other, on both sides of 35 N, which the formula counts from.
TEST(MapDatums, AgreeWithThePublishedPairs) {
  struct Published {
    Place wgs84, gcj02;
  };
  for (const auto& [wgs84, gcj02] :
       std::vector<Published>{{{121.5272106, 31.1774276}, {121.531541859215, 31.17530398364597}},
                              {{113.912316, 22.543847}, {113.9171764808363, 22.540796131694766}},
                              {{116.377817, 39.911954}, {116.38404722455657, 39.91334545536069}},
                              {{116.404, 39.915}, {116.41024449916938, 39.91640428150164}}}) {
    const Place made = toGcj02(wgs84);
    EXPECT_NEAR(made.longitude, gcj02.longitude, 1e-9); // 0.1 mm
    EXPECT_NEAR(made.latitude, gcj02.latitude, 1e-9);
  }
  const Place bd09 = toBd09({116.404, 39.915});
  EXPECT_NEAR(bd09.longitude, 116.41036949371029, 1e-9);
  EXPECT_NEAR(bd09.latitude, 39.92133699351021, 1e-9);
  const Place again = toBd09({116.39762729119315, 39.90865673957631}); // bd09togcj02 of 116.404, 39.915
  EXPECT_NEAR(again.longitude, 116.404, 2e-6);                         // that inverse is good to decimetres
  EXPECT_NEAR(again.latitude, 39.915, 2e-6);
}

ReferenceBoundaries reference() {
  ReferenceBoundaries found = test::twoCounties();
  found.accuracy_m = 10;
  return found;
}

/// The counties' own boundaries, drawn elsewhere by `place`.
template<class Move>
FlatLayer countiesMoved(Move place) {
  FlatLayer layer = reference().areas;
  FlatBuilder builder(layer.crs);
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    builder.beginRow(Shape::polygon, static_cast<std::int64_t>(row));
    for (std::uint64_t ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
      std::vector<double> x, y;
      for (std::uint64_t v = layer.ring_vertex[ring]; v < layer.ring_vertex[ring + 1]; ++v) {
        const Place moved = place(Place{layer.x[v], layer.y[v]});
        x.push_back(moved.longitude);
        y.push_back(moved.latitude);
      }
      builder.addRing(x, y, 0);
    }
    builder.endRow();
  }
  return builder.take();
}

std::vector<std::string> datumOf(const FlatLayer& layer) {
  Diagnoses found;
  checkDatum(layer, reference(), found);
  return codes(found);
}

TEST(DatumCheck, OffsetsOfWebMapsAndOldDatumsAreNamed) {
  // The middle of the layer stands for all of it: the maps' offset varies by some 20 m across two counties.
  const Place middle{126.8, 43.8};
  const Place gcj = toGcj02(middle);
  const Place bd = toBd09(gcj);
  const auto by = [](double east, double north) {
    return [=](const Place& p) { return Place{p.longitude + east, p.latitude + north}; };
  };
  EXPECT_THAT(datumOf(countiesMoved(by(gcj.longitude - middle.longitude, gcj.latitude - middle.latitude))),
              ElementsAre("datum.gcj02"));
  EXPECT_THAT(datumOf(countiesMoved(by(bd.longitude - middle.longitude, bd.latitude - middle.latitude))),
              ElementsAre("datum.bd09"));
  EXPECT_THAT(datumOf(countiesMoved(by(0.0008, -0.0003))), ElementsAre("datum.local_datum"));
  EXPECT_THAT(datumOf(countiesMoved(by(-0.004, -0.004))), ElementsAre("datum.shifted"));
  EXPECT_THAT(datumOf(countiesMoved(by(0, 0))), IsEmpty());
}

//  A reference that is good to a metre tells five; one that is good to ten does not. Never enough to refuse a file.
TEST(DatumCheck, SmallShiftsAreSaidWhereTheReferenceIsThatExact) {
  const FlatLayer layer = countiesMoved([](const Place& p) {
    return Place{p.longitude - 0.00005, p.latitude + 0.00003};
  });
  EXPECT_THAT(datumOf(layer), IsEmpty());
  ReferenceBoundaries exact = reference();
  exact.accuracy_m = 1;
  Diagnoses found;
  const auto shift = checkDatum(layer, exact, found);
  ASSERT_THAT(codes(found), ElementsAre("datum.shifted"));
  EXPECT_EQ(found[0].severity, Severity::warning);
  EXPECT_NEAR(shift->length(), 5.2, 0.1);
}

TEST(DatumCheck, LayersOnTheirOwnBoundariesSayNothing) {
  EXPECT_THAT(datumOf(tableOf({box(0, 0, 100, 100), box(500, 0, 700, 300)}).geometry), IsEmpty());
}

TEST(CountiesCovered, AreSaidWithTheirShare) {
  Table table;
  table.geometry = countiesMoved([](const Place& p) { return Place{std::min(p.longitude, 127.2), p.latitude}; });
  table.states.assign(table.rows(), RowState::valid);
  Diagnoses found;
  checkCounties(table, reference(), found);
  ASSERT_THAT(codes(found), ElementsAre("coverage.counties"));
  EXPECT_THAT(found[0].message.zh, testing::HasSubstr("甲县 100 %"));
  EXPECT_THAT(found[0].message.zh, testing::HasSubstr("乙县 53 %")); // 8 of 15 columns
}

TEST(Age, OldDataAreAWarning) {
  Table table = tableOf({box(0, 0, 10, 10), box(20, 0, 10, 10)});
  table.columns.push_back({"更新日期", "String", {std::string("2014-05-01"), std::string("2012/3")}});
  Diagnoses found;
  checkAge(table, "2026-11-22", found);
  ASSERT_THAT(codes(found), ElementsAre("data.age"));
  EXPECT_EQ(found[0].severity, Severity::warning);
  EXPECT_THAT(found[0].message.en, testing::HasSubstr("2014, 12 years ago"));
  found.clear();
  table.columns[0].name = "更新人";
  checkAge(table, "2026-11-22", found);
  EXPECT_THAT(found, IsEmpty());
}

TEST(Examine, ChangesNothingAndCanBeStopped) {
  const Table table = tableOf({box(0, 0, 10, 10)});
  Diagnoses found;
  EXPECT_TRUE(examine(table, {}, {Fit::unknown, "2026-11-22"}, found, silentFeedback()));
  EXPECT_THAT(found, IsEmpty());
  Feedback stopped;
  stopped.cancel();
  EXPECT_FALSE(examine(table, {}, {}, found, stopped));
}

} // namespace
} // namespace ecoredline
