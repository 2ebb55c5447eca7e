// To the field and back: a pack is filled in by a program that is not ours, and comes back into the journal.
#include "program.hpp"

#include <gdal_priv.h>
#include <gdal_utils.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <ogrsf_frmts.h>

#include <filesystem>
#include <map>
#include <memory>

namespace ecoredline {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

struct Closer {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<GDALDataset, Closer>;

class FieldPack : public testing::Test {
 protected:
  void SetUp() override {
    GDALAllRegister();
    m_folder.importSample();
    ASSERT_EQ(ecoredline({"inspect", ws(), sample("leads_2024.geojson"), "--epoch", "2024"}).status, 0);
    for (const char* id : {kFirst, kSecond, kThird}) advance(id, "to_check");
    ASSERT_EQ(incident({"pack", "--ids", std::string(kFirst) + "," + kSecond + "," + kThird, "--out", trip()}).status,
              0);
  }
  Ran incident(std::vector<std::string> words) {
    words.insert(words.begin(), {"incident", ws()});
    return ecoredline(words);
  }
  void advance(const std::string& id, const std::string& to) {
    const Ran ran = incident(
        {"advance", id, "--to", to, "--by", "李四", "--level", "county", "--date", "2025-03-01", "--evidence", "函"});
    ASSERT_EQ(ran.status, 0) << ran.err;
  }
  Ran unpack(const std::string& file) {
    return incident({"unpack", file, "--by", "张三", "--date", "2025-03-20", "--level", "county"});
  }
  /// What QGIS does when a form is saved.
  void fillIn(const std::string& id, const std::map<std::string, std::string>& answers) {
    const Dataset data(GDALDataset::Open(trip().c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE));
    ASSERT_NE(data, nullptr);
    OGRLayer* layer = data->GetLayerByName("answers");
    layer->SetAttributeFilter(("incident = '" + id + "'").c_str());
    const std::unique_ptr<OGRFeature> row(layer->GetNextFeature());
    ASSERT_NE(row, nullptr);
    for (const auto& [field, value] : answers) row->SetField(field.c_str(), value.c_str());
    ASSERT_EQ(layer->SetFeature(row.get()), OGRERR_NONE);
  }
  json shown(const std::string& id) {
    return json::parse(incident({"show", id, "--format", "json"}).out).at("incidents")[0];
  }
  std::string ws() const { return m_folder.workspace(); }
  std::string trip() const { return m_folder.path("trip.gpkg"); }

