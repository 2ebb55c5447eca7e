#include "fixtures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline::test {
namespace {

const std::string kName = "\xC3\xFB\xB3\xC6";                                    // 名称 in GBK
const std::string kRedline = "\xC9\xFA\xCC\xAC\xB1\xA3\xBB\xA4\xBA\xEC\xCF\xDF"; // 生态保护红线 in GBK

/// The six variants of lessons.md §0.1: what labels the same GBK bytes, and what must be said about it.
struct Variant {
  std::string label;
  int ldid;
  std::optional<std::string> cpg;
  bool contradicts;
};

class DbfVariant : public testing::TestWithParam<Variant> {};

TEST_P(DbfVariant, IsReadByItsBytesAndItsLabelIsOnlyEvidence) {
  const Folder folder;
  ShapefileSpec spec = oneSquare(kName, kRedline);
  spec.ldid = GetParam().ldid;
  spec.cpg = GetParam().cpg;
  const auto source = openFile(folder.writeShapefile("gbk", spec));
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.columns.at(0).name, "名称");
  EXPECT_EQ(textAt(*source, 0, 0), "生态保护红线");
  EXPECT_EQ(source->table.encoding, "GB18030 (sniffed)");
  EXPECT_EQ(countOf(*source, "encoding.sniffed"), 1U);
  EXPECT_EQ(countOf(*source, "encoding.label_contradicts"), GetParam().contradicts ? 1U : 0U);
}

INSTANTIATE_TEST_SUITE_P(Six, DbfVariant,
                         testing::Values(Variant{"Ldid4D", 0x4D, std::nullopt, false},
                                         Variant{"CpgGbk", 0, "GBK", false}, Variant{"Cpg936", 0, "936\r\n", false},
                                         Variant{"Ldid57", 0x57, std::nullopt, true},
                                         Variant{"NoLabel", 0, std::nullopt, false},
                                         Variant{"CpgSaysUtf8", 0x57, "UTF-8", true}),
                         [](const auto& variant) { return variant.param.label; });

TEST(DbfEncoding, Utf8WithoutLabelAndWithAGbkLabel) {
  const Folder folder;
  ShapefileSpec spec = oneSquare("名称", "生态保护红线");
  auto source = openFile(folder.writeShapefile("plain", spec));
  ASSERT_TRUE(source);
  EXPECT_EQ(source->table.encoding, "UTF-8");
  EXPECT_EQ(source->table.columns.at(0).name, "名称");
  EXPECT_EQ(countOf(*source, "encoding.label_contradicts"), 0U);
  spec.cpg = "GBK";
  source = openFile(folder.writeShapefile("labelled", spec));
  ASSERT_TRUE(source);
  EXPECT_EQ(textAt(*source, 0, 0), "生态保护红线");
  EXPECT_EQ(countOf(*source, "encoding.label_contradicts"), 1U);
}

TEST(DbfEncoding, AnOemLabelNamesNoEncodingAndContradictsNothing) {
  const Folder folder;
  ShapefileSpec spec = oneSquare(kName, kRedline);
  spec.cpg = "OEM";
  const auto source = openFile(folder.writeShapefile("oem", spec));
  ASSERT_TRUE(source);
  EXPECT_EQ(textAt(*source, 0, 0), "生态保护红线");
  EXPECT_EQ(countOf(*source, "encoding.label_contradicts"), 0U);
}

TEST(DbfEncoding, UnsureBytesAreRefusedWithTheOption) {
  const Folder folder;
  ShapefileSpec spec = oneSquare("NAME", "\xC1\x63\xC5\xE9\xB0\xEA\xBB\x79"); // 繁體國語 in Big5
  spec.ldid = 0x78;
  const auto file = folder.writeShapefile("big5", spec);
  const auto refused = openFile(file);
  EXPECT_EQ(refusal(refused), "encoding.undecided");
  EXPECT_EQ(exitStatus(refused.error().kind), 3);
  EXPECT_THAT(refused.error().what.en, testing::HasSubstr("LDID 0x78"));
  EXPECT_THAT(refused.error().advice.en, testing::HasSubstr("--encoding BIG5"));
  ReadOptions options;
  options.encoding = "BIG5";
  const auto source = openFile(file, options);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(textAt(*source, 0, 0), "繁體國語");
  EXPECT_EQ(source->table.encoding, "BIG5 (option)");
}

TEST(DbfEncoding, TheUsersOptionGoesBeforeTheBytesAndSaysSo) {
  const Folder folder;
  const auto file = folder.writeShapefile("utf8", oneSquare("NAME", "自然保护"));
  ReadOptions options;
  options.encoding = "GBK";
  const auto source = openFile(file, options);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.encoding, "GB18030 (option)");
  EXPECT_EQ(countOf(*source, "encoding.option_contradicts"), 1U);
}

