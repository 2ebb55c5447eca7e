#pragma once

#include "catalogue/catalogue.hpp"
#include "store/sqlite.hpp"
#include "store/workspace.hpp"

#include <string>

namespace ecoredline {

/// EcoRedline's own tables in the GeoPackage (docs/workspace.md). Everything here throws StoreFailure.

/// The format that this program writes. A reader refuses a higher one.
inline constexpr int kWorkspaceFormat = 1;

/// All tables of an empty workspace and its first catalogue copy.
void createWorkspaceTables(Database& database, const Text& title, const Catalogue& catalogue);

/// Fails with workspace.not_a_workspace or workspace.newer_format.
void checkWorkspace(const Database& database);

/// Forbids changing and deleting rows of `table`, and adding them where it is `closed`: a version is never edited, a
/// new one is imported. Whoever edits in QGIS is told so.
enum class Rows { open, closed };
void keepRows(Database& database, const std::string& table, Rows rows);

/// One line of the journal, in the transaction of what it tells. `detail` is a JSON object.
void addJournal(Database& database, const std::string& action, const std::string& subject, const std::string& detail);

/// Fails with workspace.label_exists where a kind has a version of that label, or had one that was withdrawn.
void checkLabel(const Database& database, const LayerKind& kind, const std::string& label);

/// Versions by kind, date, id; all, or the one named.
std::vector<Version> readVersions(const Database& database);
Version readVersion(const Database& database, std::int64_t id);
/// The fields of a version that were taken from a column of its file.
std::vector<FieldMapping> readMapping(const Database& database, std::int64_t version);

/// Where a version's rows are.
struct VersionPlace {
  std::string table;
  Crs crs;
  Box extent;
  std::uint64_t zones = 0;
  std::uint64_t vertices = 0; ///< of all rows, so that a reader can reserve
};
VersionPlace readPlace(const Database& database, std::int64_t id);

} // namespace ecoredline
