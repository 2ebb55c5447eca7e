#include "base/decimal.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "source/dataset.hpp"
#include "source/open.hpp"
#include "source/shape_writer.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <set>
#include <system_error>
#include <variant>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

tl::unexpected<Error> writeFailed(const fs::path& out, const std::string& reason) {
  return fail(
      ErrorKind::input, "output.write_failed",
      {fmt::format("修复副本写入失败：{}", reason), fmt::format("The repaired copy cannot be written: {}", reason)},
      toUtf8(out),
      {"检查目录、剩余空间与写入权限；原文件未改动",
       "check folder, free space and permissions; the source is untouched"});
}

OGRFieldType typeOf(const Column& column) {
  bool has_real = false;
  bool has_number = false;
  for (const Value& value : column.values) {
    if (std::holds_alternative<std::string>(value)) return OFTString;
    has_real = has_real || std::holds_alternative<double>(value);
    has_number = has_number || !std::holds_alternative<std::monostate>(value);
  }
  return has_real ? OFTReal : has_number ? OFTInteger64 : OFTString;
}

/// `name` or the first of name_2, name_3, … that is free; GeoPackage compares without case.
std::string freeName(const std::string& name, std::set<std::string>& taken) {
  std::string candidate = name.empty() ? "field" : name;
  for (int n = 2; !taken.insert(lowered(candidate)).second; ++n) candidate = fmt::format("{}_{}", name, n);
  return candidate;
}

void setValue(OGRFeature& feature, int field, const Value& value, OGRFieldType type) {
  if (std::holds_alternative<std::monostate>(value))
    feature.SetFieldNull(field);
  else if (type == OFTInteger64)
    feature.SetField(field, static_cast<GIntBig>(std::get<std::int64_t>(value)));
  else if (const auto* real = std::get_if<double>(&value); real != nullptr && type == OFTReal)
    feature.SetField(field, *real);
  else if (const auto* whole = std::get_if<std::int64_t>(&value); whole != nullptr && type == OFTReal)
    feature.SetField(field, static_cast<double>(*whole));
  else
    feature.SetField(field, toText(value).c_str());
}

class CopyWriter {
 public:
  explicit CopyWriter(const Table& table) : m_table(table) {}

  /// True when everything was written; GDAL's messages say why not.
  bool write(const fs::path& file) {
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
    if (driver == nullptr) return false;
    m_dataset.reset(driver->Create(toUtf8(file).c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    if (!m_dataset || !createLayer() || m_dataset->StartTransaction() != OGRERR_NONE) return false;
    for (std::size_t row = 0; row < m_table.rows(); ++row)
      if (!addRow(row)) return false;
    return m_dataset->CommitTransaction() == OGRERR_NONE;
  }

 private:
  bool createLayer() {
    OGRSpatialReference srs;
    srs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    const Crs& crs = m_table.geometry.crs;
    const OGRErr set = crs.epsg() != 0 ? srs.importFromEPSG(crs.epsg()) : srs.importFromWkt(crs.wkt().c_str());
    if (set != OGRERR_NONE) return false;
    std::set<std::string> taken = {"fid", "geom"};
    std::vector<std::string> names;
    for (const Column& column : m_table.columns) names.push_back(freeName(column.name, taken));
    m_layer =
        m_dataset->CreateLayer(m_table.layer.empty() ? "layer" : m_table.layer.c_str(), &srs, wkbUnknown, nullptr);
    if (m_layer == nullptr) return false;
    for (std::size_t c = 0; c < names.size(); ++c) {
      m_types.push_back(typeOf(m_table.columns[c]));
      OGRFieldDefn field(names[c].c_str(), m_types.back());
      if (m_layer->CreateField(&field) != OGRERR_NONE) return false;
    }
    return true;
  }

  bool addRow(std::size_t row) {
    const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(m_layer->GetLayerDefn()));
    for (std::size_t c = 0; c < m_types.size(); ++c)
      setValue(*feature, static_cast<int>(c), m_table.columns[c].values[row], m_types[c]);
    if (auto shape = shapeOf(m_table.geometry, row)) feature->SetGeometryDirectly(shape.release());
    return m_layer->CreateFeature(feature.get()) == OGRERR_NONE;
  }

  const Table& m_table;
  DatasetPtr m_dataset;
  OGRLayer* m_layer = nullptr;
  std::vector<OGRFieldType> m_types;
};

bool isSame(const fs::path& a, const fs::path& b) {
  std::error_code error;
  return fs::exists(a, error) && fs::exists(b, error) && fs::equivalent(a, b, error);
}

} // namespace

Result<void> writeRepaired(const Source& source, const fs::path& out) {
  if (isSame(pathFromUtf8(source.table.source), out))
    return fail(ErrorKind::input, "output.is_source",
                {"修复副本不能覆盖原文件", "The repaired copy must not take the place of its source"}, toUtf8(out),
                {"换一个文件名", "give another file name"});
  registerDrivers();
  GdalMessages messages;
  // The times that a GeoPackage keeps would make two runs differ.
  const CPLConfigOptionSetter fixed_time("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z", false);
  const fs::path unfinished = out.parent_path() / pathFromUtf8(toUtf8(out.stem()) + ".unfinished.gpkg");
  std::error_code error;
  fs::remove(unfinished, error);
  bool is_written = false;
  {
    CopyWriter writer(source.table);
    is_written = writer.write(unfinished);
  }
  is_written = is_written && messages.failure().empty();
  if (is_written) fs::rename(unfinished, out, error);
  if (is_written && !error) return {};
  const std::string reason = error ? error.message() : messages.failure();
  std::error_code ignored;
  fs::remove(unfinished, ignored);
  return writeFailed(out, reason);
}

} // namespace ecoredline
