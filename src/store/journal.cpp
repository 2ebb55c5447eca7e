#include "store/journal.hpp"

#include "base/date.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"

namespace ecoredline {

Result<JournalLine> appendJournal(const std::filesystem::path& workspace, const JournalLine& line) {
  return guarded([&] {
    Database database(workspace, Database::Access::write);
    checkWorkspace(database);
    Transaction transaction(database);
    JournalLine kept = line;
    kept.time = nowUtc();
    Statement(database, "INSERT INTO er_journal (time, action, subject, detail) VALUES (?1, ?2, ?3, ?4)")
        .bind(kept.time, kept.action, kept.subject, kept.detail)
        .run();
    transaction.commit();
    return kept;
  });
}

Result<std::vector<JournalLine>> readJournal(const std::filesystem::path& workspace, const std::string& action,
                                             const std::string& subject) {
  return guarded([&] {
    const Database database(workspace, Database::Access::read);
    checkWorkspace(database);
    std::vector<JournalLine> lines;
    Statement rows(database, "SELECT time, action, subject, detail FROM er_journal WHERE action = ?1 AND subject = ?2"
                             " ORDER BY id");
    rows.bind(action, subject);
    while (rows.step()) lines.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3)});
    return lines;
  });
}

} // namespace ecoredline
