#include "base/files.hpp"
#include "cartography/qml.hpp"
#include "cartography/sld.hpp"
#include "gdal_writing.hpp"
#include "geo/edge_model.hpp"
#include "other_formats.hpp"
#include "output/finding_table.hpp"
#include "output/titles.hpp"
#include "output/verdict_symbols.hpp"
#include "plugin/writer_plugin.hpp"
#include "source/dataset.hpp"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <memory>
#include <system_error>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

// GDAL's clock is the run's while this lives, so that the same run is the same file.
class RunClock {
 public:
  explicit RunClock(const std::string& run_time) {
    if (run_time.ends_with('Z'))
      CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", (run_time.substr(0, run_time.size() - 1) + ".000Z").c_str());
  }
  ~RunClock() { CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", nullptr); }
  RunClock(const RunClock&) = delete;
  RunClock& operator=(const RunClock&) = delete;
};

std::unique_ptr<OGRGeometry> lineOf(const FlatLayer& layer, std::size_t row) {
  auto all = std::make_unique<OGRMultiLineString>();
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    auto line = std::make_unique<OGRLineString>();
    for (auto i = layer.ring_vertex[ring]; i < layer.ring_vertex[ring + 1]; ++i) line->addPoint(layer.x[i], layer.y[i]);
    all->addGeometryDirectly(line.release());
  }
  return all;
}

std::unique_ptr<OGRGeometry> pointOf(const FlatLayer& layer, std::size_t row) {
  auto all = std::make_unique<OGRMultiPoint>();
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    const auto i = layer.ring_vertex[ring];
    all->addGeometryDirectly(new OGRPoint(layer.x[i], layer.y[i]));
  }
  return all;
}

std::unique_ptr<OGRGeometry> geometryOf(const FlatLayer& layer, std::size_t row) {
  switch (layer.shape[row]) {
  case Shape::polygon:
    return polygonOf(layer, row);
  case Shape::line:
    return lineOf(layer, row);
  case Shape::point:
    return pointOf(layer, row);
  case Shape::none:
    break;
  }
  return nullptr;
}

struct FieldSpec {
  const char* name;
  OGRFieldType type;
};

