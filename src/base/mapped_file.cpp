#include "base/mapped_file.hpp"

#include "base/files.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace ecoredline {

namespace {

/// A descriptor that closes itself; the mapping outlives it.
class Descriptor {
 public:
  explicit Descriptor(int fd) : m_fd(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (m_fd >= 0) ::close(m_fd);
  }
  int get() const { return m_fd; }

 private:
  int m_fd;
};

Error unreadable(const std::filesystem::path& path) {
  return {ErrorKind::input,
          "file.unreadable",
          {std::string("无法读取文件：") + std::strerror(errno),
           std::string("Cannot read the file: ") + std::strerror(errno)},
          toUtf8(path),
          {}};
}

Error notWritten(const std::filesystem::path& path) {
  return {ErrorKind::input,
          "file.not_written",
          {std::string("无法写入文件：") + std::strerror(errno),
           std::string("Cannot write the file: ") + std::strerror(errno)},
          toUtf8(path),
          {"请检查磁盘空间与权限", "Check the free space and the permissions"}};
}

/// Whether a name still is that of an open file.
bool isStill(const std::filesystem::path& path, int fd) {
  struct stat named {
  }, opened{};
  return ::stat(path.c_str(), &named) == 0 && ::fstat(fd, &opened) == 0 && named.st_dev == opened.st_dev &&
         named.st_ino == opened.st_ino;
}

} // namespace

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat facts {};
  if (file.get() < 0 || ::fstat(file.get(), &facts) != 0) return fail(unreadable(path));
  const auto size = static_cast<std::size_t>(facts.st_size);
  void* at = size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
  if (at == MAP_FAILED) return fail(unreadable(path));
  return std::shared_ptr<const MappedFile>(new MappedFile(static_cast<const std::byte*>(at), size));
}

MappedFile::~MappedFile() {
  if (m_bytes != nullptr) ::munmap(const_cast<std::byte*>(m_bytes), m_size);
}

Result<PlacedFile> PlacedFile::create(const std::filesystem::path& path) {
  for (;;) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return fail(notWritten(path));
    // Where locks are not to be had, nobody can take the file for left behind either.
    if (::flock(fd, LOCK_EX) != 0 || isStill(path, fd)) return PlacedFile(fd, path);
    ::close(fd); // somebody cleaned up between the two calls
  }
}

PlacedFile::~PlacedFile() {
  if (m_fd < 0) return;
  ::close(m_fd);
  ::unlink(m_path.c_str());
}

Result<void> PlacedFile::write(std::uint64_t at, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto written = ::pwrite(m_fd, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail(notWritten(m_path));
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    at += static_cast<std::uint64_t>(written);
  }
  return {};
}

Result<void> PlacedFile::becomes(const std::filesystem::path& path) {
  if (::fsync(m_fd) != 0 || ::rename(m_path.c_str(), path.c_str()) != 0) return fail(notWritten(path));
  ::close(std::exchange(m_fd, -1));
  return {};
}

void removeFilesLeftBehind(const std::filesystem::path& folder, std::string_view ending) {
  std::error_code ignored;
  for (std::filesystem::directory_iterator at(folder, ignored), end; at != end; at.increment(ignored)) {
    if (!at->path().filename().string().ends_with(ending)) continue;
    const Descriptor file(::open(at->path().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (file.get() >= 0 && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0 && isStill(at->path(), file.get()))
      ::unlink(at->path().c_str());
  }
}

} // namespace ecoredline
