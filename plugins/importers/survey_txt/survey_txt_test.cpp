// The survey corner-point driver: what is read, what is refused with its line, and that nothing is lost on the way.
#include "survey_place.hpp"
#include "survey_rings.hpp"
#include "survey_text.hpp"
#include "survey_writer.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

#include <fstream>
#include <iterator>
#include <string>

namespace survey_txt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string fileAt(const std::string& name) {
  std::ifstream in(std::string(ECOREDLINE_SOURCE_DIR) + "/plugins/importers/survey_txt/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

const std::string kHead = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=42\n[地块坐标]\n";

/// Rows of a square of `size` metres; without its closing row.
std::string square(const std::string& ring, double north, double east, double size) {
  std::string rows;
  int number = 0;
  for (const auto& [n, e] : {std::pair{0.0, 0.0}, {0.0, size}, {-size, size}, {-size, 0.0}})
    rows += "J" + std::to_string(++number) + "," + ring + "," + decimalText(north + n, 3, false) + "," +
            decimalText(east + e, 3, false) + "\n";
  return rows;
}

std::string warningsOf(const Parsed& parsed) {
  std::string all;
  for (const Message& m : parsed.warnings) all += std::to_string(m.line) + ":" + m.en + "\n";
  return all;
}

TEST(SurveyText, RingNumbersDoNotDecideHolesAndParts) {
  const std::string text = kHead + "16,,1,甲,面,,,,@\n" + square("1", 4862000, 42530000, 400) +
                           square("2", 4861900, 42530100, 100) + square("3", 4862000, 42531000, 100) +
                           square("4", 4861880, 42530120, 20);
  const Parsed parsed = parse(text);
  ASSERT_FALSE(parsed.error) << parsed.error->en;
  ASSERT_EQ(parsed.file.plots.size(), 1U);
  const Assembly assembly = assemble(parsed.file.plots[0].rings);
  // Ring 2 is a hole of 1, ring 3 lies apart, ring 4 is an island in the hole.
  EXPECT_THAT(assembly.parts, ElementsAre(Part{0, 1}, Part{2}, Part{3}));
}

TEST(SurveyText, ARingWrittenBeforeItsOuterRingIsStillAHole) {
  const Parsed parsed =
      parse(kHead + "8,,1,甲,面,,,,@\n" + square("1", 4861900, 42530100, 100) + square("2", 4862000, 42530000, 400));
  EXPECT_THAT(assemble(parsed.file.plots.at(0).rings).parts, ElementsAre(Part{1, 0}));
}

TEST(SurveyText, RingsThatCrossOrRepeatAreNoParts) {
  const auto rings = [](double north, double east) {
    return parse(kHead + "8,,1,甲,面,,,,@\n" + square("1", 4862000, 42530000, 400) + "J1,1,4862000,42530000\n" +
                 square("2", north, east, 400))
        .file.plots.at(0)
        .rings;
  };
  EXPECT_TRUE(assemble(rings(4861900, 42530100)).crossing);
  EXPECT_TRUE(assemble(rings(4862000, 42530000)).crossing);
  EXPECT_THAT(assemble(rings(4862000, 42530400)).parts, ElementsAre(Part{0}, Part{1})); // side by side
  EXPECT_TRUE(assemble(rings(4862000, 42530399)).crossing);
}

TEST(SurveyText, TouchingByRoundedCornersIsNotCrossing) {
  // The second ring's corners lie on a slanted edge of the first, rounded to millimetres.
  Ring first{{{0, 0}, {300, 100}, {0, 400}}, 1};
  Ring second{{{0, 0}, {99.999, 33.334}, {200.001, 66.666}, {300, 100}, {400, -100}}, 4};
  for (Ring* ring : {&first, &second})
    for (Position& p : ring->points) p = {p.first + 4862000, p.second + 42530000};
  EXPECT_FALSE(assemble({first, second}).crossing);
  EXPECT_EQ(assemble({first, second}).parts.size(), 2U);
}

TEST(SurveyText, ClosingPointsAreOptionalAndTheirRingNumberMayBeWrong) {
  const std::string open = square("1", 4862000, 42530000, 400);
  const std::string hole = square("2", 4861900, 42530100, 100);
  const Parsed plain = parse(kHead + "8,,1,甲,面,,,,@\n" + open + hole);
  const Parsed wrong =
      parse(kHead + "10,,1,甲,面,,,,@\n" + open + "J1,2,4862000.000,42530000.000\n" + hole + "J1,1,4861900,42530100\n");
  ASSERT_FALSE(plain.error);
  ASSERT_FALSE(wrong.error);
  EXPECT_THAT(plain.warnings, IsEmpty());
  EXPECT_THAT(warningsOf(wrong), HasSubstr("11:the closing point says ring 2, its ring is 1"));
  for (const Parsed* parsed : {&plain, &wrong}) {
    ASSERT_EQ(parsed->file.plots[0].rings.size(), 2U);
    EXPECT_EQ(parsed->file.plots[0].rings[1].points.size(), 4U);
  }
}

TEST(SurveyText, ASecondRingWithTheSameNumberBeginsWhereTheFirstClosed) {
  const std::string first = square("1", 4862000, 42530000, 400) + "J1,1,4862000,42530000\n";
  const Parsed parsed = parse(kHead + "9,,1,甲,面,,,,@\n" + first + square("1", 4861900, 42530100, 100));
  ASSERT_FALSE(parsed.error);
  EXPECT_EQ(parsed.file.plots[0].rings.size(), 2U);
}

TEST(SurveyText, AHoleMayBeginWhereItsOuterRingDoes) {
  const Parsed parsed = parse(kHead + "7,,1,甲,面,,,,@\n" + square("1", 4862000, 42530000, 400) +
                              "J5,2,4862000,42530000\nJ6,2,4861900,42530100\nJ7,2,4861900,42530050\n");
  ASSERT_FALSE(parsed.error);
  ASSERT_EQ(parsed.file.plots[0].rings.size(), 2U);
  EXPECT_EQ(parsed.file.plots[0].rings[1].points.size(), 3U);
}

TEST(SurveyText, GapsBelowACentimetreCloseAndLargerOnesAreAnErrorWithItsLine) {
  const std::string rows = kHead + "5,,1,甲,面,,,,@\n" + square("1", 4862000, 42530000, 400);
  const Parsed small = parse(rows + "J1,1,4862000.009,42530000\n");
  ASSERT_FALSE(small.error);
  EXPECT_THAT(warningsOf(small), HasSubstr("11:the ends of the ring are 0.009 m apart"));
  const Parsed large = parse(rows + "J1,1,4862000.5,42530000\n");
  ASSERT_TRUE(large.error);
  EXPECT_EQ(large.error->line, 11U);
  EXPECT_THAT(large.error->en, HasSubstr("0.500 m"));
  EXPECT_THAT(large.error->zh, HasSubstr("没有闭合"));
}

TEST(SurveyText, HeadersOfFourToFourteenFields) {
  const auto plotOf = [](const std::string& header) {
    const Parsed parsed = parse(kHead + header + "\n" + square("1", 4862000, 42530000, 400));
    EXPECT_FALSE(parsed.error) << header;
    return parsed.error ? Plot{} : parsed.file.plots.at(0);
  };
  const Plot usual = plotOf("4,16.0,DK1,甲,面,H-50,工业用地,0601,@");
  EXPECT_EQ(usual.area + usual.number + usual.name + usual.sheet + usual.use + usual.land_class,
            "16.0DK1甲H-50工业用地0601");
  const Plot long_one = plotOf("4,16.0,DK1,甲,面,,工业,地上,0601,TB,旱地,A,B,备注,@");
  EXPECT_THAT(long_one.extras, ElementsAre("0601", "TB", "旱地", "A", "B", "备注"));
  const Plot shifted = plotOf("0,0,330106104,横桥村,D8-003,地块4,面,,,,@");
  EXPECT_EQ(shifted.number + "|" + shifted.name, "D8-003|地块4");
  EXPECT_THAT(shifted.extras, ElementsAre("330106104", "横桥村"));
  const Plot numbered = plotOf("DK7,甲,面,,@");
  EXPECT_EQ(numbered.number + "|" + numbered.name + "|" + numbered.count, "DK7|甲|");
  const Plot counted = plotOf("4,甲,面,工业,@");
  EXPECT_EQ(counted.count + "|" + counted.name + "|" + counted.use, "4|甲|工业");
  EXPECT_EQ(plotOf("4，16，DK1，甲，面，，，，@").number, "DK1"); // full-width commas
  EXPECT_EQ(plotOf("4,16,DK1,甲，乙,面,,,@").name, "甲，乙");     // one in a name
  EXPECT_EQ(plotOf("4,,010031, 32,,,地块1,,@ ").name, "32");
}

TEST(SurveyText, FullWidthDigitsOtherColumnsAndMissingSections) {
  const Parsed wide =
      parse("3,,1,甲,面,,,,@\nＪ1，1，4862000．5，42530000\nJ2,1,4862000,42530400\nJ3,1,4861000,42530400\n");
  ASSERT_FALSE(wide.error) << wide.error->en;
  EXPECT_EQ(wide.file.plots[0].rings[0].points[0], (Position{4862000.5, 42530000}));
  const Parsed other =
      parse(kHead + "3,,1,甲,面,,,,@\nJ1,4862000,42530000,,1,\nJ2,4862000,42530400,,1,\nJ3,4861000,42530400,,1,\n");
  ASSERT_FALSE(other.error) << other.error->en;
  EXPECT_EQ(other.file.plots[0].rings[0].points[2], (Position{4861000, 42530400}));
  const Parsed more =
      parse(kHead + "3,,1,甲,面,,,,@\nJ1,1,4862000,42530000,5,x\nJ2,1,4862000,42530400\nJ3,1,4861000,42530400\n");
  EXPECT_THAT(warningsOf(more), HasSubstr("7:point rows have further columns"));
}

TEST(SurveyText, BadRowsAreErrorsWithTheirLines) {
  const auto errorOf = [](const std::string& rows) {
    const Parsed parsed = parse(kHead + rows);
    return parsed.error ? std::to_string(parsed.error->line) + ":" + parsed.error->en : "none";
  };
  EXPECT_THAT(errorOf("3,,1,甲,面,,,,@\nJ1,1,4862000,abc\n"), HasSubstr("7:not a number: \"abc\""));
  EXPECT_THAT(errorOf("3,,1,甲,面,,,,@\nJ1,1,nan,42530000\n"), HasSubstr("7:not a number"));
  EXPECT_THAT(errorOf("J1,1,4862000,42530000\n"), HasSubstr("6:a point before any plot"));
  EXPECT_THAT(errorOf("3,,1,甲,面,,,,@\nJ1,1,4862000,42530000\nJ2,1,4862000,42530400\n"),
              HasSubstr("7:a ring with fewer"));
  EXPECT_THAT(errorOf("3,,1,甲,面,,,,@\n4862000 42530000\n"), HasSubstr("7:not a point row"));
  EXPECT_THAT(errorOf("甲,面,@\n"), HasSubstr("6:a plot line needs"));
  EXPECT_THAT(errorOf(""), HasSubstr("no plot"));
  EXPECT_THAT(errorOf(std::string("3,,1,\0,面,,,,@\n", 18)), HasSubstr("zero bytes"));
}

TEST(SurveyText, ACountThatDoesNotFitIsSaid) {
  EXPECT_THAT(warningsOf(parse(kHead + "9,,1,甲,面,,,,@\n" + square("1", 4862000, 42530000, 400))),
              HasSubstr("6:the header counts 9 points, there are 4 rows"));
  EXPECT_THAT(warningsOf(parse(kHead + "4,,1,甲,面,,,,@\n5,,2,乙,面,,,,@\n" + square("1", 4862000, 42530000, 400))),
              HasSubstr("6:the plot has no points"));
}

TEST(SurveyText, RemarksAndOtherSectionsAreNoPlots) {
  const Parsed parsed =
      parse("[项目信息]\n项目名称=某厂\n【说明】\n面积,单位公顷\n【坐标点个数,图斑面积,图斑编号,@】\n" + kHead +
            "4,,1,甲,面,,,,@\n" + square("1", 4862000, 42530000, 400));
  ASSERT_FALSE(parsed.error) << parsed.error->en;
  EXPECT_EQ(parsed.file.keys.front().section, "项目信息");
  EXPECT_EQ(parsed.file.value("带号"), "42");
}

TEST(SurveyPlace, ZoneFromPrefixOrKeysAndNothingWhereTheyDisagree) {
  const auto epsgOf = [](const std::string& keys, double north, double east) {
    return place(parse("[属性描述]\n" + keys + "\n[地块坐标]\n4,,1,甲,面,,,,@\n" + square("1", north, east, 400)).file)
        .epsg;
  };
  const std::string datum = "坐标系=2000国家大地坐标系\n";
  EXPECT_EQ(epsgOf(datum + "几度分带=3\n带号=42", 4862000, 42530000), 4530);
  EXPECT_EQ(epsgOf(datum + "分带=3度带\n带号=", 4862000, 42530000), 4530);
  EXPECT_EQ(epsgOf(datum + "几度分带=3\n带号=42", 4862000, 530000), 4551);
  EXPECT_EQ(epsgOf(datum + "几度分带=3\n中央子午线=126", 4862000, 530000), 4551);
  EXPECT_EQ(epsgOf(datum + "几度分带=6", 4862000, 21530000), 4499);
  EXPECT_EQ(epsgOf("坐标系=1980西安坐标系\n几度分带=3", 4862000, 42530000), 2366);
  EXPECT_EQ(epsgOf("坐标系=1954北京坐标系\n几度分带=3", 4862000, 42530000), 2418);
  EXPECT_EQ(epsgOf("坐标系=1954北京坐标系\n几度分带=6\n带号=21", 4862000, 530000), 21461);
  EXPECT_EQ(epsgOf(datum, 43.9, 126.37), 0); // a square of 400 degrees
  EXPECT_EQ(epsgOf(datum + "几度分带=3\n带号=41", 4862000, 42530000), 0);
  EXPECT_EQ(epsgOf(datum + "几度分带=6\n带号=42", 4862000, 42530000), 0);
  EXPECT_EQ(epsgOf(datum + "几度分带=3", 4862000, 530000), 0);
  EXPECT_EQ(epsgOf("几度分带=3\n带号=42", 4862000, 42530000), 0);
}

TEST(SurveyPlace, EastFirstAndDegreesAreSeenByTheValues) {
  const Parsed swapped =
      parse(kHead + "3,,1,甲,面,,,,@\nJ1,1,42530000,4862000\nJ2,1,42530400,4862000\nJ3,1,42530400,4861000\n");
  EXPECT_TRUE(place(swapped.file).east_first);
  EXPECT_EQ(place(swapped.file).epsg, 4530);
  EXPECT_FALSE(place(swapped.file).warnings.empty());
  const Parsed degrees = parse(kHead + "3,,1,甲,面,,,,@\nJ1,1,126.37,43.89\nJ2,1,126.38,43.89\nJ3,1,126.38,43.88\n");
  EXPECT_TRUE(place(degrees.file).degrees);
  EXPECT_TRUE(place(degrees.file).east_first);
  EXPECT_EQ(place(degrees.file).epsg, 4490);
}

TEST(SurveyPlace, EveryCodeGoesIntoWordsAndBack) {
  for (const int epsg : {4490, 4610, 4214, 4513, 4530, 4533, 4534, 4551, 4554,  4491,  4501,  4502,
                         4512, 2349, 2366, 2390, 2327, 2348, 2401, 2442, 21413, 21423, 21453, 21463})
    EXPECT_FALSE(wordsOf(epsg).datum.empty()) << epsg;
  EXPECT_EQ(wordsOf(4530).zone, 42);
  EXPECT_EQ(wordsOf(4499).width, 6);
  EXPECT_TRUE(wordsOf(32651).datum.empty());
  EXPECT_TRUE(wordsOf(0).datum.empty());
}

TEST(SurveyPlace, TheUnitOfADeclaredAreaIsTested) {
  EXPECT_EQ(declaredArea("11.0000", 110000).unit, "公顷");
  EXPECT_EQ(declaredArea("110000", 110000).unit, "平方米");
  EXPECT_EQ(declaredArea("165", 110000).unit, "亩");
  EXPECT_EQ(declaredArea("0.11", 110000).unit, "平方公里");
  EXPECT_EQ(declaredArea("0.7655公顷", 7655).square_metres, 7655);
  EXPECT_FALSE(declaredArea("0.7655公顷", 110000).fits);
  EXPECT_EQ(declaredArea("17", 110000).unit, "");
  EXPECT_EQ(declaredArea("", 110000).unit, "");
}

TEST(SurveyText, UnderstandsUtf16AndNothingElse) {
  EXPECT_EQ(fromUtf16(std::string("\xFF\xFE\x5B\x00\x5E\x5C", 6)), "[\xE5\xB1\x9E");
  EXPECT_EQ(fromUtf16(std::string("\xFE\xFF\x00\x5B", 4)), "[");
  EXPECT_EQ(fromUtf16("[属性描述]"), std::nullopt);
  EXPECT_TRUE(looksLikeSurveyText(fileAt("good/golden_gbk.txt")));
  EXPECT_TRUE(looksLikeSurveyText("4,,1,x,,,,,@\r\nJ1,1,4862000,42530000\r\n"));
  EXPECT_FALSE(looksLikeSurveyText("a,b,c\n1,2,3\n"));
  EXPECT_FALSE(looksLikeSurveyText("备注,见[属性描述]\n"));
  EXPECT_FALSE(looksLikeSurveyText("name,mail\na,b,c,d,x@y.z\n1,2,3,4\n"));
}

// ---- through GDAL -------------------------------------------------------------------------------------------------

class SurveyDriver : public testing::Test {
 protected:
  void SetUp() override {
    GDALAllRegister();
    if (GDALGetDriverByName("SurveyTXT") == nullptr) {
      const std::string library = std::string(ECOREDLINE_BIN_DIR) + "/../lib/gdalplugins/ogr_SurveyTXT.so";
      void* function = CPLGetSymbol(library.c_str(), "RegisterOGRSurveyTXT");
      ASSERT_NE(function, nullptr) << library;
      reinterpret_cast<void (*)()>(function)();
    }
    ASSERT_NE(GDALGetDriverByName("SurveyTXT"), nullptr);
  }

  static void put(const char* path, std::string bytes) {
    VSILFILE* file = VSIFOpenL(path, "wb");
    VSIFWriteL(bytes.data(), 1, bytes.size(), file);
    VSIFCloseL(file);
  }
  static std::string bytesOf(const char* path) {
    vsi_l_offset size = 0;
    GByte* bytes = nullptr;
    if (VSIIngestFile(nullptr, path, &bytes, &size, -1) == FALSE) return {};
    std::string text(reinterpret_cast<const char*>(bytes), size);
    VSIFree(bytes);
    return text;
  }
  static GDALDatasetUniquePtr open(const char* path) {
    const char* const drivers[] = {"SurveyTXT", nullptr};
    return GDALDatasetUniquePtr(GDALDataset::Open(path, GDAL_OF_VECTOR, drivers, nullptr, nullptr));
  }
  /// Everything that a reader gets of a file, as text.
  static std::string listing(GDALDataset& dataset) {
    OGRLayer& layer = *dataset.GetLayer(0);
    std::string text = OGRGeometryTypeToName(layer.GetGeomType());
    text += layer.GetSpatialRef() == nullptr ? "-" : layer.GetSpatialRef()->GetAuthorityCode(nullptr);
    for (const char* domain : {"", "项目信息"}) {
      char** items = dataset.GetMetadata(domain);
      for (int i = 0; items != nullptr && items[i] != nullptr; ++i) text += std::string("\n") + domain + items[i];
    }
    for (const auto& feature : layer) {
      for (const auto& value : *feature)
        text += std::string("\n") + value.GetName() + "=" +
                (value.IsNull() || value.IsUnset() ? "NULL" : value.GetAsString());
      char* wkt = nullptr;
      if (feature->GetGeometryRef() != nullptr) feature->GetGeometryRef()->exportToWkt(&wkt);
      text += std::string("\n") + (wkt == nullptr ? "none" : wkt);
      CPLFree(wkt);
    }
    return text;
  }
  static void copy(GDALDataset& source, const char* path, const char* const* options = nullptr) {
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("SurveyTXT");
    GDALDatasetUniquePtr target(driver->Create(path, 0, 0, 0, GDT_Unknown, nullptr));
    ASSERT_NE(target, nullptr);
    target->SetMetadata(source.GetMetadata(""));
    target->SetMetadata(source.GetMetadata("项目信息"), "项目信息");
    EXPECT_NE(target->CopyLayer(source.GetLayer(0), "plots", const_cast<char**>(options)), nullptr);
  }
};

TEST_F(SurveyDriver, GoldenFilesInBothEncodings) {
  for (const char* name : {"good/golden_utf8.txt", "good/golden_gbk.txt"}) {
    put("/vsimem/a.txt", fileAt(name));
    const auto dataset = open("/vsimem/a.txt");
    ASSERT_NE(dataset, nullptr) << name;
    OGRLayer& layer = *dataset->GetLayer(0);
    EXPECT_STREQ(layer.GetSpatialRef()->GetAuthorityCode(nullptr), "4530");
    ASSERT_EQ(layer.GetFeatureCount(), 2);
    const OGRFeatureUniquePtr plant(layer.GetNextFeature());
    EXPECT_STREQ(plant->GetFieldAsString("地块名称"), "示例厂区");
    EXPECT_STREQ(plant->GetFieldAsString("面积单位"), "公顷");
    EXPECT_DOUBLE_EQ(plant->GetFieldAsDouble("申报面积"), 110000);
    EXPECT_DOUBLE_EQ(plant->GetGeometryRef()->toPolygon()->get_Area(), 110000);
    EXPECT_EQ(plant->GetGeometryRef()->toPolygon()->getNumInteriorRings(), 1);
    EXPECT_DOUBLE_EQ(plant->GetGeometryRef()->toPolygon()->getExteriorRing()->getX(0), 42530000);
  }
}

TEST_F(SurveyDriver, GoldenFileIsWrittenBackByteByByte) {
  put("/vsimem/a.txt", fileAt("good/golden_utf8.txt"));
  copy(*open("/vsimem/a.txt"), "/vsimem/b.txt");
  EXPECT_EQ(bytesOf("/vsimem/b.txt"), fileAt("good/golden_utf8.txt"));
  const char* const gbk[] = {"ENCODING=GBK", nullptr};
  copy(*open("/vsimem/a.txt"), "/vsimem/c.txt", gbk);
  EXPECT_EQ(bytesOf("/vsimem/c.txt"), fileAt("good/golden_gbk.txt"));
  for (const char* path : {"/vsimem/b.txt", "/vsimem/c.txt"}) VSIUnlink(path);
}

TEST_F(SurveyDriver, ReadWriteReadIsIdentical) {
  const std::string hard =
      "[项目信息]\n项目名称=某厂\n[属性描述]\n坐标系=2000国家大地坐标系\n分带=3度带\n带号=\n精度=0.01\n[地块坐标]\n"
      "12,0.7655公顷,1,甲，乙,面,,工业,,旱地,@\n" +
      square("1", 4862000.1234567, 42530000.1, 87.49) + square("2", 4863000, 42530000, 10) +
      square("3", 4861999, 42530010, 10) + "0,,2,空,面,,,,@\n2,,3,丙,线,,,,@\n1,1,4862000,42530000\n" +
      "2,1,4862010,42530000.0000001\n2,,4,丁,点,,,,@\n1,1,4862000,42530000\n2,1,4862001,42530000\n";
  for (const std::string& text : {fileAt("good/golden_gbk.txt"), hard}) {
    put("/vsimem/a.txt", text);
    const auto first = open("/vsimem/a.txt");
    ASSERT_NE(first, nullptr);
    copy(*first, "/vsimem/b.txt");
    const auto second = open("/vsimem/b.txt");
    ASSERT_NE(second, nullptr) << bytesOf("/vsimem/b.txt");
    EXPECT_EQ(listing(*first), listing(*second));
    copy(*second, "/vsimem/c.txt");
    EXPECT_EQ(bytesOf("/vsimem/b.txt"), bytesOf("/vsimem/c.txt"));
    for (const char* path : {"/vsimem/b.txt", "/vsimem/c.txt"}) VSIUnlink(path);
  }
}

TEST_F(SurveyDriver, CrossingRingsAreRefusedWithBothLines) {
  put("/vsimem/a.txt",
      kHead + "8,,1,甲,面,,,,@\n" + square("1", 4862000, 42530000, 400) + square("2", 4861900, 42530100, 400));
  CPLPushErrorHandler(CPLQuietErrorHandler);
  EXPECT_EQ(open("/vsimem/a.txt"), nullptr);
  CPLPopErrorHandler();
  EXPECT_THAT(CPLGetLastErrorMsg(),
              HasSubstr("line 11: plot 1 甲: this ring crosses or repeats the one that begins in line 7"));
}

TEST_F(SurveyDriver, OtherSystemsAreNotWritten) {
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("SurveyTXT");
  GDALDatasetUniquePtr target(driver->Create("/vsimem/d.txt", 0, 0, 0, GDT_Unknown, nullptr));
  OGRSpatialReference utm;
  utm.importFromEPSG(32652);
  CPLPushErrorHandler(CPLQuietErrorHandler);
  EXPECT_EQ(target->CreateLayer("a", &utm, wkbPolygon, nullptr), nullptr);
  CPLPopErrorHandler();
  EXPECT_THAT(CPLGetLastErrorMsg(), HasSubstr("-t_srs EPSG:4530"));
}

TEST_F(SurveyDriver, ALayerOfAnotherFormatIsWrittenWithItsAreaAndZone) {
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("SurveyTXT");
  GDALDatasetUniquePtr target(driver->Create("/vsimem/e.txt", 0, 0, 0, GDT_Unknown, nullptr));
  OGRSpatialReference system;
  system.importFromEPSG(4551);
  system.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  OGRLayer* layer = target->CreateLayer("a", &system, wkbPolygon, nullptr);
  OGRFieldDefn name("DKMC", OFTString);
  layer->CreateField(&name);
  OGRFeature feature(layer->GetLayerDefn());
  feature.SetField(0, "甲,乙@");
  OGRGeometry* shape = nullptr;
  OGRGeometryFactory::createFromWkt("POLYGON((530000 4862000,530100 4862000,530100 4861900,530000 4862000))", nullptr,
                                    &shape);
  feature.SetGeometryDirectly(shape);
  CPLPushErrorHandler(CPLQuietErrorHandler);
  EXPECT_EQ(layer->CreateFeature(&feature), OGRERR_NONE);
  target.reset();
  CPLPopErrorHandler();
  EXPECT_EQ(
      bytesOf("/vsimem/e.txt"),
      "[属性描述]\r\n格式版本号=1.01\r\n数据产生单位=\r\n数据产生日期=\r\n坐标系=2000国家大地坐标系\r\n几度分带=3\r\n"
      "投影类型=高斯克吕格\r\n计量单位=米\r\n带号=42\r\n精度=0.001\r\n转换参数=,,,,,,\r\n[地块坐标]\r\n"
      "4,0.5000,,甲，乙＠,面,,,,@\r\nJ1,1,4862000.000,530000.000\r\nJ2,1,4862000.000,530100.000\r\n"
      "J3,1,4861900.000,530100.000\r\nJ1,1,4862000.000,530000.000\r\n");
  VSIUnlink("/vsimem/e.txt");
}

} // namespace
} // namespace survey_txt
