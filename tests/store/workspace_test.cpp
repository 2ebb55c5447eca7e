#include "fixture.hpp"
#include "geo/geometry.hpp"
#include "store/sqlite.hpp"

#include <gmock/gmock.h>

namespace ecoredline {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using WorkspaceTest = StoreTest;

namespace {

BoundLayer threeBoxes() {
  return LayerMaker().box("A", {110.0, 40.0, 110.1, 40.1}).box("B", {110.2, 40.0, 110.3, 40.1}).nothing("C").take();
}

} // namespace

TEST_F(WorkspaceTest, IsCreatedOnceAndOpensAgain) {
  created();
  EXPECT_EQ(Workspace::create(file(), {"二", "Two"}, smallCatalogue()).error().code, "workspace.exists");
  const auto workspace = must(Workspace::open(file(), Workspace::Access::read));
  EXPECT_THAT(must(workspace.versions()), IsEmpty());
  EXPECT_EQ(must(workspace.catalogue()).contentHash(), smallCatalogue().contentHash());
  EXPECT_EQ(must(workspace.catalogue()).files(), smallCatalogue().files());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(m_folder->path()), {}), 1);
}

TEST_F(WorkspaceTest, IsNotPutIntoAMissingFolder) {
  EXPECT_EQ(Workspace::create(file("no/ws.gpkg"), {}, smallCatalogue()).error().code, "workspace.missing");
}

TEST_F(WorkspaceTest, ForgetsTheJournalOfADeletedWorkspace) {
  ASSERT_TRUE(writeFileAtomically(file("ws.gpkg-journal"), "left behind").has_value());
  created();
  EXPECT_FALSE(std::filesystem::exists(file("ws.gpkg-journal")));
}

TEST_F(WorkspaceTest, SaysWhyAFileIsNone) {
  const auto codeOf = [&](const std::string& name) {
    return Workspace::open(file(name), Workspace::Access::read).error().code;
  };
  EXPECT_EQ(codeOf("none.gpkg"), "workspace.missing");
  ASSERT_TRUE(writeFileAtomically(file("text.gpkg"), std::string(5000, 'x')).has_value());
  EXPECT_EQ(codeOf("text.gpkg"), "workspace.not_a_workspace");
  ASSERT_TRUE(writeFileAtomically(file("empty.gpkg"), "").has_value());
  EXPECT_EQ(codeOf("empty.gpkg"), "workspace.not_a_workspace");
  ask(file("other.gpkg"), "CREATE TABLE t (a); PRAGMA application_id = 1196444487");
  EXPECT_EQ(codeOf("other.gpkg"), "workspace.not_a_workspace");
  EXPECT_EQ(codeOf("."), "workspace.not_a_workspace");
}

TEST_F(WorkspaceTest, RefusesANewerFormat) {
  created();
  ask(file(), "UPDATE er_meta SET value = '2' WHERE key = 'format'");
  EXPECT_EQ(Workspace::open(file(), Workspace::Access::read).error().code, "workspace.newer_format");
}

TEST_F(WorkspaceTest, KnowsATruncatedFile) {
  must(created().addVersion(manyZones(200, 50), newVersion("v"), silentFeedback()));
  std::filesystem::resize_file(file(), std::filesystem::file_size(file()) / 2);
  EXPECT_EQ(Workspace::open(file(), Workspace::Access::read).error().code, "workspace.damaged");
}

TEST_F(WorkspaceTest, KnowsATableThatSomeoneDropped) {
  auto workspace = created();
  const auto version = must(workspace.addVersion(threeBoxes(), newVersion("v"), silentFeedback()));
  ask(file(), "DROP TABLE ecological_redline_1");
  EXPECT_EQ(workspace.zones(version.id).error().code, "workspace.damaged");
}

