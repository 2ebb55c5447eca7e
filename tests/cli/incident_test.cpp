#include "program.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <random>
#include <set>

namespace ecoredline {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr double kLon = 126.15;
constexpr double kLat = 43.2;

/// Squares of 100 m, 500 m apart, as a file of leads.
std::string squares(int count, const std::string& image_after, const std::string& activity = "采石场") {
  json features = json::array();
  for (int i = 0; i < count; ++i) {
    const double x = kLon + 0.006 * (i % 50);
    const double y = kLat + 0.0045 * (i / 50);
    features.push_back(
        {{"type", "Feature"},
         {"geometry",
          {{"type", "Polygon"},
           {"coordinates", {{{x, y}, {x + 0.0012, y}, {x + 0.0012, y + 0.0009}, {x, y + 0.0009}, {x, y}}}}}},
         {"properties",
          {{"点位编号", fmt::format("DW{:04}", i)},
           {"活动类型", activity},
           {"后时相", image_after},
           {"责任人", "王五"}}}});
  }
  return json{{"type", "FeatureCollection"},
              {"crs", {{"type", "name"}, {"properties", {{"name", "urn:ogc:def:crs:EPSG::4490"}}}}},
              {"features", features}}
      .dump();
}

class Incidents : public testing::Test {
 protected:
  std::string leads(const std::string& name, const std::string& content) {
    const std::string file = m_folder.path(name);
    EXPECT_TRUE(writeFileAtomically(pathFromUtf8(file), content));
    return file;
  }
  Ran inspect(const std::string& file, const std::string& epoch) {
    return ecoredline({"inspect", ws(), file, "--epoch", epoch});
  }
  Ran incident(std::vector<std::string> words) {
    words.insert(words.begin(), {"--quiet", "incident", ws()});
    return ecoredline(words);
  }
  json list() { return json::parse(incident({"list", "--format", "json"}).out); }
  Ran advance(const std::string& to, const std::string& level, const std::string& date, const std::string& evidence) {
    return incident({"advance", kFirst, "--to", to, "--by", "张三", "--level", level, "--date", date, "--evidence",
                     evidence, "--reason", "理由"});
  }
  std::string ws() const { return m_folder.workspace(); }
  static constexpr const char* kFirst = "LD-2024-000001";
  SampleFolder m_folder;
};

TEST_F(Incidents, AWriteOffAndItsRelapse) {
  ASSERT_EQ(inspect(leads("a.geojson", squares(3, "2024-03-01")), "2024").status, 0);
  const std::string paper = leads("核查表.txt", "核查");
  const Ran wrong = advance("closed", "province", "2024-04-01", paper);
  EXPECT_EQ(wrong.status, 3);
  EXPECT_THAT(wrong.err, HasSubstr("to_check"));
  EXPECT_EQ(advance("to_check", "county", "2024-03-05", "").status, 0);
  EXPECT_EQ(advance("confirmed", "county", "2024-03-10", paper).status, 0);
  EXPECT_EQ(advance("rectifying", "county", "2024-03-11", "整改方案").status, 0);
  EXPECT_EQ(advance("rectified", "county", "2024-05-01", "只有文字").status, 3); // a file is needed
  EXPECT_EQ(advance("rectified", "county", "2024-05-01", paper).status, 0);
  EXPECT_EQ(advance("accepted", "county", "2024-05-10", paper).status, 3); // not for the county
  EXPECT_EQ(advance("accepted", "city", "2024-05-10", paper).status, 0);
  EXPECT_EQ(advance("closed", "province", "2024-06-01", paper).status, 0);
  EXPECT_EQ(list().at("incidents")[0].at("state"), "closed");

  // A picture from before the write-off says nothing; one from after it does.
  ASSERT_EQ(inspect(leads("b.geojson", squares(3, "2024-05-20")), "2024b").status, 0);
  EXPECT_EQ(list().at("incidents")[0].at("state"), "closed");
  const Ran later = inspect(leads("c.geojson", squares(3, "2024-09-20")), "2024c");
  ASSERT_EQ(later.status, 0) << later.err;
  EXPECT_THAT(later.out, HasSubstr("反弹"));
  EXPECT_THAT(later.out, HasSubstr(kFirst));
  const json first = list().at("incidents")[0];
  EXPECT_EQ(first.at("state"), "relapsed");
  EXPECT_EQ(first.at("relapsed"), true);
  EXPECT_EQ(list().at("incidents").size(), 3U);
  EXPECT_EQ(incident({"verify"}).status, 0);

  // A file that was changed is found.
  const std::string hash = first.at("history")[2].at("file").at("hash");
  std::ofstream(pathFromUtf8(ws() + ".files") / hash.substr(0, 2) / hash.substr(2)) << "anders";
  const Ran broken = incident({"verify"});
  EXPECT_EQ(broken.status, 3);
  EXPECT_THAT(broken.err, HasSubstr("核查表.txt"));
}

TEST_F(Incidents, TheSameEpochTwiceChangesNothing) {
  const std::string file = leads("a.geojson", squares(5, "2024-03-01"));
  ASSERT_EQ(inspect(file, "2024").status, 0);
  const json before = list();
  EXPECT_EQ(inspect(file, "2024").status, 0);
  EXPECT_EQ(list(), before);
  EXPECT_EQ(inspect(leads("b.geojson", squares(6, "2024-03-01")), "2024").status, 3);
  EXPECT_EQ(inspect(leads("c.geojson", squares(6, "2020-03-01")), "2020").status, 3); // before what is there
  EXPECT_EQ(list(), before);
}

// A list that names a place twice has one problem there, under both numbers; another activity is another problem.
TEST_F(Incidents, TheSameLeadTwiceInAListIsOne) {
  json list_twice = json::parse(squares(3, "2024-03-01"));
  json again = list_twice["features"][1];
  list_twice["features"].push_back(again); // to the letter
  again["properties"]["点位编号"] = "DW0099";
  list_twice["features"].push_back(again); // under another number, from another corner
  json& ring = list_twice["features"].back()["geometry"]["coordinates"][0];
  ring.erase(ring.begin());
  ring.push_back(ring[0]);
  again["properties"]["活动类型"] = "旅游设施";
  list_twice["features"].push_back(again);
  const std::string file = leads("a.geojson", list_twice.dump());
  const Ran first = inspect(file, "2024");
  ASSERT_EQ(first.status, 0) << first.err;
  EXPECT_THAT(first.err, HasSubstr("lead.repeated"));
  EXPECT_THAT(first.out, HasSubstr("新增 4"));
  const json incidents = list().at("incidents");
  ASSERT_EQ(incidents.size(), 4U);
  const auto joined = std::ranges::count_if(incidents, [](const json& incident) {
    return incident.at("lead_no") == "DW0001、DW0099" && incident.at("fields").at("lead_no") == "DW0001、DW0099";
  });
  EXPECT_EQ(joined, 1);
  EXPECT_EQ(inspect(file, "2024").status, 0); // nothing was changed
  EXPECT_EQ(list().at("incidents"), incidents);
  const Ran next = inspect(leads("b.geojson", squares(3, "2024-09-01")), "2024b");
  EXPECT_THAT(next.out, Not(HasSubstr("分裂")));
}

// The headings of a ledger are those of a list of leads, whatever the office's spreadsheet writes; what has no usable
// place was not looked at, which is not "in no zone".
TEST_F(Incidents, WhatHasNoPlaceWasNotExamined) {
  const std::string file = leads("p.csv", "点位编号,中心经度,中心纬度,活动类型,后时相\n"
                                          "P1,126.2,43.3,旅游设施,2024-03-01\nP2,,,旅游设施,2024-03-01\n");
  const Ran ran = ecoredline({"inspect", ws(), file, "--epoch", "2024", "--crs", "EPSG:4490"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const json incidents = list().at("incidents");
  ASSERT_EQ(incidents.size(), 2U);
  const auto& placed = incidents[0].at("lead_no") == "P1" ? incidents[0] : incidents[1];
  EXPECT_NEAR(placed.at("longitude").get<double>(), 126.2, 1e-9);
  const std::string csv = incident({"export", "--format", "csv"}).out;
  EXPECT_THAT(csv, HasSubstr("未能核（无可用图形）"));
  EXPECT_THAT(csv, HasSubstr("未涉及所列分区（有未能核的）")); // no layer is in the workspace
  EXPECT_THAT(incident({"stats"}).out, HasSubstr("未能核"));
}

// A spreadsheet of points, as offices send them: no shapes, degrees or degrees, minutes and seconds.
TEST_F(Incidents, ASpreadsheetOfPointsIsReadAsOne) {
  const std::string rows = "点位编号,中心经度,中心纬度,活动类型,后时相\nP1,126°12′0″,43°18′00″,旅游设施,2024-03-01\n"
                           "P2,126.3,43.4,旅游设施,2024-03-01\nP3,不详,,旅游设施,2024-03-01\n";
  const std::string csv = leads("p.csv", rows);
  const std::string xlsx = m_folder.path("p.xlsx");
  if (std::system(("ogr2ogr -f XLSX '" + xlsx + "' '" + csv + "' >/dev/null 2>&1").c_str()) != 0)
    GTEST_SKIP() << "ogr2ogr cannot write XLSX here";
  const Ran ran = ecoredline({"inspect", ws(), xlsx, "--epoch", "2024"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("EPSG:4490"));
  EXPECT_THAT(ran.err, HasSubstr("lead.position"));
  std::map<std::string, json> by_number;
  const json document = list();
  for (const json& incident : document.at("incidents")) by_number[incident.at("lead_no")] = incident;
  ASSERT_EQ(by_number.size(), 3U);
  EXPECT_NEAR(by_number["P1"].at("longitude").get<double>(), 126.2, 1e-9);
  EXPECT_NEAR(by_number["P1"].at("latitude").get<double>(), 43.3, 1e-9);
  EXPECT_NEAR(by_number["P2"].at("longitude").get<double>(), 126.3, 1e-9);
  EXPECT_EQ(by_number["P3"].at("shape"), "none");
  const std::string minutes = leads("m.csv", "点位编号,经度,纬度\nP4,126°12′0″,43°18′0″\n");
  ASSERT_EQ(ecoredline({"inspect", ws(), minutes, "--epoch", "2024b", "--date", "2024-06-01", "--crs", "EPSG:4490",
                        "--coverage", "none"})
                .status,
            0);
  EXPECT_THAT(incident({"list", "--format", "json"}).out, HasSubstr("126.2"));
  const Ran none = ecoredline({"inspect", ws(), leads("n.csv", "单位,问题\n甲,乙\n"), "--epoch", "2025"});
  EXPECT_EQ(none.status, 3);
  EXPECT_THAT(none.err, HasSubstr("longitude="));
}

TEST_F(Incidents, EvidenceThatIsNamedLikeAFileMustBeOne) {
  ASSERT_EQ(inspect(leads("a.geojson", squares(1, "2024-03-01")), "2024").status, 0);
  ASSERT_EQ(advance("to_check", "county", "2024-03-05", "").status, 0);
  const Ran mistyped = advance("confirmed", "county", "2024-03-10", "现场照片.jpg");
  EXPECT_EQ(mistyped.status, 3);
  EXPECT_THAT(mistyped.err, HasSubstr("现场照片.jpg"));
  EXPECT_EQ(list().at("incidents")[0].at("state"), "to_check");
  EXPECT_EQ(advance("confirmed", "county", "2024-03-10", "吉环函〔2024〕12号").status, 0);
}

TEST_F(Incidents, APointHasNoAreaAndSaysSo) {
  const std::string file = leads("p.csv", "点位编号,经度,纬度,活动类型,后时相\nP1,126.2,43.3,旅游设施,2024-03-01\n");
  const Ran ran = ecoredline({"inspect", ws(), file, "--epoch", "2024", "--crs", "EPSG:4490"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const json one = list().at("incidents")[0];
  EXPECT_TRUE(one.at("area_m2").is_null());
  EXPECT_EQ(one.at("area_reason"), "to_be_measured");
  EXPECT_THAT(incident({"list"}).out, HasSubstr("面积待测"));
}

// An independent judge of the contract. jsonschema is Debian's python3-jsonschema.
TEST_F(Incidents, TheListIsWhatItsSchemaSays) {
  const auto shell = [](const std::string& command) {
    return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
  };
  if (!shell("/usr/bin/python3 -c 'import jsonschema'")) GTEST_SKIP() << "python3-jsonschema is not installed";
  m_folder.importSample();
  ASSERT_EQ(inspect(leads("a.geojson", squares(60, "2024-03-01")), "2024").status, 0);
  ASSERT_EQ(inspect(leads("b.geojson", squares(40, "2024-09-01")), "2024b").status, 0);
  EXPECT_EQ(incident({"attach", kFirst, sample("README.md"), "--by", "甲"}).status, 0);
  const std::string schema = ECOREDLINE_SOURCE_DIR "/docs/schema/incidents-1.schema.json";
  const auto valid = [&](const json& document) {
    return shell("/usr/bin/python3 -m jsonschema -i '" + leads("l.json", document.dump()) + "' '" + schema + "'");
  };
  json document = list();
  EXPECT_EQ(document.at("incidents").size(), 60U);
  EXPECT_TRUE(valid(document));
  document["incidents"][0]["change"] = "moved";
  EXPECT_FALSE(valid(document));
}

TEST_F(Incidents, APhotoTakenElsewhereIsSaid) {
  if (std::system("/usr/bin/python3 -c 'import PIL' >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "python3-pil is not installed";
  ASSERT_EQ(inspect(leads("a.geojson", squares(1, "2024-03-01")), "2024").status, 0);
  const std::string script = leads("make.py", R"py(
import sys
from PIL import Image
north, out = float(sys.argv[1]), sys.argv[2]
def dms(v):
    d = int(v); m = int((v - d) * 60)
    return (d, m, round(((v - d) * 60 - m) * 60, 3))
exif = Image.Exif()
gps = {1: 'N', 2: dms(43.2004 + north), 3: 'E', 4: dms(126.1506)}
exif._ifds[0x8825] = gps; exif[0x8825] = gps
taken = {0x9003: '2024:06:20 09:30:00'}
exif._ifds[0x8769] = taken; exif[0x8769] = taken
Image.new('RGB', (64, 48), (90, 140, 80)).save(out, exif=exif)
)py");
  const auto photo = [&](const std::string& north, const std::string& name) {
    EXPECT_EQ(std::system(("/usr/bin/python3 '" + script + "' " + north + " '" + m_folder.path(name) + "'").c_str()),
              0);
    return m_folder.path(name);
  };
  const auto attach = [&](const std::string& file, const std::string& date) {
    return ecoredline({"incident", ws(), "attach", kFirst, file, "--by", "甲", "--date", date});
  };
  EXPECT_THAT(attach(photo("0", "here.jpg"), "2024-06-20").err, Not(HasSubstr("拍摄")));
  EXPECT_THAT(attach(photo("0.01", "there.jpg"), "2024-06-20").err, HasSubstr("距问题点位 105"));
  EXPECT_THAT(attach(photo("0", "old.jpg"), "2025-06-20").err, HasSubstr("拍摄时间"));
  const json history = list().at("incidents")[0].at("history");
  EXPECT_EQ(history[1].at("file").at("distance_m"), 0);
  EXPECT_EQ(history[2].at("file").at("mismatch"), "position");
  EXPECT_EQ(history[3].at("file").at("mismatch"), "time");
}

// Large, missing, empty, no file at all, taken away, changed: each is said, and none leaves half an entry.
TEST_F(Incidents, OddFilesAreRefusedAndLostOnesAreNamed) {
  ASSERT_EQ(inspect(leads("a.geojson", squares(1, "2024-03-01")), "2024").status, 0);
  const auto attach = [&](const std::string& file) { return incident({"attach", kFirst, file, "--by", "甲"}); };
  for (const std::string& none : {m_folder.path("nowhere.pdf"), leads("empty.pdf", ""), m_folder.path("")}) {
    const Ran ran = attach(none);
    EXPECT_EQ(ran.status, 3) << none;
    EXPECT_FALSE(ran.err.empty());
  }
  EXPECT_EQ(list().at("incidents")[0].at("history").size(), 1U);
  EXPECT_FALSE(std::filesystem::exists(pathFromUtf8(ws() + ".files")));

  const std::string film = leads("film.mp4", "x");
  std::filesystem::resize_file(pathFromUtf8(film), 200U << 20U);
  ASSERT_EQ(attach(film).status, 0);
  const json kept = list().at("incidents")[0].at("history")[1].at("file");
  EXPECT_EQ(kept.at("bytes"), 200U << 20U);
  EXPECT_EQ(incident({"verify"}).status, 0);
  const std::string hash = kept.at("hash");
  const auto place = pathFromUtf8(ws() + ".files") / hash.substr(0, 2) / hash.substr(2);
  std::filesystem::resize_file(place, (200U << 20U) - 1);
  EXPECT_THAT(incident({"verify"}).err, HasSubstr("被改动"));
  ASSERT_EQ(attach(film).status, 0); // the same file again puts it right
  EXPECT_EQ(incident({"verify"}).status, 0);
  std::filesystem::remove(place);
  const Ran lost = incident({"verify"});
  EXPECT_EQ(lost.status, 3);
  EXPECT_THAT(lost.err, HasSubstr("film.mp4"));
  EXPECT_THAT(lost.err, HasSubstr("不在了"));
}

TEST_F(Incidents, APublicationHasNoNamesAndNoPlaces) {
  ASSERT_EQ(inspect(leads("a.geojson", squares(2, "2024-03-01")), "2024").status, 0);
  const std::string own = incident({"export", "--format", "csv"}).out;
  const std::string open = incident({"export", "--format", "csv", "--public"}).out;
  EXPECT_THAT(own, HasSubstr("王五"));
  EXPECT_THAT(own, HasSubstr("中心经度"));
  EXPECT_THAT(open, Not(HasSubstr("王五")));
  EXPECT_THAT(open, Not(HasSubstr("中心经度")));
  EXPECT_THAT(open, HasSubstr(kFirst));
  for (const char* format : {"xlsx", "gpkg", "html"}) {
    const std::string out = m_folder.path(std::string("out.") + format);
    const Ran ran = incident({"export", "--format", format, "--out", out});
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_TRUE(std::filesystem::exists(pathFromUtf8(out)));
  }
}

std::string receptors(const std::vector<std::tuple<std::string, double, double>>& places) {
  json features = json::array();
  for (const auto& [name, lon, lat] : places)
    features.push_back({{"type", "Feature"},
                        {"geometry", {{"type", "Point"}, {"coordinates", {lon, lat}}}},
                        {"properties", {{"目标编号", name}, {"目标名称", name}, {"目标类型", "学校"}}}});
  return json{{"type", "FeatureCollection"},
              {"crs", {{"type", "name"}, {"properties", {{"name", "urn:ogc:def:crs:EPSG::4490"}}}}},
              {"features", features}}
      .dump();
}

// Every lead is told the nearest facility, where the layer is there, and how far it lies inside its zone.
TEST_F(Incidents, TheNearestFacilityAndBorderAreNamed) {
  m_folder.importSample();
  ASSERT_EQ(inspect(leads("a.geojson", squares(1, "2024-03-01")), "2024").status, 0);
  EXPECT_THAT(incident({"show", kFirst}).out,
              HasSubstr("环境敏感目标、环境风险源、入河排污口、矿业权、已批项目（设施，本期无有效版本）"));
  // 0.001 degrees are 81.3 m here; the second is too far to be named, the third is of a version that ended.
  const auto import = [&](const std::string& file, const std::string& date) {
    const Ran ran = ecoredline(
        {"import", ws(), file, "--kind", "sensitive_receptor", "--date", date, "--coverage", "all", "--version", date});
    ASSERT_EQ(ran.status, 0) << ran.err;
  };
  import(leads("old.geojson", receptors({{ "旧校", kLon, kLat }})), "2020-01-01");
  import(leads("new.geojson", receptors({{"甲校", kLon + 0.0022, kLat + 0.0004},
                                         { "乙校",
                                           kLon,
                                           kLat + 0.0009 + 0.0451 }})),
         "2023-01-01");
  ASSERT_EQ(inspect(leads("b.geojson", squares(2, "2024-09-01")), "2024b").status, 0);
  const json document = list();
  EXPECT_EQ(document.at("epochs")[0].at("facilities"), json::array());
  EXPECT_TRUE(document.at("epochs")[0].at("facility_reach_m").is_null());
  EXPECT_EQ(document.at("epochs")[1].at("facilities"), json::array({"sensitive_receptor"}));
  EXPECT_EQ(document.at("epochs")[1].at("facility_reach_m"), 5000);
  const json near = document.at("incidents")[0].at("facilities");
  ASSERT_EQ(near.size(), 1U);
  EXPECT_EQ(near[0].at("zone_name"), "甲校");
  EXPECT_EQ(near[0].at("zone_class"), "school");
  EXPECT_NEAR(near[0].at("distance_m").get<double>(), 81.3, 0.2);
  EXPECT_NEAR(near[0].at("bearing_deg").get<double>(), 90, 1);
  const std::string shown = incident({"show", kFirst}).out;
  EXPECT_THAT(shown, HasSubstr("甲校 81."));
  EXPECT_THAT(shown, HasSubstr("方位 东 90°"));
  EXPECT_THAT(shown, HasSubstr("环境风险源、入河排污口、矿业权、已批项目（设施，本期无有效版本）"));
  EXPECT_THAT(incident({"export", "--format", "csv"}).out, HasSubstr("距最近设施（m）"));
  const std::string open = incident({"export", "--format", "csv", "--public"}).out;
  EXPECT_THAT(open, Not(HasSubstr("甲校"))); // it would tell where the problem is
  EXPECT_THAT(open, Not(HasSubstr("距分区边界")));
}

// Inside a zone of 4 km the border is told with its distance; over the border it is 0.
TEST_F(Incidents, TheBorderOfTheZoneIsMeasured) {
  const auto ring = [](double x0, double y0, double x1, double y1) {
    return json::array({{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}});
  };
  const json zone{
      {"type", "FeatureCollection"},
      {"crs", {{"type", "name"}, {"properties", {{"name", "urn:ogc:def:crs:EPSG::4490"}}}}},
      {"features",
       {{{"type", "Feature"},
         {"geometry",
          {{"type", "Polygon"}, {"coordinates", ring(kLon - 0.01, kLat - 0.01, kLon + 0.0066, kLat + 0.04)}}},
         {"properties", {{"name", "示例保护区"}, {"功能区", "核心区"}}}}}}};
  const Ran imported = ecoredline({"import", ws(), leads("zone.geojson", zone.dump()), "--kind", "nature_reserve",
                                   "--date", "2020-01-01", "--coverage", "all"});
  ASSERT_EQ(imported.status, 0) << imported.err;
  ASSERT_EQ(inspect(leads("a.geojson", squares(3, "2024-03-01")), "2024").status, 0);
  const json incidents = list().at("incidents");
  const json inside = incidents[0].at("zones").at(0); // its eastern side is 0.0054 degrees from the border
  EXPECT_NEAR(inside.at("border_m").get<double>(), 0.0054 * 81340, 2);
  EXPECT_NEAR(inside.at("border_bearing_deg").get<double>(), 90, 1);
  const json over = incidents[1].at("zones").at(0);
  EXPECT_EQ(over.at("border_m"), 0);
  EXPECT_TRUE(over.at("border_bearing_deg").is_null());
  EXPECT_TRUE(incidents[2].at("zones").empty());
  EXPECT_THAT(incident({"show", kFirst}).out, HasSubstr("距分区边界 43"));
  EXPECT_THAT(incident({"show", "LD-2024-000002"}).out, HasSubstr("及于分区边界"));
}

TEST_F(Incidents, AStepThatRestsOnAnOldHeadIsRefused) {
  ASSERT_EQ(inspect(leads("a.geojson", squares(2, "2024-03-01")), "2024").status, 0);
  const std::string head = list().at("head");
  EXPECT_EQ(incident({"note", kFirst, "--by", "甲", "--text", "已看"}).status, 0);
  const Ran stale = incident({"note", kFirst, "--by", "乙", "--text", "也已看", "--head", head});
  EXPECT_EQ(stale.status, 3);
  EXPECT_THAT(stale.err, HasSubstr("show"));
  EXPECT_EQ(incident({"note", "LD-2024-000002", "--by", "乙", "--text", "另一个", "--head", head}).status, 0);
}

/// What is there after a kill: the entries, when the journal holds.
std::size_t entriesAfter(const std::string& workspace) {
  const Ran verified = ecoredline({"--quiet", "incident", workspace, "verify"});
  EXPECT_EQ(verified.status, 0) << verified.err;
  return verified.status == 0 ? std::stoul(verified.out) : 0;
}

// Twenty kills at any moment of imports and steps (a thousand in tests/soak/incident_kill.py): an import is there or
// not, a step is there or not, and going on afterwards neither loses nor doubles anything.
TEST_F(Incidents, KilledAtAnyMomentLosesAtMostWhatWasNotDone) {
  std::mt19937 random(7);
  const std::string file = leads("a.geojson", squares(400, "2024-03-01"));
  std::size_t entries = 0;
  for (int kill = 0; kill < 10; ++kill) {
    ecoredlineKilled({"inspect", ws(), file, "--epoch", "2024"}, static_cast<int>(random() % 300), SIGKILL);
    entries = entriesAfter(ws());
    ASSERT_TRUE(entries == 0 || entries == 401) << entries;
  }
  ASSERT_EQ(inspect(file, "2024").status, 0);
  ASSERT_EQ(entriesAfter(ws()), 401U);
  entries = 401;
  for (int kill = 0; kill < 10; ++kill) {
    ecoredlineKilled({"incident", ws(), "note", kFirst, "--by", "甲", "--text", fmt::format("第{}次", kill)},
                     static_cast<int>(random() % 120), SIGKILL);
    const std::size_t after = entriesAfter(ws());
    ASSERT_TRUE(after == entries || after == entries + 1) << after;
    entries = after;
  }
  std::set<std::string> texts;
  const json first = list().at("incidents")[0];
  std::size_t notes = 0;
  for (const json& event : first.at("history"))
    if (event.at("action") == "note") {
      ++notes;
      texts.insert(event.at("text"));
    }
  EXPECT_EQ(notes, texts.size());
  EXPECT_EQ(notes + 401, entries);
}

} // namespace
} // namespace ecoredline
