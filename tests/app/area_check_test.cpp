// A GBK shapefile without .cpg in EPSG:4530 against layers in EPSG:4490 and EPSG:4551: every area is computed a second
// time, another way: site edges split at 2 m in the site's CRS, moved by OGR, intersected by GEOS whole, measured by
// PROJ's geodesic polygon and by the official formula.
#include "app/import.hpp"
#include "app/init.hpp"
#include "app/screen.hpp"
#include "base/files.hpp"
#include "geo/area.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <ogrsf_frmts.h>

#include <cmath>
#include <geodesic.h>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ecoredline {
namespace {

using GeometryPtr = std::unique_ptr<OGRGeometry>;

std::unique_ptr<OGRSpatialReference> system(int epsg) {
  auto reference = std::make_unique<OGRSpatialReference>();
  reference->importFromEPSG(epsg);
  reference->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  return reference;
}

GeometryPtr moved(const OGRGeometry& geometry, int from, int to) {
  const auto source = system(from);
  const auto target = system(to);
  const std::unique_ptr<OGRCoordinateTransformation> transformation(
      OGRCreateCoordinateTransformation(source.get(), target.get()));
  GeometryPtr copy(geometry.clone());
  EXPECT_EQ(copy->transform(transformation.get()), OGRERR_NONE);
  return copy;
}

/// Rows of the first layer of a file, by the text of one field.
std::map<std::string, GeometryPtr> rowsOf(const std::string& file, int field) {
  GDALAllRegister();
  std::map<std::string, GeometryPtr> rows;
  const GDALDatasetUniquePtr dataset(GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
  for (const auto& feature : dataset->GetLayer(0))
    rows[feature->GetFieldAsString(field)].reset(feature->StealGeometry());
  return rows;
}

/// Geodesic area (Karney) of polygonal geometry in lon-lat, its edges already short.
double geodesicArea(const OGRGeometry& geometry) {
  struct geod_geodesic ellipsoid;
  geod_init(&ellipsoid, 6378137, 1 / 298.257222101);
  const auto ring_area = [&](const OGRLinearRing& ring) {
    struct geod_polygon polygon;
    geod_polygon_init(&polygon, 0);
    for (int i = 0; i + 1 < ring.getNumPoints(); ++i)
      geod_polygon_addpoint(&ellipsoid, &polygon, ring.getY(i), ring.getX(i));
    double area = 0;
    geod_polygon_compute(&ellipsoid, &polygon, 0, 1, &area, nullptr);
    return std::fabs(area);
  };
  double area = 0;
  const GeometryPtr multi(OGRGeometryFactory::forceToMultiPolygon(geometry.clone()));
  for (const auto* polygon : *multi->toMultiPolygon()) {
    area += ring_area(*polygon->getExteriorRing());
    for (int hole = 0; hole < polygon->getNumInteriorRings(); ++hole)
      area -= ring_area(*polygon->getInteriorRing(hole));
  }
  return area;
}

/// The official formula in zone 42 on the test's own polygon.
double officialArea(const OGRGeometry& in_4530) {
  FlatBuilder builder(Crs::fromEpsg(4530).value());
  builder.beginRow(Shape::polygon, 0);
  const GeometryPtr multi(OGRGeometryFactory::forceToMultiPolygon(in_4530.clone()));
  std::uint32_t part = 0;
  for (const auto* polygon : *multi->toMultiPolygon()) {
    for (const auto* ring : *polygon) {
      std::vector<double> x, y;
      for (const auto& point : *ring) {
        x.push_back(point.getX());
        y.push_back(point.getY());
      }
      builder.addRing(x, y, part);
    }
    ++part;
  }
  builder.endRow();
  return areaOf(builder.take(), 0, AreaMethod::official);
}

class AreaCheck : public testing::Test {
 protected:
  AreaCheck() { EXPECT_TRUE(initWorkspace({workspace(), "check", ECOREDLINE_SOURCE_DIR "/layers"})); }
  std::filesystem::path workspace() const { return m_folder.path() / "ws.gpkg"; }

  static std::string sample(const std::string& name) {
    return std::string(ECOREDLINE_SOURCE_DIR "/sample_data/") + name;
  }

  /// The red line of the sample, saved by OGR in another CRS.
  std::string redlineIn(int epsg) {
    const std::string path = toUtf8(m_folder.path() / ("redline_" + std::to_string(epsg) + ".gpkg"));
    auto* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
    const GDALDatasetUniquePtr out(driver->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    const auto reference = system(epsg);
    OGRLayer* layer = out->CreateLayer("redline", reference.get(), wkbMultiPolygon, nullptr);
    OGRFieldDefn field("zone_id", OFTString);
    layer->CreateField(&field);
    for (const auto& [id, geometry] : m_redline) {
      OGRFeature feature(layer->GetLayerDefn());
      feature.SetField(0, id.c_str());
      feature.SetGeometryDirectly(moved(*geometry, 4490, epsg).release());
      EXPECT_EQ(layer->CreateFeature(&feature), OGRERR_NONE);
    }
    return path;
  }

  Result<Outcome> import(const std::string& file) {
    ImportOptions options;
    options.workspace = workspace();
    options.file = file;
    options.kind = "ecological_redline";
    options.date = "2023-01-01";
    options.coverage = "all";
    return importFile(options, nullptr, silentFeedback());
  }

  nlohmann::json screenGbkSites() {
    ScreenOptions options;
    options.workspace = workspace();
    options.sites = sample("sites_gbk.shp");
    options.kinds = {"ecological_redline"};
    options.as_of = "2026-11-22";
    auto outcome = screenSites(options, Language::zh, nullptr, silentFeedback());
    EXPECT_TRUE(outcome) << (outcome ? "" : describe(outcome.error(), Language::en));
    return nlohmann::json::parse(outcome->output);
  }

  void checkAgainst(int zone_epsg) {
    m_redline = rowsOf(sample("redline_2018.gpkg"), redlineIdField());
    ASSERT_FALSE(m_redline.empty());
    const std::string file = redlineIn(zone_epsg);
    const auto imported = import(file);
    ASSERT_TRUE(imported) << describe(imported.error(), Language::en);
    const auto zones = rowsOf(file, 0);
    const auto sites = rowsOf(sample("sites_gbk.shp"), 0);
    int compared = 0;
    const nlohmann::json run = screenGbkSites();
    for (const auto& site : run["sites"])
      for (const auto& finding : site["findings"]) {
        if (!finding["overlap_m2"].is_number()) continue;
        GeometryPtr dense(sites.at(site["id"].get<std::string>())->clone());
        dense->segmentize(2.0);
        const GeometryPtr in_zone_crs = moved(*dense, 4530, zone_epsg);
        GeometryPtr piece(in_zone_crs->Intersection(zones.at(finding["zone_id"].get<std::string>()).get()));
        if (zone_epsg != 4490)
          piece->segmentize(2.0); // zone edges are straight in the zone's CRS
        else
          piece->segmentize(2e-5);
        EXPECT_NEAR(finding["exact_m2"].get<double>(), geodesicArea(*moved(*piece, zone_epsg, 4490)), 0.01)
            << finding["zone_id"];
        EXPECT_NEAR(finding["overlap_m2"].get<double>(), officialArea(*moved(*piece, zone_epsg, 4530)), 0.01)
            << finding["zone_id"];
        ++compared;
      }
    EXPECT_GE(compared, 2);
  }

  /// The field of the sample's red line that holds the zone id.
  static int redlineIdField() {
    GDALAllRegister();
    const GDALDatasetUniquePtr dataset(
        GDALDataset::Open(sample("redline_2018.gpkg").c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
    return dataset->GetLayer(0)->GetLayerDefn()->GetFieldIndex("HXDM");
  }

  TemporaryFolder m_folder = TemporaryFolder::create().value();
  std::map<std::string, GeometryPtr> m_redline;
};

TEST_F(AreaCheck, GbkSitesIn4530AgainstZonesIn4490) {
  checkAgainst(4490);
}
TEST_F(AreaCheck, GbkSitesIn4530AgainstZonesIn4551) {
  checkAgainst(4551);
}

TEST_F(AreaCheck, NamesOfTheGbkSitesAreRight) {
  m_redline = rowsOf(sample("redline_2018.gpkg"), redlineIdField());
  ASSERT_TRUE(import(redlineIn(4490)));
  const nlohmann::json run = screenGbkSites();
  ASSERT_FALSE(run["sites"].empty());
  for (const auto& site : run["sites"])
    EXPECT_NE(site["name"].get<std::string>().find("示例"), std::string::npos) << site["name"];
}

TEST_F(AreaCheck, LayerFarFromItsMeridianIsRefused) { // EPSG:4549 is CM 120E, 520 km away
  m_redline = rowsOf(sample("redline_2018.gpkg"), redlineIdField());
  const auto imported = import(redlineIn(4549));
  ASSERT_FALSE(imported);
  EXPECT_EQ(imported.error().code, "crs.wrong_zone");
}

} // namespace
} // namespace ecoredline
