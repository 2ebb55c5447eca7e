#include "store/incident_journal.hpp"

#include "base/date.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "store/geometry_blob.hpp"
#include "store/geopackage.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"

#include <fmt/format.h>

#include <future>
#include <set>

namespace ecoredline {

struct IncidentJournal::State {
  State(const std::filesystem::path& path, Database::Access access) : database(path, access) {}
  Database database;
};

namespace {

constexpr const char* kTable = "er_incident_journal";
constexpr const char* kCreate = R"sql(
CREATE TABLE er_incident_journal (
  number INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, time TEXT NOT NULL, ledger TEXT NOT NULL, incident TEXT NOT NULL,
  action TEXT NOT NULL, body TEXT NOT NULL, shape BLOB, previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE);
CREATE INDEX er_incident_journal_of ON er_incident_journal (ledger, incident);
)sql";
constexpr const char* kColumns = "SELECT number, time, ledger, incident, action, body, hash FROM er_incident_journal ";
constexpr std::uint64_t kPollEvery = 1024;
constexpr std::size_t kBatch = 1024;         // entries made while as many are written
constexpr std::size_t kManyEntries = 50'000; // from which an import may keep more of the file in memory

bool hasJournal(const Database& database) {
  Statement found(database, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1");
  return found.bind(kTable).step();
}

// Made at the first entry, so that workspaces of older programs keep incidents too.
void ensureJournal(Database& database) {
  if (hasJournal(database)) return;
  database.run(kCreate);
  addContents(database, {kTable, "attributes", "问题点位流水", "incident journal, append-only", nowUtc(), {}, 0});
  addExtension(database, kTable, "", "ecoredline_workspace");
  keepRows(database, kTable, Rows::open);
}

std::string headOf(const Database& database) {
  if (!hasJournal(database)) return {};
  Statement last(database, "SELECT hash FROM er_incident_journal ORDER BY number DESC LIMIT 1");
  return last.step() ? last.text(0) : std::string();
}

std::string_view textOf(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// What the hash is over: canonical JSON, keys in this order, one line. Here all of it but the hash of the entry before,
// which alone has to wait for that entry.
std::string hashedText(const JournalEntry& entry, std::string_view shape) {
  JsonWriter json(0);
  json.beginObject().key("number").integer(entry.number).key("time").text(entry.time);
  json.key("ledger").text(entry.ledger).key("incident").text(entry.incident).key("action").text(entry.action);
  json.key("body").text(entry.body).key("shape").text(shape.empty() ? std::string() : toHex(sha256(shape)));
  json.key("previous");
  return json.take();
}

std::string hashAfter(Sha256& hashed_text, const std::string& previous) {
  return toHex(hashed_text.add(jsonQuoted(previous)).add("}").finish());
}

std::string hashOf(const JournalEntry& entry, std::string_view shape, const std::string& previous) {
  Sha256 hash;
  return hashAfter(hash.add(hashedText(entry, shape)), previous);
}

JournalEntry entryAt(const Statement& row) {
  return {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)};
}

Error staleError(const Database& database, const std::string& incident) {
  const Text subject =
      incident.empty() ? Text{"该台账", "This ledger"} : Text{"问题 " + incident, "Incident " + incident};
  return {ErrorKind::input,
          "incident.stale",
          {subject.zh + "在读取之后已被他人改动，本次未写入任何内容",
           subject.en + " was changed by somebody since it was read; nothing was written"},
          toUtf8(database.path()),
          {"用 incident WS show 查看新记录，确认仍要办理后重新执行",
           "look at the new entries with `incident WS show`, then run the command again if it still holds"}};
}

// Others may have written between reading and appending: that matters where it is about the same problems.
void refuseStale(const Database& database, const std::string& ledger, const std::string& seen,
                 const EntrySource& entries) {
  if (headOf(database) == seen) return;
  std::int64_t from = 0;
  if (!seen.empty()) {
    Statement known(database, "SELECT number FROM er_incident_journal WHERE hash = ?1");
    if (!known.bind(seen).step()) throw StoreFailure(staleError(database, {}));
    from = known.integer(0);
  }
  std::set<std::string> mine;
  for (std::size_t i = 0; i < entries.count; ++i) mine.insert(entries.make(i).incident);
  Statement newer(database, "SELECT incident FROM er_incident_journal WHERE number > ?1 AND ledger = ?2");
  newer.bind(from, ledger);
  while (newer.step()) {
    const std::string incident = newer.text(0);
    // An epoch, theirs or ours, numbers new problems and looks at all of them.
    if (incident.empty() || mine.contains(incident) || mine.contains(std::string()))
      throw StoreFailure(staleError(database, incident));
  }
}

// An entry ready to be written but for its place in the chain.
struct MadeEntry {
  JournalEntry entry;
  std::string shape;
  std::unique_ptr<Sha256> hash; ///< of all that is known before the chain
};

// Makes entries on a thread of its own, a batch ahead of the one that is written.
class EntryMaker {
 public:
  EntryMaker(const EntrySource& entries, const FlatLayer& shapes, JournalEntry last)
      : m_entries(entries), m_shapes(shapes), m_last(std::move(last)) {
    start();
  }
  EntryMaker(const EntryMaker&) = delete;
  EntryMaker& operator=(const EntryMaker&) = delete;
  ~EntryMaker() = default; // waits for the batch under way

  /// Empty after the last.
  std::vector<MadeEntry> next() {
    if (!m_batch.valid()) return {};
    std::vector<MadeEntry> batch = m_batch.get();
    start();
    return batch;
  }

 private:
  void start() {
    if (m_begin == m_entries.count) return;
    const std::size_t begin = m_begin;
    m_begin += std::min(kBatch, m_entries.count - begin);
    m_batch = std::async(std::launch::async, [this, begin, end = m_begin] { return make(begin, end); });
  }

  std::vector<MadeEntry> make(std::size_t begin, std::size_t end) const {
    std::vector<MadeEntry> made;
    made.reserve(end - begin);
    for (std::size_t i = begin; i < end; ++i) {
      NewJournalEntry added = m_entries.make(i);
      MadeEntry& one = made.emplace_back(MadeEntry{m_last, {}, std::make_unique<Sha256>()});
      one.entry.number += static_cast<std::int64_t>(i) + 1;
      one.entry.incident = std::move(added.incident);
      one.entry.action = std::move(added.action);
      one.entry.body = std::move(added.body);
      if (added.shape) one.shape = toBlob(m_shapes, *added.shape, 4490);
      one.hash->add(hashedText(one.entry, one.shape));
    }
    return made;
  }

  const EntrySource& m_entries;
  const FlatLayer& m_shapes;
  const JournalEntry m_last; ///< its number, and what all new ones share
  std::size_t m_begin = 0;
  std::future<std::vector<MadeEntry>> m_batch;
};

std::string writeChained(Database& database, EntryMaker& maker, std::string previous,
                         const std::function<void()>& poll) {
  Statement insert(database, "INSERT INTO er_incident_journal (number, time, ledger, incident, action, body, shape,"
                             " previous, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, nullif(?7, x''), ?8, ?9)");
  for (std::vector<MadeEntry> batch = maker.next(); !batch.empty(); batch = maker.next()) {
    for (MadeEntry& one : batch) {
      poll();
      const JournalEntry& entry = one.entry;
      std::string hash = hashAfter(*one.hash, previous);
      insert
          .bind(entry.number, entry.time, entry.ledger, entry.incident, entry.action, entry.body,
                Bytes(reinterpret_cast<const unsigned char*>(one.shape.data()), one.shape.size()), previous, hash)
          .run();
      previous = std::move(hash);
    }
  }
  return previous;
}

std::string appendAll(Database& database, const std::string& ledger, const std::string& seen,
                      const EntrySource& entries, const FlatLayer& shapes, Feedback& feedback) {
  // The hashes' index takes new rows anywhere: its pages stay at hand, or each is written and read many times over.
  if (entries.count > kManyEntries) database.run("PRAGMA cache_size=-262144");
  Transaction transaction(database);
  ensureJournal(database);
  refuseStale(database, ledger, seen, entries);
  Statement last(database, "SELECT number, hash FROM er_incident_journal ORDER BY number DESC LIMIT 1");
  JournalEntry before;
  std::string previous;
  if (last.step()) {
    before.number = last.integer(0);
    previous = last.text(1);
  }
  last.reset();
  before.time = nowUtc();
  before.ledger = ledger;
  std::uint64_t done = 0;
  EntryMaker maker(entries, shapes, std::move(before));
  previous = writeChained(database, maker, std::move(previous), [&] {
    if (++done % kPollEvery != 0) return;
    if (feedback.cancelled()) throw StoreFailure(cancelledError().value());
    feedback.progress(done, entries.count);
  });
  transaction.commit();
  return previous;
}

class ChainCheck {
 public:
  ChainCheck(const Database& database, Feedback& feedback) : m_database(database), m_feedback(feedback) {}

  ChainReport run() {
    Statement rows(m_database, "SELECT number, time, ledger, incident, action, body, hash, shape, previous"
                               " FROM er_incident_journal ORDER BY number");
    while (!m_report.fault && rows.step()) {
      if (++m_report.entries % static_cast<std::int64_t>(kPollEvery) == 0 && m_feedback.cancelled())
        throw StoreFailure(cancelledError().value());
      check(entryAt(rows), textOf(rows.bytes(7)), rows.text(8));
    }
    if (!m_report.fault) checkTail();
    return m_report;
  }

 private:
  void check(const JournalEntry& entry, std::string_view shape, const std::string& previous) {
    const std::int64_t due = m_report.entries;
    if (entry.number != due)
      fault({due, {}, {fmt::format("缺少第 {} 条", due), fmt::format("entry {} is missing", due)}});
    else if (previous != m_report.head)
      fault(
          {due,
           entry.incident,
           {fmt::format("第 {} 条与前一条不衔接", due), fmt::format("entry {} does not follow the one before", due)}});
    else if (hashOf(entry, shape, previous) != entry.hash)
      fault({due,
             entry.incident,
             {fmt::format("第 {} 条的内容与其校验值不符", due),
              fmt::format("the content of entry {} is not what its hash says", due)}});
    m_report.head = entry.hash;
  }

  // SQLite counts the numbers it has given: entries taken off the end leave no gap, but a count.
  void checkTail() {
    Statement given(m_database, "SELECT seq FROM sqlite_sequence WHERE name = 'er_incident_journal'");
    const std::int64_t count = given.step() ? given.integer(0) : 0;
    if (count > m_report.entries)
      fault({m_report.entries + 1,
             {},
             {fmt::format("末尾缺少 {} 条", count - m_report.entries),
              fmt::format("{} entries are missing at the end", count - m_report.entries)}});
  }

  void fault(ChainFault found) { m_report.fault = std::move(found); }

  const Database& m_database;
  Feedback& m_feedback;
  ChainReport m_report;
};

void appendShape(const Database& database, const Statement& row, FlatLayer& layer) {
  const Bytes bytes = row.bytes(1);
  if (bytes.empty())
    appendNothing(row.integer(0), layer);
  else if (!appendBlob(bytes, row.integer(0), layer))
    throw StoreFailure(damagedError(database.path(), fmt::format("er_incident_journal {}", row.integer(0))));
}

FlatLayer readShapes(const Database& database, const std::string& ledger, const std::vector<std::int64_t>& numbers) {
  FlatLayer layer;
  layer.crs = Crs::cgcs2000();
  if (!hasJournal(database)) return layer;
  if (numbers.empty()) {
    Statement all(database, "SELECT number, shape FROM er_incident_journal WHERE ledger = ?1 AND shape IS NOT NULL"
                            " ORDER BY number");
    all.bind(ledger);
    while (all.step()) appendShape(database, all, layer);
    return layer;
  }
  Statement one(database, "SELECT number, shape FROM er_incident_journal WHERE number = ?1");
  for (const std::int64_t number : numbers) {
    one.bind(number);
    if (one.step()) appendShape(database, one, layer);
  }
  return layer;
}

} // namespace

IncidentJournal::IncidentJournal(std::unique_ptr<State> state) : m_state(std::move(state)) {}
IncidentJournal::IncidentJournal(IncidentJournal&&) noexcept = default;
IncidentJournal& IncidentJournal::operator=(IncidentJournal&&) noexcept = default;
IncidentJournal::~IncidentJournal() = default;

Result<IncidentJournal> IncidentJournal::open(const std::filesystem::path& workspace, Workspace::Access access) {
  return guarded([&] {
    auto state = std::make_unique<State>(workspace, access == Workspace::Access::write ? Database::Access::write
                                                                                       : Database::Access::read);
    checkWorkspace(state->database);
    return IncidentJournal(std::move(state));
  });
}

Result<std::string> IncidentJournal::head() const {
  return guarded([&] { return headOf(m_state->database); });
}

Result<void> IncidentJournal::read(const std::string& ledger,
                                   const std::function<Result<void>(const JournalEntry&)>& take) const {
  return guarded([&] {
    if (!hasJournal(m_state->database)) return;
    Statement rows(m_state->database, std::string(kColumns) + "WHERE ledger = ?1 ORDER BY number");
    rows.bind(ledger);
    while (rows.step()) expect(take(entryAt(rows)));
  });
}

Result<FlatLayer> IncidentJournal::shapes(const std::string& ledger, const std::vector<std::int64_t>& numbers) const {
  return guarded([&] { return readShapes(m_state->database, ledger, numbers); });
}

Result<std::string> IncidentJournal::append(const std::string& ledger, const std::string& seen,
                                            const std::vector<NewJournalEntry>& entries, const FlatLayer& shapes,
                                            Feedback& feedback) {
  return appendMade(ledger, seen, {entries.size(), [&entries](std::size_t i) { return entries[i]; }}, shapes, feedback);
}

Result<std::string> IncidentJournal::appendMade(const std::string& ledger, const std::string& seen,
                                                const EntrySource& entries, const FlatLayer& shapes,
                                                Feedback& feedback) {
  return guarded([&] { return appendAll(m_state->database, ledger, seen, entries, shapes, feedback); });
}

Result<ChainReport> IncidentJournal::verify(Feedback& feedback) const {
  return guarded([&] {
    if (!hasJournal(m_state->database)) return ChainReport{};
    return ChainCheck(m_state->database, feedback).run();
  });
}

} // namespace ecoredline
