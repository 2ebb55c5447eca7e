#include "small_catalogue.hpp"

#include <algorithm>
#include <set>

namespace ecoredline {
namespace {

std::set<std::string> codesOf(const CatalogueFiles& files) {
  std::set<std::string> codes;
  for (const Diagnosis& d : lint(loaded(files))) codes.insert(d.code);
  return codes;
}

std::string everything(const CatalogueFiles& files) {
  std::string out;
  for (const Diagnosis& d : lint(loaded(files))) out += d.code + ": " + d.message.en + "\n";
  return out;
}

TEST(Lint, SmallCatalogueIsClean) {
  EXPECT_EQ(everything(smallFiles()), "");
}

const std::string kBase = ruleToml("t-base", "notify");

struct LintCase {
  std::string code;
  std::string bad;
  std::string good;
  std::string head = {};
};

std::vector<LintCase> lintCases() {
  const std::string mining = "needs = [\"mining\"]\nwhen = ";
  const std::string provisional = "status = \"provisional\"\nprovisional_on = \"effect\"\n";
  const std::string note = "provisional_note = { zh = \"未核实\", en = \"unverified\" }";
  return {{"catalogue.condition", kBase + ruleToml("r", "restrict", "when = \"minning = 'yes'\""),
           kBase + ruleToml("r", "restrict", mining + "\"mining = 'yes'\"")},
          {"catalogue.condition", kBase + ruleToml("r", "restrict", mining + "\"mining\""),
           kBase + ruleToml("r", "restrict", mining + "\"mining <> 'no'\"")},
          {"lint.needs_missing", kBase + ruleToml("r", "restrict", "when = \"mining = 'yes'\""),
           kBase + ruleToml("r", "restrict", mining + "\"mining = 'yes'\"")},
          {"lint.needs_unused", kBase + ruleToml("r", "restrict", "needs = [\"mining\"]"),
           kBase + ruleToml("r", "restrict")},
          {"lint.never_true", kBase + ruleToml("r", "restrict", mining + "\"mining = 'ja'\""),
           kBase + ruleToml("r", "restrict", mining + "\"mining = 'yes'\"")},
          {"lint.no_rule", ruleToml("r", "restrict", mining + "\"mining = 'yes'\""),
           ruleToml("r", "restrict", mining + "\"mining = 'yes'\"") +
               ruleToml("s", "notify", mining + "\"mining = 'no'\"")},
          {"lint.no_rule", ruleToml("r", "restrict", "relation = \"touch\""),
           kBase + ruleToml("r", "restrict", "relation = \"touch\"")},
          {"lint.no_rule", ruleToml("r", "notify", "effective_to = \"2024-12-31\"\nrepealed = true"), kBase},
          {"lint.no_rule",
           ruleToml("r", "prohibit", "needs = [\"crossing_mode\"]\nwhen = \"crossing_mode = 'surface'\""),
           ruleToml("r", "prohibit", "needs = [\"crossing_mode\"]\nwhen = \"crossing_mode = 'surface'\"") +
               ruleToml("s", "restrict", "needs = [\"crossing_mode\"]\nwhen = \"crossing_mode <> 'surface'\"")},
          {"lint.no_rule", "", "", "needs_access_list = true"},
          {"lint.no_successor", kBase + ruleToml("r", "restrict", "effective_to = \"2024-12-31\""),
           kBase + ruleToml("r", "restrict", "effective_to = \"2024-12-31\"\nrepealed = true")},
          {"lint.overlapping_dates",
           kBase + ruleToml("r", "notify", "effective_to = \"2024-12-31\"\nsucceeded_by = [\"t-base\"]"),
           ruleToml("t-base", "notify", "repealed = false")},
          {"lint.dates", kBase + ruleToml("r", "restrict", "effective_to = \"2017-12-31\"\nrepealed = true"), kBase},
          {"lint.no_note", kBase + ruleToml("r", "restrict", provisional),
           kBase + ruleToml("r", "restrict", provisional + note)},
          {"lint.unknown_reference", kBase + ruleToml("r", "restrict", "classes = [\"b\"]"),
           kBase + ruleToml("r", "restrict", "classes = [\"a\"]")},
          {"lint.unknown_reference", kBase + ruleToml("r", "restrict", "needs_kind = \"nothing\""),
           kBase + ruleToml("r", "restrict", "needs_kind = \"water\"")},
          {"lint.unknown_reference", kBase, kBase, "default_class = \"b\""},
          {"lint.claim_stricter",
           kBase + ruleToml("r", "restrict", "needs = [\"crossing_mode\"]\nwhen = \"crossing_mode = 'tunnel'\""),
           kBase + ruleToml("r", "restrict", "needs = [\"crossing_mode\"]\nwhen = \"crossing_mode = 'surface'\"")},
          {"lint.answer_above_worst",
           kBase + ruleToml("r", "restrict",
                            "needs = [\"industry_code\"]\nwhen = \"coalesce(industry_code, '') = '2614'\""),
           kBase + ruleToml("r", "restrict", "needs = [\"industry_code\"]\nwhen = \"industry_code = '2614'\"")},
          {"lint.name_clash", kBase, kBase, "[[field]]\nid = \"mining\"\ntitle = { zh = \"采\", en = \"m\" }"},
          {"lint.ambiguous_alias", kBase, kBase,
           "[[class]]\nid = \"b\"\ntitle = { zh = \"乙\", en = \"B\" }\naliases = [\" A\"]"},
          {"lint.readings", kBase, kBase,
           "[[class]]\nid = \"b\"\ntitle = { zh = \"乙\", en = \"B\" }\nreadings_from = \"2020-01-01\""}};
}

TEST(Lint, FindsEachFaultAndLeavesItsMendedTwinAlone) {
  for (const LintCase& c : lintCases()) {
    const auto bad = withKind(c.bad, c.code == "lint.no_rule" ? "" : c.head);
    EXPECT_TRUE(codesOf(bad).contains(c.code)) << c.code << "\n" << c.bad << everything(bad);
    const bool head_is_the_mend = c.code == "lint.no_rule";
    EXPECT_EQ(everything(withKind(c.good, head_is_the_mend ? c.head : "")), "") << c.code << "\n" << c.good;
  }
}

// One article that says two things: told apart by answers it is clean, otherwise not.
TEST(Lint, FindsContradictingRulesOfOneArticle) {
  const auto twice = [](const std::string& second) {
    std::string rules =
        ruleToml("r", "prohibit", "needs = [\"mining\"]\nwhen = \"mining = 'yes'\"") + ruleToml("s", "notify", second);
    rules.replace(rules.find("article = \"s\""), 13, "article = \"r\"");
    return codesOf(withKind(kBase + rules));
  };
  EXPECT_TRUE(twice("").contains("lint.contradicting_rules"));
  EXPECT_TRUE(twice("needs = [\"mining\"]\nwhen = \"mining = 'no'\"").empty());
  EXPECT_TRUE(twice("effective_to = \"2017-01-01\"\nrepealed = true").contains("lint.dates"));
}

TEST(Lint, FindsARuleSaidTwice) {
  std::string rules = ruleToml("r", "restrict") + ruleToml("s", "restrict");
  rules.replace(rules.find("article = \"s\""), 13, "article = \"r\"");
  EXPECT_TRUE(codesOf(withKind(rules)).contains("lint.overlapping_dates"));
}

TEST(Lint, FindsARuleWithoutBasis) {
  std::string rules = ruleToml("r", "restrict");
  rules.replace(rules.find("basis = \"法\""), std::string("basis = \"法\"").size(), "basis = \" \"");
  EXPECT_EQ(codesOf(withKind(rules)), std::set<std::string>{"lint.no_basis"});
}

TEST(Lint, FindsUnknownKindsInProfilesAndFactsInContradictions) {
  auto files = smallFiles();
  files["profiles/p.toml"] = "id = \"p\"\ntitle = { zh = \"配\", en = \"P\" }\nkinds = [\"water\", \"air\"]\n";
  EXPECT_NE(everything(files).find("profiles/p.toml: refers to `air`"), std::string::npos);
  files = smallFiles();
  files["facts.toml"] += "[[contradiction]]\nwhen = \"mining = 'yes'\"\nfacts = [\"minning\"]\n"
                         "text = { zh = \"不可\", en = \"no\" }\n";
  EXPECT_EQ(codesOf(files), (std::set<std::string>{"lint.needs_missing", "lint.unknown_reference"}));
}

TEST(Lint, FindsADayWithoutLawBetweenTwoEditions) {
  const auto editions = [](const std::string& from) {
    std::string second = ruleToml("s", "notify");
    second.replace(second.find("2018-01-01"), 10, from);
    return everything(
        withKind(ruleToml("r", "notify", "effective_to = \"2026-03-14\"\nsucceeded_by = [\"s\"]") + second));
  };
  EXPECT_EQ(editions("2026-03-15"), "");
  EXPECT_NE(editions("2026-03-16").find("no rule from 2026-03-15 on"), std::string::npos);
}

TEST(Lint, FindsTooManyCompletions) {
  CatalogueFiles files = withKind(kBase);
  for (int i = 0; i < 13; ++i) {
    files["facts.toml"] += fmt::format("[[fact]]\nid = \"f{0}\"\ntype = \"bool\"\nsort = \"ask\"\n"
                                       "question = {{ zh = \"?\", en = \"?\" }}\n",
                                       i);
    files["kinds/test.toml"] +=
        ruleToml(fmt::format("r{}", i), "notify", fmt::format("needs = [\"f{0}\"]\nwhen = \"f{0} = 'yes'\"", i));
  }
  EXPECT_EQ(codesOf(files), std::set<std::string>{"catalogue.too_many_completions"});
}

} // namespace
} // namespace ecoredline
