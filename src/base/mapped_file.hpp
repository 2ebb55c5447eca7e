#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace ecoredline {

/// A file looked at as memory. Its pages are the file's own: the system takes them back when memory is short, so that
/// a file may be larger than memory.
class MappedFile {
 public:
  /// For reading. Errors: file.unreadable.
  static Result<std::shared_ptr<const MappedFile>> open(const std::filesystem::path& path);
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return {m_bytes, m_size}; }

 private:
  MappedFile(const std::byte* bytes, std::size_t size) : m_bytes(bytes), m_size(size) {}
  const std::byte* m_bytes;
  std::size_t m_size;
};

/// A new file that is written at any place. What is not written reads as zero and takes no space on the disk.
class PlacedFile {
 public:
  /// Errors of all: file.not_written. The file is locked as long as it has this name, so that others see that somebody
  /// is at it; the lock goes with the process, however that ends.
  static Result<PlacedFile> create(const std::filesystem::path& path);
  PlacedFile(PlacedFile&& o) noexcept : m_fd(std::exchange(o.m_fd, -1)), m_path(std::move(o.m_path)) {}
  PlacedFile& operator=(PlacedFile&&) = delete;
  ~PlacedFile();

  Result<void> write(std::uint64_t at, std::span<const std::byte> bytes);
  /// Brings it to the disk under its last name: `path` is then this file, whole, or what it was before.
  Result<void> becomes(const std::filesystem::path& path);

 private:
  PlacedFile(int fd, std::filesystem::path path) : m_fd(fd), m_path(std::move(path)) {}
  int m_fd;
  std::filesystem::path m_path; ///< removed with the object unless it became another
};

/// Removes PlacedFiles of a folder whose names end with `ending` and whose writers are gone (killed, or the machine
/// went down): those that nobody has locked.
void removeFilesLeftBehind(const std::filesystem::path& folder, std::string_view ending);

} // namespace ecoredline
