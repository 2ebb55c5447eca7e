#include "source/file_check.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "source/encoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <map>
#include <string>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

constexpr std::array kMembers = {"cpg", "dbf", "prj", "shp", "shx"};
constexpr std::uint64_t kShpHeader = 100; // bytes; ESRI Shapefile Technical Description (1998)
constexpr std::uint64_t kDbfHeader = 32;
constexpr std::uint32_t kShpMagic = 9994;

std::string extensionOf(const fs::path& path) {
  const std::string dotted = lowered(toUtf8(path.extension()));
  return dotted.empty() ? dotted : dotted.substr(1);
}

std::string headOf(const fs::path& path, std::size_t size) {
  std::ifstream in(path, std::ios::binary);
  std::string head(size, '\0');
  in.read(head.data(), static_cast<std::streamsize>(size));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return head;
}

std::uint32_t byteAt(const std::string& bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}
std::uint32_t bigEndian(const std::string& bytes, std::size_t at) {
  return byteAt(bytes, at) << 24 | byteAt(bytes, at + 1) << 16 | byteAt(bytes, at + 2) << 8 | byteAt(bytes, at + 3);
}
std::uint32_t littleEndian(const std::string& bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = count - 1; i >= 0; --i) value = value << 8 | byteAt(bytes, at + static_cast<std::size_t>(i));
  return value;
}

std::uint64_t sizeOf(const fs::path& path) {
  std::error_code ignored;
  const auto size = fs::file_size(path, ignored);
  return ignored ? 0 : size;
}

tl::unexpected<Error> truncated(const fs::path& path, std::uint64_t expected, std::uint64_t met) {
  return fail(ErrorKind::input, "input.truncated",
              {fmt::format("文件不完整：按文件头应有 {} 字节，实有 {} 字节", expected, met),
               fmt::format("The file is cut short: its header says {} bytes, there are {}", expected, met)},
              toUtf8(path),
              {"重新拷贝或下载整套文件；若数据本就如此，请向提供单位索取完整文件",
               "copy or download the whole set again, or ask the supplier for the complete file"});
}

tl::unexpected<Error> missing(const fs::path& path, Text what, Text advice) {
  return fail(ErrorKind::input, "input.missing_file", std::move(what), toUtf8(path), std::move(advice));
}

tl::unexpected<Error> emptyFile(const fs::path& path) {
  return fail(ErrorKind::input, "input.empty", {"文件是空的（0 字节）", "The file is empty (0 bytes)"}, toUtf8(path),
              {"重新拷贝或导出该文件", "copy or export the file again"});
}

/// .shp and .shx have the same header; the length stands in 16-bit words.
Result<std::uint64_t> checkShapeHeader(const fs::path& path) {
  const std::uint64_t size = sizeOf(path);
  if (size == 0) return emptyFile(path);
  const std::string head = headOf(path, kShpHeader);
  if (head.size() < kShpHeader) return truncated(path, kShpHeader, size);
  if (bigEndian(head, 0) != kShpMagic)
    return fail(ErrorKind::input, "input.not_recognised",
                {"不是 Shapefile：文件头不对", "Not a shapefile: the header is wrong"}, toUtf8(path),
                {"检查文件是否被改过扩展名或已损坏", "check whether the file was renamed or damaged"});
  const std::uint64_t expected = std::uint64_t{bigEndian(head, 24)} * 2;
  if (size < expected) return truncated(path, expected, size);
  return expected;
}

/// Records of a .dbf that is long enough to hold them.
Result<std::uint64_t> checkTableHeader(const fs::path& path) {
  const std::uint64_t size = sizeOf(path);
  if (size == 0) return emptyFile(path);
  const std::string head = headOf(path, kDbfHeader);
  if (head.size() < kDbfHeader) return truncated(path, kDbfHeader, size);
  const std::uint64_t records = littleEndian(head, 4, 4);
  const std::uint64_t expected = littleEndian(head, 8, 2) + records * littleEndian(head, 10, 2);
  if (size < expected) return truncated(path, expected, size);
  return records;
}

Result<void> checkRecordCounts(const fs::path& dbf, std::uint64_t shapes, std::uint64_t records) {
  if (shapes == records) return {};
  return fail(ErrorKind::input, "input.truncated",
              {fmt::format("图形与属性对不上：.shx 有 {} 个图形，.dbf 有 {} 条记录", shapes, records),
               fmt::format("Shapes and attributes do not match: {} shapes in the .shx, {} records in the .dbf", shapes,
                           records)},
              toUtf8(dbf),
              {"其中一个文件不完整或来自另一次导出，请重新导出整套文件",
               "one of the files is cut short or from another export: export the whole set again"});
}

