#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

/// Where what was drawn, pasted or answered in the window is kept: a folder beside the workspace, so that a run can be
/// repeated from its files; the user's own data folder where that place cannot be written to.
std::filesystem::path draftFolder(const std::filesystem::path& workspace);

/// A new file there: `stem`-1, `stem`-2, …; never one that is there already. Errors: output.write_failed.
Result<std::filesystem::path> keepDraft(const std::filesystem::path& workspace, const std::string& stem,
                                        const std::string& ending, const std::string& bytes);

} // namespace ecoredline