TEST_F(WorkspaceTest, GivesBackWhatWasImported) {
  auto workspace = created();
  auto layer = threeBoxes();
  layer.rows[1].derived = true;
  layer.rows[1].fields["altitude"] = "12.5";
  const auto version = must(workspace.addVersion(layer, newVersion("2023"), silentFeedback()));
  EXPECT_EQ(version.id, 1);
  EXPECT_EQ(version.kind, "ecological_redline");
  EXPECT_EQ(version.date, "2023-12-01");
  EXPECT_EQ(version.content_hash, layer.content_hash);
  EXPECT_EQ(version.crs, "EPSG:4490");
  EXPECT_EQ(version.features, 3U);
  EXPECT_EQ(version.zones, 3U);
  EXPECT_EQ(version.accuracy_m, 2.5);
  EXPECT_FALSE(version.accuracy_assumed);
  EXPECT_EQ(version.source_path, "somewhere/hx.shp");
  EXPECT_FALSE(version.imported_at.empty());
  EXPECT_TRUE(version.withdrawn_at.empty());
  EXPECT_THAT(version.notes, IsEmpty());

  const auto zones = must(must(Workspace::open(file(), Workspace::Access::read)).zones(version.id));
  ASSERT_EQ(zones.size(), 3U);
  EXPECT_EQ(zones.at(2).zone_id, "B");
  EXPECT_EQ(zones.at(2).zone_key, "B");
  EXPECT_EQ(zones.at(2).zone_name, "片区B");
  EXPECT_EQ(zones.at(2).zone_class, "redline");
  EXPECT_EQ(zones.at(2).zone_class_raw, "红线");
  EXPECT_EQ(zones.at(2).fields,
            (std::map<std::string, std::string>{{"protection_type", "水源涵养"}, {"altitude", "12.5"}}));
  EXPECT_TRUE(zones.at(2).derived);
  EXPECT_FALSE(zones.at(1).derived);
  EXPECT_EQ(must(workspace.zones(version.id, {3, 1, 3})).size(), 2U);
}

TEST_F(WorkspaceTest, KeepsTheColumnsAsMet) {
  auto workspace = created();
  must(workspace.addVersion(threeBoxes(), newVersion("2023"), silentFeedback()));
  EXPECT_EQ(ask(file(),
                "SELECT \"src_HXBM\" || typeof(\"src_面积\") || typeof(\"src_hxbm_2\") FROM ecological_redline_1"
                " WHERE fid = 1"),
            "Arealinteger");
  EXPECT_EQ(ask(file(), "SELECT name || type FROM er_columns WHERE column_name = 'src_hxbm_2'"), "hxbmInteger");
  EXPECT_EQ(ask(file(), "SELECT mapped_from || mapped_how FROM er_columns WHERE name = 'zone_id'"), "HXBMalias");
}

TEST_F(WorkspaceTest, RefusesALabelTwice) {
  auto workspace = created();
  must(workspace.addVersion(threeBoxes(), newVersion("2023"), silentFeedback()));
  EXPECT_EQ(workspace.addVersion(threeBoxes(), newVersion("2023", "2024-01-01"), silentFeedback()).error().code,
            "workspace.label_exists");
  EXPECT_EQ(must(workspace.versions()).size(), 1U);
}

TEST_F(WorkspaceTest, NotesTheSameContentUnderAnotherLabel) {
  auto workspace = created();
  must(workspace.addVersion(threeBoxes(), newVersion("2023"), silentFeedback()));
  const auto again = must(workspace.addVersion(threeBoxes(), newVersion("2024", "2024-01-01"), silentFeedback()));
  ASSERT_EQ(again.notes.size(), 1U);
  EXPECT_THAT(again.notes[0], HasSubstr("same content as version 2023"));
}

TEST_F(WorkspaceTest, KnowsTheSameContentInAnotherOrder) {
  auto workspace = created();
  std::vector<Version> stored;
  for (const bool turned : {false, true}) {
    std::vector<Box> boxes{{110.0, 40.0, 110.1, 40.1}, {110.2, 40.0, 110.3, 40.1}};
    std::vector<std::string> ids{"A", "B"};
    if (turned) {
      std::swap(boxes[0], boxes[1]);
      std::swap(ids[0], ids[1]);
    }
    Table table = LayerMaker().box(ids[0], boxes[0]).box(ids[1], boxes[1]).take().table;
    table.columns.resize(1);
    Diagnoses diagnoses;
    const auto bound = must(bindZones(smallCatalogue(), smallKind(), table, {}, diagnoses));
    stored.push_back(must(workspace.addVersion(bound, newVersion(turned ? "b" : "a"), silentFeedback())));
  }
  EXPECT_EQ(stored[0].content_hash, stored[1].content_hash);
  EXPECT_NE(stored[0].provenance_hash, stored[1].provenance_hash);
  ASSERT_EQ(stored[1].notes.size(), 1U);
  EXPECT_THAT(stored[1].notes[0], HasSubstr("same content as version a"));
  EXPECT_EQ(must(workspace.zones(stored[1].id)).at(1).zone_id, "B");
}

TEST_F(WorkspaceTest, HashesProvenanceApartFromContent) {
  auto workspace = created();
  const auto hash = [&](BoundLayer layer, NewVersion version) {
    return must(workspace.addVersion(layer, version, silentFeedback())).provenance_hash;
  };
  const auto first = hash(threeBoxes(), newVersion("a"));
  EXPECT_EQ(hash(threeBoxes(), newVersion("b")), first);
  EXPECT_NE(hash(threeBoxes(), newVersion("c", "2023-12-02")), first);
  auto shifted = newVersion("d");
  shifted.accuracy_m = 3;
  EXPECT_NE(hash(threeBoxes(), shifted), first);
  auto turned = threeBoxes();
  std::swap(turned.feature_hashes[0], turned.feature_hashes[1]);
  EXPECT_EQ(turned.content_hash, threeBoxes().content_hash);
  EXPECT_NE(hash(turned, newVersion("e")), first);
  auto covered = newVersion("f");
  covered.coverage = {Coverage::Mode::all, "all", {}};
  EXPECT_NE(hash(threeBoxes(), covered), first);
}

