#include "base/files.hpp"
#include "base/hash.hpp"
#include "small_catalogue.hpp"

#include <filesystem>

namespace ecoredline {
namespace {

TEST(Loader, ReadsEverything) {
  const Catalogue c = loaded(smallFiles());
  EXPECT_EQ(c.id(), "small");
  ASSERT_EQ(c.kinds().size(), 4U);
  EXPECT_EQ(c.kinds()[0].id, "redline"); // by order, not by file
  EXPECT_EQ(c.kinds()[3].reach(), 500);
  ASSERT_NE(c.kind("water"), nullptr);
  const Rule* rule = c.kind("water")->rule("W-66");
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->effect, Effect::prohibit);
  EXPECT_EQ(rule->when, "discharges = 'direct'");
  EXPECT_TRUE(rule->appliesTo("level_2"));
  EXPECT_FALSE(rule->appliesTo("level_1"));
  EXPECT_TRUE(c.kind("reserve")->rule("N-old")->inForce("2026-03-14"));
  EXPECT_FALSE(c.kind("reserve")->rule("N-old")->inForce("2026-03-15"));
  EXPECT_EQ(c.kind("receptor")->rule("S-32")->provisional, Provisional::limit);
  EXPECT_TRUE(c.kind("receptor")->rule("S-32")->limit_from_user);
  EXPECT_EQ(c.kind("reserve")->zoneClass("experimental")->readings.size(), 2U);
  EXPECT_EQ(c.fact("outlet_inside")->values, (std::vector<std::string>{"yes", "no"}));
  EXPECT_EQ(c.fact("national_major_project")->unclaimed, "no");
  EXPECT_EQ(c.fact("discharges")->value_titles.at("none").zh, "不排放");
  EXPECT_EQ(c.contradictions().size(), 1U);
  EXPECT_TRUE(c.profile("full")->every_kind);
  EXPECT_EQ(c.siteFields().size(), 1U);
  EXPECT_EQ(c.kind("nowhere"), nullptr);
}

TEST(Loader, HashIsOverEveryByteAndNothingElse) {
  const std::string hash = loaded(smallFiles()).contentHash();
  EXPECT_TRUE(hash.starts_with("sha256:"));
  EXPECT_EQ(hash, loaded(smallFiles()).contentHash());
  auto files = smallFiles();
  files["kinds/water.toml"] += "# a remark\n";
  EXPECT_NE(hash, loaded(files).contentHash());
}

TEST(Loader, FolderAndCopyAreTheSameCatalogue) {
  const auto folder = TemporaryFolder::create();
  ASSERT_TRUE(folder);
  std::filesystem::create_directories(folder->path() / "kinds");
  std::filesystem::create_directories(folder->path() / "profiles");
  std::filesystem::create_directories(folder->path() / "others");
  for (const auto& [path, bytes] : smallFiles()) ASSERT_TRUE(writeFileAtomically(folder->path() / path, bytes));
  ASSERT_TRUE(writeFileAtomically(folder->path() / "others" / "x.toml", "not = \"ours\""));
  const auto c = Catalogue::load(folder->path());
  ASSERT_TRUE(c) << describe(c.error(), Language::en);
  EXPECT_EQ(c->contentHash(), loaded(smallFiles()).contentHash());
  EXPECT_EQ(c->files(), smallFiles());

  ASSERT_TRUE(writeFileAtomically(folder->path() / "kinds" / "bad.toml", "id = 3\n"));
  const auto bad = Catalogue::load(folder->path());
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().where, toUtf8(folder->path() / "kinds" / "bad.toml") + ":1");
  EXPECT_EQ(Catalogue::load(folder->path() / "nowhere").error().code, "catalogue.unreadable");
}

struct BadFile {
  std::string path;
  std::string text;
  std::string code;
  std::string where;
};

const char* const kHead = "id = \"test\"\ntitle = { zh = \"试\", en = \"Test\" }\n"; // two lines

std::string rule(const std::string& lines) {
  return std::string(kHead) + "[[rule]]\nid = \"r\"\n" + lines + "\n"; // the lines begin on line 5
}

