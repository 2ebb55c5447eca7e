// The ledger through the program: the same delivery saved again, a person's decision, files, targets.
#include "program.hpp"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <gdal_utils.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <ogrsf_frmts.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ecoredline {
namespace {

using Json = nlohmann::ordered_json;

void convert(const std::string& from, const std::string& to, std::vector<std::string> arguments) {
  GDALAllRegister();
  GDALDatasetH source = GDALOpenEx(from.c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr);
  ASSERT_NE(source, nullptr);
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  GDALVectorTranslateOptions* options = GDALVectorTranslateOptionsNew(argv.data(), nullptr);
  GDALDatasetH result = GDALVectorTranslate(to.c_str(), nullptr, 1, &source, options, nullptr);
  GDALVectorTranslateOptionsFree(options);
  ASSERT_NE(result, nullptr);
  GDALClose(result);
  GDALClose(source);
}

class TrackProgram : public ::testing::Test {
 protected:
  void SetUp() override {
    import(sample("base/jilin_city_counties.geojson"), "admin_division", "2023", "2023-01-01", "100", "features");
    import(sample("redline_2018.gpkg"), "ecological_redline", "2018", "2018-12-01", "3", "admin:2202");
  }
  void import(const std::string& file, const std::string& kind, const std::string& label, const std::string& date,
              const std::string& accuracy, const std::string& coverage) {
    const Ran ran = ecoredline({"import", folder.workspace(), file, "--kind", kind, "--version", label, "--date", date,
                                "--accuracy", accuracy, "--coverage", coverage});
    ASSERT_EQ(ran.status, 0) << ran.err;
  }
  Ran track(std::vector<std::string> more) const {
    std::vector<std::string> arguments{"track", folder.workspace(), "ecological_redline"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return ecoredline(arguments);
  }
  SampleFolder folder;
};

TEST_F(TrackProgram, TheSameDeliveryInAnotherSystemAndFormatIsAnEmptyLedger) {
  convert(sample("redline_2018.gpkg"), folder.path("moved.gpkg"), {"-t_srs", "EPSG:4530"});
  import(folder.path("moved.gpkg"), "ecological_redline", "again", "2019-01-01", "3", "admin:2202");
  for (const auto& [from, to] : {std::pair{"2018", "again"}, {"again", "2018"}}) {
    const Ran ran = track({"--from", from, "--to", to, "--by", "admin_division"});
    ASSERT_EQ(ran.status, 0) << ran.err;
    const Json ledger = Json::parse(ran.out);
    EXPECT_TRUE(ledger["changes"].empty());
    EXPECT_TRUE(ledger["summary"]["empty"].get<bool>());
    for (const auto& row : ledger["accounts"])
      for (const auto& [key, value] : row.items()) {
        const bool side = key == "opening_m2" || key == "closing_m2";
        if (!key.ends_with("_m2") || side) continue;
        EXPECT_LT(std::abs(value.get<double>()), 0.01) << key;
      }
  }
}

TEST_F(TrackProgram, CountiesAddUpAndADecisionKeepsTheBooksClosed) {
  import(sample("redline_2023.shp"), "ecological_redline", "2023", "2023-07-01", "3", "admin:2202");
  const Json whole = Json::parse(track({"--from", "2018", "--to", "2023"}).out);
  const Json parts = Json::parse(track({"--from", "2018", "--to", "2023", "--by", "admin_division"}).out);
  double opening = 0, closing = 0;
  for (const auto& row : parts["accounts"]) {
    EXPECT_TRUE(row["admin"].is_string());
    EXPECT_LT(std::abs(row["residual_m2"].get<double>()), 1.0);
    opening += row["opening_m2"].get<double>();
    closing += row["closing_m2"].get<double>();
  }
  EXPECT_NEAR(opening, whole["accounts"][0]["opening_m2"].get<double>(), 0.5);
  EXPECT_NEAR(closing, whole["accounts"][0]["closing_m2"].get<double>(), 0.5);
  ASSERT_EQ(whole["changes"][0]["cause"], "downsized");

  const std::vector<std::string> decision{"--from", "2018", "--to", "2023", "--override", "1", "--by", "张三"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), decision.begin(), decision.end());
    return track(more);
  };
  EXPECT_EQ(with({"--cause", "gazetted", "--reason", "x"}).status, 2) << "what was removed is not gazetted";
  EXPECT_EQ(with({"--cause", "resurvey"}).status, 2) << "without a reason";
  ASSERT_EQ(with({"--cause", "resurvey", "--reason", "勘界更正"}).status, 0);
  const Json after = Json::parse(track({"--from", "2018", "--to", "2023"}).out);
  EXPECT_EQ(after["changes"][0]["cause"], "resurvey");
  EXPECT_EQ(after["changes"][0]["tool_cause"], "downsized");
  EXPECT_EQ(after["changes"][0]["override"]["by"], "张三");
  EXPECT_NEAR(after["accounts"][0]["resurvey_m2"].get<double>(), -whole["changes"][0]["area_m2"].get<double>(), 0.01);
  EXPECT_EQ(after["accounts"][0]["closing_m2"], whole["accounts"][0]["closing_m2"]);
  EXPECT_LT(std::abs(after["accounts"][0]["residual_m2"].get<double>()), 1.0);
}

