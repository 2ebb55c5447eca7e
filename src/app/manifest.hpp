#pragma once

#include "app/import.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

/// What a manifest has where a person still has to decide.
inline constexpr std::string_view kUndecided = "?";

/// The manifest that `path` is or, for a folder, has in it; empty for any other file.
std::filesystem::path manifestOf(const std::filesystem::path& path);

/// A delivery's files as its manifest lists them, in its order. Paths are relative to the manifest and stay below its
/// folder. `base` says what every file has in common: the workspace and what the user said about reading.
/// Errors (input): manifest.syntax (also an unknown key: the line is named), manifest.bad_path, manifest.undecided
/// (a value is still "?": every one is named), manifest.empty.
Result<std::vector<ImportOptions>> readManifest(const std::filesystem::path& manifest, const ImportOptions& base);

/// A draft for a folder: every data set below it, with the kind that its name and fields speak for, a date where its
/// name has one, and "?" where a person has to decide. Errors: those of reading the folder; manifest.empty.
Result<std::string> draftManifest(const std::filesystem::path& folder, const Catalogue& catalogue);

} // namespace ecoredline