class GeoPackageFile {
 public:
  GeoPackageFile(const WriteRequest& request, const fs::path& file, Feedback& feedback)
      : m_request(request), m_feedback(feedback) {
    RegisterOGRGeoPackage();
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
    must(driver != nullptr);
    m_dataset.reset(driver->Create(toUtf8(file).c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    must(m_dataset != nullptr);
    must(m_cgcs2000.importFromEPSG(4490));
    m_cgcs2000.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  }

  /// False when cancelled.
  bool fill() {
    must(m_dataset->StartTransaction());
    addSites();
    if (m_request.overlaps != nullptr) addOverlaps();
    addFindings();
    addStyles();
    if (m_feedback.cancelled()) return false;
    must(m_dataset->CommitTransaction());
    CPLErrorReset();
    m_dataset.reset(); // what is left goes to the disk here, and GDAL 3.6 tells of a failure by its last error only
    must(CPLGetLastErrorType() < CE_Failure);
    return true;
  }

 private:
  OGRLayer& newLayer(const char* name, OGRwkbGeometryType type, std::initializer_list<FieldSpec> specs) {
    OGRLayer* layer = m_dataset->CreateLayer(name, type == wkbNone ? nullptr : &m_cgcs2000, type, nullptr);
    must(layer != nullptr);
    for (const FieldSpec& spec : specs) {
      OGRFieldDefn definition(spec.name, spec.type);
      must(layer->CreateField(&definition));
    }
    return *layer;
  }

  static void setNumber(OGRFeature& feature, const char* field, double value) {
    if (std::isfinite(value)) feature.SetField(field, value);
  }
  static void setText(OGRFeature& feature, const char* field, std::string_view value) {
    if (!value.empty()) feature.SetField(field, std::string(value).c_str());
  }

  void addSites() {
    OGRLayer& layer = newLayer("sites", wkbUnknown,
                               {{"site_id", OFTString},
                                {"site_name", OFTString},
                                {"project_id", OFTString},
                                {"verdict", OFTString},
                                {"worst_case", OFTString},
                                {"status", OFTString},
                                {"area_m2", OFTReal},
                                {"length_m", OFTReal},
                                {"accuracy_m", OFTReal},
                                {"sentence", OFTString}});
    for (const SiteResult& site : m_request.report->sites) {
      if (m_feedback.cancelled()) return;
      OGRFeature feature(layer.GetLayerDefn());
      setText(feature, "site_id", site.id);
      setText(feature, "site_name", site.name);
      setText(feature, "project_id", site.project_id);
      setText(feature, "verdict", name(site.verdict));
      setText(feature, "worst_case", name(site.worst_case));
      setText(feature, "status", site.preliminary ? "preliminary" : "final");
      setNumber(feature, "area_m2", site.area_m2);
      setNumber(feature, "length_m", site.length_m);
      setNumber(feature, "accuracy_m", site.accuracy_m);
      setText(feature, "sentence", site.sentence.in(m_request.language));
      setShape(feature, site);
      must(layer.CreateFeature(&feature));
    }
  }

  // A site whose geometry cannot be moved (it was delivered unusable) keeps its row, without a shape.
  void setShape(OGRFeature& feature, const SiteResult& site) {
    if (site.geometry.rows() == 0 || !site.geometry.crs.valid()) return;
    const Result<FlatLayer> moved = moveLayer(site.geometry, Crs::cgcs2000());
    if (!moved) {
      m_feedback.note({fmt::format("地块 {} 的图形未写入 GeoPackage:{}", site.id, moved.error().what.zh),
                       fmt::format("Site {} has no shape in the GeoPackage: {}", site.id, moved.error().what.en)});
      return;
    }
    feature.SetGeometryDirectly(geometryOf(*moved, 0).release());
  }

  void addOverlaps() {
    OGRLayer& layer = newLayer("overlaps", wkbUnknown,
                               {{"finding", OFTInteger},
                                {"site_id", OFTString},
                                {"kind", OFTString},
                                {"kind_title", OFTString},
                                {"zone_id", OFTString},
                                {"zone_name", OFTString},
                                {"zone_class", OFTString},
                                {"verdict", OFTString},
                                {"effect", OFTString},
                                {"certainty", OFTString},
                                {"overlap_m2", OFTReal},
                                {"overlap_length_m", OFTReal}});
    const auto findings = numbered();
    const FlatLayer& shapes = *m_request.overlaps;
    for (std::size_t row = 0; row < shapes.rows() && !m_feedback.cancelled(); ++row) {
      const auto& [site, finding] = findings.at(static_cast<std::size_t>(shapes.row_id[row]));
      OGRFeature feature(layer.GetLayerDefn());
      feature.SetField("finding", static_cast<int>(shapes.row_id[row]));
      setText(feature, "site_id", site->id);
      setText(feature, "kind", finding->kind);
      setText(feature, "kind_title", kindTitle(*m_request.catalogue, finding->kind, m_request.language));
      setText(feature, "zone_id", finding->zone_id);
      setText(feature, "zone_name", finding->zone_name);
      setText(feature, "zone_class", finding->zone_class);
      setText(feature, "verdict", name(finding->verdict()));
      setText(feature, "effect", name(finding->effect));
      setText(feature, "certainty", name(finding->certainty));
      setNumber(feature, "overlap_m2", finding->overlap_m2);
      setNumber(feature, "overlap_length_m", finding->overlap_length_m);
      if (auto geometry = geometryOf(shapes, row)) feature.SetGeometryDirectly(geometry.release());
      must(layer.CreateFeature(&feature));
    }
  }

  // The same table as in the CSV, numbers as numbers, the stable column ids as field names.
  void addFindings() {
    const TextTable table = findingTable(*m_request.report, *m_request.catalogue, m_request.language);
    OGRLayer& layer = newLayer("findings", wkbNone, {{"finding", OFTInteger}});
    for (const TextTable::Head& head : table.heads) {
      OGRFieldDefn definition(head.id.c_str(), head.number ? OFTReal : OFTString);
      must(layer.CreateField(&definition));
    }
    for (std::size_t row = 0; row < table.rows.size() && !m_feedback.cancelled(); ++row) {
      OGRFeature feature(layer.GetLayerDefn());
      feature.SetField(0, static_cast<int>(row));
      for (std::size_t c = 0; c < table.heads.size(); ++c) {
        const std::string& cell = table.rows[row][c];
        const int field = static_cast<int>(c) + 1;
        if (cell.empty()) continue;
        if (table.heads[c].number)
          feature.SetField(field, CPLAtof(cell.c_str()));
        else
          feature.SetField(field, cell.c_str());
      }
      must(layer.CreateFeature(&feature));
    }
  }

  // The table in which QGIS keeps the style that it opens a layer with (see store/layer_styles.hpp).
  void addStyles() {
    OGRLayer& layer = newLayer("layer_styles", wkbNone,
                               {{"f_table_catalog", OFTString},
                                {"f_table_schema", OFTString},
                                {"f_table_name", OFTString},
                                {"f_geometry_column", OFTString},
                                {"styleName", OFTString},
                                {"styleQML", OFTString},
                                {"styleSLD", OFTString},
                                {"useAsDefault", OFTInteger},
                                {"description", OFTString},
                                {"owner", OFTString},
                                {"ui", OFTString},
                                {"update_time", OFTDateTime}});
    addStyle(layer, siteSymbols(m_request.language), siteShape());
    if (m_request.overlaps == nullptr) return;
    addStyle(layer, overlapSymbols(m_request.language), shapeOfMost(m_request.overlaps->shape));
  }

  Shape siteShape() const {
    std::vector<Shape> shapes;
    for (const SiteResult& site : m_request.report->sites) shapes.push_back(site.shape);
    return shapeOfMost(shapes);
  }

  void addStyle(OGRLayer& layer, const SymbolList& symbols, Shape shape) const {
    OGRFeature feature(layer.GetLayerDefn());
    for (const char* empty : {"f_table_catalog", "f_table_schema", "owner"}) feature.SetField(empty, "");
    setText(feature, "f_table_name", symbols.layer);
    setText(feature, "f_geometry_column", "geom");
    setText(feature, "styleName", "EcoRedline");
    setText(feature, "styleQML", toQml(symbols, shape));
    setText(feature, "styleSLD", toSld(symbols, shape));
    feature.SetField("useAsDefault", 1);
    setText(feature, "description", "EcoRedline");
    setText(feature, "update_time", m_request.report->run.time);
    must(layer.CreateFeature(&feature));
  }

  struct Numbered {
    const SiteResult* site;
    const Finding* finding;
  };
  std::vector<Numbered> numbered() const {
    std::vector<Numbered> all;
    for (const SiteResult& site : m_request.report->sites)
      for (const Finding& finding : site.findings) all.push_back({&site, &finding});
    return all;
  }

  const WriteRequest& m_request;
  Feedback& m_feedback;
  GDALDatasetUniquePtr m_dataset;
  OGRSpatialReference m_cgcs2000;
};

} // namespace

class GeoPackageWriter final : public Writer {
 public:
  const WriterInfo& info() const override {
    static const WriterInfo kInfo{
        "gpkg", {"成果数据（GeoPackage）", "Results as a GeoPackage"}, "findings.gpkg", false, true};
    return kInfo;
  }

