#include "survey_layers.hpp"
#include "survey_place.hpp"
#include "survey_rings.hpp"

#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace survey_txt {

namespace {

constexpr double kMetresPerDegree = 111319.49; // of the equator

/// A plot's rings as parts, with its area as far as the plane tells.
struct Shaped {
  std::vector<Part> parts;
  double square_metres = 0;
};

class PlotLayer final : public OGRLayer, public OGRGetNextFeatureThroughRaw<PlotLayer> {
 public:
  PlotLayer(const Document& document, const std::string& name) : m_file(document.file) {
    m_definition = new OGRFeatureDefn(name.c_str());
    m_definition->Reference();
    SetDescription(name.c_str());
    for (const Key& key : m_file.keys)
      SetMetadataItem(key.name.c_str(), key.value.c_str(), domainOf(key.section).c_str());
  }
  ~PlotLayer() override {
    m_definition->Release();
    if (m_system != nullptr) m_system->Release();
  }
  PlotLayer(const PlotLayer&) = delete;
  PlotLayer& operator=(const PlotLayer&) = delete;

  bool prepare() {
    m_placement = place(m_file);
    for (const Message& warning : m_placement.warnings) say(warning, false);
    for (const Plot& plot : m_file.plots)
      if (!shape(plot)) return false;
    setSystem();
    setType();
    addFields();
    noteAreas();
    return true;
  }

  OGRFeatureDefn* GetLayerDefn() override { return m_definition; }
  void ResetReading() override { m_next = 0; }
  DEFINE_GET_NEXT_FEATURE_THROUGH_RAW(PlotLayer)

  GIntBig GetFeatureCount(int force) override {
    if (m_poFilterGeom != nullptr || m_poAttrQuery != nullptr) return OGRLayer::GetFeatureCount(force);
    return static_cast<GIntBig>(m_file.plots.size());
  }
  OGRFeature* GetFeature(GIntBig id) override {
    if (id < 0 || id >= static_cast<GIntBig>(m_file.plots.size())) return nullptr;
    return make(static_cast<std::size_t>(id)).release();
  }
  int TestCapability(const char* capability) override {
    const bool plain = m_poFilterGeom == nullptr && m_poAttrQuery == nullptr;
    return EQUAL(capability, OLCStringsAsUTF8) || EQUAL(capability, OLCRandomRead) ||
           (EQUAL(capability, OLCFastFeatureCount) && plain);
  }

 private:
  friend class OGRGetNextFeatureThroughRaw<PlotLayer>;
  OGRFeature* GetNextRawFeature() { // NOLINT(readability-identifier-naming): GDAL calls it
    return m_next < m_file.plots.size() ? make(m_next++).release() : nullptr;
  }

  bool shape(const Plot& plot) {
    Shaped& shaped = m_shaped.emplace_back();
    if (plot.shape != PlotShape::area) return true;
    Assembly assembly = assemble(plot.rings);
    if (assembly.crossing) {
      const std::size_t a = plot.rings[assembly.crossing->first].line;
      const std::size_t b = plot.rings[assembly.crossing->second].line;
      const std::string of = plot.number + " " + plot.name;
      say({b, "地块 " + of + "：本圈与第 " + std::to_string(a) + " 行开始的圈相交或重复",
           "plot " + of + ": this ring crosses or repeats the one that begins in line " + std::to_string(a)},
          true);
      return false;
    }
    shaped.parts = std::move(assembly.parts);
    for (const Part& part : shaped.parts)
      for (const std::size_t ring : part) {
        const double area = std::abs(doubleArea(plot.rings[ring])) / 2 * squareMetres(plot.rings[ring]);
        shaped.square_metres += ring == part.front() ? area : -area;
      }
    return true;
  }

  /// Square metres of a square unit of the coordinates.
  double squareMetres(const Ring& ring) const {
    if (!m_placement.degrees) return 1;
    const Position& p = ring.points.front();
    const double latitude = m_placement.east_first ? p.second : p.first;
    return kMetresPerDegree * kMetresPerDegree * std::cos(latitude * std::numbers::pi / 180);
  }

  void setSystem() {
    if (m_placement.epsg == 0) return;
    m_system = new OGRSpatialReference();
    m_system->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    if (m_system->importFromEPSG(m_placement.epsg) == OGRERR_NONE) return;
    m_system->Release();
    m_system = nullptr;
  }

  void setType() {
    bool other = false;
    for (std::size_t i = 0; i < m_file.plots.size(); ++i) {
      other = other || m_file.plots[i].shape != PlotShape::area;
      m_multi = m_multi || m_shaped[i].parts.size() > 1;
    }
    m_definition->SetGeomType(other ? wkbUnknown : m_multi ? wkbMultiPolygon : wkbPolygon);
    m_multi = m_multi && !other;
    m_definition->GetGeomFieldDefn(0)->SetSpatialRef(m_system);
  }

  void addFields() {
    std::size_t extras = 0;
    for (const Plot& plot : m_file.plots) extras = std::max(extras, plot.extras.size());
    addField(field::kCount, OFTInteger64);
    for (const char* name :
         {field::kArea, field::kNumber, field::kName, field::kShape, field::kSheet, field::kUse, field::kLandClass})
      addField(name, OFTString);
    for (std::size_t i = 1; i <= extras; ++i) addField((field::kExtra + std::to_string(i)).c_str(), OFTString);
    addField(field::kAreaUnit, OFTString);
    addField(field::kSquareMetres, OFTReal);
  }

