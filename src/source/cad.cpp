#include "source/cad.hpp"

#include "base/decimal.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "source/encoding.hpp"
#include "source/row_diagnoses.hpp"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <fstream>
#include <map>
#include <optional>
#include <set>

namespace ecoredline {

namespace {

constexpr double kNearlyClosed = 1; // an open polyline with a smaller gap is worth a word

/// One entity of a drawing that has an area.
struct Area {
  std::map<std::string, std::string> texts; ///< bytes as the drawing has them
  std::unique_ptr<OGRGeometry> shape;
};

std::string textOf(const OGRFeature& feature, const char* name) {
  const int index = feature.GetFieldIndex(name);
  return index >= 0 && feature.IsFieldSetAndNotNull(index) ? feature.GetFieldAsString(index) : "";
}

/// Names of the blocks by the handle of their insertion, which their entities carry once they are put in place.
std::map<std::string, std::string> blockNames(const std::filesystem::path& path) {
  const CPLConfigOptionSetter apart("DXF_INLINE_BLOCKS", "FALSE", false);
  const CPLConfigOptionSetter bytes("DXF_ENCODING", CPL_ENC_UTF8, false);
  const GdalMessages quiet;
  std::map<std::string, std::string> names;
  const char* const drivers[] = {"DXF", nullptr};
  const DatasetPtr dataset(GDALDataset::Open(toUtf8(path).c_str(), GDAL_OF_VECTOR, drivers, nullptr, nullptr));
  OGRLayer* layer = dataset == nullptr ? nullptr : dataset->GetLayerByName("entities");
  if (layer == nullptr) return names;
  for (const auto& feature : *layer)
    if (const std::string name = textOf(*feature, "BlockName"); !name.empty())
      names[textOf(*feature, "EntityHandle")] = name;
  return names;
}

class DrawingReader {
 public:
  DrawingReader(Dataset& dataset, const std::string& layer) : m_dataset(dataset), m_wanted(layer) {
    if (dataset.driver == "DXF") m_blocks = blockNames(dataset.path);
  }

  Result<Diagnoses> read() {
    const CPLConfigOptionSetter step("OGR_ARC_STEPSIZE", kDrawingArcStep, false);
    const bool own_layer = !m_wanted.empty() && m_dataset.handle->GetLayerByName(m_wanted.c_str()) != nullptr;
    {
      const GdalMessages quiet;
      for (int i = 0; i < m_dataset.handle->GetLayerCount(); ++i) readLayer(*m_dataset.handle->GetLayer(i));
    }
    if (m_areas.empty() && (m_wanted.empty() || own_layer)) return withoutAreas();
    if (m_areas.empty()) return noSuchLayer();
    replaceDataset();
    return diagnoses();
  }

 private:
  void readLayer(OGRLayer& layer) {
    layer.ResetReading();
    for (const auto& feature : layer) {
      std::string name = textOf(*feature, "Layer");
      if (name.empty()) name = layer.GetName();
      OGRGeometry* geometry = feature->GetGeometryRef();
      if (geometry == nullptr) continue;
      Area area;
      area.shape = areaOf(*geometry, name);
      if (area.shape == nullptr) {
        ++m_left_out;
        continue;
      }
      m_layers.insert(name);
      if (!isWanted(name)) continue;
      const std::string handle = textOf(*feature, "EntityHandle");
      const auto block = m_blocks.find(handle);
      area.texts = {{"Layer", name},
                    {"Block", block == m_blocks.end() ? "" : block->second},
                    {"EntityHandle", handle},
                    {"Text", textOf(*feature, "Text")}};
      m_areas.push_back(std::move(area));
    }
  }

  /// The option is UTF-8, the drawing's bytes are that or GBK.
  bool isWanted(const std::string& name) const {
    if (m_wanted.empty() || name == m_wanted || m_dataset.handle->GetLayerByName(m_wanted.c_str()) != nullptr)
      return true;
    const auto decoded = decode(name, "GB18030");
    return decoded && *decoded == m_wanted;
  }

