#include "catalogue/bind.hpp"
#include "made_table.hpp"
#include "small_catalogue.hpp"

#include <algorithm>

namespace ecoredline {
namespace {

FlatLayer layerOf(const std::vector<Part>& parts, Shape shape = Shape::polygon, int epsg = 4530) {
  FlatBuilder builder(Crs::fromEpsg(epsg).value());
  addRow(builder, shape, parts);
  return builder.take();
}

std::string canonical(const std::vector<Part>& parts, Shape shape = Shape::polygon, int epsg = 4530) {
  return canonicalGeometry(layerOf(parts, shape, epsg), 0);
}

Ring reversed(Ring ring) {
  std::ranges::reverse(ring);
  return ring;
}

// A closed ring that begins elsewhere.
Ring rotated(Ring ring, std::size_t by) {
  ring.pop_back();
  std::rotate(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(by), ring.end());
  ring.push_back(ring.front());
  return ring;
}

const Ring kShell{{0, 0}, {10, 0}, {12, 7}, {10, 10}, {0, 10}, {0, 0}};
const Ring kHole = square(2, 2, 1);
const Ring kHole2 = square(5, 5, 2);
const Ring kFar = square(100, 100, 5);

TEST(CanonicalGeometry, IsWrittenAsTheDesignSays) {
  EXPECT_EQ(canonical({{reversed(square(1, 2, 1)), square(1.25, 2.25, 0.5)}}),
            "polygon((10000 20000,20000 20000,20000 30000,10000 30000)"
            "((12500 22500,12500 27500,17500 27500,17500 22500)))");
  EXPECT_EQ(canonical({{{{126.5, 43.25}}}}, Shape::point, 4490), "point((126500000000 43250000000))");
}

TEST(CanonicalGeometry, DoesNotHangOnHowARingIsDrawn) {
  const std::string expected = canonical({{kShell, kHole, kHole2}, {kFar}});
  EXPECT_EQ(canonical({{reversed(kShell), kHole, kHole2}, {kFar}}), expected);
  EXPECT_EQ(canonical({{kShell, reversed(kHole), reversed(kHole2)}, {kFar}}), expected);
  for (std::size_t by = 1; by < 5; ++by) EXPECT_EQ(canonical({{rotated(kShell, by), kHole, kHole2}, {kFar}}), expected);
  EXPECT_EQ(canonical({{kShell, kHole2, rotated(kHole, 2)}, {kFar}}), expected);
  EXPECT_EQ(canonical({{kFar}, {kShell, kHole, kHole2}}), expected);
}

TEST(CanonicalGeometry, SeesEveryRealDifference) {
  const std::string expected = canonical({{kShell, kHole}});
  EXPECT_NE(canonical({{kShell}}), expected);
  EXPECT_NE(canonical({{kShell}, {kHole}}), expected); // a part is no hole
  EXPECT_NE(canonical({{kShell, square(2.0002, 2, 1)}}), expected);
  EXPECT_EQ(canonical({{kShell, square(2.00002, 2, 1)}}), expected); // 0.02 mm
  EXPECT_NE(canonical({{kShell}}, Shape::line), canonical({{kShell}}, Shape::polygon));
}

TEST(CanonicalGeometry, RingThatMeetsItsSmallestVertexTwice) {
  const Ring bow{{0, 0}, {3, 1}, {3, 3}, {0, 0}, {1, 4}, {0, 5}, {0, 0}};
  const std::string expected = canonical({{bow}});
  for (std::size_t by = 1; by < 6; ++by) {
    EXPECT_EQ(canonical({{rotated(bow, by)}}), expected);
    EXPECT_EQ(canonical({{reversed(rotated(bow, by))}}), expected);
  }
  const Ring flat{{0, 0}, {5, 0}, {9, 0}, {0, 0}}; // no inside
  EXPECT_EQ(canonical({{flat}}), canonical({{reversed(flat)}}));
}

TEST(CanonicalGeometry, LinesKeepTheirDirection) {
  const Ring line{{0, 0}, {5, 1}, {9, 9}};
  EXPECT_NE(canonical({{line}}, Shape::line), canonical({{reversed(line)}}, Shape::line));
  EXPECT_EQ(canonical({{line}, {kFar}}, Shape::line), canonical({{kFar}, {line}}, Shape::line));
}

BoundRow made(const std::string& id, const std::string& name) {
  BoundRow row;
  row.zone_id = id;
  row.zone_name = name;
  return row;
}

TEST(FeatureHash, IsOverContentOnly) {
  const FlatLayer layer = layerOf({{kShell}});
  BoundRow row = made("ZH1", "左家");
  row.fields = {{"level", "省级"}};
  const std::string hash = featureHash(row, layer, 0);
  EXPECT_EQ(hash.size(), 64U);
  BoundRow same = row;
  same.zone_id = " ZH1 ";
  same.fields["nothing"] = "";
  same.zone_class = "core"; // what the catalogue reads into the class is not what was delivered
  EXPECT_EQ(featureHash(same, layer, 0), hash);
  for (auto change : {+[](BoundRow& r) { r.zone_id = "ZH2"; }, +[](BoundRow& r) { r.zone_name = "ZH1"; },
                      +[](BoundRow& r) { r.fields["level"] = "国家级"; },
                      +[](BoundRow& r) { r.zone_class_raw = "核心区"; }, +[](BoundRow& r) { r.derived = true; }}) {
    BoundRow other = row;
    change(other);
    EXPECT_NE(featureHash(other, layer, 0), hash);
  }
}

TEST(FeatureHash, TextIsNormalised) {
  const FlatLayer layer = layerOf({{kShell}});
  EXPECT_EQ(featureHash(made("Caf\u00e9", ""), layer, 0), featureHash(made("Cafe\u0301", ""), layer, 0));
}

using Columns = std::vector<std::pair<std::string, std::vector<Value>>>;

BoundLayer bound(const Catalogue& catalogue, const std::string& kind, Table table) {
  Diagnoses diagnoses;
  auto layer = bindZones(catalogue, *catalogue.kind(kind), std::move(table), {}, diagnoses);
  if (!layer) ADD_FAILURE() << layer.error().what.en;
  return std::move(*layer);
}

TEST(ContentHash, DoesNotHangOnOrderFileOrForeignColumns) {
  const Catalogue c = loaded(smallFiles());
  const Columns columns{{"HXBH", {std::string("a"), std::string("b"), std::string("c")}}};
  const BoundLayer first = bound(c, "redline", tableOf(columns, 3));
  EXPECT_TRUE(first.content_hash.starts_with("sha256:"));

  Table shuffled = tableOf(columns, 3);
  const std::vector<std::size_t> order{2, 0, 1};
  shuffled.geometry = selectRows(shuffled.geometry, order);
  shuffled.columns[0].values = {std::string("c"), std::string("a"), std::string("b")};
  shuffled.columns.insert(shuffled.columns.begin(), {"OBJECTID", "Integer", {std::int64_t{7}, std::int64_t{8}, {}}});
  shuffled.source = "elsewhere.gpkg";
  EXPECT_EQ(bound(c, "redline", shuffled).content_hash, first.content_hash);

  shuffled.columns[1].values[0] = std::string("C");
  EXPECT_NE(bound(c, "redline", shuffled).content_hash, first.content_hash);
  Table moved = tableOf(columns, 3);
  moved.geometry.crs = Crs::fromEpsg(4531).value();
  EXPECT_NE(bound(c, "redline", moved).content_hash, first.content_hash);
  EXPECT_NE(bound(c, "water", tableOf(columns, 3)).content_hash, bound(c, "reserve", tableOf(columns, 3)).content_hash);
}

TEST(ContentHash, WholeNumbersAreTheSameInEveryColumnType) {
  const Catalogue c = loaded(smallFiles());
  EXPECT_EQ(bound(c, "redline", tableOf({{"HXBH", {std::int64_t{220104}}}}, 1)).content_hash,
            bound(c, "redline", tableOf({{"HXBH", {220104.0}}}, 1)).content_hash);
  EXPECT_EQ(toText(Value{0.1}), "0.1");
  EXPECT_EQ(toText(Value{}), "");
  EXPECT_EQ(toText(Value{-0.0}), "0");
}

} // namespace
} // namespace ecoredline