  void addField(const char* name, OGRFieldType type) {
    OGRFieldDefn definition(name, type);
    if (type == OFTReal) definition.SetAlternativeName("申报面积（平方米）");
    m_definition->AddFieldDefn(&definition);
  }

  void noteAreas() const {
    for (std::size_t i = 0; i < m_file.plots.size(); ++i) {
      const Plot& plot = m_file.plots[i];
      const double computed = m_shaped[i].square_metres;
      if (plot.area.empty() || computed <= 0) continue;
      const auto declared = numberOf(narrowed(plot.area));
      if (declared && *declared == 0) continue; // written by tools that leave it to the reader
      if (declaredArea(plot.area, computed).fits) continue;
      const std::string area = std::to_string(computed);
      const std::string shown = area.substr(0, area.find('.') + 3);
      say({plot.line,
           "面积写“" + plot.area + "”，按坐标约 " + shown + " 平方米，无论公顷、平方米、亩或平方公里都对不上",
           "the area is given as \"" + plot.area + "\", the coordinates make about " + shown +
               " m2: it fits in ha, m2, mu or km2 alike not"},
          false);
    }
  }

  OGRFeatureUniquePtr make(std::size_t index) const {
    const Plot& plot = m_file.plots[index];
    OGRFeatureUniquePtr feature(new OGRFeature(m_definition));
    feature->SetFID(static_cast<GIntBig>(index));
    int at = 0;
    if (const auto count = numberOf(narrowed(plot.count)); count && std::abs(*count) < 1e15)
      feature->SetField(at, static_cast<GIntBig>(*count));
    for (const std::string* text :
         {&plot.area, &plot.number, &plot.name, &plot.shape_word, &plot.sheet, &plot.use, &plot.land_class}) {
      ++at;
      if (!text->empty()) feature->SetField(at, text->c_str());
    }
    for (const std::string& extra : plot.extras) {
      ++at;
      if (!extra.empty()) feature->SetField(at, extra.c_str());
    }
    const DeclaredArea declared = declaredArea(plot.area, m_shaped[index].square_metres);
    if (!declared.unit.empty()) {
      feature->SetField(m_definition->GetFieldCount() - 2, declared.unit.c_str());
      feature->SetField(m_definition->GetFieldCount() - 1, declared.square_metres);
    }
    feature->SetGeometryDirectly(geometryOf(plot, m_shaped[index]).release());
    if (feature->GetGeometryRef() != nullptr) feature->GetGeometryRef()->assignSpatialReference(m_system);
    return feature;
  }

  std::unique_ptr<OGRGeometry> geometryOf(const Plot& plot, const Shaped& shaped) const {
    if (plot.rings.empty()) return nullptr;
    if (plot.shape == PlotShape::line) return linesOf(plot);
    if (plot.shape == PlotShape::point) return pointsOf(plot);
    auto all = std::make_unique<OGRMultiPolygon>();
    for (const Part& part : shaped.parts) {
      auto polygon = std::make_unique<OGRPolygon>();
      for (const std::size_t ring : part) {
        auto curve = std::make_unique<OGRLinearRing>();
        fill(*curve, plot.rings[ring]);
        curve->closeRings();
        polygon->addRingDirectly(curve.release());
      }
      all->addGeometryDirectly(polygon.release());
    }
    return singleOr(std::move(all), m_multi);
  }

  std::unique_ptr<OGRGeometry> linesOf(const Plot& plot) const {
    auto all = std::make_unique<OGRMultiLineString>();
    for (const Ring& chain : plot.rings) {
      auto line = std::make_unique<OGRLineString>();
      fill(*line, chain);
      all->addGeometryDirectly(line.release());
    }
    return singleOr(std::move(all), false);
  }

  std::unique_ptr<OGRGeometry> pointsOf(const Plot& plot) const {
    auto all = std::make_unique<OGRMultiPoint>();
    for (const Ring& places : plot.rings)
      for (const Position& p : places.points) {
        const auto [x, y] = eastNorth(p);
        all->addGeometryDirectly(new OGRPoint(x, y));
      }
    return singleOr(std::move(all), false);
  }

  static std::unique_ptr<OGRGeometry> singleOr(std::unique_ptr<OGRGeometryCollection> all, bool keep) {
    if (keep || all->getNumGeometries() != 1) return all;
    std::unique_ptr<OGRGeometry> one(all->getGeometryRef(0)->clone());
    return one;
  }

  void fill(OGRSimpleCurve& curve, const Ring& ring) const {
    for (const Position& p : ring.points) {
      const auto [x, y] = eastNorth(p);
      curve.addPoint(x, y);
    }
  }

  std::pair<double, double> eastNorth(const Position& p) const {
    return m_placement.east_first ? std::pair{p.first, p.second} : std::pair{p.second, p.first};
  }

  SurveyFile m_file;
  Placement m_placement;
  std::vector<Shaped> m_shaped;
  OGRFeatureDefn* m_definition = nullptr;
  OGRSpatialReference* m_system = nullptr;
  bool m_multi = false;
  std::size_t m_next = 0;
};

} // namespace

std::unique_ptr<OGRLayer> makeReadLayer(const Document& document, const std::string& name) {
  auto layer = std::make_unique<PlotLayer>(document, name);
  if (!layer->prepare()) return nullptr;
  return layer;
}

} // namespace survey_txt
