#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace ecoredline {

/// What a file of a catalogue is, by its path within it; `none` is no part of a catalogue.
enum class FileRole { catalogue, facts, kind, profile, derivation, target, cap_rules, ledger, code, none };
FileRole roleOf(std::string_view path);

/// Files that are read where they are used (derivations, ledger types, codes, targets, caps) are only checked when a
/// catalogue is loaded: true for those, with their errors; false for all others.
Result<bool> checkedOnly(const std::string& path, const std::string& bytes);

/// The .toml files of a folder, not of its subfolders, by name. `unreadable`: the code, and the words before the
/// reason, of the error where the folder cannot be listed.
struct UnreadableFolder {
  std::string code;
  Text what;
};
Result<std::map<std::string, std::string>> tomlFilesIn(const std::filesystem::path& folder,
                                                       const UnreadableFolder& unreadable);

} // namespace ecoredline