TEST_F(WorkspaceTest, ListsVersionsByDate) {
  auto workspace = created();
  must(workspace.addVersion(threeBoxes(), newVersion("new", "2024-01-01"), silentFeedback()));
  must(workspace.addVersion(threeBoxes(), newVersion("old", "2018-01-01"), silentFeedback()));
  const auto versions = must(workspace.versions());
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_EQ(versions[0].label, "old");
  EXPECT_EQ(versions[1].label, "new");
}

TEST_F(WorkspaceTest, WithdrawsWithAReasonAndErasesNothing) {
  auto workspace = created();
  const auto version = must(workspace.addVersion(threeBoxes(), newVersion("2023"), silentFeedback()));
  EXPECT_EQ(workspace.withdraw(version.id, "").error().code, "workspace.no_reason");
  EXPECT_EQ(workspace.withdraw(7, "理由").error().code, "workspace.no_version");
  const auto withdrawn = must(workspace.withdraw(version.id, "带号错误"));
  EXPECT_EQ(withdrawn.withdrawn_reason, "带号错误");
  EXPECT_FALSE(withdrawn.withdrawn_at.empty());
  EXPECT_EQ(workspace.withdraw(version.id, "又一次").error().code, "workspace.already_withdrawn");
  EXPECT_EQ(must(workspace.versions()).at(0).withdrawn_reason, "带号错误");
  EXPECT_EQ(must(workspace.zones(version.id)).size(), 3U);
  EXPECT_THAT(ask(file(), "SELECT detail FROM er_journal WHERE action = 'withdraw'"), HasSubstr("带号错误"));
  EXPECT_THAT(ask(file(), "SELECT identifier FROM gpkg_contents WHERE table_name = 'ecological_redline_1'"),
              HasSubstr("已撤回"));
}

TEST_F(WorkspaceTest, LetsNobodyEditVersionsOrTheJournal) {
  auto workspace = created();
  must(workspace.addVersion(threeBoxes(), newVersion("2023"), silentFeedback()));
  for (const char* sql :
       {"UPDATE ecological_redline_1 SET zone_name = 'x'", "DELETE FROM ecological_redline_1",
        "INSERT INTO ecological_redline_1 (fid) VALUES (99)", "DELETE FROM er_journal",
        "UPDATE er_journal SET action = 'x'", "DELETE FROM er_versions", "UPDATE er_versions SET date = '1999-01-01'",
        "UPDATE er_versions SET date = '1999-01-01', withdrawn_at = 'x', withdrawn_reason = 'x'",
        "UPDATE er_catalogue SET bytes = x''"})
    EXPECT_THAT(ask(file(), sql), HasSubstr("error: ")) << sql;
}

TEST_F(WorkspaceTest, ASnapshotInsideAChangeUndoesNothing) {
  Database database(file("t.db"), Database::Access::create);
  database.run("CREATE TABLE t (a)");
  Transaction change(database);
  database.run("INSERT INTO t VALUES (1)");
  { const ReadTransaction snapshot(database); }
  change.commit();
  EXPECT_EQ(ask(file("t.db"), "SELECT count(*) FROM t"), "1");
}

TEST_F(WorkspaceTest, KeepsRuns) {
  auto workspace = created();
  must(workspace.saveRun({"0123456789ab", "2026-11-22T03:00:00Z", "核查一", "{\"a\": 1}", {}}));
  must(workspace.saveRun({"ba9876543210", "2026-11-21T03:00:00Z", "核查零", "{}", {}}));
  must(workspace.saveRun({"0123456789ab", "2026-11-23T03:00:00Z", "again", "{\"a\": 1}", {}}));
  const auto runs = must(workspace.runs());
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].id, "ba9876543210");
  EXPECT_EQ(runs[1].title, "核查一");
  EXPECT_TRUE(runs[1].json.empty());
  EXPECT_EQ(must(workspace.run("0123456789ab")).json, "{\"a\": 1}");
  EXPECT_EQ(workspace.run("000000000000").error().code, "workspace.no_run");
  EXPECT_EQ(ask(file(), "SELECT count(*) FROM er_journal WHERE action = 'run'"), "3");
}

