// Causes that a history by itself does not bring up: classes, coverage, overlaps, slivers, decisions; the JSON.
#include "geo/edge_model.hpp"
#include "report/area_ledger.hpp"
#include "store/fixture.hpp"
#include "store/journal.hpp"
#include "tracking/history.hpp"
#include "tracking/level_rows.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

namespace ecoredline::test {
namespace {

using nlohmann::ordered_json;
constexpr double kEast = 42500000, kNorth = 4850000;

LayerKind coreAndRest() {
  LayerKind kind = smallKind();
  kind.classes = {{"core", {"核心", "core"}, {}, {}, {}}, {"rest", {"一般", "rest"}, {}, {}, {}}};
  return kind;
}

struct Drawn {
  std::string id;
  Box box; ///< metres from kEast, kNorth
  std::string zone_class = "core";
};

class LedgerOf {
 public:
  Version add(const std::string& label, const std::vector<Drawn>& zones, const std::string& coverage = "all",
              const Box& area = {}) {
    LayerMaker maker(Crs::fromEpsg(4530).value());
    for (const Drawn& zone : zones) {
      maker.box(zone.id,
                {kEast + zone.box.min_x, kNorth + zone.box.min_y, kEast + zone.box.max_x, kNorth + zone.box.max_y});
      maker.row().zone_class = zone.zone_class;
    }
    NewVersion version;
    version.label = label;
    version.date = "2020-01-0" + label;
    version.accuracy_m = 3;
    version.coverage.text = coverage;
    version.coverage.mode = coverage == "all" ? Coverage::Mode::all : Coverage::Mode::polygon;
    if (coverage != "all") {
      FlatBuilder builder(Crs::fromEpsg(4530).value());
      builder.beginRow(Shape::polygon, 0);
      const std::vector<double> x{area.min_x, area.max_x, area.max_x, area.min_x},
          y{area.min_y, area.min_y, area.max_y, area.max_y};
      std::vector<double> px, py;
      for (std::size_t i = 0; i < 4; ++i) {
        px.push_back(kEast + x[i]);
        py.push_back(kNorth + y[i]);
      }
      builder.addRing(px, py, 0);
      builder.endRow();
      version.coverage.area = moveLayer(builder.take(), Crs::cgcs2000()).value();
    }
    return m_workspace.addVersion(maker.take(), version, silentFeedback()).value();
  }

  Tracked track(const Version& from, const Version& to, std::vector<CauseOverride> decisions = {}) {
    TrackRequest request;
    request.workspace = &m_workspace;
    request.kind = &m_kind;
    request.from = from;
    request.to = to;
    request.overrides = std::move(decisions);
    auto tracked = trackVersions(request, silentFeedback());
    if (!tracked) throw std::runtime_error(describe(tracked.error(), Language::en));
    return std::move(*tracked);
  }
  const Workspace& workspace() const { return m_workspace; }