std::vector<BadFile> badFiles() {
  const std::string good =
      "effect = \"clear\"\ntext = { zh = \"文\", en = \"text\" }\neffective_from = \"2018-01-01\"\n"
      "status = \"verified\"\n"; // lines 5 to 8
  const std::string test = "kinds/test.toml";
  const std::string syntax = "catalogue.syntax";
  const std::string key = "catalogue.unknown_key";
  const std::string value = "catalogue.bad_value";
  return {
      {test, "id = \"test\"\ntitle = {", syntax, test + ":2"},
      {test, "id = \"test\"\nid = \"twice\"\n", syntax, test + ":2"},
      {test, std::string(kHead) + "colour = 3\n", key, test + ":3"},
      {test, std::string(kHead) + "[[fields]]\nid = \"x\"\n", key, test + ":3"},
      {test, "id = \"test\"\ntitle = { zh = \"试\" }\n", value, test + ":2"},
      {test, "id = \"test\"\ntitle = { zh = \"试\", en = \"t\", de = \"t\" }\n", key, test + ":2"},
      {test, "id = \"Test\"\ntitle = { zh = \"试\", en = \"Test\" }\n", value, test + ":1"},
      {test, "id = \"other\"\ntitle = { zh = \"试\", en = \"Test\" }\n", value, test + ":1"},
      {test, std::string(kHead) + "order = \"first\"\n", value, test + ":3"},
      {test, std::string(kHead) + "coverage_duty = \"some\"\n", value, test + ":3"},
      {test, std::string(kHead) + "accuracy_m = -1.0\n", value, test + ":3"},
      {test, std::string(kHead) + "reference = \"yes\"\n", value, test + ":3"},
      {test, std::string(kHead) + "[[field]]\nid = \"f\"\ntitle = { zh = \"字\", en = \"f\" }\npattern = \"(\"\n",
       value, test + ":6"},
      {test, std::string(kHead) + "[[field]]\nid = \"f\"\ntitle = { zh = \"字\", en = \"f\" }\naliases = [\"a\", 3]\n",
       value, test + ":6"},
      {test, rule("efect = \"clear\""), key, test + ":5"},
      {test, rule("effect = \"forbid\""), value, test + ":5"},
      {test, rule(good + "relation = \"near\""), value, test + ":9"},
      {test, rule(good + "relation = \"distance\""), value, test + ":3"},
      {test, rule(good + "limit_m = 5"), value, test + ":9"},
      {test, rule(good + "effective_to = \"2026-02-30\""), value, test + ":9"},
      {test, rule(good + "provisional_on = \"effect\""), value, test + ":9"},
      {test, rule(good + "actions = [{ type = \"hope\", zh = \"等\", en = \"wait\" }]"), value, test + ":9"},
      {test, rule("effect = \"clear\"\ntext = { zh = \"文\", en = \"t\" }\nstatus = \"verified\""), value, test + ":3"},
      {test, rule(good + "[[rule]]\nid = \"r\"\n" + good), value, test + ":10"},
      {"facts.toml", "[[fact]]\nid = \"x\"\ntype = \"maybe\"\n", value, "facts.toml:3"},
      {"facts.toml", "[[fact]]\nid = \"x\"\ntype = \"enum\"\nsort = \"setting\"\n", value, "facts.toml:1"},
      {"facts.toml", "[[fact]]\nid = \"x\"\ntype = \"bool\"\nsort = \"ask\"\n", value, "facts.toml:1"},
      {"facts.toml", "[[fact]]\nid = \"x\"\ntype = \"bool\"\nsort = \"record\"\nvalues = [\"no\", \"yes\"]\n", value,
       "facts.toml:5"},
      {"facts.toml", "[[fact]]\nid = \"x\"\ntype = \"enum\"\nsort = \"claim\"\nvalues = [\"a\"]\nunclaimed = \"b\"\n",
       value, "facts.toml:6"},
      {"profiles/p.toml", "id = \"p\"\ntitle = { zh = \"配\", en = \"P\" }\n", value, "profiles/p.toml:1"},
      {"kinds/deep/test.toml", kHead, value, "kinds/deep/test.toml:1"}};
}

TEST(Loader, SaysWhatIsWrongAndWhere) {
  for (const BadFile& bad : badFiles()) {
    auto files = smallFiles();
    files[bad.path] = bad.text;
    const auto c = Catalogue::fromFiles(files);
    ASSERT_FALSE(c) << bad.text;
    EXPECT_EQ(c.error().code, bad.code) << bad.text << "\n" << c.error().what.en;
    EXPECT_EQ(c.error().where, bad.where) << bad.text << "\n" << c.error().what.en;
    EXPECT_EQ(exitStatus(c.error().kind), 3);
    EXPECT_FALSE(c.error().what.zh.empty());
  }
}

TEST(Loader, NeedsItsTwoFiles) {
  for (const char* gone : {"catalogue.toml", "facts.toml"}) {
    auto files = smallFiles();
    files.erase(gone);
    const auto c = Catalogue::fromFiles(files);
    ASSERT_FALSE(c);
    EXPECT_EQ(c.error().code, "catalogue.unreadable");
    EXPECT_EQ(c.error().where, gone);
  }
}

TEST(Names, RoundTrip) {
  for (const char* effect : {"clear", "notify", "conditional", "restrict", "prohibit"})
    EXPECT_EQ(name(*effectFrom(effect)), effect);
  EXPECT_FALSE(effectFrom("forbid"));
  for (const char* reason : {"none", "article", "effect", "limit", "mapping", "zone"})
    EXPECT_EQ(name(*provisionalFrom(reason)), reason);
  EXPECT_FALSE(provisionalFrom(""));
  EXPECT_EQ(name(RuleRelation::uncovered), "uncovered");
  EXPECT_EQ(name(ActionType::demonstrate), "demonstrate");
  EXPECT_EQ(name(Severity::warning), "warning");
}

} // namespace
} // namespace ecoredline
