// Same input, same bytes; the same content in another file, order or format, the same hashes and verdicts.
#include "program.hpp"

#include <gdal_priv.h>
#include <gdal_utils.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace ecoredline {
namespace {

using Json = nlohmann::ordered_json;

Json screenSample(const SampleFolder& folder, const std::string& sites, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"screen",  folder.workspace(),   sites,     "--profile", "areas",
                                     "--facts", sample("facts.toml"), "--as-of", "2026-11-22"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ran ran = ecoredline(arguments);
  EXPECT_EQ(ran.status, 0) << ran.err;
  return Json::parse(ran.out);
}

/// The same rows through ogr2ogr's library call, with its arguments.
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

std::string contentHash(const SampleFolder& folder, const std::string& kind) {
  const auto layers = Json::parse(ecoredline({"layers", folder.workspace(), "--json"}).out);
  for (const auto& version : layers["versions"])
    if (version["kind"] == kind) return version["content_hash"];
  return {};
}

TEST(Repeat, SameInputTwiceIsTheSameBytesButForTheRun) {
  SampleFolder folder;
  folder.importSample();
  Json first = screenSample(folder, sample("sites.gpkg"));
  Json second = screenSample(folder, sample("sites.gpkg"), {"--jobs", "1"});
  first.erase("run");
  second.erase("run");
  EXPECT_EQ(first.dump(), second.dump());
}

TEST(Repeat, ReorderedAndResavedDeliveryHasTheSameHashes) {
  SampleFolder folder;
  convert(sample("redline_2023.shp"), folder.path("again.gpkg"),
          {"-f", "GPKG", "-oo", "ENCODING=GB18030", "-sql", "SELECT * FROM redline_2023 ORDER BY HXMC DESC", "-nln",
           "resaved"});
  SampleFolder other;
  folder.import(sample("redline_2023.shp"), "ecological_redline", {"--date", "2023-12-01"});
  other.import(folder.path("again.gpkg"), "ecological_redline", {"--date", "2024-12-01", "--version", "again"});
  EXPECT_EQ(contentHash(folder, "ecological_redline"), contentHash(other, "ecological_redline"));
}

TEST(Repeat, SitesInAnotherFormatHaveTheSameVerdicts) {
  SampleFolder folder;
  folder.importSample();
  convert(sample("sites.gpkg"), folder.path("sites.geojson"),
          {"-f", "GeoJSON", "-t_srs", "EPSG:4326", "-lco", "COORDINATE_PRECISION=11", "-lco", "RFC7946=NO"});
  const Json delivered = screenSample(folder, sample("sites.gpkg"));
  const Json resaved = screenSample(folder, folder.path("sites.geojson"));
  std::map<std::string, std::string> verdicts;
  for (const auto& site : delivered["sites"]) verdicts[site["id"]] = site["verdict"];
  ASSERT_EQ(resaved["sites"].size(), verdicts.size());
  for (const auto& site : resaved["sites"]) EXPECT_EQ(verdicts[site["id"]], site["verdict"]) << site["id"];
}

} // namespace
} // namespace ecoredline
