#include "source/archive.hpp"

#include "base/text.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <vector>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

struct Entry {
  std::string name; ///< with '/' between folders
  std::uint64_t bytes = 0;
};

/// Of a zip inside GDAL's file system. "{…}" holds whatever name the archive has.
std::string inside(const fs::path& archive) {
  return "/vsizip/{" + toUtf8(fs::absolute(archive)) + "}";
}

tl::unexpected<Error> refuse(std::string code, Text what, const fs::path& archive, Text advice) {
  return fail(ErrorKind::input, std::move(code), std::move(what), toUtf8(archive), std::move(advice));
}

tl::unexpected<Error> tooLarge(const fs::path& archive, std::uint64_t entries, std::uint64_t bytes) {
  return refuse(
      "archive.too_large",
      {fmt::format("压缩包太大：{} 个文件，解开有 {} MiB", entries, bytes >> 20U),
       fmt::format("The archive is too large: {} files, {} MiB unpacked", entries, bytes >> 20U)},
      archive,
      {fmt::format("最多 {} 个文件、{} MiB，解开后不超过压缩包的 {} 倍；确认可信后请自行解压再读", kArchiveEntries,
                   kArchiveBytes >> 20U, kArchiveRatio),
       fmt::format("at most {} files, {} MiB, and {} times the archive; if it is to be trusted, unpack it yourself",
                   kArchiveEntries, kArchiveBytes >> 20U, kArchiveRatio)});
}

