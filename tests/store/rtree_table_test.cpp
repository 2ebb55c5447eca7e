#include "fixture.hpp"
#include "store/rtree_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>

namespace ecoredline {

using RTreeTableTest = StoreTest;

namespace {

std::vector<Box> boxes(std::size_t count) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> place(42.4e6, 42.5e6), size(0, 900);
  std::vector<Box> made;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = place(random), y = place(random);
    made.push_back({x, y, x + size(random), y + size(random)});
  }
  return made;
}

std::vector<RTreeEntry> entriesOf(const std::vector<Box>& all) {
  std::vector<RTreeEntry> entries;
  for (std::size_t i = 0; i < all.size(); ++i) entries.push_back(entryOf(static_cast<std::int64_t>(3 * i + 1), all[i]));
  return entries;
}

/// An R-tree of its own in a new file, filled at once.
void fill(const std::filesystem::path& file, std::vector<RTreeEntry> entries) {
  Database database(file, Database::Access::create);
  database.run("CREATE VIRTUAL TABLE r USING rtree(id, minx, maxx, miny, maxy)");
  Transaction transaction(database);
  fillRTree(database, "r", std::move(entries), silentFeedback());
  transaction.commit();
}

} // namespace

//  One node, a root over leaves, and a tree of three levels: 51 entries go into a node of SQLite's.
TEST_F(RTreeTableTest, IsWholeForSqliteAtEveryHeight) {
  for (const std::size_t count : {0U, 1U, 51U, 52U, 400U, 2601U, 2602U, 6000U}) {
    std::filesystem::remove(file());
    fill(file(), entriesOf(boxes(count)));
    EXPECT_EQ(ask(file(), "SELECT rtreecheck('r')"), "ok") << count;
    EXPECT_EQ(ask(file(), "SELECT count(*) FROM r"), std::to_string(count));
  }
}

//  Every window finds what a walk over all boxes finds; single precision may only add to it.
TEST_F(RTreeTableTest, FindsEveryBoxInAWindow) {
  const auto all = boxes(6000);
  fill(file(), entriesOf(all));
  Database database(file(), Database::Access::read);
  Statement inside(database, "SELECT id FROM r WHERE maxx >= ?1 AND minx <= ?2 AND maxy >= ?3 AND miny <= ?4");
  std::size_t met = 0, more = 0;
  for (const Box& window : boxes(50)) {
    std::set<std::int64_t> found;
    inside.bind(window.min_x, window.max_x, window.min_y, window.max_y);
    while (inside.step()) found.insert(inside.integer(0));
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool is_found = found.contains(static_cast<std::int64_t>(3 * i + 1));
      EXPECT_TRUE(is_found || !all[i].meets(window));
      met += all[i].meets(window) ? 1 : 0;
    }
    more += found.size();
  }
  EXPECT_GE(more, met);
  EXPECT_LE(more, met + met / 10 + 20);
}

TEST_F(RTreeTableTest, TakesRowsAfterwards) {
  fill(file(), entriesOf(boxes(500)));
  {
    Database database(file(), Database::Access::write);
    database.run("INSERT INTO r VALUES (100000, 1, 2, 3, 4); DELETE FROM r WHERE id = 1");
  }
  EXPECT_EQ(ask(file(), "SELECT rtreecheck('r')"), "ok");
  EXPECT_EQ(ask(file(), "SELECT count(*) FROM r"), "500");
}

TEST_F(RTreeTableTest, BoxesAreRoundedOutwards) {
  const RTreeEntry entry = entryOf(1, {42452000.123, -4708000.456, 42452000.789, 4708000.999});
  EXPECT_LE(entry.min_x, 42452000.123);
  EXPECT_GE(entry.max_x, 42452000.789);
  EXPECT_LE(entry.min_y, -4708000.456);
  EXPECT_GE(entry.max_y, 4708000.999);
  EXPECT_GE(std::nextafter(entry.min_x, 1e30F), 42452000.123F);
}

TEST_F(RTreeTableTest, StopsWhenCancelled) {
  Database database(file(), Database::Access::create);
  database.run("CREATE VIRTUAL TABLE r USING rtree(id, minx, maxx, miny, maxy)");
  Feedback stopped;
  stopped.cancel();
  EXPECT_THROW(fillRTree(database, "r", entriesOf(boxes(100)), stopped), StoreFailure);
}

} // namespace ecoredline
