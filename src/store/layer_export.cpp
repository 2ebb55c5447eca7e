#include "store/layer_export.hpp"

#include "base/files.hpp"
#include "store/layer_styles.hpp"
#include "store/quiet_gdal.hpp"

#include <cpl_string.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gdal_priv.h>
#include <gdal_utils.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <memory>
#include <system_error>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

// The vector driver that claims the file's ending and can make files.
std::string driverFor(const fs::path& file) {
  const std::string ending = lowered(toUtf8(file.extension()));
  GDALDriverManager* manager = GetGDALDriverManager();
  for (int i = 0; !ending.empty() && i < manager->GetDriverCount(); ++i) {
    GDALDriver* driver = manager->GetDriver(i);
    const bool vector = CPLTestBool(driver->GetMetadataItem(GDAL_DCAP_VECTOR) == nullptr ? "NO" : "YES");
    if (!vector || driver->GetMetadataItem(GDAL_DCAP_CREATE) == nullptr) continue;
    const char* known = driver->GetMetadataItem(GDAL_DMD_EXTENSIONS);
    const CPLStringList endings(CSLTokenizeString2(known == nullptr ? "" : known, " ", 0));
    if (endings.FindString(ending.substr(1).c_str()) >= 0) return driver->GetDescription();
  }
  return {};
}

tl::unexpected<Error> refused(const fs::path& file) {
  const std::string why = CPLGetLastErrorMsg();
  return fail(ErrorKind::input, "output.write_failed",
              {fmt::format("写出失败：{}", why), fmt::format("The file could not be written: {}", why)}, toUtf8(file),
              {"检查磁盘空间、写入权限，以及该格式能否保存这些图形",
               "check space, permissions, and whether the format holds such shapes"});
}

struct Arguments {
  CPLStringList list;
  void add(std::initializer_list<std::string> words) {
    for (const std::string& word : words) list.AddString(word.c_str());
  }
};

// Fields of `made` that are not called as they were asked for; it has those of the source, in the order of the request.
std::vector<std::pair<std::string, std::string>> renamedFields(const ExportRequest& request, OGRLayer& source,
                                                               OGRLayer* made) {
  std::vector<std::pair<std::string, std::string>> out;
  std::vector<std::string> asked;
  for (const std::string& field : request.fields)
    if (source.GetLayerDefn()->GetFieldIndex(field.c_str()) >= 0) asked.push_back(field);
  if (made == nullptr || made->GetLayerDefn()->GetFieldCount() < static_cast<int>(asked.size())) return out;
  const int first = made->GetLayerDefn()->GetFieldCount() - static_cast<int>(asked.size());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const std::string now = made->GetLayerDefn()->GetFieldDefn(first + static_cast<int>(i))->GetNameRef();
    if (now != asked[i]) out.emplace_back(asked[i], now);
  }
  return out;
}

Result<Exported> translate(const ExportRequest& request, const std::string& table, const std::string& driver,
                           const fs::path& part) {
  const std::unique_ptr<GDALDataset> source(
      GDALDataset::Open(toUtf8(request.workspace).c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
  OGRLayer* rows = source ? source->GetLayerByName(table.c_str()) : nullptr;
  if (rows == nullptr) return refused(request.workspace);
  Arguments words;
  words.add({"-f", driver, "-nln", request.layer, "-select", fmt::format("{}", fmt::join(request.fields, ","))});
  if (driver == "ESRI Shapefile") words.add({"-lco", "ENCODING=UTF-8"});
  if (driver == "CSV") words.add({"-lco", "GEOMETRY=AS_WKT", "-lco", "WRITE_BOM=YES"});
  words.add({table});
  using Options = std::unique_ptr<GDALVectorTranslateOptions, decltype(&GDALVectorTranslateOptionsFree)>;
  const Options options(GDALVectorTranslateOptionsNew(words.list.List(), nullptr), &GDALVectorTranslateOptionsFree);
  GDALDatasetH from = GDALDataset::ToHandle(source.get());
  int misused = 0;
  std::unique_ptr<GDALDataset> made(
      GDALDataset::FromHandle(GDALVectorTranslate(toUtf8(part).c_str(), nullptr, 1, &from, options.get(), &misused)));
  if (!made || misused != 0 || CPLGetLastErrorType() >= CE_Failure) return refused(request.file);
  Exported out;
  out.features = static_cast<std::uint64_t>(std::max<GIntBig>(rows->GetFeatureCount(), 0));
  if (driver == "ESRI Shapefile") out.renamed = renamedFields(request, *rows, made->GetLayer(0));
  CPLErrorReset();
  made.reset(); // what is left goes to the disk here
  if (CPLGetLastErrorType() >= CE_Failure) return refused(request.file);
  return out;
}

} // namespace

Result<Exported> exportVersion(const ExportRequest& request, Feedback& feedback) {
  std::error_code failed;
  if (fs::exists(request.file, failed))
    return fail(ErrorKind::input, "export.exists", {"文件已存在，未覆盖", "The file exists and was not overwritten"},
                toUtf8(request.file), {"换一个文件名，或先移走", "choose another name, or move it away"});
  const QuietGdal quiet;
  GDALAllRegister();
  Exported out;
  out.driver = driverFor(request.file);
  if (out.driver.empty())
    return fail(ErrorKind::usage, "export.unknown_format",
                {"没有可写的格式用这个文件名结尾", "No format that can be written has this ending"},
                toUtf8(request.file), {"如 .gpkg .shp .geojson .dxf .kml .fgb .csv", "e.g. .gpkg .shp .geojson .fgb"});
  auto table = versionTable(request.workspace, request.version);
  if (!table) return fail(table.error());
  feedback.stage({"导出", "Exporting"});
  // A folder of its own beside the file: some formats are several files, and all appear together or not at all
  const fs::path folder = fs::path(request.file) += ".part";
  fs::remove_all(folder, failed);
  if (!fs::create_directory(folder, failed)) return refused(request.file);
  auto made = translate(request, *table, out.driver, folder / request.file.filename());
  if (!made) {
    fs::remove_all(folder, failed);
    return fail(made.error());
  }
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    const fs::path target = request.file.parent_path() / entry.path().filename();
    if (fs::exists(target)) failed = std::make_error_code(std::errc::file_exists);
    if (!failed) fs::rename(entry.path(), target, failed);
    if (failed) break;
  }
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  if (failed) return refused(request.file);
  out.features = made->features;
  out.renamed = std::move(made->renamed);
  out.table = request.layer;
  return out;
}

} // namespace ecoredline