  std::unique_ptr<OGRGeometry> areaOf(const OGRGeometry& geometry, const std::string& layer) {
    m_polygons.clear();
    const std::unique_ptr<OGRGeometry> linear(geometry.hasCurveGeometry(FALSE) ? geometry.getLinearGeometry()
                                                                               : geometry.clone());
    collect(*linear, layer);
    if (m_polygons.empty()) return nullptr;
    std::vector<OGRGeometry*> polygons; // organizePolygons takes them over
    for (auto& polygon : m_polygons) polygons.push_back(polygon.release());
    // Outlines of one entity (of a block, say) that lie in each other are holes.
    return std::unique_ptr<OGRGeometry>(
        OGRGeometryFactory::organizePolygons(polygons.data(), static_cast<int>(polygons.size()), nullptr, nullptr));
  }

  void collect(const OGRGeometry& geometry, const std::string& layer) {
    const OGRwkbGeometryType type = wkbFlatten(geometry.getGeometryType());
    if (geometry.IsEmpty()) return;
    if (OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) {
      for (const OGRGeometry* part : *geometry.toGeometryCollection()) collect(*part, layer);
    } else if (type == wkbPolygon) {
      m_polygons.emplace_back(geometry.clone());
    } else if (type == wkbLineString) {
      addOutline(*geometry.toLineString(), layer);
    }
  }

  void addOutline(const OGRLineString& line, const std::string& layer) {
    const int count = line.getNumPoints();
    if (count < 3) return;
    const double gap = std::hypot(line.getX(count - 1) - line.getX(0), line.getY(count - 1) - line.getY(0));
    if (gap > kDrawingGap) {
      if (gap < kNearlyClosed && count > 3) noteOpen(line, layer, gap);
      return;
    }
    auto ring = std::make_unique<OGRLinearRing>();
    for (int i = 0; i < count; ++i) ring->addPoint(line.getX(i), line.getY(i));
    if (gap > 0) {
      ++m_closed;
      ring->closeRings();
    }
    if (ring->getNumPoints() < 4) return;
    auto polygon = std::make_unique<OGRPolygon>();
    polygon->addRingDirectly(ring.release());
    m_polygons.push_back(std::move(polygon));
  }

  void noteOpen(const OGRLineString& line, const std::string& layer, double gap) {
    const auto name = isUtf8(layer) ? Result<std::string>(layer) : decode(layer, "GB18030");
    Diagnosis found =
        diagnosis("cad.open_line", Severity::warning,
                  {fmt::format("图层“{}”上有一条多段线首尾相差 {} 米，超过 {} 米，没有当作面", name.value_or("?"),
                               toFixed(gap, 3), kDrawingGap),
                   fmt::format("A polyline on layer \"{}\" is open by {} m, more than {} m: not taken as an area",
                               name.value_or("?"), toFixed(gap, 3), kDrawingGap)});
    found.x = line.getX(0);
    found.y = line.getY(0);
    m_open.push_back(std::move(found));
  }

  Result<Diagnoses> withoutAreas() {
    for (int i = 0; i < m_dataset.handle->GetLayerCount(); ++i) m_dataset.handle->GetLayer(i)->ResetReading();
    m_open.push_back(diagnosis("cad.no_area", Severity::warning,
                               {"图中没有闭合的多段线、圆或填充，按线和点读取",
                                "The drawing has no closed polyline, circle or hatch; read as lines and points"}));
    return std::move(m_open);
  }

  tl::unexpected<Error> noSuchLayer() const {
    std::vector<std::string> names;
    for (const std::string& name : m_layers)
      names.push_back(isUtf8(name) ? name : decode(name, "GB18030").value_or("?"));
    return fail(ErrorKind::input, "input.which_layer",
                {fmt::format("图层“{}”上没有面", m_wanted), fmt::format("No area on a layer \"{}\"", m_wanted)},
                toUtf8(m_dataset.path),
                {fmt::format("有面的图层：{}；不带 --layer 则全部读取", fmt::join(names, "、")),
                 fmt::format("layers with areas: {}; without --layer all are read", fmt::join(names, ", "))});
  }

