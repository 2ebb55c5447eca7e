#include "source/dataset.hpp"

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "source/file_check.hpp"
#include "source/network.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <mutex>
#include <utility>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kWarningsKept = 20;

void handler(CPLErr kind, CPLErrorNum, const char* message) {
  auto* messages = static_cast<GdalMessages*>(CPLGetErrorHandlerUserData());
  if (kind == CE_Debug || kind == CE_None) return;
  messages->take(kind >= CE_Failure, message);
}

/// Open options by which a driver leaves text as bytes, reads every shape and writes nothing beside the file.
CPLStringList optionsFor(const std::string& driver, Contents contents, const std::string& encoding) {
  CPLStringList options;
  if (driver == "SurveyTXT" && !encoding.empty()) options.SetNameValue("ENCODING", encoding.c_str());
  if (driver == "ESRI Shapefile") {
    options.SetNameValue("ENCODING", "");
    options.SetNameValue("AUTO_REPACK", "NO");
  }
  if (driver == "GML") options.SetNameValue("WRITE_GFS", "NO");
  if (driver == "CSV" && contents == Contents::table) options.SetNameValue("HEADERS", "NO");
  if (driver == "CSV" && contents == Contents::shapes) {
    // The column names that people give corner points and coordinates, in UTF-8 and in GBK.
    options.SetNameValue("X_POSSIBLE_NAMES",
                         "lon,lng,longitude,经度,\xBE\xAD\xB6\xC8,中心经度,\xD6\xD0\xD0\xC4\xBE\xAD\xB6\xC8,x,easting");
    options.SetNameValue("GEOM_POSSIBLE_NAMES", "wkt,wkb,geom,geometry,the_geom,wkb_geometry,wkt_geom,shape");
    options.SetNameValue("Y_POSSIBLE_NAMES",
                         "lat,latitude,纬度,\xCE\xB3\xB6\xC8,中心纬度,\xD6\xD0\xD0\xC4\xCE\xB3\xB6\xC8,y,northing");
  }
  return options;
}

/// Formats whose text the driver hands on as it stands; the others define UTF-8 or are decoded by their driver.
bool leavesBytes(const std::string& driver) {
  return driver == "ESRI Shapefile" || driver == "CSV" || driver == "DXF";
}

/// GDAL takes the text of a drawing for Latin-1 when it has no HEADER section, whatever it is told (3.6.2).
bool isHeaderless(const fs::path& dxf) {
  std::ifstream in(dxf, std::ios::binary);
  std::string line;
  for (int pair = 0; pair < 100 && std::getline(in, line); ++pair) {
    if (trimmed(line) == "SECTION")
      return std::getline(in, line) && std::getline(in, line) && trimmed(line) != "HEADER";
  }
  return false;
}

std::vector<fs::path> filesOf(GDALDataset& dataset, const fs::path& path, const std::string& driver) {
  if (driver == "ESRI Shapefile" && fs::is_regular_file(path)) return shapefileMembers(path);
  std::vector<fs::path> files;
  const CPLStringList listed(dataset.GetFileList());
  for (int i = 0; i < listed.size(); ++i) {
    std::error_code error;
    const fs::path file = pathFromUtf8(listed[i]);
    if (fs::is_regular_file(file, error)) files.push_back(file);
  }
  if (files.empty() && fs::is_regular_file(path)) files.push_back(path);
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

tl::unexpected<Error> notRecognised(const fs::path& path, const std::string& reason) {
  return fail(ErrorKind::input, "input.not_recognised",
              {reason.empty() ? "GDAL 不认识这种文件" : fmt::format("文件打不开，GDAL 报告：{}", reason),
               reason.empty() ? "GDAL does not know this kind of file"
                              : fmt::format("The file cannot be opened; GDAL says: {}", reason)},
              toUtf8(path),
              {"检查格式与完整性；.zip 以外的压缩包请先解压",
               "check the format and that the file is whole; unpack archives other than .zip first"});
}

tl::unexpected<Error> whichLayer(const fs::path& path, const std::vector<std::string>& names, Text what) {
  return fail(ErrorKind::input, "input.which_layer", std::move(what), toUtf8(path),
              {fmt::format("用 --layer 指明其中一个：{}", fmt::join(names, "、")),
               fmt::format("name one with --layer: {}", fmt::join(names, ", "))});
}

tl::unexpected<Error> noGeometry(const fs::path& path) {
  return fail(
      ErrorKind::input, "input.no_geometry", {"文件里没有带图形的图层", "No layer of the file has geometry"},
      toUtf8(path),
      {"请提供带图形的文件；坐标表请先转成图层", "give a file with shapes; turn tables of coordinates into a layer"});
}

void addStream(Sha256& hash, std::ifstream& in, const std::atomic<bool>* stop) {
  std::array<char, 1 << 16> room{};
  while ((stop == nullptr || !*stop) && (in.read(room.data(), room.size()), in.gcount() > 0))
    hash.add({room.data(), static_cast<std::size_t>(in.gcount())});
}

void addLabel(Sha256& hash, const fs::path& member) {
  std::string head = lowered(toUtf8(member.extension())) + '\0';
  std::uint64_t size = fs::file_size(member);
  for (int i = 0; i < 8; ++i, size >>= 8) head += static_cast<char>(size & 0xFF);
  hash.add(head);
}

/// Our drivers where the build or an installation has put them. GDAL_DRIVER_PATH is left to the user: set, it would
/// replace the folder of GDAL's own plugins.
void registerOwnDrivers() {
  if (GDALGetDriverByName("SurveyTXT") != nullptr) return;
  const fs::path prefix = programFolder().parent_path();
  for (const fs::path& folder : {prefix / "lib", prefix / ECOREDLINE_LIBDIR}) {
    const fs::path library = folder / "gdalplugins" / "ogr_SurveyTXT.so";
    std::error_code error;
    if (!fs::is_regular_file(library, error)) continue;
    void* function = CPLGetSymbol(library.c_str(), "RegisterOGRSurveyTXT");
    if (function == nullptr) continue;
    reinterpret_cast<void (*)()>(function)();
    return;
  }
}

} // namespace

