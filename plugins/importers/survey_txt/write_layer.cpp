#include "survey_layers.hpp"
#include "survey_place.hpp"
#include "survey_rings.hpp"
#include "survey_writer.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal_priv.h>
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

/// The code of `system`: its own, or that of the only system that is the same. 0 = none.
int codeOf(const OGRSpatialReference& system) {
  const char* name = system.GetAuthorityName(nullptr);
  const char* code = system.GetAuthorityCode(nullptr);
  if (name != nullptr && code != nullptr && EQUAL(name, "EPSG")) return std::atoi(code);
  int count = 0;
  int* confidence = nullptr;
  OGRSpatialReferenceH* matches = OSRFindMatches(
      OGRSpatialReference::ToHandle(const_cast<OGRSpatialReference*>(&system)), nullptr, &count, &confidence);
  int found = 0;
  if (count > 0 && confidence[0] >= 90) {
    const char* match = OSRGetAuthorityCode(matches[0], nullptr);
    found = match == nullptr ? 0 : std::atoi(match);
  }
  OSRFreeSRSArray(matches);
  CPLFree(confidence);
  return found;
}

/// Where a field of the layer goes. `extra` counts from 1; 0 and no `target` = found out by the reader, not written.
struct Column {
  std::string Plot::*target = nullptr;
  std::size_t extra = 0;
};

class NewPlotLayer final : public OGRLayer, public WriteLayer {
 public:
  explicit NewPlotLayer(const NewLayer& wanted) {
    m_definition = new OGRFeatureDefn(wanted.name);
    m_definition->Reference();
    m_definition->SetGeomType(static_cast<OGRwkbGeometryType>(wanted.type));
    SetDescription(wanted.name);
    m_encoding = CSLFetchNameValueDef(wanted.options, "ENCODING", "UTF-8");
    if (EQUAL(m_encoding.c_str(), "GBK")) m_encoding = "GB18030";
    if (const char* decimals = CSLFetchNameValue(wanted.options, "COORDINATE_PRECISION"); decimals != nullptr) {
      m_options.rounded = true;
      m_options.decimals = std::clamp(std::atoi(decimals), 0, 12);
    }
    if (EQUAL(CSLFetchNameValueDef(wanted.options, "LINEFORMAT", "CRLF"), "LF")) m_options.line_end = "\n";
  }
  ~NewPlotLayer() override { m_definition->Release(); }
  NewPlotLayer(const NewPlotLayer&) = delete;
  NewPlotLayer& operator=(const NewPlotLayer&) = delete;

  bool setSystem(const OGRSpatialReference* system) {
    if (system == nullptr || system->IsEmpty()) {
      say({0, "图层没有坐标系，文件里的坐标系和带号将空着", "the layer has no system: 坐标系 and 带号 stay empty"},
          false);
      return true;
    }
    m_epsg = codeOf(*system);
    m_words = wordsOf(m_epsg);
    if (!m_words.datum.empty()) {
      OGRSpatialReference* own = system->Clone();
      own->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
      m_definition->GetGeomFieldDefn(0)->SetSpatialRef(own);
      own->Release();
      return true;
    }
    say({0, "界址点文件只能写高斯投影坐标或经纬度（2000、1980、1954）；先转换，例如 -t_srs EPSG:4530",
         "corner points are written in a Gauss-Krueger system of China or its degrees: convert first, e.g. -t_srs "
         "EPSG:4530"},
        true);
    return false;
  }

  OGRLayer& asLayer() override { return *this; }
  OGRFeatureDefn* GetLayerDefn() override { return m_definition; }
  void ResetReading() override {}
  OGRFeature* GetNextFeature() override { return nullptr; }
  GIntBig GetFeatureCount(int) override { return static_cast<GIntBig>(m_file.plots.size()); }
  int TestCapability(const char* capability) override {
    return EQUAL(capability, OLCSequentialWrite) || EQUAL(capability, OLCCreateField) ||
           EQUAL(capability, OLCStringsAsUTF8);
  }