std::uint64_t littleEndian(const std::string& bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

/// A name in GBK or the like with its two-byte characters as 'x': their second byte may look like a backslash.
std::string masked(std::string name) {
  if (isUtf8(name)) return name;
  for (std::size_t at = 0; at < name.size(); ++at)
    if (static_cast<unsigned char>(name[at]) >= 0x80) {
      name[at] = 'x';
      if (at + 1 < name.size()) name[++at] = 'x';
    }
  return name;
}

/// Names as the directory of the zip has them (APPNOTE 6.3, 4.3.12 and 4.3.16): GDAL leaves out those that it does not
/// trust without a word. Empty for a directory that is not found (cut short, or 64-bit: GDAL's own list stands).
std::vector<std::string> rawNames(const fs::path& archive) {
  constexpr std::uint64_t kEndSize = 22, kCommentSize = 65535, kHeaderSize = 46, kLargest = 64U << 20U;
  std::error_code error;
  const std::uint64_t size = fs::file_size(archive, error);
  std::ifstream in(archive, std::ios::binary);
  const auto read = [&](std::uint64_t from, std::uint64_t count) {
    std::string bytes(count, '\0');
    in.clear();
    in.seekg(static_cast<std::streamoff>(from));
    in.read(bytes.data(), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return bytes;
  };
  const std::uint64_t tail = std::min(size, kEndSize + kCommentSize);
  const std::string end = read(size - tail, tail);
  const std::size_t at = end.rfind("PK\x05\x06");
  if (at == std::string::npos || at + kEndSize > end.size()) return {};
  const std::uint64_t bytes = littleEndian(end, at + 12, 4);
  const std::uint64_t from = littleEndian(end, at + 16, 4);
  if (bytes > kLargest || from + bytes > size) return {};
  const std::string directory = read(from, bytes);
  std::vector<std::string> names;
  for (std::size_t entry = 0;
       entry + kHeaderSize <= directory.size() && directory.compare(entry, 4, "PK\x01\x02") == 0;) {
    const std::uint64_t length = littleEndian(directory, entry + 28, 2);
    names.push_back(masked(directory.substr(entry + kHeaderSize, length)));
    entry += kHeaderSize + length + littleEndian(directory, entry + 30, 2) + littleEndian(directory, entry + 32, 2);
  }
  return names;
}

/// The files of the archive by its directory. Reads no content.
Result<std::vector<Entry>> entriesOf(const fs::path& archive) {
  CPLPushErrorHandler(CPLQuietErrorHandler);
  std::vector<Entry> entries;
  VSIDIR* folder = VSIOpenDir(inside(archive).c_str(), -1, nullptr);
  std::uint64_t bytes = 0;
  std::uint64_t count = 0;
  for (const VSIDIREntry* met = nullptr; folder != nullptr && (met = VSIGetNextDirEntry(folder)) != nullptr;) {
    if (++count > kArchiveEntries) break;
    if (VSI_ISDIR(met->nMode)) continue;
    entries.push_back({met->pszName, met->nSize});
    bytes += met->nSize;
  }
  const bool readable = folder != nullptr;
  if (readable) VSICloseDir(folder);
  CPLPopErrorHandler();
  if (!readable)
    return refuse(
        "archive.not_readable",
        {"压缩包打不开，可能不完整或有密码", "The archive cannot be read: cut short, or locked by a password"}, archive,
        {"重新拷贝，或自行解压后再读", "copy it again, or unpack it yourself"});
  std::error_code error;
  const std::uint64_t own = fs::file_size(archive, error);
  if (count > kArchiveEntries || bytes > kArchiveBytes || (bytes > kArchiveFree && bytes / kArchiveRatio > own))
    return tooLarge(archive, count, bytes);
  return entries;
}

Result<void> unpackEntry(const fs::path& archive, const Entry& entry, const fs::path& folder) {
  const fs::path target = folder / pathFromUtf8(entry.name);
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  VSILFILE* in = VSIFOpenL((inside(archive) + "/" + entry.name).c_str(), "rb");
  std::ofstream out(target, std::ios::binary);
  std::vector<char> room(1 << 16);
  std::uint64_t written = 0;
  // The directory may lie about sizes: no more than it said is written.
  for (std::size_t met = 1; in != nullptr && out && met > 0 && written <= entry.bytes;) {
    met = VSIFReadL(room.data(), 1, room.size(), in);
    out.write(room.data(), static_cast<std::streamsize>(met));
    written += met;
  }
  if (in != nullptr) VSIFCloseL(in);
  out.close();
  if (in != nullptr && out && written == entry.bytes) return {};
  return refuse("archive.not_readable",
                {fmt::format("压缩包里的 {} 解不开：应有 {} 字节", entry.name, entry.bytes),
                 fmt::format("{} cannot be unpacked: {} bytes were promised", entry.name, entry.bytes)},
                archive, {"重新拷贝，或自行解压后再读", "copy it again, or unpack it yourself"});
}

bool endsWith(const std::string& name, std::initializer_list<std::string_view> endings) {
  return std::ranges::any_of(endings, [&](std::string_view ending) { return name.ends_with(ending); });
}

/// The data sets among the entries, as paths in the archive: files of a format that holds a layer, and folders of a
/// FileGDB.
std::vector<std::string> dataSets(const std::vector<Entry>& entries) {
  std::vector<std::string> found;
  for (const Entry& entry : entries) {
    const std::string name = lowered(entry.name);
    if (const auto gdb = name.find(".gdb/"); gdb != std::string::npos) {
      found.push_back(entry.name.substr(0, gdb + 4));
      continue;
    }
    if (name.find("__macosx/") != std::string::npos) continue;
    if (endsWith(name,
                 {".shp", ".gpkg", ".geojson", ".json", ".geojsonl", ".geojsons", ".kml", ".kmz", ".dxf", ".dwg",
                  ".tab", ".mif",  ".fgb",     ".gpx",  ".gml",      ".xlsx",     ".xls", ".ods", ".csv", ".txt"}))
      found.push_back(entry.name);
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  // A remark in a .txt or a table beside the layer is no second data set.
  const auto is_beside = [](const std::string& name) {
    return endsWith(lowered(name), {".txt", ".csv", ".xls", ".xlsx", ".ods", ".json"});
  };
  if (!std::ranges::all_of(found, is_beside)) std::erase_if(found, is_beside);
  return found;
}

/// Formats whose driver reads the archive as it stands.
bool isFormatOfItsOwn(const std::string& name) {
  return endsWith(name, {".kmz", ".xlsx", ".xlsm", ".ods", ".gdb.zip", ".shz"});
}

Result<std::string> chooseData(const fs::path& path, const std::vector<std::string>& found, const std::string& name) {
  for (const std::string& one : found)
    if (!name.empty() && (one == name || pathFromUtf8(one).filename() == name || pathFromUtf8(one).stem() == name))
      return one;
  if (found.size() == 1) return found.front();
  if (found.empty())
    return refuse("archive.no_data",
                  {"压缩包里没有能读的图层文件", "The archive holds no file of a format with layers"}, path,
                  {"检查压缩包的内容", "look what is in the archive"});
  return refuse(
      "input.which_layer",
      {fmt::format("压缩包里有 {} 个数据", found.size()), fmt::format("The archive holds {} data sets", found.size())},
      path,
      {fmt::format("用 --layer 指明其中一个：{}", fmt::join(found, "、")),
       fmt::format("name one with --layer: {}", fmt::join(found, ", "))});
}

} // namespace

bool isSafeEntry(std::string_view name) {
  if (name.empty() || name.starts_with('/') || name.find('\\') != std::string_view::npos ||
      name.find('\0') != std::string_view::npos || (name.size() > 1 && name[1] == ':'))
    return false;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    if (name.substr(at, end - at) == "..") return false;
    at = end + 1;
  }
  return true;
}

Result<std::optional<Unpacked>> openArchive(const fs::path& path, const std::string& name) {
  const std::string ending = lowered(toUtf8(path.filename()));
  std::error_code error;
  const bool own = isFormatOfItsOwn(ending);
  if ((!own && !ending.ends_with(".zip")) || !fs::is_regular_file(path, error) || fs::file_size(path, error) == 0)
    return std::nullopt;
  auto entries = entriesOf(path);
  // What claims to be a format of its own but is no archive is for its driver to refuse.
  if (!entries && own && entries.error().code == "archive.not_readable") return std::nullopt;
  if (!entries) return fail(std::move(entries.error()));
  std::vector<std::string> names = rawNames(path);
  for (const Entry& entry : *entries) names.push_back(entry.name);
  for (const std::string& entry : names)
    if (!isSafeEntry(entry))
      return refuse(
          "archive.bad_path",
          {fmt::format("压缩包里的路径会写到文件夹之外：{}", entry),
           fmt::format("An entry would leave the folder: {}", entry)},
          path,
          {"不要使用来历不明的压缩包；向提供单位核实", "do not use an archive of unknown origin; ask the supplier"});
  if (own) return std::nullopt;
  auto chosen = chooseData(path, dataSets(*entries), name);
  if (!chosen) return fail(std::move(chosen.error()));
  auto folder = TemporaryFolder::create();
  if (!folder) return fail(std::move(folder.error()));
  // Only what belongs to the chosen data set: files with its name, or below its folder.
  const std::string stem = (pathFromUtf8(*chosen).parent_path() / pathFromUtf8(*chosen).stem()).string();
  for (const Entry& entry : *entries)
    if (entry.name == *chosen || entry.name.starts_with(stem + ".") || entry.name.starts_with(*chosen + "/"))
      if (auto done = unpackEntry(path, entry, folder->path()); !done) return fail(std::move(done.error()));
  const fs::path file = folder->path() / pathFromUtf8(*chosen);
  const bool by_name =
      *chosen == name || pathFromUtf8(*chosen).filename() == name || pathFromUtf8(*chosen).stem() == name;
  return Unpacked{std::move(*folder), file, by_name};
}

} // namespace ecoredline
