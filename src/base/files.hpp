#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace ecoredline {

/// A path from UTF-8 text and back, on every platform.
std::filesystem::path pathFromUtf8(std::string_view utf8);
std::string toUtf8(const std::filesystem::path& path);

/// The whole file as bytes.
Result<std::string> readFile(const std::filesystem::path& path);

/// Writes beside `path`, syncs and renames: afterwards the file is whole, or as it was before.
Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view bytes);

/// A folder of our own, removed with everything in it when the object goes.
class TemporaryFolder {
 public:
  static Result<TemporaryFolder> create();
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&& other) noexcept;
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return m_path; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : m_path(std::move(path)) {}
  std::filesystem::path m_path;
};

/// The folder of the running program, for finding its data.
std::filesystem::path programFolder();

/// Where this user's programs keep what can be made again (XDG Base Directory: $XDG_CACHE_HOME, else ~/.cache), ours in
/// a folder of its own; empty where there is no such place. It need not exist.
std::filesystem::path cacheFolder();

/// This machine's name, for a run's record; empty if it has none.
std::string hostName();

} // namespace ecoredline
