#include "app/resumed_folder.hpp"

#include "base/files.hpp"

#include <algorithm>
#include <string_view>
#include <system_error>
#include <vector>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPartial = ".partial"; // see base/files.cpp and base/replace_file.cpp

constexpr std::size_t kLongestName = 80; // bytes: a number before it and an ending still fit any file system

bool isPartial(const fs::path& file) {
  return toUtf8(file.filename()).find(kPartial) != std::string::npos;
}

// What a run leaves behind that was killed while it wrote its mark: no other file has such a name.
bool isHalfMark(const fs::path& file, const fs::path& mark) {
  return isPartial(file) && file.parent_path() == mark.parent_path() &&
         toUtf8(file.filename()).starts_with(toUtf8(mark.filename()) + ".");
}

std::vector<fs::path> filesIn(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (const auto& entry : fs::recursive_directory_iterator(folder, failed))
    if (entry.is_regular_file(failed)) files.push_back(entry.path());
  return files;
}

} // namespace

Result<bool> goesOn(const ResumedFolder& resumed, const Error& foreign) {
  const bool ours = fs::exists(resumed.mark);
  std::vector<fs::path> left;
  for (const fs::path& file : filesIn(resumed.folder)) {
    if (ours ? isPartial(file) : isHalfMark(file, resumed.mark))
      left.push_back(file);
    else if (!ours)
      return tl::unexpected(foreign);
  }
  std::error_code ignored; // one that stays is no harm to the run
  for (const fs::path& file : left) fs::remove(file, ignored);
  return ours && readFile(resumed.mark).value_or("") == resumed.key + "\n";
}

Result<void> beginFolder(const ResumedFolder& resumed) {
  if (auto made = makeFolder(resumed.mark.parent_path()); !made) return made;
  return writeFileAtomically(resumed.mark, resumed.key + "\n");
}

Result<void> makeFolder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (!failed) return {};
  return fail(ErrorKind::input, "output.write_failed", {"不能建立输出目录", "The output folder cannot be made"},
              toUtf8(folder), {"检查路径与权限", "check the path and permissions"});
}

std::string fileSafe(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const bool bad =
        static_cast<unsigned char>(c) <= ' ' || std::string_view("/\\:*?\"<>|").find(c) != std::string::npos;
    out += bad ? '_' : c;
  }
  std::size_t end = std::min(out.size(), kLongestName);
  while (end < out.size() && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end; // not within a character
  return out.substr(0, end);
}

} // namespace ecoredline
