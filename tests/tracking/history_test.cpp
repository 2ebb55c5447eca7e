// Histories with known causes: every cause is found again with its ground, nothing else is, and the books close.
#include "geo/area.hpp"
#include "tracking/history.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <set>

namespace ecoredline::test {
namespace {

Tracked track(const TrackRequest& request) {
  auto tracked = trackVersions(request, silentFeedback());
  if (!tracked) throw std::runtime_error(describe(tracked.error(), Language::en));
  return std::move(*tracked);
}

std::string keyOf(Cause cause, const std::vector<std::string>& from, const std::vector<std::string>& to) {
  std::string key(name(cause));
  for (const auto& id : from) key += " <" + id;
  for (const auto& id : to) key += " >" + id;
  return key;
}

/// Every edit is there, with its area; no other line is.
void expectCauses(const AreaLedger& ledger, const History& history, double slack_m2) {
  std::multimap<std::string, double> found;
  for (const LedgerChange& change : ledger.changes)
    found.emplace(keyOf(change.cause, change.from_ids, change.to_ids), change.area_m2);
  for (const HistoryEdit& edit : history.edits) {
    const auto at = found.find(keyOf(edit.cause, edit.from, edit.to));
    ASSERT_NE(at, found.end()) << "not found: " << keyOf(edit.cause, edit.from, edit.to);
    if (edit.m2 > 0) {
      EXPECT_NEAR(at->second, edit.m2, slack_m2) << at->first;
    }
    found.erase(at);
  }
  for (const auto& [key, m2] : found) ADD_FAILURE() << "never happened: " << key << " " << m2;
}

void expectCloses(const AreaLedger& ledger) {
  EXPECT_TRUE(ledger.closes());
  EXPECT_TRUE(ledger.undecided.empty());
  for (const LedgerRow& row : ledger.rows) EXPECT_LT(std::abs(row.residual()), 1.0) << row.admin.value_or("");
}

double areaSum(const std::vector<HistoryZone>& zones) {
  const FlatLayer layer = layerOf(zones);
  double sum = 0;
  for (std::size_t row = 0; row < layer.rows(); ++row) sum += areaOf(layer, row, AreaMethod::exact);
  return sum;
}

class Histories : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(Histories, EveryCauseIsFoundAgain) {
  const History history = makeHistory(40, GetParam());
  HistoryWorkspace ws;
  const Version from = ws.add(history.before, "1"), to = ws.add(history.after, "2");
  const AreaLedger ledger = track(ws.request(from, to)).ledger;
  expectCauses(ledger, history, 0.01);
  expectCloses(ledger);
  ASSERT_EQ(ledger.rows.size(), 1U);
  EXPECT_NEAR(ledger.rows[0].opening_m2, areaSum(history.before), 0.01);
  EXPECT_NEAR(ledger.rows[0].closing_m2, areaSum(history.after), 0.01);
}

TEST_P(Histories, ASecondVersionInDegreesTellsTheSame) {
  const History history = makeHistory(40, GetParam());
  for (const Saved saved : {Saved::in_degrees, Saved::rounded_to_degrees, Saved::reordered}) {
    HistoryWorkspace ws;
    const Version from = ws.add(history.before, "1"), to = ws.add(history.after, "2", saved);
    const AreaLedger ledger = track(ws.request(from, to)).ledger;
    expectCauses(ledger, history, saved == Saved::rounded_to_degrees ? 8.0 : 0.1); // 1e-7° is up to 8 mm along 1 km
    expectCloses(ledger);
  }
}

TEST_P(Histories, CountiesAddUpToTheWholeInEveryAccount) {
  const History history = makeHistory(60, GetParam());
  HistoryWorkspace ws;
  const Version counties = ws.addCounties(60);
  const Version from = ws.add(history.before, "1"), to = ws.add(history.after, "2");
  TrackRequest request = ws.request(from, to);
  const AreaLedger whole = track(request).ledger;
  request.by = counties;
  const AreaLedger parts = track(request).ledger;
  expectCauses(parts, history, 0.01);
  expectCloses(parts);
  ASSERT_GE(parts.rows.size(), 3U);
  const auto expectSum = [&](const auto& value, const char* what) {
    double sum = 0;
    for (const LedgerRow& row : parts.rows) sum += value(row);
    EXPECT_NEAR(sum, value(whole.rows[0]), 0.01) << what;
  };
  expectSum([](const LedgerRow& row) { return row.opening_m2; }, "opening");
  expectSum([](const LedgerRow& row) { return row.closing_m2; }, "closing");
  for (std::size_t a = 0; a < kAccounts; ++a)
    expectSum([a](const LedgerRow& row) { return row.accounts[a]; }, name(static_cast<Account>(a)).data());
}

INSTANTIATE_TEST_SUITE_P(Seeds, Histories, ::testing::Values(1, 2, 3));

TEST(SameDelivery, SavedAgainInAnyWayIsAnEmptyLedger) {
  const History history = makeHistory(40, 7);
  HistoryWorkspace ws;
  const Version from = ws.add(history.before, "1");
  int n = 2;
  for (const Saved saved : {Saved::as_is, Saved::reordered, Saved::in_degrees, Saved::rounded_to_degrees}) {
    const Version to = ws.add(history.before, std::to_string(n++), saved);
    for (const auto& request : {ws.request(from, to), ws.request(to, from)}) {
      const AreaLedger ledger = track(request).ledger;
      EXPECT_TRUE(ledger.empty()) << ledger.changes.size();
      EXPECT_EQ(ledger.same.zones, history.before.size());
      for (const LedgerRow& row : ledger.rows)
        for (const double account : row.accounts) EXPECT_LT(std::abs(account), 1e-3);
      EXPECT_LE(ledger.same.largest_m, 0.01);
    }
  }
}

// For tests/soak/history.py: ECOREDLINE_HISTORY names how many zones, and the time is printed.
TEST(Soak, ALargeHistory) {
  const char* wanted = std::getenv("ECOREDLINE_HISTORY");
  if (wanted == nullptr) GTEST_SKIP() << "set ECOREDLINE_HISTORY to a count of zones";
  const auto zones = static_cast<std::size_t>(std::strtoull(wanted, nullptr, 10));
  const History history = makeHistory(zones, 11);
  HistoryWorkspace ws;
  const Version from = ws.add(history.before, "1"), to = ws.add(history.after, "2");
  const auto start = std::chrono::steady_clock::now();
  const AreaLedger ledger = track(ws.request(from, to)).ledger;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::cout << fmt::format("zones {} changes {} seconds {:.2f} residual {:.6f}\n", zones, ledger.changes.size(),
                           took.count(), ledger.rows[0].residual());
  expectCauses(ledger, history, 0.01);
  expectCloses(ledger);
}

} // namespace
} // namespace ecoredline::test