GdalMessages::GdalMessages() {
  CPLPushErrorHandlerEx(handler, this);
}
GdalMessages::~GdalMessages() {
  CPLPopErrorHandler();
}

void GdalMessages::take(bool is_failure, std::string message) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  if (is_failure) {
    if (m_failure.empty()) m_failure = std::move(message);
    return;
  }
  ++m_warning_count;
  if (m_warnings.size() < kWarningsKept && std::find(m_warnings.begin(), m_warnings.end(), message) == m_warnings.end())
    m_warnings.push_back(std::move(message));
}

void DatasetEnd::operator()(GDALDataset* dataset) const {
  GDALClose(dataset);
}

void registerDrivers() {
  static std::once_flag once;
  std::call_once(once, [] {
    GDALAllRegister();
    registerOwnDrivers();
    shutNetworkAtFirst();
  });
}

Result<Dataset> openDataset(const fs::path& path, Contents contents, const std::string& encoding) {
  auto checked = checkFile(path);
  if (!checked) return fail(std::move(checked.error()));
  registerDrivers();
  GdalMessages messages;
  const std::string name = toUtf8(*checked);
  GDALDriver* driver = GDALDriver::FromHandle(GDALIdentifyDriverEx(name.c_str(), GDAL_OF_VECTOR, nullptr, nullptr));
  const std::string driver_name = driver == nullptr ? std::string() : driver->GetDescription();
  const CPLStringList options = optionsFor(driver_name, contents, encoding);
  // DXF text is recoded from the code page that the drawing claims; claimed UTF-8, it comes as bytes.
  const CPLConfigOptionSetter dxf_bytes("DXF_ENCODING", CPL_ENC_UTF8, false);
  const CPLConfigOptionSetter no_restore("SHAPE_RESTORE_SHX", "NO", false);
  Dataset dataset;
  dataset.handle.reset(GDALDataset::Open(name.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                                         nullptr, options.List(), nullptr));
  if (!dataset.handle) return notRecognised(path, messages.failure());
  dataset.driver = dataset.handle->GetDriverName();
  dataset.warnings = messages.warnings();
  if (const char* met = dataset.handle->GetMetadataItem("ENCODING", "SURVEY_TXT"); met != nullptr)
    dataset.decoded_from = met;
  dataset.text_is_raw = leavesBytes(dataset.driver);
  dataset.text_was_latin1 = dataset.driver == "DXF" && isHeaderless(*checked);
  dataset.path = *checked;
  dataset.members = filesOf(*dataset.handle, *checked, dataset.driver);
  return dataset;
}

std::vector<std::string> geometryLayers(GDALDataset& dataset) {
  std::vector<std::string> names;
  for (int i = 0; i < dataset.GetLayerCount(); ++i) {
    OGRLayer* layer = dataset.GetLayer(i);
    if (layer->GetGeomType() != wkbNone) names.emplace_back(layer->GetName());
  }
  return names;
}

Result<OGRLayer*> chooseLayer(Dataset& dataset, const std::string& name) {
  std::vector<std::string> names = geometryLayers(*dataset.handle);
  if (!name.empty()) {
    OGRLayer* layer = dataset.handle->GetLayerByName(name.c_str());
    if (layer == nullptr)
      return whichLayer(dataset.path, names,
                        {fmt::format("没有名为“{}”的图层", name), fmt::format("There is no layer \"{}\"", name)});
    if (layer->GetGeomType() == wkbNone) return noGeometry(dataset.path);
    return layer;
  }
  if (names.empty()) return noGeometry(dataset.path);
  // GPX and KML have layers for everything, most of them empty.
  if (names.size() > 1) {
    std::vector<std::string> filled;
    std::ranges::copy_if(names, std::back_inserter(filled), [&](const std::string& one) {
      if (dataset.driver == "GPX" && one.ends_with("_points")) return false; // the vertices of tracks and routes again
      return dataset.handle->GetLayerByName(one.c_str())->GetFeatureCount() != 0;
    });
    if (!filled.empty()) names = std::move(filled);
  }
  if (names.size() > 1)
    return whichLayer(dataset.path, names,
                      {fmt::format("文件里有 {} 个带图形的图层", names.size()),
                       fmt::format("The file has {} layers with geometry", names.size())});
  return dataset.handle->GetLayerByName(names.front().c_str());
}

Result<std::string> hashOf(const std::vector<fs::path>& members, const std::atomic<bool>* stop) {
  Sha256 hash;
  for (const fs::path& member : members) {
    std::ifstream in(member, std::ios::binary);
    if (!in)
      return fail(ErrorKind::input, "input.missing_file", {"文件不能读取", "The file cannot be read"}, toUtf8(member),
                  {"检查读取权限", "check the permission to read it"});
    if (members.size() > 1) addLabel(hash, member);
    addStream(hash, in, stop);
    if (stop != nullptr && *stop) return cancelledError();
  }
  return prefixedHex(hash.finish());
}

} // namespace ecoredline
