#include "source/sketch.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "source/dataset.hpp"
#include "source/encoding.hpp"
#include "source/table_reader.hpp"

#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

std::string endingOf(const fs::path& path) {
  return lowered(toUtf8(path.extension()));
}

bool isDataFile(const fs::path& path) {
  static const std::set<std::string> kEndings = {
      ".shp", ".gpkg", ".geojson", ".json", ".geojsonl", ".fgb", ".kml", ".kmz", ".tab", ".mif", ".dxf", ".dwg",
      ".gpx", ".gml",  ".csv",     ".xlsx", ".xlsm",     ".xls", ".ods", ".txt", ".dat", ".xyz", ".zip", ".gdb"};
  return kEndings.contains(endingOf(path));
}

/// Endings that are hashed as the one file they are: what is inside is unpacked or decoded by ourselves.
bool isOneFile(const fs::path& path) {
  const std::string ending = endingOf(path);
  return isTableFile(path) || ending == ".txt" || ending == ".dat" || ending == ".xyz" ||
         (ending == ".zip" && !lowered(toUtf8(path.filename())).ends_with(".gdb.zip"));
}

/// Field names as UTF-8; those that no encoding explains are left out.
std::vector<std::string> decodedNames(const std::vector<std::string>& raw) {
  const std::vector<std::string_view> views(raw.begin(), raw.end());
  const std::string encoding = guessEncoding(views).encoding;
  std::vector<std::string> names;
  for (const std::string& name : raw)
    if (auto text = decode(name, encoding.empty() ? "UTF-8" : encoding)) names.push_back(std::move(*text));
  return names;
}

/// The first row of the first sheet in which most cells hold text.
Result<FileSketch> sketchOfTable(const fs::path& path) {
  auto cells = readCells(path, {}, silentFeedback());
  if (!cells) return fail(cells.error());
  FileSketch sketch;
  sketch.has_crs = false;
  for (const CellGrid& sheet : cells->sheets)
    for (std::size_t row = 0; row < std::min<std::size_t>(sheet.rows.size(), 30); ++row) {
      std::vector<std::string> texts;
      for (const std::string& cell : sheet.rows[row])
        if (!trimmed(cell).empty()) texts.push_back(trimmed(cell));
      if (texts.size() > sketch.fields.size()) sketch.fields = std::move(texts);
    }
  return sketch;
}

} // namespace

Result<std::vector<fs::path>> dataFilesBelow(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> found;
  std::size_t entries = 0;
  for (auto at = fs::recursive_directory_iterator(folder, error); !error && at != fs::recursive_directory_iterator();
       at.increment(error)) {
    if (++entries > kFolderEntries)
      return fail(ErrorKind::input, "input.too_large",
                  {fmt::format("文件夹中的条目超过 {} 个", kFolderEntries),
                   fmt::format("The folder has more than {} entries", kFolderEntries)},
                  toUtf8(folder), {"指明交付所在的子文件夹", "name the folder of the delivery itself"});
    const bool is_geodatabase = at->is_directory() && endingOf(at->path()) == ".gdb";
    if (is_geodatabase) at.disable_recursion_pending();
    if (isDataFile(at->path()) && (is_geodatabase || at->is_regular_file()))
      found.push_back(at->path().lexically_relative(folder));
  }
  if (error)
    return fail(ErrorKind::input, "input.missing_file",
                {"文件夹读不了：" + error.message(), "The folder cannot be read: " + error.message()}, toUtf8(folder),
                {"检查路径与权限", "check the path and permissions"});
  std::ranges::sort(found, {}, [](const fs::path& path) { return toUtf8(path); });
  return found;
}

Result<FileSketch> sketchOf(const fs::path& path) {
  if (isTableFile(path)) return sketchOfTable(path);
  FileSketch sketch;
  if (isOneFile(path)) { // opened only when it is used
    sketch.has_crs = endingOf(path) == ".zip";
    return sketch;
  }
  auto dataset = openDataset(path);
  if (!dataset) return fail(std::move(dataset.error()));
  sketch.layers = geometryLayers(*dataset->handle);
  if (sketch.layers.size() == 1) sketch.layer = sketch.layers.front();
  if (sketch.layers.empty()) return sketch;
  OGRLayer* layer = dataset->handle->GetLayerByName(sketch.layers.front().c_str());
  if (layer == nullptr) return sketch;
  std::vector<std::string> raw;
  for (int i = 0; i < layer->GetLayerDefn()->GetFieldCount(); ++i)
    raw.emplace_back(layer->GetLayerDefn()->GetFieldDefn(i)->GetNameRef());
  sketch.fields = decodedNames(raw);
  sketch.has_crs = layer->GetSpatialRef() != nullptr;
  return sketch;
}

Result<std::string> deliveredHash(const fs::path& path) {
  if (isOneFile(path)) return hashOf({path});
  auto dataset = openDataset(path);
  if (!dataset) return fail(std::move(dataset.error()));
  return hashOf(dataset->members);
}

} // namespace ecoredline
