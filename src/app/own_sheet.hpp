#pragma once

#include "base/error.hpp"
#include "catalogue/sheet.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

/// Where a person's sheet stands: sheets/<id>.toml of the folder that --styles names.
std::filesystem::path ownSheetFile(const std::filesystem::path& styles, const std::string& id);

/// Whether a name can be a sheet's: of a file on any system, and of a word of a command line.
bool isSheetName(const std::string& id);

/// Writes a sheet there, whole or not at all; one of that name gives way, its comments with it. Returns the file.
/// Errors: sheet.bad_name (usage), output.write_failed.
Result<std::filesystem::path> saveOwnSheet(const std::filesystem::path& styles, const SheetSpec& sheet);

} // namespace ecoredline
