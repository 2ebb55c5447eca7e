#pragma once

#include "inspection/entry_body.hpp"

#include <filesystem>

namespace ecoredline {

/// A photograph farther than this from its problem was taken of something else, metres; a receiver in a valley is off
/// by tens.
inline constexpr double kPhotoReach = 100.0;
/// … or older than this when it is handed in, days.
inline constexpr int kPhotoAge = 30;

/// Where a file of a workspace is kept: <WS>.files/aa/bb…, by its content.
std::filesystem::path attachmentPath(const std::filesystem::path& workspace, const std::string& hash);

/// Copies a photo or paper beside the workspace, whole or not at all, and compares what a photo says of place and time
/// with the problem (`shape`: its last, EPSG:4490, may be empty) and the day it is handed in for. Kept before the entry
/// that names it: a crash between leaves a file that nobody names, never an entry without its file.
/// Errors: incident.file (input), output.write_failed.
Result<IncidentFile> keepFile(const std::filesystem::path& workspace, const std::filesystem::path& file,
                              const FlatLayer& shape, const Date& date);

/// "" or what is wrong with it, for people.
Text mismatchText(const IncidentFile& file);

/// The first file of a ledger that is missing or has changed; empty = all are as they were.
Text checkFiles(const std::filesystem::path& workspace, const IncidentList& list);

} // namespace ecoredline
