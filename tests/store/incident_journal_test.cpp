#include "fixture.hpp"
#include "store/incident_journal.hpp"
#include "store/sqlite.hpp"

#include <gmock/gmock.h>

namespace ecoredline {
namespace {

using testing::HasSubstr;

class JournalTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    created();
  }
  IncidentJournal opened(Workspace::Access access = Workspace::Access::write) {
    return must(IncidentJournal::open(file(), access));
  }
  static NewJournalEntry entry(const std::string& incident, const std::string& body) {
    return {incident, "note", body, {}};
  }
  static FlatLayer square() {
    FlatBuilder builder(Crs::cgcs2000());
    builder.beginRow(Shape::polygon, 7);
    builder.addRing(std::vector<double>{126, 126.001, 126.001, 126}, std::vector<double>{43, 43, 43.001, 43}, 0);
    builder.endRow();
    return builder.take();
  }
  /// Three entries, the second with a shape.
  std::string three() {
    auto journal = opened();
    return must(journal.append("l", "",
                               {entry("A", "{\"text\":\"一\"}"), {"B", "lead", "{}", 0}, entry("A", "{\"n\":3}")},
                               square(), silentFeedback()));
  }
  /// Past the triggers, as somebody with an SQLite tool could.
  void meddle(const std::string& sql) {
    for (const char* event : {"UPDATE", "DELETE"})
      ask(file(), std::string("DROP TRIGGER IF EXISTS er_incident_journal_kept_") + event);
    ASSERT_EQ(ask(file(), sql), "");
  }
  ChainReport verified() { return must(opened(Workspace::Access::read).verify(silentFeedback())); }
};

TEST_F(JournalTest, KeepsWhatWasAppendedInOrder) {
  const std::string head = three();
  const auto journal = opened(Workspace::Access::read);
  EXPECT_EQ(must(journal.head()), head);
  std::vector<std::string> met;
  must(journal.read("l", [&](const JournalEntry& e) -> Result<void> {
    met.push_back(fmt::format("{} {} {} {}", e.number, e.incident, e.action, e.body));
    return {};
  }));
  EXPECT_EQ(met, (std::vector<std::string>{"1 A note {\"text\":\"一\"}", "2 B lead {}", "3 A note {\"n\":3}"}));
  const FlatLayer shapes = must(journal.shapes("l"));
  ASSERT_EQ(shapes.rows(), 1U);
  EXPECT_EQ(shapes.row_id[0], 2);
  const ChainReport report = verified();
  EXPECT_FALSE(report.fault);
  EXPECT_EQ(report.entries, 3);
  EXPECT_EQ(report.head, head);
}

TEST_F(JournalTest, AnEmptyJournalHolds) {
  EXPECT_EQ(verified().entries, 0);
  EXPECT_EQ(must(opened().head()), "");
}

TEST_F(JournalTest, CannotBeEditedByAccident) {
  three();
  EXPECT_THAT(ask(file(), "UPDATE er_incident_journal SET body = '{}'"), HasSubstr("error"));
  EXPECT_THAT(ask(file(), "DELETE FROM er_incident_journal"), HasSubstr("error"));
}

TEST_F(JournalTest, AChangedByteIsFoundAndNamed) {
  struct Case {
    const char* sql;
    std::int64_t number;
    const char* incident;
  };
  const Case cases[] = {
      {"UPDATE er_incident_journal SET body = replace(body, '一', '二') WHERE number = 1", 1, "A"},
      {"UPDATE er_incident_journal SET time = '2020-01-01T00:00:00Z' WHERE number = 3", 3, "A"},
      {"UPDATE er_incident_journal SET incident = 'C' WHERE number = 2", 2, "C"},
      {"UPDATE er_incident_journal SET shape = NULL WHERE number = 2", 2, "B"},
      {"DELETE FROM er_incident_journal WHERE number = 2", 2, ""},
      {"DELETE FROM er_incident_journal WHERE number = 3", 3, ""},
      {"UPDATE er_incident_journal SET hash = 'x' WHERE number = 1", 1, "A"},
  };
  for (const Case& one : cases) {
    std::filesystem::remove(file());
    created();
    three();
    meddle(one.sql);
    const ChainReport report = verified();
    ASSERT_TRUE(report.fault) << one.sql;
    EXPECT_EQ(report.fault->number, one.number) << one.sql;
    EXPECT_EQ(report.fault->incident, one.incident) << one.sql;
    EXPECT_FALSE(report.fault->what.zh.empty());
  }
}