TEST_F(TrackProgram, ControlAreasOutOfAFileAreMetAndAWrongOneIsRefused) {
  import(sample("redline_2023.shp"), "ecological_redline", "2023", "2023-07-01", "3", "admin:2202");
  const std::vector<std::string> pair{"--from", "2018", "--to", "2023", "--by", "admin_division"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), pair.begin(), pair.end());
    return track(more);
  };
  const Json before = Json::parse(with({}).out);
  const auto& first = before["accounts"][0];
  const auto& second = before["accounts"][1];
  ASSERT_NE(first["admin"], second["admin"]);
  const double scale =
      first["methods"]["closing"]["planar"].get<double>() / first["methods"]["closing"]["exact"].get<double>();
  const double planar =
      std::round(first["closing_m2"].get<double>() * scale / 1e4 * 100) / 100; // ha, as a paper has it
  const double wrong = second["closing_m2"].get<double>() / 1e6 * 1.02;
  const std::string file = folder.path("control.csv");
  ASSERT_TRUE(writeFileAtomically(pathFromUtf8(file),
                                  "行政区代码,控制面积,单位,依据\n" + first["admin"].get<std::string>() + "," +
                                      std::to_string(planar) + ",公顷,某文\n" + second["admin"].get<std::string>() +
                                      "," + std::to_string(wrong) + ",km2,另一文\n"));
  const Ran ran = with({"--control", file});
  ASSERT_EQ(ran.status, 4) << "one is refused: " << ran.err;
  const Json ledger = Json::parse(ran.out);
  ASSERT_EQ(ledger["controls"].size(), 2U);
  EXPECT_EQ(ledger["controls"][0]["state"], "met");
  EXPECT_NEAR(ledger["controls"][0]["planar_m2"].get<double>(), planar * 1e4, 100);
  EXPECT_NE(ledger["controls"][0]["reason"]["zh"].get<std::string>().find("方法不同"), std::string::npos);
  EXPECT_EQ(ledger["controls"][1]["state"], "refused");
  double sum = 0, total = 0;
  for (const auto& row : ledger["levelled"]["rows"]) {
    total += row["closing"]["adjusted"].get<double>();
    if (row["admin"] == first["admin"]) sum += row["closing"]["adjusted"].get<double>();
    EXPECT_TRUE(row.contains("control"));
  }
  EXPECT_NEAR(sum, planar, 1e-6) << "to the last digit of the paper";
  EXPECT_NEAR(total, ledger["levelled"]["totals"]["closing"]["adjusted"].get<double>(), 1e-6);
  EXPECT_EQ(ledger["accounts"], before["accounts"]) << "the measured balance is what it was";

  ASSERT_EQ(with({"--control", file, "--out", folder.path("out")}).status, 4);
  EXPECT_NE(readFile(pathFromUtf8(folder.path("out/controls.csv"))).value_or("").find("未采用"), std::string::npos);
  EXPECT_NE(readFile(pathFromUtf8(folder.path("out/ledger.html"))).value_or("").find("控制平差"), std::string::npos);
  ASSERT_TRUE(writeFileAtomically(pathFromUtf8(file), "行政区代码,控制面积,单位\n2202,many,ha\n"));
  EXPECT_EQ(with({"--control", file}).status, 3);
}

