#pragma once

#include "tracking/ledger.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

/// The layer of a workspace in which a ledger's changes lie.
std::string changesTable(const std::string& kind, const Version& from, const Version& to);

/// Keeps every piece of changed ground as a feature of that layer, with its change's cause, sureness, area and zones,
/// drawn by cause in QGIS. An earlier one of the same two versions gives way, whole or not at all. It is no version of
/// any kind: no other command reads it. Errors: as Workspace.
Result<void> keepChanges(const std::filesystem::path& workspace, const std::string& table, const Tracked& tracked);

} // namespace ecoredline