TEST_F(JournalTest, EntriesAboutOtherProblemsAreMerged) {
  const std::string head = three();
  auto one = opened();
  auto other = opened();
  must(one.append("l", head, {entry("A", "{}")}, {}, silentFeedback()));
  EXPECT_TRUE(other.append("l", head, {entry("B", "{}")}, {}, silentFeedback()));
  EXPECT_EQ(verified().entries, 5);
  EXPECT_FALSE(verified().fault);
}

TEST_F(JournalTest, AStaleEntryIsRefusedAndNothingIsWritten) {
  const std::string head = three();
  auto one = opened();
  auto other = opened();
  must(one.append("l", head, {entry("A", "{\"by\":\"甲\"}")}, {}, silentFeedback()));
  const auto late = other.append("l", head, {entry("B", "{}"), entry("A", "{\"by\":\"乙\"}")}, {}, silentFeedback());
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, "incident.stale");
  EXPECT_EQ(late.error().kind, ErrorKind::input);
  EXPECT_THAT(late.error().advice.en, HasSubstr("show"));
  EXPECT_EQ(verified().entries, 4);
  // An epoch looks at every problem.
  EXPECT_FALSE(other.append("l", head, {{"", "epoch", "{}", {}}}, {}, silentFeedback()));
  // Another ledger is another matter.
  EXPECT_TRUE(other.append("m", head, {{"", "epoch", "{}", {}}}, {}, silentFeedback()));
  // A head that nobody gave out.
  EXPECT_FALSE(other.append("l", std::string(64, '0'), {entry("Z", "{}")}, {}, silentFeedback()));
}

TEST_F(JournalTest, EntriesMadeOnTheWayAreTheSameChain) {
  constexpr std::size_t kCount = 2500; // more than two batches
  const std::string head = three();
  std::size_t expected = 0;
  bool in_order = true;
  const EntrySource source{kCount, [&](std::size_t i) {
                             in_order = in_order && i == expected++;
                             return entry("P-" + std::to_string(i), "{\"n\":" + std::to_string(i) + "}");
                           }};
  auto journal = opened();
  const std::string last = must(journal.appendMade("l", head, source, {}, silentFeedback()));
  EXPECT_TRUE(in_order);
  EXPECT_EQ(expected, kCount);
  const ChainReport report = verified();
  EXPECT_FALSE(report.fault);
  EXPECT_EQ(report.entries, 3 + static_cast<std::int64_t>(kCount));
  EXPECT_EQ(report.head, last);
  std::vector<std::string> incidents;
  must(journal.read("l", [&](const JournalEntry& read) -> Result<void> {
    if (read.number > 3) incidents.push_back(read.incident);
    return {};
  }));
  ASSERT_EQ(incidents.size(), kCount);
  for (std::size_t i = 0; i < kCount; ++i) ASSERT_EQ(incidents[i], "P-" + std::to_string(i));
}

TEST_F(JournalTest, EntriesThatCannotBeMadeLeaveNothing) {
  const std::string head = three();
  const EntrySource source{5000, [](std::size_t i) {
                             if (i == 3000) throw StoreFailure({ErrorKind::internal, "test.broken", {}, {}, {}});
                             return entry("X", "{}");
                           }};
  auto journal = opened();
  const auto appended = journal.appendMade("l", head, source, {}, silentFeedback());
  ASSERT_FALSE(appended);
  EXPECT_EQ(appended.error().code, "test.broken");
  EXPECT_EQ(verified().entries, 3);
}

TEST_F(JournalTest, ACancelledImportLeavesNothing) {
  three();
  std::vector<NewJournalEntry> many(5000, entry("X", "{}"));
  struct Cancelled final : Feedback {
  } feedback;
  feedback.cancel();
  auto journal = opened();
  const auto appended = journal.append("l", must(journal.head()), many, {}, feedback);
  ASSERT_FALSE(appended);
  EXPECT_EQ(appended.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(verified().entries, 3);
}

} // namespace
} // namespace ecoredline
