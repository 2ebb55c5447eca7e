#include "builtin_plugins.hpp"
#include "geo/edge_model.hpp"
#include "report/golden.hpp"
#include "report/made_report.hpp"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

namespace ecoredline {
namespace {

constexpr const char* kFileName = "findings.gpkg";

class GpkgWriter : public testing::Test {
 protected:
  void SetUp() override {
    registerBuiltinPlugins(m_registry);
    auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder);
    m_folder.emplace(std::move(*folder));
    FlatBuilder builder(Crs::cgcs2000());
    builder.beginRow(Shape::polygon, 1); // the sliver of the first site
    builder.addRing(std::vector<double>{126.3, 126.301, 126.301, 126.3}, std::vector<double>{43.7, 43.7, 43.701, 43.7},
                    0);
    builder.addRing(std::vector<double>{126.4, 126.401, 126.401, 126.4}, std::vector<double>{43.7, 43.7, 43.701, 43.7},
                    1);
    builder.endRow();
    builder.beginRow(Shape::line, 4); // the road
    builder.addRing(std::vector<double>{126.5, 126.5005}, std::vector<double>{43.8, 43.8004}, 0);
    builder.endRow();
    m_overlaps = builder.take();
  }

  Result<void> write(Feedback& feedback = silentFeedback()) {
    return m_registry.writer("gpkg")->write({&m_report, &m_catalogue, &m_overlaps, Language::zh}, file(), feedback);
  }
  std::filesystem::path file() const { return m_folder->path() / kFileName; }
  std::vector<std::string> filesLeft() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(m_folder->path()))
      names.push_back(toUtf8(entry.path().filename()));
    return names;
  }

  Registry m_registry;
  Catalogue m_catalogue;
  RunReport m_report = madeReport();
  FlatLayer m_overlaps;
  std::optional<TemporaryFolder> m_folder;
};

std::string srsOf(OGRLayer& layer) {
  const OGRSpatialReference* srs = layer.GetSpatialRef();
  return srs == nullptr ? "-" : std::string("EPSG:") + srs->GetAuthorityCode(nullptr);
}

// Every layer, field and value, as an independent reader (OGR) finds them; geometries to 7 decimals.
std::string listing(const std::filesystem::path& path, bool with_symbols = false) {
  GDALDatasetUniquePtr dataset(GDALDataset::Open(toUtf8(path).c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
  if (!dataset) return "not a dataset";
  std::string out;
  for (OGRLayer* layer : dataset->GetLayers()) {
    out += fmt::format("layer {} {} {}\n", layer->GetName(), srsOf(*layer), layer->GetFeatureCount());
    for (const auto& feature : *layer) {
      out += fmt::format("  feature {}\n", feature->GetFID());
      for (int field = 0; field < feature->GetFieldCount(); ++field) {
        const OGRFieldDefn* definition = feature->GetFieldDefnRef(field);
        if (!feature->IsFieldSetAndNotNull(field)) continue;
        const bool symbols = std::string(definition->GetNameRef()).starts_with("style") && !with_symbols;
        if (symbols) continue;
        out += fmt::format("    {} ({}) = {}\n", definition->GetNameRef(),
                           OGRFieldDefn::GetFieldTypeName(definition->GetType()), feature->GetFieldAsString(field));
      }
      if (const OGRGeometry* geometry = feature->GetGeometryRef()) {
        OGRWktOptions options;
        options.precision = 7;
        options.format = OGRWktFormat::F;
        out += "    " + geometry->exportToWkt(options) + "\n";
      }
    }
  }
  return out;
}

TEST_F(GpkgWriter, WritesTheGoodCase) {
  const auto written = write();
  ASSERT_TRUE(written) << describe(written.error(), Language::en);
  EXPECT_EQ(filesLeft(), std::vector<std::string>{kFileName});
  expectGolden("plugins/writers/gpkg/good/small.listing.txt", listing(file()));
}

TEST_F(GpkgWriter, TheSameRunIsTheSameContentAndReplacesTheOldFile) {
  ASSERT_TRUE(write());
  const std::string first = listing(file());
  ASSERT_TRUE(write());
  EXPECT_EQ(listing(file()), first);
}

TEST_F(GpkgWriter, SitesKeepTheirPlace) {
  ASSERT_TRUE(write());
  GDALDatasetUniquePtr dataset(GDALDataset::Open(toUtf8(file()).c_str(), GDAL_OF_VECTOR));
  ASSERT_TRUE(dataset);
  OGREnvelope box;
  ASSERT_EQ(dataset->GetLayerByName("sites")->GetExtent(&box), OGRERR_NONE);
  EXPECT_NEAR(box.MaxX, 126.501234567, 1e-9) << "x is longitude";
  EXPECT_NEAR(box.MinY, 43.78, 0.05);
}

TEST_F(GpkgWriter, WithoutShapesThereIsNoLayerOfThem) {
  ASSERT_TRUE(
      m_registry.writer("gpkg")->write({&m_report, &m_catalogue, nullptr, Language::zh}, file(), silentFeedback()));
  EXPECT_EQ(listing(file()).find("layer overlaps"), std::string::npos);
}

TEST_F(GpkgWriter, CancelledItLeavesNothing) {
  Feedback feedback;
  feedback.cancel();
  const auto written = write(feedback);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::cancelled);
  EXPECT_TRUE(filesLeft().empty());
}

TEST_F(GpkgWriter, AFolderThatIsMissingIsAnErrorOfItsOwn) {
  const auto written = m_registry.writer("gpkg")->write({&m_report, &m_catalogue, nullptr, Language::zh},
                                                        m_folder->path() / "missing" / kFileName, silentFeedback());
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "output.write_failed");
}