 private:
  TemporaryFolder m_folder = TemporaryFolder::create().value();
  Workspace m_workspace = Workspace::create(m_folder.path() / "ws.gpkg", {"测试", "test"}, smallCatalogue()).value();
  LayerKind m_kind = coreAndRest();
};

double account(const AreaLedger& ledger, const std::string& zone_class, Account which) {
  for (const LedgerRow& row : ledger.rows)
    if (row.zone_class == zone_class) return row.accounts[static_cast<std::size_t>(which)];
  return 0;
}

const LedgerChange& only(const AreaLedger& ledger) {
  if (ledger.changes.size() != 1) throw std::runtime_error(fmt::format("{} changes", ledger.changes.size()));
  return ledger.changes.front();
}

TEST(Ledger, GroundThatGoesToALooserClassIsBookedOnBothSides) {
  LedgerOf ws;
  const auto from = ws.add("1", {{"A", {0, 0, 100, 100}, "core"}, {"B", {100, 0, 200, 100}, "rest"}});
  const auto to = ws.add("2", {{"A", {0, 0, 60, 100}, "core"}, {"B", {60, 0, 200, 100}, "rest"}});
  const AreaLedger ledger = ws.track(from, to).ledger;
  EXPECT_EQ(only(ledger).cause, Cause::downgraded);
  EXPECT_NEAR(account(ledger, "core", Account::downgraded_out), -4000, 0.5);
  EXPECT_NEAR(account(ledger, "rest", Account::downgraded_in), 4000, 0.5);
  EXPECT_EQ(account(ledger, "core", Account::downsized), 0);
  EXPECT_TRUE(ledger.closes());
}

TEST(Ledger, AnEqualTotalDoesNotHideASwap) {
  LedgerOf ws;
  const auto from = ws.add("1", {{"A", {0, 0, 100, 100}}});
  const auto to = ws.add("2", {{"A", {20, 0, 100, 100}}, {"B", {300, 0, 320, 100}}});
  const AreaLedger ledger = ws.track(from, to).ledger;
  EXPECT_NEAR(ledger.rows[0].closing_m2, ledger.rows[0].opening_m2, 0.01);
  EXPECT_NEAR(ledger.removed_m2, 2000, 0.5);
  EXPECT_NEAR(ledger.added_m2, 2000, 0.5);
  EXPECT_NEAR(account(ledger, "core", Account::downsized), -2000, 0.5);
  EXPECT_NEAR(account(ledger, "core", Account::gazetted), 2000, 0.5);
}

TEST(Ledger, ARoadCutThroughAZoneIsNoNoiseThoughItIsThin) {
  LedgerOf ws;
  const auto from = ws.add("1", {{"A", {0, 0, 400, 400}}});
  const auto to = ws.add("2", {{"A", {0, 0, 400, 198}}, {"A2", {0, 202, 400, 400}}});
  const AreaLedger ledger = ws.track(from, to).ledger;
  EXPECT_NEAR(account(ledger, "core", Account::downsized), -1600, 0.5);
  EXPECT_EQ(account(ledger, "core", Account::resurvey), 0);
  std::set<Cause> causes;
  for (const LedgerChange& change : ledger.changes) causes.insert(change.cause);
  EXPECT_EQ(causes, (std::set<Cause>{Cause::downsized, Cause::split}));
}

TEST(Ledger, ANarrowGapThatWasClosedIsEdgeRepair) {
  LedgerOf ws;
  const auto from = ws.add("1", {{"A", {0, 0, 199, 400}}, {"B", {200, 0, 400, 400}}});
  const auto to = ws.add("2", {{"A", {0, 0, 200, 400}}, {"B", {200, 0, 400, 400}}});
  const AreaLedger ledger = ws.track(from, to).ledger;
  EXPECT_NEAR(account(ledger, "core", Account::edge_repair), 400, 0.5);
  EXPECT_EQ(only(ledger).cause, Cause::edge_repair);
}

TEST(Ledger, OverlappingClassesCountOnceAndTheirSeparationIsNoDowngrade) {
  LedgerOf ws;
  const auto from = ws.add("1", {{"A", {0, 0, 100, 100}, "core"}, {"B", {80, 0, 200, 100}, "rest"}});
  const auto to = ws.add("2", {{"A", {0, 0, 80, 100}, "core"}, {"B", {80, 0, 200, 100}, "rest"}});
  const AreaLedger ledger = ws.track(from, to).ledger;
  EXPECT_NEAR(ledger.rows[0].opening_m2 + ledger.rows[1].opening_m2, 20000, 1);
  EXPECT_NEAR(account(ledger, "core", Account::overlap_removed), -2000, 0.5);
  EXPECT_NEAR(account(ledger, "rest", Account::overlap_removed), 2000, 0.5);
  EXPECT_TRUE(ledger.closes());
}

TEST(Ledger, WhatTheOtherVersionDoesNotSpeakAboutIsCoverage) {
  LedgerOf ws;
  const auto from = ws.add("1", {{"A", {0, 0, 400, 400}}, {"B", {900, 0, 1000, 100}}});
  const auto to = ws.add("2", {{"A", {0, 0, 300, 400}}}, "sheet", {-50, -50, 350, 450});
  const AreaLedger ledger = ws.track(from, to).ledger;
  EXPECT_NEAR(account(ledger, "core", Account::downsized), -20000, 1); // 300 to 350, where the sheet says "none"
  EXPECT_NEAR(account(ledger, "core", Account::coverage_change), -20000 - 10000, 1);
  EXPECT_EQ(account(ledger, "core", Account::degazetted), 0);
  EXPECT_TRUE(ledger.closes());
}

TEST(Ledger, APersonsCauseMovesTheGroundAndTheBooksStillClose) {
  LedgerOf ws;
  const auto from = ws.add("1", {{"A", {0, 0, 100, 100}}});
  const auto to = ws.add("2", {{"A", {0, 0, 80, 100}}});
  const AreaLedger before = ws.track(from, to).ledger;
  ASSERT_EQ(only(before).cause, Cause::downsized);
  const CauseOverride decision{only(before).key, Cause::resurvey, "张三", "勘界更正", "2026-01-02", "文号", "t"};
  const auto kept = causeOverrideFrom(toJson(decision));
  ASSERT_TRUE(kept);
  const AreaLedger after = ws.track(from, to, {*kept}).ledger;
  EXPECT_EQ(only(after).cause, Cause::resurvey);
  EXPECT_EQ(only(after).tool_cause, Cause::downsized);
  EXPECT_EQ(only(after).override_by->by, "张三");
  EXPECT_NEAR(account(after, "core", Account::resurvey), account(before, "core", Account::downsized), 1e-9);
  EXPECT_EQ(account(after, "core", Account::downsized), 0);
  EXPECT_TRUE(after.closes());
  EXPECT_EQ(after.rows[0].closing_m2, before.rows[0].closing_m2);
}

TEST(Ledger, ADecisionThatFitsNoChangeIsSaid) {
  LedgerOf ws;
  const auto from = ws.add("1", {{"A", {0, 0, 100, 100}}});
  const auto to = ws.add("2", {{"A", {0, 0, 80, 100}}});
  const AreaLedger ledger = ws.track(from, to, {{"000000000000", Cause::shift, "a", "b", "", "", ""}}).ledger;
  EXPECT_EQ(only(ledger).cause, Cause::downsized);
  EXPECT_FALSE(ledger.notes.empty());
}

TEST(Ledger, CausesOnlyFitGroundThatWentTheirWay) {
  EXPECT_FALSE(fits(Cause::gazetted, Turnover::removed));
  EXPECT_FALSE(fits(Cause::downsized, Turnover::added));
  EXPECT_FALSE(fits(Cause::split, Turnover::removed));
  EXPECT_TRUE(fits(Cause::resurvey, Turnover::removed));
  EXPECT_EQ(accountOf(Cause::upgraded, true), Account::upgraded_in);
  EXPECT_EQ(accountOf(Cause::upgraded, false), Account::upgraded_out);
  for (std::size_t a = 0; a < kAccounts; ++a) {
    const auto which = static_cast<Account>(a);
    EXPECT_EQ(accountFrom(name(which)), which);
  }
}

TEST(Ledger, TheJournalKeepsDecisionsInOrder) {
  LedgerOf ws;
  const auto& path = ws.workspace().path();
  for (const char* detail : {"{\"n\":1}", "{\"n\":2}"})
    ASSERT_TRUE(appendJournal(path, {"", "cause", "a b c", detail}));
  ASSERT_TRUE(appendJournal(path, {"", "cause", "another", "{}"}));
  const auto lines = readJournal(path, "cause", "a b c");
  ASSERT_TRUE(lines);
  ASSERT_EQ(lines->size(), 2U);
  EXPECT_EQ((*lines)[1].detail, "{\"n\":2}");
  EXPECT_FALSE((*lines)[0].time.empty());
}

TEST(LedgerJson, RowsBalanceAsTheyStandWritten) {
  LedgerOf ws;
  const auto from = ws.add("1", {{"A", {0, 0, 100, 100}, "core"}, {"B", {100, 0, 200, 100}, "rest"}});
  const auto to = ws.add("2", {{"A", {0, 0, 60, 100}, "core"}, {"B", {60, 0, 210, 100}, "rest"}});
  AreaLedger ledger = ws.track(from, to).ledger;
  ASSERT_TRUE(levelRows(ledger, {AreaUnit::mu, 2, {}}));
  const auto json = ordered_json::parse(toJson(ledger));
  EXPECT_EQ(json["format"], "ecoredline.ledger/1");
  ASSERT_EQ(json["accounts"].size(), 2U);
  for (const auto& row : json["accounts"]) {
    double sum = 0;
    std::size_t accounts = 0;
    for (const auto& [key, value] : row.items()) {
      if (!key.ends_with("_m2") || key == "opening_m2" || key == "closing_m2" || key == "residual_m2") continue;
      sum += value.get<double>();
      ++accounts;
    }
    EXPECT_EQ(accounts, kAccounts);
    EXPECT_NEAR(row["opening_m2"].get<double>() + sum,
                row["closing_m2"].get<double>() + row["residual_m2"].get<double>(), 1e-3);
    EXPECT_TRUE(row["admin"].is_null());
  }
  for (const auto& row : json["levelled"]["rows"]) {
    double left = row["opening"]["adjusted"].get<double>() - row["closing"]["adjusted"].get<double>() -
                  row["residual"]["adjusted"].get<double>();
    for (std::size_t a = 0; a < kAccounts; ++a)
      left += row[std::string(name(static_cast<Account>(a)))]["adjusted"].get<double>();
    EXPECT_NEAR(left, 0, 1e-9);
  }
}

// The schema and the writer name the same keys, and every required one is written.
TEST(LedgerJson, HasTheKeysOfItsSchema) {
  const auto text = readFile(pathFromUtf8(ECOREDLINE_SOURCE_DIR) / "docs/schema/ledger-1.schema.json");
  ASSERT_TRUE(text);
  const auto schema = ordered_json::parse(*text);
  LedgerOf ws;
  const auto from = ws.add("1", {{"A", {0, 0, 100, 100}}});
  const auto to = ws.add("2", {{"A", {0, 0, 80, 100}}});
  AreaLedger ledger = ws.track(from, to).ledger;
  const auto json = ordered_json::parse(toJson(ledger));
  const auto keys = [](const ordered_json& object) {
    std::vector<std::string> names;
    for (const auto& [key, value] : object.items()) names.push_back(key);
    return names;
  };
  EXPECT_EQ(keys(json), keys(schema["properties"]));
  EXPECT_EQ(keys(json["parameters"]), keys(schema["properties"]["parameters"]["properties"]));
  EXPECT_EQ(keys(json["changes"][0]), keys(schema["$defs"]["change"]["properties"]));
  EXPECT_EQ(keys(json["accounts"][0]), keys(schema["$defs"]["account"]["properties"]));
  for (const auto& key : schema["required"]) EXPECT_TRUE(json.contains(key.get<std::string>())) << key;
  for (const auto& key : schema["$defs"]["account"]["required"])
    EXPECT_TRUE(json["accounts"][0].contains(key.get<std::string>())) << key;
  for (const auto& key : schema["$defs"]["change"]["required"])
    EXPECT_TRUE(json["changes"][0].contains(key.get<std::string>())) << key;
}

} // namespace
} // namespace ecoredline::test