  OGRErr CreateField(OGRFieldDefn* wanted, int) override {
    static constexpr std::array<std::pair<const char*, std::string Plot::*>, 20> kNames = {
        {{field::kCount, &Plot::count},
         {field::kArea, &Plot::area},
         {"DKMJ", &Plot::area},
         {field::kNumber, &Plot::number},
         {"DKBH", &Plot::number},
         {"编号", &Plot::number},
         {"site_id", &Plot::number},
         {field::kName, &Plot::name},
         {"DKMC", &Plot::name},
         {"名称", &Plot::name},
         {"name", &Plot::name},
         {"site_name", &Plot::name},
         {field::kShape, &Plot::shape_word},
         {field::kSheet, &Plot::sheet},
         {"TFH", &Plot::sheet},
         {field::kUse, &Plot::use},
         {"YT", &Plot::use},
         {field::kLandClass, &Plot::land_class},
         {"DLBM", &Plot::land_class},
         {"地类编号", &Plot::land_class}}};
    const std::string name = wanted->GetNameRef();
    Column column;
    for (const auto& [known, target] : kNames)
      if (EQUAL(name.c_str(), known)) column.target = target;
    const bool taken = std::ranges::any_of(m_columns, [&](const Column& c) { return c.target == column.target; });
    if (column.target != nullptr && taken) column.target = nullptr;
    const bool found_out = name == field::kAreaUnit || name == field::kSquareMetres;
    if (column.target == nullptr && !found_out) column.extra = extraOf(name);
    m_columns.push_back(column);
    m_definition->AddFieldDefn(wanted);
    return OGRERR_NONE;
  }

  OGRErr ICreateFeature(OGRFeature* feature) override {
    Plot plot;
    for (std::size_t i = 0; i < m_columns.size(); ++i) take(*feature, static_cast<int>(i), m_columns[i], plot);
    const OGRGeometry* geometry = feature->GetGeometryRef();
    std::unique_ptr<OGRGeometry> linear;
    if (geometry != nullptr && geometry->hasCurveGeometry(FALSE)) {
      linear.reset(geometry->getLinearGeometry());
      geometry = linear.get();
      sayOnce(m_said_arcs, "圆弧已化为折线", "arcs became chords");
    }
    if (geometry != nullptr && !geometry->IsEmpty()) {
      if (geometry->Is3D() || geometry->IsMeasured())
        sayOnce(m_said_z, "高程和测量值没有写入", "heights and measures are not written");
      if (!addGeometry(*geometry, plot)) return OGRERR_UNSUPPORTED_GEOMETRY_TYPE;
    }
    if (plot.shape_word.empty() && !plot.rings.empty() && !hasColumn(&Plot::shape_word))
      plot.shape_word = plot.shape == PlotShape::line ? "线" : plot.shape == PlotShape::point ? "点" : "面";
    if (!hasColumn(&Plot::area) && plot.shape == PlotShape::area) plot.area = hectares(plot);
    feature->SetFID(static_cast<GIntBig>(m_file.plots.size()));
    m_file.plots.push_back(std::move(plot));
    return OGRERR_NONE;
  }

  std::string text(GDALDataset& dataset) override {
    m_file.keys.clear();
    addKeys(dataset);
    if (!m_options.rounded) m_options.decimals = decimals();
    std::string utf8 = write(m_file, m_options);
    if (EQUAL(m_encoding.c_str(), CPL_ENC_UTF8)) return utf8;
    if (auto bytes = recoded(utf8, CPL_ENC_UTF8, m_encoding)) return std::move(*bytes);
    say({0, "有文字不能用 " + m_encoding + " 表示，改写为 UTF-8",
         "some text has no place in " + m_encoding + ": written as UTF-8"},
        false);
    return utf8;
  }

 private:
  bool hasColumn(std::string Plot::*target) const {
    return std::ranges::any_of(m_columns, [&](const Column& c) { return c.target == target; });
  }

  /// 附加N has its place; any other name takes the next.
  std::size_t extraOf(const std::string& name) {
    const std::string prefix = field::kExtra;
    const auto number = name.starts_with(prefix) ? numberOf(name.substr(prefix.size())) : std::nullopt;
    if (number && *number >= 1 && *number < 1000) {
      m_extras = std::max(m_extras, static_cast<std::size_t>(*number));
      return static_cast<std::size_t>(*number);
    }
    ++m_extras;
    say({0, "字段“" + name + "”在这种文件里没有名字，写在地块行第 " + std::to_string(m_extras + 8) + " 项",
         "this format has no name for the field \"" + name + "\": it is item " + std::to_string(m_extras + 8) +
             " of the plot line"},
        false);
    return m_extras;
  }