  Result<void> write(const WriteRequest& request, const fs::path& file, Feedback& feedback) const override {
    const fs::path partial = fs::path(file).replace_extension(".partial.gpkg");
    std::error_code failed;
    fs::remove(partial, failed);
    std::string reason;
    try {
      const GdalMessages quiet;
      CPLErrorReset();
      const RunClock clock(request.report->run.time);
      if (!GeoPackageFile(request, partial, feedback).fill()) return dropped(partial, cancelledError());
      fs::rename(partial, file, failed);
      if (!failed) return {};
      reason = failed.message();
    } catch (const GdalRefused& refused) {
      reason = refused.reason;
    }
    return dropped(partial, fail(ErrorKind::input, "output.write_failed",
                                 {fmt::format("写入失败：{}", reason), fmt::format("Writing failed: {}", reason)},
                                 toUtf8(file), {"检查剩余空间与写入权限", "check free space and permissions"}));
  }

 private:
  static tl::unexpected<Error> dropped(const fs::path& partial, tl::unexpected<Error> error) {
    std::error_code ignored;
    fs::remove(partial, ignored);
    return error;
  }
};

} // namespace ecoredline

// Several writers: the GeoPackage, and the formats that are made of it.
namespace ecoredline {

// NOLINTNEXTLINE(readability-identifier-naming): Plugin.cmake makes the name from that of the folder
bool registerWriter_gpkg(Registry& registry, int abi) {
  static const GeoPackageWriter whole;
  if (abi != kPluginAbi || !registry.add(std::make_unique<GeoPackageWriter>())) return false;
  for (auto& writer : otherFormats(whole))
    if (!registry.add(std::move(writer))) return false;
  return true;
}

} // namespace ecoredline

ECOREDLINE_FOREIGN_ENTRY(gpkg)
