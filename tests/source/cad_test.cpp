// Drawings: what is an area, what it is called, and what is left out is said.
#include "fixtures.hpp"
#include "geo/area.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline::test {
namespace {

using testing::HasSubstr;

/// A polyline of LWPOLYLINE vertices; `bulge` on the first.
std::string polyline(const std::string& layer, const Ring& points, bool closed, double bulge = 0) {
  std::string text =
      "0\nLWPOLYLINE\n8\n" + layer + "\n90\n" + std::to_string(points.size()) + "\n70\n" + (closed ? "1" : "0") + "\n";
  bool first = true;
  for (const auto& [x, y] : points) {
    text += "10\n" + std::to_string(x) + "\n20\n" + std::to_string(y) + "\n";
    if (first && bulge != 0) text += "42\n" + std::to_string(bulge) + "\n";
    first = false;
  }
  return text;
}

std::string drawing(const std::string& entities, const std::string& blocks = {}) {
  return "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n9\n$DWGCODEPAGE\n3\nANSI_936\n0\nENDSEC\n" +
         (blocks.empty() ? std::string() : "0\nSECTION\n2\nBLOCKS\n" + blocks + "0\nENDSEC\n") +
         "0\nSECTION\n2\nENTITIES\n" + entities + "0\nENDSEC\n0\nEOF\n";
}

Ring corners(double x, double y, double size) {
  return {{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}};
}

ReadOptions zone42() {
  ReadOptions options;
  options.crs = "EPSG:4530";
  return options;
}

std::string cell(const Source& source, const char* column, std::size_t row) {
  return toText(source.table.column(column)->values[row]);
}

TEST(Drawing, ClosedAndAlmostClosedPolylinesAreAreas) {
  const Folder folder;
  Ring almost = corners(42530200, 4862000, 100);
  almost.emplace_back(42530200, 4862000.03);
  Ring open = corners(42530400, 4862000, 100);
  open.emplace_back(42530400, 4862000.5);
  const auto source =
      openFile(folder.write("a.dxf", drawing(polyline("YDFW", corners(42530000, 4862000, 100), true) +
                                             polyline("YDFW", almost, false) + polyline("DLSS", open, false) +
                                             "0\nTEXT\n8\nZJ\n10\n42530050\n20\n4862050\n1\nplant\n")),
               zone42());
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  ASSERT_EQ(source->table.rows(), 2U);
  EXPECT_EQ(source->table.geometry.shape[1], Shape::polygon);
  EXPECT_EQ(cell(*source, "Layer", 0), "YDFW");
  EXPECT_THAT(find(*source, "cad.areas")->message.en, HasSubstr("2 areas of the drawing"));
  EXPECT_THAT(find(*source, "cad.areas")->message.en, HasSubstr("2 other entities"));
  EXPECT_THAT(find(*source, "cad.closed")->message.en, HasSubstr("1 polylines with a gap below 0.05 m"));
  EXPECT_THAT(find(*source, "cad.open_line")->message.en, HasSubstr("layer \"DLSS\" is open by 0.500 m"));
}

TEST(Drawing, BulgesAndCirclesAreStrokedWithinTheStatedError) {
  const Folder folder;
  // A half circle of radius 100 on a side of 200: bulge 1.
  const auto source =
      openFile(folder.write("a.dxf", drawing(polyline("A", {{42530000, 4862000}, {42530200, 4862000}}, true, 1.0) +
                                             "0\nCIRCLE\n8\nB\n10\n42530500\n20\n4862000\n40\n100\n")),
               zone42());
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  ASSERT_EQ(source->table.rows(), 2U);
  EXPECT_NEAR(areaOf(source->table.geometry, 0, AreaMethod::planar), 3.14159265 * 1e4 / 2, 2);
  EXPECT_NEAR(areaOf(source->table.geometry, 1, AreaMethod::planar), 3.14159265 * 1e4, 4);
}

TEST(Drawing, HatchesAndBlocksWithTheirNames) {
  const Folder folder;
  const std::string blocks =
      "0\nBLOCK\n8\n0\n2\nTANK\n70\n0\n10\n0\n20\n0\n" + polyline("0", corners(0, 0, 10), true) + "0\nENDBLK\n8\n0\n";
  const std::string insert = "0\nINSERT\n5\nA1\n8\nSB\n2\nTANK\n10\n42530100\n20\n4862100\n";
  const std::string hatch =
      "0\nHATCH\n5\nA2\n8\nTC\n10\n0\n20\n0\n30\n0\n2\nSOLID\n70\n1\n71\n0\n91\n1\n92\n3\n72\n0\n73\n1\n93\n3\n"
      "10\n42530000\n20\n4862000\n10\n42530050\n20\n4862000\n10\n42530050\n20\n4862050\n97\n0\n75\n0\n76\n1\n98\n0\n";
  const auto source = openFile(folder.write("a.dxf", drawing(insert + hatch, blocks)), zone42());
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  ASSERT_EQ(source->table.rows(), 2U);
  EXPECT_EQ(cell(*source, "Block", 0), "TANK");
  EXPECT_EQ(cell(*source, "Block", 1), "");
  EXPECT_NEAR(source->table.geometry.box[0].min_x, 42530100, 1e-6);
  EXPECT_NEAR(areaOf(source->table.geometry, 0, AreaMethod::planar), 100, 1e-6);
  EXPECT_NEAR(areaOf(source->table.geometry, 1, AreaMethod::planar), 1250, 1e-6);
}

TEST(Drawing, LayersAreChosenByTheirNameAlsoInGbk) {
  const Folder folder;
  const std::string gbk = "\xD3\xC3\xB5\xD8\xBA\xEC\xCF\xDF"; // 用地红线
  const auto path = folder.write("a.dxf", drawing(polyline(gbk, corners(42530000, 4862000, 100), true) +
                                                  polyline("DL", corners(42530200, 4862000, 50), true)));
  ReadOptions options = zone42();
  options.layer = "用地红线";
  options.encoding = "GBK";
  const auto source = openFile(path, options);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  ASSERT_EQ(source->table.rows(), 1U);
  EXPECT_EQ(cell(*source, "Layer", 0), "用地红线");
  options.layer = "no such";
  const auto missing = openFile(path, options);
  EXPECT_EQ(refusal(missing), "input.which_layer");
  EXPECT_THAT(missing.error().advice.zh, HasSubstr("DL、用地红线"));
}

TEST(Drawing, LostPrefixAndSurveyAxesAreCaught) {
  const Folder folder;
  EXPECT_EQ(
      refusal(openFile(folder.write("a.dxf", drawing(polyline("A", corners(530000, 4862000, 100), true))), zone42())),
      "crs.lost_prefix");
  EXPECT_EQ(
      refusal(openFile(folder.write("b.dxf", drawing(polyline("A", corners(4862000, 42530000, 100), true))), zone42())),
      "crs.axis_swapped");
}

TEST(Drawing, WithoutAreasLinesStayLines) {
  const Folder folder;
  const auto source = openFile(
      folder.write("a.dxf", drawing(polyline("A", {{42530000, 4862000}, {42530100, 4862000}}, false))), zone42());
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.geometry.shape[0], Shape::line);
  EXPECT_EQ(countOf(*source, "cad.no_area"), 1U);
}