  void take(OGRFeature& feature, int index, const Column& column, Plot& plot) {
    if (!feature.IsFieldSetAndNotNull(index)) return;
    const bool real = m_definition->GetFieldDefn(index)->GetType() == OFTReal;
    std::string value = real ? decimalText(feature.GetFieldAsDouble(index), 0, false) : feature.GetFieldAsString(index);
    std::string clean(trimmed(value));
    for (const auto& [sign, replacement] : {std::pair{',', "，"}, {'@', "＠"}, {'\n', " "}, {'\r', " "}})
      for (auto at = clean.find(sign); at != std::string::npos; at = clean.find(sign, at))
        clean.replace(at, 1, replacement);
    if (clean != value)
      sayOnce(m_said_signs, "值里的逗号、@ 或换行已换成全角或空格",
              "commas, @ and line ends in values became full-width signs or blanks");
    if (column.target != nullptr) {
      plot.*column.target = clean;
    } else if (column.extra > 0) {
      if (plot.extras.size() < column.extra) plot.extras.resize(column.extra);
      plot.extras[column.extra - 1] = clean;
    }
  }

  void sayOnce(bool& said, const char* zh, const char* en) {
    if (!said) say({0, zh, en}, false);
    said = true;
  }

  bool addGeometry(const OGRGeometry& geometry, Plot& plot) {
    switch (wkbFlatten(geometry.getGeometryType())) {
    case wkbPolygon:
      for (const OGRLinearRing* ring : *geometry.toPolygon()) addChain(*ring, true, plot);
      return true;
    case wkbMultiPolygon:
      for (const OGRPolygon* polygon : *geometry.toMultiPolygon()) addGeometry(*polygon, plot);
      return true;
    case wkbLineString:
      plot.shape = PlotShape::line;
      addChain(*geometry.toLineString(), false, plot);
      return true;
    case wkbMultiLineString:
      for (const OGRLineString* line : *geometry.toMultiLineString()) addGeometry(*line, plot);
      return true;
    case wkbPoint:
    case wkbMultiPoint:
      plot.shape = PlotShape::point;
      addPoints(geometry, plot);
      return true;
    default:
      say({0, "这种图形不能写成界址点：" + std::string(geometry.getGeometryName()),
           "no corner points for a shape of this kind: " + std::string(geometry.getGeometryName())},
          true);
      return false;
    }
  }

  static void addChain(const OGRSimpleCurve& curve, bool closed, Plot& plot) {
    const int count =
        curve.getNumPoints() - (closed && curve.getNumPoints() > 1 && curve.get_IsClosed() != FALSE ? 1 : 0);
    if (count <= 0) return;
    Ring& ring = plot.rings.emplace_back();
    for (int i = 0; i < count; ++i) ring.points.push_back({curve.getY(i), curve.getX(i)});
  }

  static void addPoints(const OGRGeometry& geometry, Plot& plot) {
    if (plot.rings.empty()) plot.rings.emplace_back();
    if (wkbFlatten(geometry.getGeometryType()) == wkbPoint)
      plot.rings.back().points.push_back({geometry.toPoint()->getY(), geometry.toPoint()->getX()});
    else
      for (const OGRPoint* point : *geometry.toMultiPoint())
        plot.rings.back().points.push_back({point->getY(), point->getX()});
  }

  /// Planar, as survey offices write it; empty for degrees.
  std::string hectares(const Plot& plot) const {
    if (m_words.width == 0 || plot.rings.empty()) return {};
    const Assembly assembly = assemble(plot.rings);
    double area = 0;
    for (const Part& part : assembly.parts)
      for (const std::size_t ring : part)
        area += (ring == part.front() ? 0.5 : -0.5) * std::abs(doubleArea(plot.rings[ring]));
    return assembly.crossing ? std::string() : decimalText(area / 1e4, 4, true);
  }