Result<void> checkShapefile(const fs::path& shp) {
  if (const auto whole = checkShapeHeader(shp); !whole) return fail(whole.error());
  const auto shx = sibling(shp, "shx");
  if (!shx)
    return missing(shp, {"缺少同名的 .shx 文件", "The .shx file beside it is missing"},
                   {"Shapefile 至少要有 .shp、.shx、.dbf 三个文件，请把整套文件放在一起",
                    "a shapefile is at least .shp, .shx and .dbf: put the whole set in one folder"});
  const auto index = checkShapeHeader(*shx);
  if (!index) return fail(index.error());
  const auto dbf = sibling(shp, "dbf");
  if (!dbf) return {};
  const auto records = checkTableHeader(*dbf);
  if (!records) return fail(records.error());
  return checkRecordCounts(*dbf, (std::max(*index, kShpHeader) - kShpHeader) / 8, *records);
}

Text leftOvers(const fs::path& path) {
  std::string found;
  for (const char* extension : kMembers)
    if (const auto part = sibling(path, extension)) found += (found.empty() ? "" : ", ") + toUtf8(part->filename());
  if (!isShapefilePart(path) || found.empty()) return {"检查路径和文件名是否正确", "check the path and the file name"};
  return {fmt::format("同名文件只有 {}；Shapefile 至少要有 .shp、.shx、.dbf，请把整套文件放在一起", found),
          fmt::format("only {} stand beside it; a shapefile is at least .shp, .shx and .dbf: put the whole set in one "
                      "folder",
                      found)};
}

/// The language bytes that are met in this country's files; a driver's table has 50 more.
EncodingLabel languageByte(std::uint32_t id) {
  static const std::map<std::uint32_t, std::string> kNames = {
      {0x01, "CP437"},   {0x02, "CP850"},  {0x03, "CP1252"}, {0x13, "CP932"},  {0x4D, "GB18030"}, {0x4E, "CP949"},
      {0x4F, "BIG5"},    {0x57, "CP1252"}, {0x58, "CP1252"}, {0x59, "CP1252"}, {0x78, "BIG5"},    {0x79, "CP949"},
      {0x7A, "GB18030"}, {0x7B, "CP932"},  {0xC8, "CP1250"}, {0xC9, "CP1251"}};
  if (id == 0) return {};
  const auto found = kNames.find(id);
  return {fmt::format("LDID 0x{:02X}", id), found == kNames.end() ? std::string() : found->second};
}

} // namespace

bool isShapefilePart(const fs::path& path) {
  const std::string extension = extensionOf(path);
  return std::find(kMembers.begin(), kMembers.end(), extension) != kMembers.end();
}

std::optional<fs::path> sibling(const fs::path& path, std::string_view extension) {
  std::error_code error;
  std::vector<fs::path> found;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().stem() == path.stem() && extensionOf(it->path()) == extension)
      found.push_back(path.parent_path() / it->path().filename());
  }
  if (found.empty()) return std::nullopt;
  return *std::min_element(found.begin(), found.end());
}

std::vector<fs::path> shapefileMembers(const fs::path& shp) {
  std::vector<fs::path> members;
  for (const char* extension : kMembers)
    if (auto part = sibling(shp, extension)) members.push_back(std::move(*part));
  return members;
}

EncodingLabel encodingLabel(const fs::path& shp) {
  if (const auto cpg = sibling(shp, "cpg")) {
    const std::string name = trimmed(headOf(*cpg, 64));
    if (!name.empty()) return {".cpg " + name, canonicalEncoding(name)};
  }
  const auto dbf = sibling(shp, "dbf");
  const std::string head = dbf ? headOf(*dbf, kDbfHeader) : std::string();
  return head.size() < kDbfHeader ? EncodingLabel{} : languageByte(byteAt(head, 29));
}

Result<fs::path> checkFile(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return missing(path, {"文件不存在", "The file does not exist"}, leftOvers(path));
  if (fs::is_directory(path, error)) {
    if (fs::is_empty(path, error))
      return fail(ErrorKind::input, "input.empty", {"文件夹是空的", "The folder is empty"}, toUtf8(path),
                  {"检查路径", "check the path"});
    return path;
  }
  if (!isShapefilePart(path)) {
    if (sizeOf(path) == 0) return emptyFile(path);
    return path;
  }
  const auto shp = extensionOf(path) == "shp" ? path : sibling(path, "shp").value_or(fs::path());
  if (shp.empty()) {
    if (sizeOf(path) == 0) return emptyFile(path);
    return fail(
        ErrorKind::input, "input.no_geometry",
        {"只有属性表，没有图形：缺少同名的 .shp 文件", "Attributes only, no shapes: the .shp beside it is missing"},
        toUtf8(path), leftOvers(path));
  }
  if (auto whole = checkShapefile(shp); !whole) return fail(std::move(whole.error()));
  return shp;
}

} // namespace ecoredline