TEST_F(GpkgWriter, ASiteThatCannotBeMovedKeepsItsRowAndIsTold) {
  struct Notes final : Feedback {
    void note(const Text& text) override { all += text.en; }
    std::string all;
  } notes;
  m_report.sites[0].geometry.x[1] = kNoNumber;
  ASSERT_TRUE(write(notes));
  EXPECT_NE(notes.all.find("Site 1 "), std::string::npos) << notes.all;
  EXPECT_NE(listing(file()).find("layer sites EPSG:4490 2"), std::string::npos);
}

// The style in which QGIS opens a layer: every verdict has its category.
TEST_F(GpkgWriter, LayersCarryTheirSymbols) {
  ASSERT_TRUE(write());
  const std::string all = listing(file(), true);
  for (const char* words :
       {"f_table_name (String) = sites", "f_table_name (String) = overlaps", "useAsDefault (Integer) = 1",
        "attr=\"verdict\"", "value=\"fail\"", "value=\"marginal\"", "value=\"unknown\"", "value=\"conditional\"",
        "value=\"pass\"", "■ 不符合", "180,35,24,255", "<StyledLayerDescriptor version=\"1.1.0\""})
    EXPECT_NE(all.find(words), std::string::npos) << words;
}

TEST_F(GpkgWriter, AShapefileAndAGeoJsonHaveTheirSymbolsBesideThem) {
  for (const char* format : {"shp", "geojson"}) {
    const auto target = m_folder->path() / (std::string("findings.") + format);
    ASSERT_TRUE(m_registry.writer(format)->write({&m_report, &m_catalogue, &m_overlaps, Language::zh}, target,
                                                 silentFeedback()));
    const std::string style = readFile(m_folder->path() / "findings.qml").value_or("");
    EXPECT_NE(style.find("attr=\"verdict\""), std::string::npos) << format;
    std::filesystem::remove(m_folder->path() / "findings.qml");
  }
}

TEST_F(GpkgWriter, DoesNotPrint) {
  const auto printed = m_registry.writer("gpkg")->print({&m_report, &m_catalogue, nullptr, Language::zh});
  ASSERT_FALSE(printed);
  EXPECT_EQ(printed.error().code, "output.no_stdout");
}

TEST_F(GpkgWriter, OverlapsAreWrittenInOtherFormatsToo) {
  const struct {
    const char* format;
    const char* file;
    const char* driver;
  } all[] = {{"shp", "findings.shp", "ESRI Shapefile"},
             {"geojson", "findings.geojson", "GeoJSON"},
             {"fgdb", "findings.gdb", "OpenFileGDB"},
             {"dxf", "findings.dxf", "DXF"}};
  for (const auto& one : all) {
    const auto path = m_folder->path() / one.file;
    const auto written = m_registry.writer(one.format)
                             ->write({&m_report, &m_catalogue, &m_overlaps, Language::zh}, path, silentFeedback());
    ASSERT_TRUE(written) << one.format << describe(written.error(), Language::en);
    GDALDatasetUniquePtr dataset(GDALDataset::Open(toUtf8(path).c_str(), GDAL_OF_VECTOR));
    ASSERT_TRUE(dataset) << one.format;
    EXPECT_STREQ(dataset->GetDriverName(), one.driver);
    OGRLayer* layer = dataset->GetLayer(0);
    ASSERT_NE(layer, nullptr);
    const auto feature = std::unique_ptr<OGRFeature>(layer->GetNextFeature());
    ASSERT_TRUE(feature) << one.format;
    EXPECT_NE(feature->GetGeometryRef(), nullptr) << one.format;
    if (std::string(one.format) == "dxf") {
      EXPECT_STREQ(feature->GetFieldAsString("Layer"), "marginal");
      continue;
    }
    EXPECT_STREQ(feature->GetFieldAsString("zone_class"), "farmland") << one.format;
    EXPECT_NEAR(feature->GetFieldAsDouble("overlap_m2"), 40, 1e-9) << one.format;
  }
  for (const auto& entry : std::filesystem::directory_iterator(m_folder->path()))
    EXPECT_EQ(toUtf8(entry.path()).find(".part"), std::string::npos) << entry.path();
}

} // namespace
} // namespace ecoredline
