#include "store/version_record.hpp"

#include "base/json_writer.hpp"
#include "store/schema.hpp"

#include <fmt/format.h>

#include <cctype>

namespace ecoredline {

void bindText(Statement& statement, int index, std::string_view text) {
  if (text.empty())
    statement.bindAt(index, nullptr);
  else
    statement.bindAt(index, text);
}

std::int64_t nextVersionId(Database& database) {
  Statement last(database, "SELECT coalesce(max(id), 0) + 1 FROM er_versions");
  last.step();
  return last.integer(0);
}

std::string versionTable(const std::string& kind, std::int64_t id) {
  std::string table;
  for (const char c : kind) table += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return fmt::format("{}_{}", table, id);
}

std::string shownName(Database& database, const LayerKind& kind, const NewVersion& version, std::int64_t id) {
  const std::string& title = kind.title.zh.empty() ? kind.id : kind.title.zh;
  const std::string shown = version.label == version.date
                                ? fmt::format("{} {}", title, version.date)
                                : fmt::format("{} {} ({})", title, version.label, version.date);
  Statement known(database, "SELECT 1 FROM gpkg_contents WHERE identifier = ?1");
  return known.bind(shown).step() ? fmt::format("{} #{}", shown, id) : shown;
}

std::vector<Text> sameContentNotes(Database& database, const std::string& kind, const std::string& content_hash) {
  std::vector<Text> notes;
  Statement same(database, "SELECT label FROM er_versions WHERE kind = ?1 AND content_hash = ?2 ORDER BY id");
  same.bind(kind, content_hash);
  while (same.step())
    notes.push_back(
        {fmt::format("内容与版本“{}”相同", same.text(0)), fmt::format("same content as version {}", same.text(0))});
  return notes;
}

std::string storedNotes(const std::vector<Text>& notes) {
  std::string text;
  for (const Text& note : notes) text += (text.empty() ? "" : "\n") + note.zh + " / " + note.en;
  return text;
}

std::string newestCatalogue(Database& database) {
  Statement copy(database, "SELECT content_hash FROM er_catalogue ORDER BY copy DESC LIMIT 1");
  return copy.step() ? copy.text(0) : "";
}

void journalImport(Database& database, std::int64_t version, const ImportEntry& entry) {
  JsonWriter json(0);
  json.beginObject().key("kind").text(entry.kind).key("label").text(entry.label);
  json.key("content_hash").text(entry.content_hash).key("source").text(entry.source).endObject();
  addJournal(database, "import", std::to_string(version), json.take());
}

} // namespace ecoredline