  int decimals() const {
    if (m_words.width == 0 && m_epsg != 0) return 0;
    const std::string said = m_file.value("精度");
    const auto number = numberOf(said);
    if (!number) return 3;
    if (*number >= 1) return std::clamp(static_cast<int>(*number), 0, 9); // 精度=3: decimals
    return std::clamp(static_cast<int>(std::lround(-std::log10(std::max(*number, 1e-9)))), 0, 9);
  }

  /// The keys that came with the data; what contradicts the layer's system is said anew.
  void addKeys(GDALDataset& dataset) {
    addKeysOf(*this);
    addKeysOf(dataset);
    SurveyFile probe = m_file;
    if (place(probe).epsg == m_epsg && !m_file.value("坐标系").empty()) return;
    const bool degrees = m_words.width == 0;
    set("格式版本号", "1.01", false);
    set("数据产生单位", "", false);
    set("数据产生日期", "", false);
    set("坐标系", m_words.datum, true);
    set("几度分带", degrees ? "" : std::to_string(m_words.width), true);
    set("投影类型", degrees ? "" : "高斯克吕格", true);
    set("计量单位", degrees && m_epsg != 0 ? "度" : "米", true);
    set("带号", degrees ? "" : std::to_string(m_words.zone), true);
    set("精度", m_options.rounded ? decimalText(std::pow(10, -m_options.decimals), m_options.decimals, true) : "0.001",
        false);
    set("转换参数", ",,,,,,", false);
  }

  void addKeysOf(GDALMajorObject& object) {
    if (!m_file.keys.empty()) return;
    CPLStringList domains(object.GetMetadataDomainList());
    if (domains.FindString("") < 0) domains.AddString("");
    for (int i = 0; i < domains.size(); ++i) {
      const std::string domain = domains[i];
      const bool ascii = std::ranges::all_of(domain, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
      if (ascii && !domain.empty()) continue; // GDAL's own
      char** items = object.GetMetadata(domain.c_str());
      for (int k = 0; items != nullptr && items[k] != nullptr; ++k) addKey(items[k], domain);
    }
    // GDAL keeps metadata by name; people look for it in the usual order.
    std::ranges::stable_sort(m_file.keys, {}, orderOf);
  }

  static std::pair<std::size_t, std::size_t> orderOf(const Key& key) {
    static constexpr std::array<std::string_view, 11> kOrder = {
        "格式版本号", "数据产生单位", "数据产生日期", "坐标系", "几度分带", "分带",
        "投影类型",   "计量单位",     "带号",         "精度",   "转换参数"};
    const auto place = static_cast<std::size_t>(std::ranges::find(kOrder, key.name) - kOrder.begin());
    return {key.section == "属性描述" ? 0 : 1, place};
  }

  void addKey(const char* item, const std::string& domain) {
    char* name = nullptr;
    const char* value = CPLParseNameValue(item, &name);
    const std::string key = name == nullptr ? std::string() : name;
    CPLFree(name);
    const bool ascii = std::ranges::all_of(key, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (value == nullptr || key.empty() || (ascii && domain.empty())) return; // DBF_DATE_LAST_UPDATE and the like
    m_file.keys.push_back({domain.empty() ? "属性描述" : domain, key, value});
  }

  void set(const char* name, const std::string& value, bool replace) {
    for (Key& key : m_file.keys)
      if (key.name == name && key.section == "属性描述") {
        if (replace) key.value = value;
        return;
      }
    m_file.keys.push_back({"属性描述", name, value});
  }

  OGRFeatureDefn* m_definition = nullptr;
  int m_epsg = 0;
  SystemWords m_words;
  WriteOptions m_options;
  std::string m_encoding;
  SurveyFile m_file;
  std::vector<Column> m_columns;
  std::size_t m_extras = 0;
  bool m_said_arcs = false;
  bool m_said_z = false;
  bool m_said_signs = false;
};

} // namespace

std::unique_ptr<WriteLayer> makeWriteLayer(const NewLayer& wanted) {
  auto layer = std::make_unique<NewPlotLayer>(wanted);
  if (!layer->setSystem(wanted.system)) return nullptr;
  return layer;
}

} // namespace survey_txt