TEST(Drawing, ANewDwgIsToBeSavedAsDxf) {
  const Folder folder;
  const auto source = openFile(folder.write("a.dwg", "AC1032" + std::string(200, '\0')));
  ASSERT_EQ(refusal(source), "input.dwg_version");
  EXPECT_THAT(source.error().advice.zh, HasSubstr("另存为 DXF"));
}

TEST(Drawing, DrawingsMetElsewhere) {
  if (metFiles().empty()) GTEST_SKIP() << "ECOREDLINE_DATA is not set: files met elsewhere are not here";
  ReadOptions options;
  options.crs = "EPSG:4528";
  const auto bulge = openFile(metFiles() / "gdal/dxf/closed_polyline_with_bulge.dxf", options);
  ASSERT_TRUE(bulge) << describe(bulge.error(), Language::en);
  EXPECT_EQ(bulge->table.geometry.shape[0], Shape::polygon);
  EXPECT_EQ(cell(*bulge, "Layer", 0), "test");
  EXPECT_EQ(refusal(openFile(metFiles() / "gdal/cad/AC1018_signature.dwg", options)), "input.dwg_version");
  const auto circles = openFile(metFiles() / "gdal/cad/triple_circles_r2000.dwg", options);
  EXPECT_EQ(refusal(circles), "crs.degrees_as_metres"); // near the origin; read as one layer of areas
}

} // namespace
} // namespace ecoredline::test