  void replaceDataset() {
    DatasetPtr made(GetGDALDriverManager()->GetDriverByName("Memory")->Create("", 0, 0, 0, GDT_Unknown, nullptr));
    OGRLayer& layer =
        *made->CreateLayer("entities", m_dataset.handle->GetLayer(0)->GetSpatialRef(), wkbUnknown, nullptr);
    for (const char* name : {"Layer", "Block", "EntityHandle", "Text"}) {
      OGRFieldDefn field(name, OFTString);
      layer.CreateField(&field);
    }
    for (Area& area : m_areas) {
      OGRFeature feature(layer.GetLayerDefn());
      for (const auto& [name, text] : area.texts)
        if (!text.empty()) feature.SetField(name.c_str(), text.c_str());
      feature.SetGeometryDirectly(area.shape.release());
      if (layer.CreateFeature(&feature) != OGRERR_NONE) ++m_left_out;
    }
    m_dataset.handle = std::move(made);
  }

  Result<Diagnoses> diagnoses() {
    Diagnoses all = std::move(m_open);
    all.push_back(diagnosis(
        "cad.areas", Severity::info,
        {fmt::format("从图中读到 {} 个面（闭合多段线、圆、填充，含块内）；圆弧按 1° 一段化为折线，误差为半径的 "
                     "0.00004；另有 {} 个实体不成面，未用",
                     m_areas.size(), m_left_out),
         fmt::format(
             "{} areas of the drawing (closed polylines, circles, hatches, also in blocks); arcs became chords of "
             "1 degree, off by radius x 0.00004; {} other entities are no areas and not used",
             m_areas.size(), m_left_out)}));
    if (m_closed > 0)
      all.push_back(diagnosis("cad.closed", Severity::warning,
                              {fmt::format("{} 条多段线首尾相差不到 {} 米，已闭合", m_closed, kDrawingGap),
                               fmt::format("{} polylines with a gap below {} m were closed", m_closed, kDrawingGap)}));
    return all;
  }

  Dataset& m_dataset;
  const std::string& m_wanted;
  std::map<std::string, std::string> m_blocks;
  std::vector<Area> m_areas;
  std::set<std::string> m_layers;
  Diagnoses m_open;
  std::size_t m_left_out = 0;
  std::size_t m_closed = 0;
  std::vector<std::unique_ptr<OGRGeometry>> m_polygons;
};

} // namespace

bool isDrawing(const Dataset& dataset) {
  return dataset.driver == "DXF" || dataset.driver == "CAD";
}

Result<Diagnoses> areasOfDrawing(Dataset& dataset, const std::string& layer) {
  return DrawingReader(dataset, layer).read();
}

Result<void> checkDwg(const std::filesystem::path& path) {
  if (lowered(toUtf8(path.extension())) != ".dwg") return {};
  // The first six bytes name the release (Open Design Specification for .dwg files).
  static const std::map<std::string, const char*> kReleases = {{"AC1014", "R14"},  {"AC1018", "2004"},
                                                               {"AC1021", "2007"}, {"AC1024", "2010"},
                                                               {"AC1027", "2013"}, {"AC1032", "2018"}};
  std::string mark(6, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(mark.data(), 6);
  if (!in || !mark.starts_with("AC10") || mark == "AC1015") return {};
  const auto found = kReleases.find(mark);
  const std::string release = found == kReleases.end() ? mark : found->second;
  return fail(
      ErrorKind::input, "input.dwg_version",
      {fmt::format("这是 AutoCAD {} 格式的 DWG，只能读 2000 格式", release),
       fmt::format("A DWG of AutoCAD {}; only those of AutoCAD 2000 can be read", release)},
      toUtf8(path),
      {"在 CAD 中另存为 DXF（任何版本），再用 DXF", "save it as DXF (any release) in the CAD program and use that"});
}

} // namespace ecoredline