TEST_F(TrackProgram, ControlAreasOutOfAFieldOfTheUnitsOrOfTheZones) {
  import(sample("redline_2023.shp"), "ecological_redline", "2023", "2023-07-01", "3", "admin:2202");
  const std::vector<std::string> pair{"--from", "2018", "--to", "2023", "--by", "admin_division"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), pair.begin(), pair.end());
    return track(more);
  };
  const Ran of_zones = with({"--control-field", "mj"}); // the declared area of each zone, ha
  ASSERT_EQ(of_zones.status, 0) << of_zones.err;
  const Json by_class = Json::parse(of_zones.out);
  ASSERT_EQ(by_class["controls"].size(), 1U) << "one class";
  EXPECT_TRUE(by_class["controls"][0]["admin"].is_null());
  EXPECT_EQ(by_class["controls"][0]["state"], "met");
  EXPECT_NEAR(by_class["levelled"]["totals"]["closing"]["adjusted"].get<double>(),
              by_class["controls"][0]["stated"].get<double>(), 1e-6);

  // The units of the sample with a figure each: what was measured, in mu, but for the last, which says nothing.
  Json units = Json::parse(readFile(pathFromUtf8(sample("base/jilin_city_counties.geojson"))).value());
  std::map<std::string, double> mu;
  for (const Json& row : by_class["accounts"])
    if (row["admin"] != "outside") mu[row["admin"].get<std::string>()] += row["closing_m2"].get<double>() * 0.0015;
  ASSERT_GT(mu.size(), 2U);
  const std::string silent = mu.rbegin()->first;
  for (Json& unit : units["features"]) {
    const std::string code = unit["properties"]["adcode"].is_string()
                                 ? unit["properties"]["adcode"].get<std::string>()
                                 : std::to_string(unit["properties"]["adcode"].get<int>());
    const bool says = code != silent && mu.contains(code) && mu[code] > 0;
    unit["properties"]["控制面积"] = says ? Json(std::round(mu[code] * 10) / 10) : Json();
  }
  const std::string file = folder.path("units.geojson");
  ASSERT_TRUE(writeFileAtomically(pathFromUtf8(file), units.dump()));
  import(file, "admin_division", "with figures", "2023-01-01", "0", "features");
  const Ran of_units = with({"--control-field", "控制面积", "--control-unit", "mu", "--unit", "mu", "--decimals", "1"});
  ASSERT_EQ(of_units.status, 0) << of_units.err;
  const Json by_unit = Json::parse(of_units.out);
  std::size_t met = 0;
  for (const Json& control : by_unit["controls"]) {
    EXPECT_EQ(control["unit"], "mu");
    EXPECT_NE(control["admin"], silent);
    if (control["state"] != "met") continue;
    ++met;
    double sum = 0;
    for (const Json& row : by_unit["levelled"]["rows"])
      if (row["admin"] == control["admin"]) sum += row["closing"]["adjusted"].get<double>();
    EXPECT_NEAR(sum, control["stated"].get<double>(), 1e-6);
  }
  EXPECT_GE(met, mu.size() - 2);

  const Ran none = with({"--control-field", "nothing"});
  EXPECT_EQ(none.status, 3);
  EXPECT_NE(none.err.find("控制面积"), std::string::npos) << "the fields that there are: " << none.err;
  EXPECT_EQ(with({"--control-field", "HXMC"}).status, 3) << "names are no figures";
  EXPECT_EQ(with({"--control-field", "MJ", "--control", file}).status, 2);
}

