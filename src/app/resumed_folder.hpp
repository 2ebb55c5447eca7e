#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <string>

/// A folder that a long run fills and that the next run goes on with: a mark in it tells what it was made from.
namespace ecoredline {

struct ResumedFolder {
  std::filesystem::path folder;
  std::filesystem::path mark; ///< inside it; written before anything else
  std::string key;            ///< what everything in it is made from
};

/// Where it was made from the same: true, and what a killed run was writing is gone. Where a run was killed before its
/// mark stood, or was ours and made from something else: false, to be filled anew by `beginFolder`. The folder of
/// somebody else is an error with the code and the words of `foreign`.
Result<bool> goesOn(const ResumedFolder& resumed, const Error& foreign);

/// Makes the folders and writes the mark. Errors: output.write_failed.
Result<void> beginFolder(const ResumedFolder& resumed);

/// Makes a folder and those above it. Errors: output.write_failed.
Result<void> makeFolder(const std::filesystem::path& folder);

/// A name as a file may have it on any system.
std::string fileSafe(const std::string& name);

} // namespace ecoredline