TEST(DbfEncoding, AnOptionThatDoesNotFitNamesFieldAndRow) {
  const Folder folder;
  const auto file = folder.writeShapefile("gbk", oneSquare("NAME", kRedline));
  ReadOptions options;
  options.encoding = "UTF-8";
  const auto refused = openFile(file, options);
  EXPECT_EQ(refusal(refused), "encoding.undecodable");
  EXPECT_THAT(refused.error().where, testing::HasSubstr("NAME, row 1"));
}

TEST(DbfEncoding, FormatsThatAreUtf8ByDefinitionStaySo) {
  const Folder folder;
  const auto file = folder.writeGeoJson("utf8.geojson", {polygonJson(square(126.5, 43.8, 0.01))});
  ReadOptions options;
  options.encoding = "GBK";
  const auto source = openFile(file, options);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(textAt(*source, 0, 0), "地块1");
  EXPECT_EQ(countOf(*source, "encoding.option_not_needed"), 1U);
}

TEST(DbfEncoding, ANameCutAtTenBytesInsideACharacterIsReadToTheLastWholeOne) {
  const Folder folder;
  const std::string cut = "A" + kRedline.substr(0, 9); // A生态保护 and half of 红
  const auto source = openFile(folder.writeShapefile("cut", oneSquare(cut, kRedline)));
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.columns.at(0).name, "A生态保护");
  EXPECT_EQ(countOf(*source, "encoding.name_cut"), 1U);
}

TEST(DbfEncoding, ATextCutAt254BytesInsideACharacterIsReadToTheLastWholeOne) {
  const Folder folder;
  std::string text = "A";
  while (text.size() < 254) text += "\xC9\xFA";
  text.resize(254);
  ShapefileSpec spec = oneSquare("NAME", text);
  spec.fields.front().second = 254;
  const auto source = openFile(folder.writeShapefile("cut", spec));
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(textAt(*source, 0, 0).size(), 1U + 126 * 3);
  EXPECT_EQ(countOf(*source, "encoding.text_cut"), 1U);
  EXPECT_EQ(countOf(*source, "text.at_limit"), 1U);
}

TEST(DbfEncoding, AFileThatMixesBothIsDecidedTextByTextAndSaysSo) {
  const Folder folder;
  ShapefileSpec spec = oneSquare("NAME", kRedline);
  spec.shapes.push_back(square(42531000, 4862000, 100));
  spec.rows.push_back({"自然保护地"});
  const auto source = openFile(folder.writeShapefile("mixed", spec));
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(textAt(*source, 0, 0), "生态保护红线");
  EXPECT_EQ(textAt(*source, 0, 1), "自然保护地");
  EXPECT_EQ(countOf(*source, "encoding.mixed"), 1U);
}

TEST(DbfEncoding, ACsvInGbkIsSniffedToo) {
  const Folder folder;
  const auto file =
      folder.write("points.csv", kName + ",\xBE\xAD\xB6\xC8,\xCE\xB3\xB6\xC8\n" + kRedline + ",126.5,43.8\n");
  ReadOptions options;
  options.crs = "EPSG:4490";
  const auto source = openFile(file, options);
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_EQ(source->table.columns.at(0).name, "名称");
  EXPECT_EQ(textAt(*source, 0, 0), "生态保护红线");
  ASSERT_EQ(source->table.geometry.shape.at(0), Shape::point);
  EXPECT_EQ(source->table.geometry.x.at(0), 126.5);
}

TEST(DbfEncoding, ADrawingInGbkIsReadByItsBytesNotByItsCodePage) {
  const std::string entities =
      "0\nSECTION\n2\nENTITIES\n0\nPOINT\n8\n" + kRedline + "\n10\n42530000.0\n20\n4862000.0\n0\nENDSEC\n0\nEOF\n";
  const std::string version = "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n";
  const Folder folder;
  ReadOptions options;
  options.crs = "EPSG:4530";
  for (const std::string& header :
       {std::string(), version + "0\nENDSEC\n", version + "9\n$DWGCODEPAGE\n3\nANSI_936\n0\nENDSEC\n",
        version + "9\n$DWGCODEPAGE\n3\nANSI_1252\n0\nENDSEC\n"}) {
    const auto source = openFile(folder.write("drawing.dxf", header + entities), options);
    ASSERT_TRUE(source) << describe(source.error(), Language::en);
    ASSERT_NE(source->table.column("Layer"), nullptr);
    EXPECT_EQ(toText(source->table.column("Layer")->values.at(0)), "生态保护红线") << header;
    EXPECT_EQ(countOf(*source, "encoding.sniffed"), 1U);
  }
}

} // namespace
} // namespace ecoredline::test
