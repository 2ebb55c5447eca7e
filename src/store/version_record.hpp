#pragma once

#include "base/text.hpp"
#include "catalogue/catalogue.hpp"
#include "store/sqlite.hpp"
#include "store/workspace.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What a version of a layer and a version of a list record of themselves in the same way.
namespace ecoredline {

/// Empty text is stored as NULL.
void bindText(Statement& statement, int index, std::string_view text);

/// The id that the next version gets: one above the greatest.
std::int64_t nextVersionId(Database& database);

/// The table of a version, from the catalogue's id of its kind: letters, digits and underscores only.
std::string versionTable(const std::string& kind, std::int64_t id);

/// What QGIS shows of the version: title, label and date, unique in the file.
std::string shownName(Database& database, const LayerKind& kind, const NewVersion& version, std::int64_t id);

/// A note for every version of the kind whose content is the same.
std::vector<Text> sameContentNotes(Database& database, const std::string& kind, const std::string& content_hash);

/// Notes as they are stored: a line each, in both languages.
std::string storedNotes(const std::vector<Text>& notes);

/// The hash of the catalogue's newest copy in the workspace; empty without one.
std::string newestCatalogue(Database& database);

/// The entry of an import in the journal of the workspace.
struct ImportEntry {
  const std::string& kind;
  const std::string& label;
  const std::string& content_hash;
  const std::string& source;
};
void journalImport(Database& database, std::int64_t version, const ImportEntry& entry);

} // namespace ecoredline