  static constexpr const char* kFirst = "LD-2024-000001";
  static constexpr const char* kSecond = "LD-2024-000002";
  static constexpr const char* kThird = "LD-2024-000003";
  SampleFolder m_folder;
};

TEST_F(FieldPack, HoldsProblemsZonesFormAndWaypoints) {
  const Dataset data(GDALDataset::Open(trip().c_str(), GDAL_OF_VECTOR));
  ASSERT_NE(data, nullptr);
  EXPECT_EQ(data->GetLayerByName("answers")->GetFeatureCount(), 3);
  EXPECT_EQ(data->GetLayerByName("incidents")->GetFeatureCount(), 3);
  EXPECT_GT(data->GetLayerByName("zones")->GetFeatureCount(), 0);
  for (const char* name : {"answers", "incidents", "zones"}) {
    OGREnvelope extent;
    EXPECT_EQ(data->GetLayerByName(name)->GetExtent(&extent), OGRERR_NONE) << name;
  }
  // The domain is the standard's own, so any program that knows it offers the same words.
  const OGRFieldDefn* step = data->GetLayerByName("answers")->GetLayerDefn()->GetFieldDefn(
      data->GetLayerByName("answers")->GetLayerDefn()->GetFieldIndex("to_state"));
  const OGRFieldDomain* domain = data->GetFieldDomain(step->GetDomainName());
  ASSERT_NE(domain, nullptr);
  ASSERT_EQ(domain->GetDomainType(), OFDT_CODED);
  std::map<std::string, std::string> words;
  for (const OGRCodedValue* v = static_cast<const OGRCodedFieldDomain*>(domain)->GetEnumeration(); v->pszCode; ++v)
    words[v->pszCode] = v->pszValue;
  EXPECT_EQ(words.at("confirmed"), "已核查·属实");
  EXPECT_EQ(words.count("issued"), 0U); // no step leads there
  OGRLayer* styles = data->GetLayerByName("layer_styles");
  ASSERT_NE(styles, nullptr);
  const std::unique_ptr<OGRFeature> style(styles->GetNextFeature());
  EXPECT_EQ(style->GetFieldAsInteger("useAsDefault"), 1);
  const std::string qml = style->GetFieldAsString("styleQML");
  EXPECT_THAT(qml, HasSubstr("editWidget type=\"ValueMap\""));
  EXPECT_THAT(qml, HasSubstr("name=\"已核查·属实\" type=\"QString\" value=\"confirmed\""));
  const std::string gpx = readFile(pathFromUtf8(m_folder.path("trip.gpx"))).value();
  EXPECT_THAT(gpx, HasSubstr("<name>LD-2024-000003</name>"));
}

// For those without a GIS: a map that knows its place for each problem, and its sheet.
TEST_F(FieldPack, HasAMapThatKnowsItsPlaceAndASheetOfEach) {
  const auto page = [&](int number) {
    return Dataset(GDALDataset::Open(("PDF:" + std::to_string(number) + ":" + m_folder.path("trip_maps.pdf")).c_str(),
                                     GDAL_OF_RASTER));
  };
  const Dataset map = page(4); // an index, then a page each
  ASSERT_NE(map, nullptr);
  double transform[6];
  EXPECT_EQ(map->GetGeoTransform(transform), CE_None);
  ASSERT_NE(map->GetSpatialRef(), nullptr);
  EXPECT_THAT(map->GetSpatialRef()->GetName(), HasSubstr("CGCS2000"));
  EXPECT_GT(CSLCount(map->GetMetadata("LAYERS")), 3);
  CPLPushErrorHandler(CPLQuietErrorHandler);
  EXPECT_EQ(page(5), nullptr);
  CPLPopErrorHandler();
  EXPECT_THAT(readFile(pathFromUtf8(m_folder.path("trip_sheets.pdf"))).value(), testing::StartsWith("%PDF"));

  // A second pack, after the ledger went on, is made anew.
  advance(kFirst, "confirmed");
  const std::string before = readFile(pathFromUtf8(m_folder.path("trip_maps.pdf"))).value();
  ASSERT_EQ(incident({"pack", "--ids", kFirst, "--out", trip()}).status, 0);
  EXPECT_NE(readFile(pathFromUtf8(m_folder.path("trip_maps.pdf"))).value(), before);
}

TEST_F(FieldPack, AnswersBecomeEntriesAndASecondTimeNothing) {
  ASSERT_TRUE(writeFileAtomically(pathFromUtf8(m_folder.path("照片1.jpg")), "not really a photo"));
  fillIn(kFirst,
         {{"to_state", "confirmed"}, {"checked_on", "2025-03-18"}, {"checked_by", "王五"}, {"evidence", "现场核查"}});
  fillIn(kSecond,
         {{"to_state", "unfounded"}, {"reason", "原址为耕地"}, {"photo", "照片1.jpg"}, {"note", "已与村委核对"}});
  const Ran ran = unpack(trip());
  EXPECT_EQ(ran.status, 0) << ran.err << ran.out;
  EXPECT_THAT(ran.err, HasSubstr("记入 2 行"));
  const json first = shown(kFirst);
  EXPECT_EQ(first.at("state"), "confirmed");
  EXPECT_EQ(first.at("history").back().at("by"), "王五");
  EXPECT_EQ(first.at("history").back().at("date"), "2025-03-18");
  const json second = shown(kSecond);
  EXPECT_EQ(second.at("state"), "unfounded");
  EXPECT_EQ(second.at("history").back().at("by"), "张三");
  EXPECT_EQ(second.at("history").back().at("file").at("name"), "照片1.jpg");
  EXPECT_EQ(shown(kThird).at("state"), "to_check");
  EXPECT_EQ(incident({"verify"}).status, 0);

  const std::string before = incident({"list", "--format", "json"}).out;
  const Ran again = unpack(trip());
  EXPECT_EQ(again.status, 0) << again.out;
  EXPECT_THAT(again.err, HasSubstr("此前已记入 2 行"));
  EXPECT_EQ(incident({"list", "--format", "json"}).out, before);
}

TEST_F(FieldPack, WhatTheJournalWentOnAboutIsShownAndNotOverwritten) {
  fillIn(kFirst, {{"to_state", "unfounded"}, {"reason", "没有发现"}, {"note", "x"}});
  fillIn(kSecond, {{"to_state", "confirmed"}, {"evidence", "现场核查"}});
  fillIn(kThird, {{"to_state", "closed"}});
  advance(kFirst, "confirmed"); // meanwhile, at the office
  const Ran ran = unpack(trip());
  EXPECT_EQ(ran.status, 4);
  EXPECT_THAT(ran.out, HasSubstr("冲突"));
  EXPECT_THAT(ran.out, HasSubstr("李四"));             // who went on
  EXPECT_THAT(ran.out, HasSubstr("incident WS show")); // what to do
  EXPECT_THAT(ran.out, HasSubstr("不能办理"));
  EXPECT_EQ(shown(kFirst).at("state"), "confirmed");
  EXPECT_EQ(shown(kFirst).at("history").back().at("by"), "李四");
  EXPECT_EQ(shown(kSecond).at("state"), "confirmed"); // the others are taken
  EXPECT_EQ(shown(kThird).at("state"), "to_check");
  EXPECT_EQ(incident({"verify"}).status, 0);
}

// The same columns in a spreadsheet made of the pack by GDAL, with words instead of codes.
TEST_F(FieldPack, ASpreadsheetWithTheSameColumnsDoesToo) {
  fillIn(kSecond, {{"to_state", "已核查·属实"}, {"evidence", "现场核查"}});
  std::vector<char*> words{const_cast<char*>("-f"), const_cast<char*>("XLSX"), const_cast<char*>("answers"), nullptr};
  GDALVectorTranslateOptions* options = GDALVectorTranslateOptionsNew(words.data(), nullptr);
  GDALDatasetH source = GDALOpenEx(trip().c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr);
  GDALDatasetH sheet = GDALVectorTranslate(m_folder.path("trip.xlsx").c_str(), nullptr, 1, &source, options, nullptr);
  GDALVectorTranslateOptionsFree(options);
  if (sheet == nullptr) GTEST_SKIP() << "GDAL writes no XLSX here";
  GDALClose(sheet);
  GDALClose(source);
  const Ran ran = unpack(m_folder.path("trip.xlsx"));
  EXPECT_EQ(ran.status, 0) << ran.err << ran.out;
  EXPECT_EQ(shown(kSecond).at("state"), "confirmed");
  const Ran none = unpack(sample("access_list.xlsx"));
  EXPECT_EQ(none.status, 3);
  EXPECT_THAT(none.err, HasSubstr("pack"));
}

} // namespace
} // namespace ecoredline
