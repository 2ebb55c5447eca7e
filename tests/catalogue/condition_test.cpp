#include "catalogue/condition.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

const Vocabulary kWordsKnown{{"discharges", false}, {"mining", false}, {"cropland_ha", true}};
using Values = std::vector<std::optional<std::string>>;

Result<Truth> truthOf(const std::string& expression, const Values& values) {
  ConditionRunner runner;
  auto parsed = parseCondition(expression, kWordsKnown, "here");
  if (!parsed) return fail(parsed.error());
  const auto number = runner.add(*parsed, "here");
  if (!number) return fail(number.error());
  return runner.run(*number, values);
}

struct TruthCase {
  std::string expression;
  Values values;
  Truth truth;
};

TEST(Condition, IsThreeValued) {
  const std::vector<TruthCase> cases{{"", {}, Truth::yes},
                                     {"discharges = 'direct'", {"direct"}, Truth::yes},
                                     {"discharges = 'direct'", {"none"}, Truth::no},
                                     {"discharges = 'direct'", {std::nullopt}, Truth::open},
                                     {"NOT (discharges = 'direct')", {std::nullopt}, Truth::open},
                                     {"discharges NOT IN ('direct', 'none')", {std::nullopt}, Truth::open},
                                     {"discharges IN ('direct', 'none')", {"none"}, Truth::yes},
                                     {"mining = 'yes' OR discharges = 'direct'", {"yes", std::nullopt}, Truth::yes},
                                     {"mining = 'yes' AND discharges = 'direct'", {"no", std::nullopt}, Truth::no},
                                     {"discharges LIKE 'di%' AND length(discharges) = 6", {"direct"}, Truth::yes},
                                     {"CASE WHEN mining = 'yes' THEN 1 ELSE 0 END", {"yes"}, Truth::yes},
                                     {"discharges = 'it''s; DROP TABLE x --'", {"it's; DROP TABLE x --"}, Truth::yes},
                                     {"cropland_ha > 70", {"9.5"}, Truth::no}, // as texts '9.5' > '70'
                                     {"cropland_ha > 70", {"170"}, Truth::yes},
                                     {"cropland_ha BETWEEN 35 AND 70", {"38.5"}, Truth::yes},
                                     {"cropland_ha > 70", {"many"}, Truth::open}};
  for (const TruthCase& c : cases) {
    const auto truth = truthOf(c.expression, c.values);
    ASSERT_TRUE(truth) << c.expression << ": " << truth.error().what.en;
    EXPECT_EQ(*truth, c.truth) << c.expression;
  }
}

TEST(Condition, RefusesWhateverIsNotAnExpressionOverItsNames) {
  const std::vector<std::string> attacks{"discharges = 'direct'; DROP TABLE facts",
                                         "(SELECT name FROM sqlite_master)",
                                         "EXISTS (SELECT 1)",
                                         "1 UNION SELECT 1",
                                         "load_extension('evil.so')",
                                         "readfile('/etc/passwd') = ''",
                                         "zeroblob(1000000000)",
                                         "randomblob(9) = x'00'",
                                         "mining = \"yes\"",
                                         "mining = `yes`",
                                         "mining = [yes]",
                                         "mining = ?1",
                                         "mining = :a",
                                         "mining = 'yes' -- ",
                                         "mining = 'yes' /* x */",
                                         "1), (2",
                                         "1) FROM sqlite_master WHERE (1",
                                         "mining = 'yes",
                                         "mining = ",
                                         "PRAGMA writable_schema",
                                         "采矿 = 'yes'",
                                         "dischargess = 'direct'"};
  for (const std::string& attack : attacks) {
    const auto truth = truthOf(attack, Values(3));
    ASSERT_FALSE(truth) << attack;
    EXPECT_EQ(truth.error().code, "catalogue.condition") << attack;
    EXPECT_EQ(truth.error().where, "here") << attack;
  }
}

// The second wall: even SQL that the parser would never let through reaches nothing.
TEST(Condition, AuthorizerDeniesWhatTheParserWouldHaveMissed) {
  for (const char* sql :
       {"SELECT (SELECT count(*) FROM sqlite_master)", "CREATE TABLE t(a)", "ATTACH 'x.db' AS x", "PRAGMA user_version",
        "SELECT load_extension('evil.so')", "SELECT randomblob(9)", "SELECT char(1)", "DELETE FROM sqlite_master",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT max(i) FROM n", "SELECT 1; SELECT 2",
        "SELECT 1, 2"}) {
    ConditionRunner runner;
    EXPECT_FALSE(runner.add(Condition{.sql = sql, .names = {}, .numeric = {}, .literals = {}}, "here")) << sql;
  }
}

TEST(Condition, NamesTheUnknownName) {
  const auto truth = truthOf("dischargess = 'direct'", {});
  ASSERT_FALSE(truth);
  EXPECT_NE(truth.error().what.en.find("`dischargess`"), std::string::npos);
  EXPECT_NE(truth.error().what.zh.find("`dischargess`"), std::string::npos);
}

TEST(Condition, BareTextIsNoCondition) {
  const auto truth = truthOf("mining", {"yes"}); // SQLite would call 'yes' false
  ASSERT_FALSE(truth);
  EXPECT_EQ(truth.error().code, "catalogue.condition");
}

TEST(Condition, RemembersPerValueAndKeepsTextsApart) {
  ConditionRunner runner;
  const auto number = runner.add(*parseCondition("mining = 'a' AND discharges = 'bc'", kWordsKnown, ""), "");
  ASSERT_TRUE(number);
  EXPECT_EQ(*runner.run(*number, {"a", "bc"}), Truth::yes);
  EXPECT_EQ(*runner.run(*number, {"ab", "c"}), Truth::no);
  EXPECT_EQ(*runner.run(*number, {"a", std::nullopt}), Truth::open);
  EXPECT_EQ(*runner.run(*number, {"a", "bc"}), Truth::yes);
}

TEST(Condition, ListsNamesOnceAndLiterals) {
  const auto parsed = parseCondition("mining = 'x' OR cropland_ha > 70 OR mining = 'y'", kWordsKnown, "");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->names, (std::vector<std::string>{"mining", "cropland_ha"}));
  EXPECT_EQ(parsed->numeric, (std::vector<bool>{false, true}));
  EXPECT_EQ(parsed->literals, (std::vector<std::string>{"x", "70", "y"}));
}

} // namespace
} // namespace ecoredline