TEST_F(WorkspaceTest, GivesTheFindingsOfOneSiteOfARun) {
  auto workspace = created();
  const std::string id = "0123456789ab";
  const RunToKeep run{id, "2026-11-22T03:00:00Z", "核查", "{}", {{"S2", "b"}, {"S1", "z"}, {"S1", "a"}}};
  must(workspace.saveRun(run));
  must(workspace.saveRun(run)); // the same run again adds no rows
  EXPECT_THAT(must(workspace.findings(id, "S1")), ElementsAre("z", "a"));
  EXPECT_THAT(must(workspace.findings(id, "S3")), IsEmpty());
  EXPECT_THAT(ask(file(), "DELETE FROM er_findings"), HasSubstr("error: "));
}

TEST_F(WorkspaceTest, StoresAnEmptyVersionWithCoverage) {
  auto workspace = created();
  auto version = newVersion("none");
  version.coverage = {Coverage::Mode::polygon, "市界.gpkg",
                      LayerMaker().box("X", {110, 40, 111, 41}).take().table.geometry};
  const auto stored = must(workspace.addVersion(LayerMaker().take(), version, silentFeedback()));
  EXPECT_EQ(stored.zones, 0U);
  EXPECT_EQ(stored.coverage.mode, Coverage::Mode::polygon);
  EXPECT_EQ(stored.coverage.text, "市界.gpkg");
  EXPECT_EQ(must(workspace.coverageArea(stored.id)).extent(), (Box{110, 40, 111, 41}));
  auto reader = must(workspace.reader(stored.id));
  EXPECT_EQ(reader->rows(), 0U);
  EXPECT_TRUE(reader->extent().empty());
  EXPECT_EQ(must(reader->read({-180, -90, 180, 90}, silentFeedback())).rows(), 0U);
}

TEST_F(WorkspaceTest, RefusesACoverageWithoutArea) {
  auto workspace = created();
  auto version = newVersion("v");
  version.coverage = {Coverage::Mode::admin, "admin:999999", {}};
  EXPECT_EQ(workspace.addVersion(threeBoxes(), version, silentFeedback()).error().code, "workspace.no_coverage_area");
}

TEST_F(WorkspaceTest, CoverageOfAllAndNoneHasNoArea) {
  auto workspace = created();
  for (const auto mode : {Coverage::Mode::all, Coverage::Mode::none}) {
    auto version = newVersion(std::string(name(mode)));
    version.coverage = {mode, std::string(name(mode)), {}};
    const auto stored = must(workspace.addVersion(threeBoxes(), version, silentFeedback()));
    EXPECT_EQ(stored.coverage.stated(), mode == Coverage::Mode::all);
    EXPECT_EQ(must(workspace.coverageArea(stored.id)).rows(), 0U);
  }
}

TEST_F(WorkspaceTest, CoverageOfItsFeaturesIsTheirUnion) {
  LayerMaker maker;
  for (int i = 0; i < 100; ++i) {
    const double x = 110 + 0.1 * (i % 10), y = 40 + 0.1 * (i / 10); // NOLINT(bugprone-integer-division)
    maker.box(fmt::format("Z{}", i), {x, y, x + 0.1, y + 0.1});
  }
  maker.ring("bow", {112, 113, 113, 112, 112}, {40, 41, 40, 41, 40}).invalid();
  auto workspace = created();
  auto version = newVersion("v");
  version.coverage = {Coverage::Mode::features, "features", {}};
  const auto stored = must(workspace.addVersion(maker.take(), version, silentFeedback()));
  const auto area = must(workspace.coverageArea(stored.id));
  ASSERT_EQ(area.rows(), 1U);
  EXPECT_EQ(area.crs.code(), "EPSG:4490");
  EXPECT_NEAR(Geometry::fromRow(area, 0).planarArea(), 1.0, 1e-9);
  EXPECT_EQ(stored.invalid, 1U);
  ASSERT_EQ(stored.notes.size(), 1U);
  EXPECT_THAT(stored.notes[0], HasSubstr("1 rows that are not valid are left out"));
}

TEST_F(WorkspaceTest, CoverageOfAProjectedVersionIsInDegrees) {
  auto layer = LayerMaker(must(Crs::fromEpsg(4530))).box("A", {42500000, 4800000, 42510000, 4810000}).take();
  auto workspace = created();
  auto version = newVersion("v");
  version.coverage = {Coverage::Mode::features, "features", {}};
  const auto stored = must(workspace.addVersion(layer, version, silentFeedback()));
  EXPECT_EQ(stored.crs, "EPSG:4530");
  const auto extent = must(workspace.coverageArea(stored.id)).extent();
  EXPECT_NEAR(extent.min_x, 126.0, 1e-6);
  EXPECT_NEAR(extent.min_y, 43.34, 0.01);
}

} // namespace ecoredline