TEST_F(TrackProgram, WritesEveryFileAndTheLayerHasTheGround) {
  import(sample("redline_2023.shp"), "ecological_redline", "2023", "2023-07-01", "3", "admin:2202");
  const Ran ran = track({"--from", "2018", "--to", "2023", "--out", folder.path("out")});
  ASSERT_EQ(ran.status, 0) << ran.err;
  for (const char* name : {"ledger.json", "ledger.txt", "ledger.csv", "changes.csv", "ledger.html", "ledger.xlsx"})
    EXPECT_GT(std::filesystem::file_size(pathFromUtf8(folder.path(std::string("out/") + name))), 100U) << name;
  const Json ledger = Json::parse(readFile(pathFromUtf8(folder.path("out/ledger.json"))).value());
  GDALAllRegister();
  auto* layers = static_cast<GDALDataset*>(
      GDALOpenEx(folder.path("out/changes.gpkg").c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
  ASSERT_NE(layers, nullptr);
  double removed = 0, added = 0;
  for (const auto& feature : *layers->GetLayerByName("changes")) {
    ASSERT_NE(feature->GetGeometryRef(), nullptr);
    const std::string turnover = feature->GetFieldAsString("turnover");
    (turnover == "removed" ? removed : added) += feature->GetFieldAsDouble("area_m2");
  }
  GDALClose(layers);
  EXPECT_NEAR(removed, ledger["summary"]["removed_m2"].get<double>(), 0.1);
  EXPECT_NEAR(added, ledger["summary"]["added_m2"].get<double>(), 0.1);
}

std::map<std::string, Json> targetsOn(const SampleFolder& folder, const std::string& day) {
  const Ran ran = ecoredline({"targets", folder.workspace(), "--json", "--as-of", day});
  EXPECT_EQ(ran.status, 0) << ran.err;
  std::map<std::string, Json> by_id;
  const Json all = Json::parse(ran.out);
  for (const auto& target : all["targets"]) by_id[target["id"]] = target;
  return by_id;
}

/// The features of a ledger's layer in the workspace: their change, cause and area.
struct KeptLayer {
  std::map<int, double> area_m2;
  std::map<int, std::string> cause;
  std::size_t features = 0;
  std::size_t of_kinds = 0; ///< layers of this sort in the file
};

KeptLayer keptIn(const std::string& workspace, const std::string& prefix) {
  GDALAllRegister();
  KeptLayer kept;
  const std::unique_ptr<GDALDataset> file(GDALDataset::Open(workspace.c_str(), GDAL_OF_VECTOR));
  if (file == nullptr) return kept;
  for (OGRLayer* layer : file->GetLayers()) {
    if (!std::string(layer->GetName()).starts_with(prefix)) continue;
    ++kept.of_kinds;
    for (const auto& feature : *layer) {
      const int change = static_cast<int>(feature->GetFieldAsDouble("change"));
      kept.area_m2[change] += feature->GetFieldAsDouble("area_m2");
      kept.cause[change] = feature->GetFieldAsString("cause");
      ++kept.features;
      EXPECT_TRUE(feature->GetGeometryRef()->IsValid());
    }
  }
  return kept;
}

TEST_F(TrackProgram, ChangesAreKeptAsALayerOfTheWorkspaceInPlaceOfTheEarlier) {
  import(sample("redline_2023.shp"), "ecological_redline", "2023", "2023-07-01", "3", "admin:2202");
  const auto keep = [&](std::vector<std::string> more) {
    std::vector<std::string> line{"--from", "2018", "--to", "2023", "--keep"};
    line.insert(line.end(), more.begin(), more.end());
    const Ran ran = track(line);
    EXPECT_EQ(ran.status, 0) << ran.err;
    return Json::parse(ran.out);
  };
  const Json ledger = keep({});
  const KeptLayer first = keptIn(folder.workspace(), "changes_ecological_redline_");
  ASSERT_EQ(first.of_kinds, 1U);
  int number = 0;
  for (const auto& change : ledger["changes"]) {
    const int at = change["number"];
    const double area = change["area_m2"];
    if (area <= 0) continue;
    ASSERT_TRUE(first.area_m2.contains(at)) << at;
    EXPECT_NEAR(first.area_m2.at(at), area, 0.01) << at;
    EXPECT_EQ(first.cause.at(at), change["cause"].get<std::string>());
    if (number == 0 && change["cause"] == "downsized") number = at;
  }
  ASSERT_GT(number, 0);
  const Json decided = keep({"--by", "admin_division", "--override", std::to_string(number), "--cause", "resurvey",
                             "--decided-by", "张三", "--reason", "勘界更正"});
  const KeptLayer second = keptIn(folder.workspace(), "changes_ecological_redline_");
  EXPECT_EQ(second.of_kinds, 1U);
  EXPECT_EQ(second.features, first.features) << "in the place of the earlier, not beside it";
  EXPECT_EQ(second.cause.at(number), "resurvey");
  EXPECT_GT(decided["accounts"].size(), ledger["accounts"].size()) << "by unit, though a person decides";
  EXPECT_EQ(Json::parse(ecoredline({"layers", folder.workspace(), "--json"}).out)["versions"].size(), 3U)
      << "no version of any kind";
  EXPECT_EQ(track({"--series", "--keep"}).status, 2);
}

TEST_F(TrackProgram, TargetsAndTheShareOfTheLandStandBesideTheLedger) {
  import(sample("redline_2023.shp"), "ecological_redline", "2023", "2023-07-01", "3", "admin:2202");
  const Json ledger = Json::parse(track({"--from", "2018", "--to", "2023", "--by", "admin_division"}).out);
  const Json& beside = ledger["beside"];
  EXPECT_EQ(beside["as_of"], "2023-07-01");
  // The targets are those of `targets` on that day.
  const auto all = targetsOn(folder, "2023-07-01");
  ASSERT_FALSE(beside["targets"].empty());
  for (const auto& target : beside["targets"])
    for (const char* key : {"state", "wanted", "measured", "margin", "unit", "reason"})
      EXPECT_EQ(target[key], all.at(target["id"])[key]) << target["id"] << " " << key;
  // The shares are those of the accounts by county over the counties' ground.
  const Json& land = beside["land_share"];
  EXPECT_EQ(land["units"], "admin_division/2023");
  std::map<std::string, double> closing;
  for (const auto& row : ledger["accounts"]) closing[row["admin"]] += row["closing_m2"].get<double>();
  double sum = 0, ground = 0;
  for (const auto& share : land["shares"]) {
    const double land_m2 = share["land_m2"], closing_m2 = share["closing_m2"];
    EXPECT_NEAR(share["closing_percent"].get<double>(), closing_m2 / land_m2 * 100, 1e-6);
    if (share["admin"].is_null()) {
      EXPECT_NEAR(closing_m2, sum, 1);
      EXPECT_NEAR(land_m2, ground, 1);
      EXPECT_NEAR(land_m2, 27.709e9, 0.01e9) << "Jilin City";
      continue;
    }
    EXPECT_NEAR(closing_m2, closing[share["admin"]], 1) << share["admin"];
    sum += closing_m2;
    ground += land_m2;
  }
  EXPECT_NEAR(land["outside_m2"].get<double>(), closing["outside"], 1);
  EXPECT_TRUE(land["shares"].back()["admin"].is_null());
  // Both stand in the report of every format, with the same figures.
  const Ran written = track({"--from", "2018", "--to", "2023", "--by", "admin_division", "--out", folder.path("c"),
                             "--format", "html,csv,docx,pdf"});
  ASSERT_EQ(written.status, 0) << written.err;
  const std::string html = readFile(pathFromUtf8(folder.path("c/ledger.html"))).value_or("");
  const std::string csv = readFile(pathFromUtf8(folder.path("c/land_share.csv"))).value_or("");
  const std::string percent = fmt::format("{:.4f}", land["shares"].back()["closing_percent"].get<double>());
  EXPECT_NE(html.find(percent), std::string::npos) << percent;
  EXPECT_NE(csv.find(percent), std::string::npos) << percent;
  EXPECT_NE(html.find("不是公布的国土面积"), std::string::npos) << "the denominator is named";
  // The map shows every change that concerns ground.
  std::size_t of_ground = 0;
  for (const auto& change : ledger["changes"]) of_ground += change["area_m2"].get<double>() > 0 ? 1 : 0;
  EXPECT_NE(html.find(fmt::format("图上有 {} 处变化", of_ground)), std::string::npos) << of_ground;
  EXPECT_NE(html.find("示例数据，非真实边界"), std::string::npos) << "invented zones are called so";
  EXPECT_TRUE(std::filesystem::exists(folder.path("c/targets.csv")));
  EXPECT_FALSE(std::filesystem::exists(folder.path("c/inside.csv"))) << "no such layers, no empty table";
}

TEST_F(TrackProgram, WithoutUnitsNoShareOfTheLandIsSaid) {
  import(sample("redline_2023.shp"), "ecological_redline", "2023", "2023-07-01", "3", "admin:2202");
  const Json land = Json::parse(track({"--from", "2018", "--to", "2023"}).out)["beside"]["land_share"];
  EXPECT_TRUE(land["units"].is_null());
  EXPECT_TRUE(land["shares"].empty());
  EXPECT_NE(land["reason"]["zh"].get<std::string>().find("--by"), std::string::npos) << "what to try";
}

TEST_F(TrackProgram, NoTargetBindsTheDaysBeforeItsPaper) {
  const auto before = targetsOn(folder, "2020-01-01"); // the plan is of 2024
  EXPECT_EQ(before.at("JLC-redline-area")["state"], "not_in_force");
  EXPECT_NEAR(before.at("JLC-redline-area")["measured"].get<double>(), 6321.48, 0.5) << "for comparison";
  EXPECT_NE(before.at("JLC-redline-area")["reason"]["zh"].get<std::string>().find("2024"), std::string::npos);
  EXPECT_EQ(before.at("JL-redline-area")["state"], "not_in_force");
  EXPECT_NE(before.at("JL-redline-area")["reason"]["en"].get<std::string>().find("1 of the 9 divisions"),
            std::string::npos)
      << "what is for comparison is not the province";
  EXPECT_EQ(before.at("CC-redline-area")["state"], "cannot_say") << "a draft names no day";

  const auto within = targetsOn(folder, "2024-06-30"); // only the year is known
  EXPECT_EQ(within.at("JLC-redline-area")["state"], "not_met");
  EXPECT_NE(within.at("JLC-redline-area")["reason"]["en"].get<std::string>().find("some time in 2024"),
            std::string::npos);
  EXPECT_EQ(targetsOn(folder, "2023-12-31").at("JLC-redline-area")["state"], "not_in_force");
  const auto after = targetsOn(folder, "2025-01-01");
  EXPECT_EQ(after.at("JLC-redline-area")["state"], "not_met");
  EXPECT_EQ(after.at("JLC-redline-area")["reason"]["en"].get<std::string>().find("some time"), std::string::npos);
  EXPECT_EQ(ecoredline({"targets", folder.workspace(), "--as-of", "2020-01-01"}).out.find("■"), std::string::npos);
}

TEST_F(TrackProgram, TargetsSayWhatCannotBeSaid) {
  auto by_id = targetsOn(folder, "2025-12-31");
  EXPECT_EQ(by_id["JLC-redline-area"]["state"], "not_met");
  EXPECT_NEAR(by_id["JLC-redline-area"]["measured"].get<double>(), 6321.48, 0.5);
  EXPECT_NEAR(by_id["JLC-redline-area"]["margin"].get<double>(), 6321.48 - 7076.41, 0.5);
  EXPECT_EQ(by_id["JL-redline-area"]["state"], "cannot_say") << "one city is not the province";
  EXPECT_EQ(by_id["CC-redline-area"]["state"], "cannot_say");
  EXPECT_EQ(by_id["JLC-cropland"]["state"], "cannot_say") << "no version";
}

/// A square of 0.01° with properties, west to east from 126°E.
std::string squareAt(double west, const std::string& properties, double side = 0.01) {
  const auto at = [](double value) { return std::to_string(value); };
  const std::string w = at(west), e = at(west + side), s = at(43.8), n = at(43.8 + side);
  return R"({"type":"Feature","properties":{)" + properties + R"(},"geometry":{"type":"Polygon","coordinates":[[[)" +
         w + "," + s + "],[" + e + "," + s + "],[" + e + "," + n + "],[" + w + "," + n + "],[" + w + "," + s + "]]]}}";
}

class Caps : public TrackProgram {
 protected:
  void write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(writeFileAtomically(pathFromUtf8(folder.path(name)), text));
  }
  static std::string collection(const std::string& features) {
    return R"({"type":"FeatureCollection","features":[)" + features + "]}";
  }
  /// A reserve of 0.1°, two used projects that share half their ground, and one pending that shares half of the second.
  Json caps(const std::string& permitted, const std::string& unit, const std::string& coverage) {
    write("reserve.geojson", collection(squareAt(126.5, R"("zone_id":"R1","zone_class":"实验区")", 0.1)));
    write("projects.geojson", collection(squareAt(126.5, R"("zone_id":"P1","zone_class":"已建成")") + "," +
                                         squareAt(126.505, R"("zone_id":"P2","zone_class":"在建")") + "," +
                                         squareAt(126.51, R"("zone_id":"P3","zone_class":"已批未建")")));
    write("sites.geojson",
          collection(squareAt(126.515, R"("site_id":"A")") + "," + squareAt(126.52, R"("site_id":"B")") + "," +
                     squareAt(126.8, R"("site_id":"C")")));
    write("caps.csv", "kind,zone_id,permitted,unit,source\nnature_reserve,R1," + permitted + "," + unit + ",paper\n");
    import(folder.path("reserve.geojson"), "nature_reserve", "1", "2024-01-01", "0", "all");
    import(folder.path("projects.geojson"), "approved_project", "1", "2024-01-01", "0", coverage);
    const Ran ran = ecoredline({"caps", folder.workspace(), folder.path("sites.geojson"), "--caps",
                                folder.path("caps.csv"), "--format", "json"});
    EXPECT_EQ(ran.status, 0) << ran.err;
    return ran.status == 0 ? Json::parse(ran.out)["caps"][0] : Json();
  }
};

// A reserve of 100 squares, of which human activity takes one in the first version and two, one twice over, in the
// second; of two restoration squares one is accepted.
TEST_F(Caps, ASeriesTellsHumanActivityAndRestorationInside) {
  const auto reserve = [&](const std::string& label, const std::string& date, const std::string& more) {
    write("r.geojson", collection(squareAt(126.5, R"("zone_id":"R1","zone_class":"实验区")", 0.1) + more));
    import(folder.path("r.geojson"), "nature_reserve", label, date, "0", "all");
  };
  reserve("1", "2020-01-01", "," + squareAt(126.7, R"("zone_id":"R2","zone_class":"实验区")"));
  reserve("2", "2022-01-01", "," + squareAt(126.8, R"("zone_id":"R3","zone_class":"实验区")"));
  write("a.geojson", collection(squareAt(126.5, R"("zone_id":"A","zone_class":"采石采砂")") + "," +
                                squareAt(126.65, R"("zone_id":"Z","zone_class":"采石采砂")")));
  import(folder.path("a.geojson"), "human_activity", "1", "2019-01-01", "0", "all");
  write("a.geojson", collection(squareAt(126.5, R"("zone_id":"A","zone_class":"采石采砂")") + "," +
                                squareAt(126.5, R"("zone_id":"A2","zone_class":"旅游开发")") + "," +
                                squareAt(126.52, R"("zone_id":"B","zone_class":"旅游开发")")));
  import(folder.path("a.geojson"), "human_activity", "2", "2021-01-01", "0", "all");
  write("x.geojson", collection(squareAt(126.54, R"("zone_id":"X","zone_class":"已验收")") + "," +
                                squareAt(126.56, R"("zone_id":"Y","zone_class":"修复中")")));
  import(folder.path("x.geojson"), "restoration_project", "1", "2021-06-01", "0", "all");
  const Ran ran = ecoredline({"track", folder.workspace(), "nature_reserve", "--series"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const Json series = Json::parse(ran.out);
  ASSERT_EQ(series["inside"].size(), 2U);
  const auto& activity = series["inside"][0]["versions"];
  EXPECT_EQ(activity[0]["version"], "1") << "in force on the day of the reserve's version";
  EXPECT_NEAR(activity[0]["percent"].get<double>(), 100.0 / 101, 0.01) << "Z lies outside";
  EXPECT_NEAR(activity[1]["percent"].get<double>(), 200.0 / 101, 0.01) << "ground counts once";
  EXPECT_NEAR(activity[1]["by_class"]["tourism"].get<double>(), activity[1]["by_class"]["quarry"].get<double>(), 1);
  const auto& restoration = series["inside"][1]["versions"];
  EXPECT_TRUE(restoration[0]["percent"].is_null()) << "no project was known yet";
  EXPECT_NEAR(restoration[1]["percent"].get<double>(), 50, 0.01);
  // The ledger of the two versions says the same, in its JSON and in a table of its own.
  EXPECT_EQ(Json::parse(ecoredline({"track", folder.workspace(), "nature_reserve", "--from", "1", "--to", "2", "--out",
                                    folder.path("l"), "--format", "json,csv"})
                                    .status == 0
                            ? readFile(pathFromUtf8(folder.path("l/ledger.json"))).value_or("null")
                            : "null")["beside"]["inside"],
            series["inside"]);
  EXPECT_NE(readFile(pathFromUtf8(folder.path("l/inside.csv"))).value_or("").find("修复进度"), std::string::npos);
  const auto& step = series["steps"][0];
  EXPECT_NEAR(step["net_m2"].get<double>(), 0, 20) << "a swap";
  EXPECT_GT(step["removed_m2"].get<double>(), 8e5) << "shown as gross";

  ASSERT_EQ(ecoredline({"track", folder.workspace(), "nature_reserve", "--series", "--out", folder.path("s")}).status,
            0);
  for (const char* name :
       {"series.json", "series.txt", "series.csv", "series.svg", "series.png", "series_steps.png",
        "series_activity.png", "series_change.png", "series.html", "series.xlsx", "series.docx", "series.pdf"})
    EXPECT_GT(std::filesystem::file_size(pathFromUtf8(folder.path(std::string("s/") + name))), 500U) << name;
  GDALAllRegister();
  const std::unique_ptr<GDALDataset> book(
      GDALDataset::Open(folder.path("s/series.xlsx").c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
  ASSERT_TRUE(book);
  OGRLayer* steps = book->GetLayerByName("各期增减");
  ASSERT_NE(steps, nullptr);
  const std::unique_ptr<OGRFeature> first(steps->GetNextFeature());
  ASSERT_TRUE(first);
  const int net = first->GetFieldIndex("净变化 公顷");
  ASSERT_GE(net, 0);
  EXPECT_NE(first->GetFieldDefnRef(net)->GetType(), OFTString) << "figures are numbers";
  EXPECT_NEAR(first->GetFieldAsDouble(net), step["net_m2"].get<double>() / 1e4, 1e-4);
  OGRLayer* inside = book->GetLayerByName("人类活动与修复");
  ASSERT_NE(inside, nullptr);
  bool said = false; // a word where there is no figure, never a zero
  while (const auto row = std::unique_ptr<OGRFeature>(inside->GetNextFeature()))
    said = said || std::string(row->GetFieldAsString("比例 %")) == "不能下结论";
  EXPECT_TRUE(said);
}

TEST_F(Caps, GroundIsTakenOnceAndInOrder) {
  const Json cap = caps("300", "公顷", "all");
  const double square = cap["sites"][0]["overlap_m2"].get<double>(); // every square has the same area
  EXPECT_NEAR(square, 8.94e5, 2e4);
  EXPECT_NEAR(cap["zone_m2"].get<double>() / square, 100, 1);
  EXPECT_NEAR(cap["used_m2"].get<double>(), 1.5 * square, 1);
  EXPECT_NEAR(cap["pending_m2"].get<double>(), 0.5 * square, 1) << "half of it is used";
  EXPECT_NEAR(cap["before_m2"].get<double>(), 3e6 - 2 * square, 1);
  ASSERT_EQ(cap["sites"].size(), 2U) << "C lies elsewhere";
  EXPECT_NEAR(cap["sites"][0]["takes_m2"].get<double>(), 0.5 * square, 1) << "half of it is pending";
  EXPECT_NEAR(cap["sites"][1]["takes_m2"].get<double>(), 0.5 * square, 1) << "half of it was taken by A";
  EXPECT_NEAR(cap["sites"][1]["after_m2"].get<double>(), 3e6 - 3 * square, 1);
  EXPECT_EQ(cap["sites"][1]["state"], "within");
}

TEST_F(Caps, RoomIsNoPromiseWhereProjectsMayBeMissingButTooMuchIsTooMuch) {
  const Json cap = caps("2.2", "percent", "none");
  EXPECT_EQ(cap["state"], "cannot_say");
  EXPECT_FALSE(cap["reason"]["zh"].get<std::string>().empty());
  EXPECT_EQ(cap["sites"][0]["state"], "exceeded");
  EXPECT_EQ(cap["sites"][1]["state"], "exceeded");
}

TEST_F(Caps, WhatTheTableLacksIsSaid) {
  write("caps.csv", "kind,zone_id,permitted,unit\nnature_reserve,R1,a lot,ha\n");
  EXPECT_EQ(ecoredline({"caps", folder.workspace(), "--caps", folder.path("caps.csv")}).status, 3);
  write("caps.csv", "kind,zone_id,permitted,unit\nnature_reserve,R1,5,acre\n");
  EXPECT_EQ(ecoredline({"caps", folder.workspace(), "--caps", folder.path("caps.csv")}).status, 3);
  write("caps.csv", "kind,zone_id,permitted\nnature_reserve,,5\n");
  EXPECT_EQ(ecoredline({"caps", folder.workspace(), "--caps", folder.path("caps.csv")}).status, 3);
  EXPECT_EQ(ecoredline({"caps", folder.workspace()}).status, 2) << "which caps?";
}

TEST_F(TrackProgram, WhatIsMissingIsSaid) {
  EXPECT_EQ(track({"--from", "2018"}).status, 2);
  EXPECT_EQ(track({"--from", "2018", "--to", "never"}).status, 2);
  EXPECT_EQ(track({"--from", "2018", "--to", "2018"}).status, 2);
  EXPECT_EQ(ecoredline({"track", folder.workspace(), "no_kind", "--from", "1", "--to", "2"}).status, 2);
  EXPECT_EQ(track({"--series"}).status, 3) << "one version";
}

} // namespace
} // namespace ecoredline
