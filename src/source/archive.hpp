#pragma once

#include "base/error.hpp"
#include "base/files.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace ecoredline {

/// What an archive may hold at most; beyond it is refused before anything is unpacked.
inline constexpr std::uint64_t kArchiveEntries = 5000;
inline constexpr std::uint64_t kArchiveBytes = std::uint64_t{4} << 30U;
/// An archive that unpacks to more than kArchiveFree may be this many times its own size.
inline constexpr std::uint64_t kArchiveRatio = 200;
inline constexpr std::uint64_t kArchiveFree = std::uint64_t{100} << 20U;

/// An unpacked archive: its folder lives as long as this object.
struct Unpacked {
  TemporaryFolder folder;
  std::filesystem::path file; ///< the data set in it
  bool chosen = false;        ///< --layer named the file, not a layer in it
};

/// Formats that are zip archives themselves (.kmz .xlsx .xlsm .ods .gdb.zip .shz) are only measured; a .zip is unpacked
/// into a folder of its own and its only data set found, or the one that `name` names (its path or name in the
/// archive). Nothing for any other file. Errors (input): archive.too_large, archive.bad_path (an entry that would leave
/// the folder), archive.not_readable, archive.no_data, input.which_layer (several data sets).
Result<std::optional<Unpacked>> openArchive(const std::filesystem::path& path, const std::string& name);

/// True for a relative path that stays below its folder on every system.
bool isSafeEntry(std::string_view name);

} // namespace ecoredline
