#include "store/list_table.hpp"

#include "base/date.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "store/columns.hpp"
#include "store/geopackage.hpp"
#include "store/schema.hpp"
#include "store/version_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::size_t kRowsPerPoll = 1000;

/// The canonical columns, in the order in which they are written and read.
constexpr std::pair<const char*, const char*> kClauseColumns[] = {
    {"level", "TEXT"},          {"scope_code", "TEXT"},   {"clause_no", "TEXT"},           {"dimension", "TEXT"},
    {"text", "TEXT"},           {"industries", "TEXT"},   {"source_doc", "TEXT"},          {"doc_no", "TEXT"},
    {"effective_from", "TEXT"}, {"effective_to", "TEXT"}, {"nothing_required", "BOOLEAN"}, {"source_row", "INTEGER"},
    {"clause_hash", "TEXT"}};

std::string joinedCodes(const std::vector<std::string>& codes) {
  std::string text;
  for (const std::string& code : codes) text += (text.empty() ? "" : ",") + code;
  return text;
}

std::vector<std::string> splitCodes(const std::string& text) {
  std::vector<std::string> codes;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    codes.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return codes;
}

class ListImport {
 public:
  ListImport(Database& database, const BoundList& list, const NewVersion& version, Feedback& feedback)
      : m_database(database), m_list(list), m_version(version), m_feedback(feedback) {
    planSourceColumns();
  }

  std::int64_t run() {
    Transaction transaction(m_database);
    checkLabel(m_database, *m_list.kind, m_version.label);
    begin();
    writeTable();
    writeRows();
    writeVersion();
    writeColumns();
    journalImport(m_database, m_id, {m_list.kind->id, m_version.label, m_list.content_hash, m_list.table.source});
    transaction.commit();
    for (const Text& note : m_notes) m_feedback.note(note);
    return m_id;
  }

 private:
  void planSourceColumns() {
    std::set<std::string> taken{"fid"};
    for (const auto& [name, type] : kClauseColumns) taken.insert(name);
    for (const Column& column : m_list.table.columns) {
      const std::string wanted = sourceColumnName(column.name);
      std::string name = wanted;
      for (int n = 2; !taken.insert(lowered(name)).second; ++n) name = fmt::format("{}_{}", wanted, n);
      m_sources.push_back(name);
    }
    for (std::size_t row = 0; row < m_list.table.rows(); ++row) m_row_of[m_list.table.geometry.row_id[row]] = row;
  }

  void begin() {
    m_now = nowUtc();
    m_id = nextVersionId(m_database);
    m_table = versionTable(m_list.kind->id, m_id);
    m_notes = sameContentNotes(m_database, m_list.kind->id, m_list.content_hash);
  }

  void writeTable() {
    std::string ddl = fmt::format("CREATE TABLE {} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", sqlName(m_table));
    for (const auto& [name, type] : kClauseColumns) ddl += fmt::format(", {} {}", sqlName(name), type);
    for (const std::string& source : m_sources) ddl += fmt::format(", {} TEXT", sqlName(source));
    m_database.run(ddl + ")");
    addContents(
        m_database,
        {m_table, "attributes", shownName(m_database, *m_list.kind, m_version, m_id), description(), m_now, {}, 0});
  }

  std::string description() const {
    return fmt::format("{} {} · {} · {}", m_list.kind->id, m_version.label, m_list.content_hash, m_list.table.source);
  }

  void writeRows() {
    m_feedback.stage({"写入条款", "Writing clauses"});
    std::string marks = "?1";
    const std::size_t columns = std::size(kClauseColumns) + m_sources.size();
    for (std::size_t i = 0; i < columns; ++i) marks += fmt::format(", ?{}", i + 2);
    Statement insert(m_database, fmt::format("INSERT INTO {} VALUES ({})", sqlName(m_table), marks));
    for (std::size_t i = 0; i < m_list.clauses.size(); ++i) {
      if (i % kRowsPerPoll == 0 && m_feedback.cancelled()) throw StoreFailure(cancelledError().value());
      writeRow(insert, i);
    }
    keepRows(m_database, m_table, Rows::closed);
  }

  void writeRow(Statement& insert, std::size_t index) {
    const Clause& clause = m_list.clauses[index];
    const std::string industries = joinedCodes(clause.industries);
    insert.bind(static_cast<std::int64_t>(index) + 1);
    int at = 1;
    for (const std::string* text :
         {&clause.level, &clause.scope, &clause.no, &clause.dimension, &clause.text, &industries, &clause.source,
          &clause.doc_no, &clause.effective_from, &clause.effective_to})
      bindText(insert, ++at, *text);
    insert.bindAt(++at, std::int64_t{clause.none});
    insert.bindAt(++at, clause.row);
    insert.bindAt(++at, m_list.clause_hashes[index]);
    std::vector<std::string> cells; // they must live until the statement has run
    for (const Column& column : m_list.table.columns) cells.push_back(toText(column.values[m_row_of.at(clause.row)]));
    for (const std::string& cell : cells) bindText(insert, ++at, cell);
    insert.run();
  }

