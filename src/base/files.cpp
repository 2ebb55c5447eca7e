#include "base/files.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ecoredline {

namespace fs = std::filesystem;

fs::path pathFromUtf8(std::string_view utf8) {
  return fs::path(std::u8string(reinterpret_cast<const char8_t*>(utf8.data()), utf8.size()));
}

std::string toUtf8(const fs::path& path) {
  const auto text = path.u8string();
  return {reinterpret_cast<const char*>(text.data()), text.size()};
}

Result<std::string> readFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return fail(ErrorKind::input, "input.missing_file",
                {"文件不存在或不能读取", "The file is missing or cannot be read"}, toUtf8(path),
                {"检查路径与读取权限", "check the path and the permission to read it"});
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (in.bad())
    return fail(ErrorKind::input, "input.read_failed", {"读取中断", "Reading broke off"}, toUtf8(path),
                {"检查磁盘或网络盘", "check the disk or the network drive"});
  return bytes;
}

namespace {

Error writeError(const fs::path& path, int code) {
  const std::string reason = std::strerror(code);
  return {ErrorKind::input,
          "output.write_failed",
          {fmt::format("写入失败：{}", reason), fmt::format("Writing failed: {}", reason)},
          toUtf8(path),
          {"检查剩余空间与写入权限；原文件未改动", "check free space and permissions; the old file is untouched"}};
}

bool writeAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

} // namespace

Result<void> writeFileAtomically(const fs::path& path, std::string_view bytes) {
  const fs::path partial = path.string() + fmt::format(".{}.partial", ::getpid());
  const int descriptor = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) return fail(writeError(path, errno));
  const bool written = writeAll(descriptor, bytes) && ::fsync(descriptor) == 0;
  const int code = errno;
  ::close(descriptor);
  std::error_code ignored;
  if (!written) {
    fs::remove(partial, ignored);
    return fail(writeError(path, code));
  }
  std::error_code renamed;
  fs::rename(partial, path, renamed);
  if (renamed) {
    fs::remove(partial, ignored);
    return fail(writeError(path, renamed.value()));
  }
  return {};
}

Result<TemporaryFolder> TemporaryFolder::create() {
  std::string pattern = toUtf8(fs::temp_directory_path() / "ecoredline-XXXXXX");
  if (::mkdtemp(pattern.data()) == nullptr) return fail(writeError(pathFromUtf8(pattern), errno));
  return TemporaryFolder(pathFromUtf8(pattern));
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : m_path(std::exchange(other.m_path, {})) {}

TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept {
  std::swap(m_path, other.m_path);
  return *this;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!m_path.empty()) fs::remove_all(m_path, ignored);
}

fs::path programFolder() {
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  return failed ? fs::current_path() : program.parent_path();
}

fs::path cacheFolder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && fs::path(cache).is_absolute()) return fs::path(cache) / "ecoredline";
  const char* home = std::getenv("HOME");
  return home != nullptr && fs::path(home).is_absolute() ? fs::path(home) / ".cache" / "ecoredline" : fs::path();
}

std::string hostName() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

} // namespace ecoredline
