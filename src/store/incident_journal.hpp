#pragma once

#include "base/feedback.hpp"
#include "geo/flat_layer.hpp"
#include "store/workspace.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// One entry of the incident journal as it is kept. What a problem is now is a fold over its entries; there is no
/// other record of it.
struct JournalEntry {
  std::int64_t number = 0; ///< 1, 2, … without gaps
  std::string time;        ///< UTC
  std::string ledger;
  std::string incident; ///< "" = about the ledger as a whole (an epoch)
  std::string action;   ///< epoch | lead | gone | merged | advance | note | attach
  std::string body;     ///< canonical JSON object, one line
  std::string hash;     ///< 64 hex of SHA-256 over all the above, the shape's and the last entry's hash
};

/// An entry to be appended.
struct NewJournalEntry {
  std::string incident;
  std::string action;
  std::string body;
  std::optional<std::size_t> shape; ///< row of the layer handed along, EPSG:4490
};

/// Entries made as they are written, so that a million of them never stand in memory together.
struct EntrySource {
  std::size_t count = 0;
  /// The entry at a place below count. Asked for in order from a thread of the journal's, and again from the start
  /// where others have written since; must give the same each time.
  std::function<NewJournalEntry(std::size_t)> make;
};

/// Where the chain is broken.
struct ChainFault {
  std::int64_t number = 0; ///< of the first entry that does not hold
  std::string incident;
  Text what;
};

struct ChainReport {
  std::int64_t entries = 0;
  std::string head; ///< hash of the last entry; "" = none
  std::optional<ChainFault> fault;
};

/// The append-only journal of a workspace's incidents: table er_incident_journal, made at the first entry. Every entry
/// carries the hash of the one before, so that a changed, removed or slipped-in entry is found and named. Appending is
/// one immediate SQLite transaction: killed at any moment, the file is as before or has all of it. Format:
/// docs/workspace.md. Errors: as Workspace.
class IncidentJournal {
 public:
  static Result<IncidentJournal> open(const std::filesystem::path& workspace, Workspace::Access access);
  IncidentJournal(IncidentJournal&&) noexcept;
  IncidentJournal& operator=(IncidentJournal&&) noexcept;
  ~IncidentJournal();

  /// Hash of the last entry; "" before the first.
  Result<std::string> head() const;
  /// The entries of a ledger in their order, one state of the file for all of them.
  Result<void> read(const std::string& ledger, const std::function<Result<void>(const JournalEntry&)>& take) const;
  /// Shapes of entries of a ledger, row_id = number of the entry, by number; all, or those named (ascending).
  Result<FlatLayer> shapes(const std::string& ledger, const std::vector<std::int64_t>& numbers = {}) const;

  /// Appends all or nothing and returns the new head. `seen` is the head that the entries were made by: when others
  /// have appended since, entries about other problems are no matter, and both are kept; an entry about one of the same
  /// problems, or an epoch of the same ledger, is `incident.stale` (input) and nothing is written. Errors: cancelled.
  Result<std::string> append(const std::string& ledger, const std::string& seen,
                             const std::vector<NewJournalEntry>& entries, const FlatLayer& shapes, Feedback& feedback);
  /// The same of entries that are made on the way: while a batch is chained and written the next is made.
  Result<std::string> appendMade(const std::string& ledger, const std::string& seen, const EntrySource& entries,
                                 const FlatLayer& shapes, Feedback& feedback);

  /// Reads every entry and proves the chain.
  Result<ChainReport> verify(Feedback& feedback) const;

 private:
  struct State;
  explicit IncidentJournal(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

} // namespace ecoredline