  std::string provenanceHash() const {
    Sha256 hash;
    const auto add = [&hash](std::string_view text) { hash.add(std::to_string(text.size())).add(":").add(text); };
    add("ecoredline.provenance/1");
    for (const std::string_view text : {std::string_view(m_version.source_hash), std::string_view(m_version.date),
                                        std::string_view(m_version.effective_to), name(m_version.coverage.mode)})
      add(text);
    for (std::size_t i = 0; i < m_list.clauses.size(); ++i) {
      add(std::to_string(m_list.clauses[i].row));
      add(m_list.clause_hashes[i]);
    }
    return prefixedHex(hash.finish());
  }

  void writeVersion() {
    const std::string notes = storedNotes(m_notes);
    const std::string catalogue = newestCatalogue(m_database);
    const std::string provenance = provenanceHash();
    const auto rows = static_cast<std::int64_t>(m_list.clauses.size());
    // No geometry: no system, no shapes, nothing that could be inaccurate.
    Statement insert(m_database,
                     "INSERT INTO er_versions (id, kind, label, date, effective_to, table_name, content_hash,"
                     " provenance_hash, crs, crs_wkt, features, zones, invalid, vertices, accuracy_m, accuracy_assumed,"
                     " coverage_mode, coverage_text, imported_at, source_path, source_layer, source_encoding,"
                     " source_hash, catalogue_hash, notes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '', '', ?9, 0, 0, 0,"
                     " 0, 0, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)");
    insert.bind(m_id, m_list.kind->id, m_version.label, m_version.date, nullptr, m_table, m_list.content_hash,
                provenance, rows, name(m_version.coverage.mode), m_version.coverage.text, m_now);
    bindText(insert, 5, m_version.effective_to);
    int at = 12;
    for (const std::string* text : {&m_list.table.source, &m_list.table.layer, &m_list.table.encoding,
                                    &m_version.source_hash, &catalogue, &notes})
      bindText(insert, ++at, *text);
    insert.run();
  }

  void writeColumns() {
    Statement insert(m_database, "INSERT INTO er_columns (version_id, ordinal, column_name, role, name, type, "
                                 "mapped_from, mapped_how) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    std::int64_t ordinal = 0;
    for (const auto& [column, type] : kClauseColumns) {
      insert.bind(m_id, ordinal++, column, name(ColumnRole::field), column, type);
      const auto mapping = std::ranges::find(m_list.mapping, column, &FieldMapping::canonical);
      const bool mapped = mapping != m_list.mapping.end();
      bindText(insert, 7, mapped ? std::string_view(mapping->column) : std::string_view());
      bindText(insert, 8, mapped ? std::string_view(mapping->how) : std::string_view());
      insert.run();
    }
    for (std::size_t i = 0; i < m_sources.size(); ++i) {
      const Column& met = m_list.table.columns[i];
      insert.bind(m_id, ordinal++, m_sources[i], name(ColumnRole::source), met.name, met.type, nullptr, nullptr).run();
    }
  }

  Database& m_database;
  const BoundList& m_list;
  const NewVersion& m_version;
  Feedback& m_feedback;
  std::vector<std::string> m_sources;           ///< names of the file's own columns in the table
  std::map<std::int64_t, std::size_t> m_row_of; ///< row of the file -> position in the table
  std::vector<Text> m_notes;
  std::int64_t m_id = 0;
  std::string m_table;
  std::string m_now;
};

} // namespace

std::int64_t importList(Database& database, const BoundList& list, const NewVersion& version, Feedback& feedback) {
  return ListImport(database, list, version, feedback).run();
}

std::vector<Clause> readClauses(const Database& database, std::int64_t version) {
  readVersion(database, version);
  Statement place(database, "SELECT table_name FROM er_versions WHERE id = ?1");
  place.bind(version).step();
  std::string columns;
  for (const auto& [name, type] : kClauseColumns) columns += (columns.empty() ? "" : ", ") + sqlName(name);
  Statement rows(database, fmt::format("SELECT {} FROM {} ORDER BY fid", columns, sqlName(place.text(0))));
  std::vector<Clause> clauses;
  while (rows.step()) {
    Clause clause;
    int at = 0;
    for (std::string* text : {&clause.level, &clause.scope, &clause.no, &clause.dimension, &clause.text})
      *text = rows.text(at++);
    clause.industries = splitCodes(rows.text(at++));
    for (std::string* text : {&clause.source, &clause.doc_no, &clause.effective_from, &clause.effective_to})
      *text = rows.text(at++);
    clause.none = rows.integer(at++) != 0;
    clause.row = rows.integer(at);
    clauses.push_back(std::move(clause));
  }
  return clauses;
}

} // namespace ecoredline
