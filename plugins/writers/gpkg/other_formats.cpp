#include "other_formats.hpp"

#include "base/files.hpp"
#include "cartography/qml.hpp"
#include "gdal_writing.hpp"
#include "output/verdict_symbols.hpp"
#include "source/dataset.hpp"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <gdal_utils.h>

#include <system_error>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

// Areas only: a Shapefile and a layer of a geodatabase hold one sort of shape. The names are short enough for both.
constexpr const char* kAreas = "SELECT geom, finding, site_id, kind, kind_title, zone_id, zone_name, zone_class, "
                               "verdict, effect, certainty, overlap_m2 FROM overlaps WHERE overlap_m2 IS NOT NULL";
constexpr const char* kAll = "SELECT * FROM overlaps";
// A drawing has layers instead of fields, and colours instead of symbols.
constexpr const char* kDrawing =
    "SELECT geom, verdict AS Layer, CASE verdict WHEN 'fail' THEN 'PEN(c:#B42318)' WHEN 'marginal' THEN "
    "'PEN(c:#B54708)' WHEN 'unknown' THEN 'PEN(c:#475467)' WHEN 'conditional' THEN 'PEN(c:#175CD3)' ELSE "
    "'PEN(c:#027A48)' END AS OGR_STYLE FROM overlaps WHERE geom IS NOT NULL";

struct Format {
  const char* name;
  const char* driver;
  const char* file;
  Text title;
  const char* query;
  std::vector<const char*> words;
  bool side_style = false; ///< with a file of symbols beside it, which QGIS opens it with
};

const std::vector<Format>& formats() {
  static const std::vector<Format> all = {{"dxf",
                                           "DXF",
                                           "findings.dxf",
                                           {"重叠部分（DXF）", "Overlaps as a drawing (DXF)"},
                                           kDrawing,
                                           {"-explodecollections"}},
                                          {"fgdb",
                                           "OpenFileGDB",
                                           "findings.gdb",
                                           {"重叠部分（文件地理数据库）", "Overlaps as a file geodatabase"},
                                           kAreas,
                                           {"-nlt", "MULTIPOLYGON", "-nln", "overlaps"}},
                                          {"geojson",
                                           "GeoJSON",
                                           "findings.geojson",
                                           {"重叠部分（GeoJSON）", "Overlaps as GeoJSON"},
                                           kAll,
                                           {"-lco", "RFC7946=YES", "-nln", "overlaps"},
                                           true},
                                          {"shp",
                                           "ESRI Shapefile",
                                           "findings.shp",
                                           {"重叠部分（Shapefile）", "Overlaps as a Shapefile"},
                                           kAreas,
                                           {"-nlt", "MULTIPOLYGON", "-lco", "ENCODING=UTF-8"},
                                           true}};
  return all;
}

class TranslatedWriter final : public Writer {
 public:
  TranslatedWriter(const Writer& whole, const Format& format) : m_whole(whole), m_format(format) {
    m_info.name = format.name;
    m_info.title = format.title;
    m_info.file_name = format.file;
    m_info.needs_shapes = true;
  }
  const WriterInfo& info() const override { return m_info; }

  Result<void> write(const WriteRequest& request, const fs::path& file, Feedback& feedback) const override {
    auto folder = TemporaryFolder::create();
    if (!folder) return fail(folder.error());
    const fs::path package = folder->path() / "findings.gpkg";
    if (auto written = m_whole.write(request, package, feedback); !written) return written;
    // Beside the target and under its own name: some formats are several files, which go there together.
    const fs::path part = fs::path(file) += ".part";
    std::error_code failed;
    fs::remove_all(part, failed);
    if (!fs::create_directory(part, failed)) return refused(file, failed.message());
    std::string why = translated(package, part / file.filename(), request.overlaps != nullptr);
    if (why.empty() && m_format.side_style) {
      const Shape shape = request.overlaps == nullptr ? Shape::polygon : shapeOfMost(request.overlaps->shape);
      const fs::path style = (part / file.filename()).replace_extension(".qml");
      if (auto written = writeFileAtomically(style, toQml(overlapSymbols(request.language), shape)); !written)
        return written;
    }
    for (const auto& entry : fs::directory_iterator(part, failed)) {
      const fs::path target = file.parent_path() / entry.path().filename();
      if (!why.empty()) break;
      if (entry.is_directory()) fs::remove_all(target, failed);
      fs::rename(entry.path(), target, failed);
      if (failed) why = failed.message();
    }
    fs::remove_all(part, failed);
    if (!why.empty()) return refused(file, why);
    return {};
  }

 private:
  // "" or why it could not be done.
  std::string translated(const fs::path& package, const fs::path& file, bool has_shapes) const {
    const GdalMessages quiet;
    CPLErrorReset();
    GDALAllRegister();
    std::string why;
    const GDALDatasetUniquePtr source(GDALDataset::Open(toUtf8(package).c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
    CPLStringList words;
    for (const char* word : {"-f", m_format.driver}) words.AddString(word);
    for (const char* word : m_format.words) words.AddString(word);
    for (const char* word : {"-sql", m_format.query}) words.AddString(word);
    GDALVectorTranslateOptions* options = GDALVectorTranslateOptionsNew(words.List(), nullptr);
    GDALDatasetH from = GDALDataset::ToHandle(source.get());
    int misused = 0;
    GDALDatasetH made = source && has_shapes
                            ? GDALVectorTranslate(toUtf8(file).c_str(), nullptr, 1, &from, options, &misused)
                            : nullptr;
    if (made != nullptr) GDALClose(made);
    GDALVectorTranslateOptionsFree(options);
    if (made == nullptr || misused != 0 || CPLGetLastErrorType() >= CE_Failure) why = CPLGetLastErrorMsg();
    if (made == nullptr && why.empty()) why = "GDAL";
    return why;
  }

  static tl::unexpected<Error> refused(const fs::path& file, const std::string& why) {
    return fail(ErrorKind::input, "output.write_failed",
                {fmt::format("写入失败：{}", why), fmt::format("Writing failed: {}", why)}, toUtf8(file),
                {"检查剩余空间与写入权限", "check free space and permissions"});
  }

  const Writer& m_whole;
  const Format& m_format;
  WriterInfo m_info;
};

} // namespace

std::vector<std::unique_ptr<Writer>> otherFormats(const Writer& whole) {
  std::vector<std::unique_ptr<Writer>> out;
  for (const Format& format : formats()) out.push_back(std::make_unique<TranslatedWriter>(whole, format));
  return out;
}

} // namespace ecoredline
