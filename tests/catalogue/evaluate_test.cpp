#include "evaluate_fixture.hpp"

#include <algorithm>

namespace ecoredline {
namespace {

using Strings = std::vector<std::string>;

std::optional<Effect> flip(const Evaluation& e, const std::string& fact, const std::string& value) {
  for (const Flip& f : e.flips)
    if (f.fact == fact && f.value == value) return f.effect;
  return std::nullopt;
}

const RuleOutcome* outcome(const Evaluation& e, const std::string& rule) {
  const auto found = std::ranges::find_if(e.rules, [&](const RuleOutcome& r) { return r.rule->id == rule; });
  return found == e.rules.end() ? nullptr : &*found;
}

// --- the signed cases of semantics.md --------------------------------------------------------------------------------

TEST_F(Evaluate, C1DirectDischargeInLevel2IsProhibited) {
  const auto e = run(ask("water", "level_2"), {{"discharges", answer("direct")}});
  EXPECT_EQ(e.effect, Effect::prohibit);
  EXPECT_EQ(e.worst, Effect::prohibit);
  EXPECT_EQ(e.needs, Strings{});
  ASSERT_NE(outcome(e, "W-66"), nullptr);
  EXPECT_TRUE(outcome(e, "W-66")->always);
  EXPECT_EQ(e.rules.front().rule->id, "W-64"); // only under some answers, but as strict; catalogue order
  EXPECT_FALSE(outcome(e, "W-64")->always);
}

TEST_F(Evaluate, C2DischargesNoneIsConditionalAndNoOutletIsImagined) {
  const auto e = run(ask("water", "level_2"), {{"discharges", answer("none")}});
  EXPECT_EQ(e.effect, Effect::conditional);
  EXPECT_EQ(e.worst, Effect::conditional); // an outlet would contradict the answer (M21)
  EXPECT_EQ(e.needs, Strings{});
  ASSERT_EQ(e.rules.size(), 1U);
  EXPECT_EQ(e.rules[0].rule->id, "W-66-else");
}

TEST_F(Evaluate, C3NothingAnsweredIsConditionalWithTheWorstCaseAndTheQuestions) {
  const auto e = run(ask("water", "level_2"), {});
  EXPECT_EQ(e.effect, Effect::conditional);
  EXPECT_EQ(e.worst, Effect::prohibit);
  EXPECT_EQ(e.needs, (Strings{"discharges", "outlet_inside"}));
  EXPECT_FALSE(e.no_rule);
  EXPECT_EQ(flip(e, "discharges", "direct"), Effect::prohibit);
  EXPECT_EQ(flip(e, "outlet_inside", "yes"), Effect::prohibit);
  EXPECT_EQ(flip(e, "discharges", "none"), std::nullopt); // still conditional
  ASSERT_NE(outcome(e, "W-66"), nullptr);
  EXPECT_EQ(outcome(e, "W-66")->effect, Effect::conditional);
  EXPECT_EQ(outcome(e, "W-66")->effect_worst, Effect::prohibit);
  EXPECT_EQ(outcome(e, "W-66")->needs, Strings{"discharges"});
}

TEST_F(Evaluate, C4QuasiZoneIsConditionalWhileOpen) {
  const auto open = run(ask("water", "quasi"), {{"outlet_inside", answer("yes")}});
  EXPECT_EQ(open.effect, Effect::conditional);
  EXPECT_EQ(open.worst, Effect::prohibit);
  EXPECT_EQ(open.needs, Strings{"seriously_polluting"});
  EXPECT_EQ(run(ask("water", "quasi"), {{"seriously_polluting", answer("no")}}).worst, Effect::conditional);
  EXPECT_EQ(run(ask("water", "quasi"), {{"seriously_polluting", answer("yes")}}).effect, Effect::prohibit);
}

TEST_F(Evaluate, C5ActivityCountsOutsideTheCoreZoneOnly) {
  const Answers claimed{{"redline_activity", answer("6", "吉自然资〔2026〕1号")}};
  auto query = ask("redline", "red");
  query.derived["in_core_zone"] = "no";
  const auto outside = run(query, claimed);
  EXPECT_EQ(outside.effect, Effect::restrict);
  EXPECT_EQ(outside.worst, Effect::restrict);
  EXPECT_EQ(outside.needs_kind, "water");
  query.derived["in_core_zone"] = "yes";
  EXPECT_EQ(run(query, claimed).effect, Effect::prohibit);
}

TEST_F(Evaluate, C6WhatCannotBeDerivedTakesEveryValueAndNamesTheKindItLeansOn) {
  const auto e = run(ask("redline", "red"), {{"redline_activity", answer("6", "文")}});
  EXPECT_EQ(e.effect, Effect::restrict);
  EXPECT_EQ(e.worst, Effect::prohibit);
  EXPECT_EQ(e.needs, Strings{}); // nobody can be asked for a derived fact
  EXPECT_EQ(e.needs_kind, "water");
  EXPECT_FALSE(e.no_rule);
}

TEST_F(Evaluate, C7NothingClaimedIsProhibitedAndTheClaimsThatFlipItAreNamed) {
  auto query = ask("redline", "red");
  query.derived["in_core_zone"] = "no";
  const auto e = run(query, {});
  EXPECT_EQ(e.effect, Effect::prohibit);
  EXPECT_EQ(e.needs, Strings{}); // claims are offered, not asked
  ASSERT_EQ(e.flips.size(), 3U);
  EXPECT_EQ(e.flips[0].fact, "redline_activity");
  EXPECT_EQ(flip(e, "redline_activity", "6"), Effect::restrict);
  EXPECT_EQ(flip(e, "national_major_project", "yes"), Effect::restrict);
  EXPECT_EQ(e.needs_kind, "");
}

TEST_F(Evaluate, C10OldSchemeZoneUnderTheNewLawHasTwoReadings) {
  const auto agree = run(ask("reserve", "experimental"), {{"mining", answer("yes")}});
  EXPECT_EQ(agree.effect, Effect::prohibit);
  EXPECT_TRUE(agree.mapping_provisional);
  EXPECT_FALSE(agree.readings_disagree);
  EXPECT_FALSE(agree.no_rule);
  EXPECT_EQ(agree.rules.size(), 2U); // the old article and the new one
  const auto disagree = run(ask("reserve", "experimental"), {{"mining", answer("no")}});
  EXPECT_TRUE(disagree.readings_disagree);
  EXPECT_FALSE(disagree.mapping_provisional);
  EXPECT_EQ(disagree.effect, Effect::conditional);
  EXPECT_EQ(disagree.worst, Effect::restrict);
  auto earlier = ask("reserve", "experimental");
  earlier.as_of = "2026-03-14";
  const auto before = run(earlier, {{"mining", answer("yes")}});
  EXPECT_EQ(before.rules.size(), 1U);
  EXPECT_FALSE(before.mapping_provisional);
}

TEST_F(Evaluate, C20UsersLimitIsCappedAtRestrictButItsWorstIsNot) {
  auto query = ask("receptor", "");
  query.relations = {RuleRelation::distance};
  query.distance_m = 320;
  const auto yes = run(query, {{"soil_polluting", answer("yes")}});
  EXPECT_EQ(yes.effect, Effect::restrict);
  EXPECT_EQ(yes.worst, Effect::prohibit);
  EXPECT_EQ(yes.rules.front().effect, Effect::restrict);
  EXPECT_EQ(yes.rules.front().effect_worst, Effect::prohibit);
  const auto open = run(query, {});
  EXPECT_EQ(open.effect, Effect::conditional);
  EXPECT_EQ(open.worst, Effect::prohibit);
  EXPECT_EQ(open.needs, Strings{"soil_polluting"});
  EXPECT_EQ(run(query, {{"soil_polluting", answer("no")}}).effect, Effect::notify);
  query.distance_m = 500; // not nearer than the limit
  EXPECT_EQ(run(query, {{"soil_polluting", answer("yes")}}).effect, Effect::clear);
  EXPECT_TRUE(run(query, {{"soil_polluting", answer("yes")}}).rules.empty());
}

// --- claims and documents (M2) ---------------------------------------------------------------------------------------

TEST_F(Evaluate, ClaimWithoutDocumentGivesAtBestConditional) {
  const Catalogue c = loaded(withKind(ruleToml("t-surface", "prohibit",
                                               "when = \"crossing_mode = 'surface'\"\n"
                                               "needs = [\"crossing_mode\"]") +
                                      ruleToml("t-base", "notify")));
  Evaluator evaluator(c);
  EvaluationQuery query;
  query.kind = c.kind("test");
  query.zone_class = "a";
  query.as_of = kToday;
  const auto bare = *evaluator.evaluate(query, {{"crossing_mode", answer("tunnel")}});
  EXPECT_EQ(bare.effect, Effect::conditional);
  ASSERT_EQ(bare.rules.size(), 1U);
  EXPECT_EQ(bare.rules[0].effect, Effect::conditional); // the rule that is left carries it
  EXPECT_EQ(bare.rules[0].effect_worst, Effect::notify);
  EXPECT_EQ(flip(bare, "crossing_mode", "tunnel"), Effect::notify); // once the document is there
  EXPECT_EQ(evaluator.evaluate(query, {{"crossing_mode", answer("tunnel", "文")}})->effect, Effect::notify);
  EXPECT_EQ(evaluator.evaluate(query, {{"crossing_mode", answer("surface")}})->effect, Effect::prohibit);
  EXPECT_EQ(*evaluator.worstOf(*c.kind("test"), {{"crossing_mode", answer("tunnel")}}, kToday), Effect::conditional);
  EXPECT_EQ(*evaluator.worstOf(*c.kind("test"), {{"crossing_mode", answer("tunnel", "文")}}, kToday), Effect::notify);
}

TEST_F(Evaluate, ProvisionalRuleMayLoosenToConditionalNotToPass) {
  const std::string tunnel = "when = \"crossing_mode = 'tunnel'\"\nneeds = [\"crossing_mode\"]\n";
  const std::string surface = "when = \"crossing_mode = 'surface'\"\nneeds = [\"crossing_mode\"]\n";
  const auto effectWith = [&](const std::string& status) {
    const Catalogue c =
        loaded(withKind(ruleToml("t-surface", "prohibit", surface) + ruleToml("t-tunnel", "clear", tunnel + status)));
    Evaluator evaluator(c);
    EvaluationQuery query;
    query.kind = c.kind("test");
    query.zone_class = "a";
    query.as_of = kToday;
    return evaluator.evaluate(query, {{"crossing_mode", answer("tunnel", "文")}})->effect;
  };
  const std::string note = "provisional_note = { zh = \"未核实\", en = \"not verified\" }\n";
  EXPECT_EQ(effectWith("status = \"verified\"\n"), Effect::clear);
  EXPECT_EQ(effectWith("status = \"provisional\"\nprovisional_on = \"effect\"\n" + note), Effect::conditional);
  EXPECT_EQ(effectWith("status = \"provisional\"\nprovisional_on = \"mapping\"\n" + note), Effect::conditional);
  EXPECT_EQ(effectWith("status = \"provisional\"\nprovisional_on = \"article\"\n" + note), Effect::clear);
}

// --- classes, relations, holes ---------------------------------------------------------------------------------------

TEST_F(Evaluate, UnknownClassReadsAsEveryClass) {
  const auto e = run(ask("water", ""), {{"discharges", answer("none")}, {"seriously_polluting", answer("no")}});
  EXPECT_TRUE(e.readings_disagree);
  EXPECT_EQ(e.effect, Effect::conditional);
  EXPECT_EQ(e.worst, Effect::prohibit);
  EXPECT_EQ(e.rules.front().rule->id, "W-65");
  EXPECT_FALSE(e.rules.front().always);
  EXPECT_EQ(e.rules.front().needs, Strings{});
  EXPECT_EQ(run(ask("water", "no_such_class"), {}).worst, Effect::prohibit);
}

TEST_F(Evaluate, NoRuleInForceIsSaidNotPassed) {
  auto query = ask("water", "level_1");
  query.as_of = "2017-12-31";
  const auto e = run(query, {});
  EXPECT_TRUE(e.no_rule);
  EXPECT_EQ(e.worst, Effect::prohibit);
  EXPECT_TRUE(e.rules.empty());
  query.relations = {RuleRelation::touch};
  EXPECT_FALSE(run(query, {}).no_rule); // nobody owes a rule for touching
  EXPECT_EQ(run(query, {}).worst, Effect::clear);
}

TEST_F(Evaluate, AccessListKindsOweNoRuleAndMayAlwaysProhibit) {
  const Catalogue c = loaded(withKind("", "needs_access_list = true"));
  Evaluator evaluator(c);
  EvaluationQuery query;
  query.kind = c.kind("test");
  query.zone_class = "a";
  query.as_of = kToday;
  EXPECT_FALSE(evaluator.evaluate(query, {})->no_rule);
  EXPECT_EQ(*evaluator.worstOf(*c.kind("test"), {}, kToday), Effect::prohibit);
}

TEST_F(Evaluate, SiteRulesNeedNoZone) {
  const Catalogue c = loaded(withKind(ruleToml("t-base", "clear") + ruleToml("t-site", "conditional",
                                                                             "relation = \"site\"\nclasses = [\"a\"]\n"
                                                                             "when = \"cropland_ha > 35\"\n"
                                                                             "needs = [\"cropland_ha\"]")));
  Evaluator evaluator(c);
  EvaluationQuery query;
  query.kind = c.kind("test");
  query.as_of = kToday;
  query.relations = {RuleRelation::site, RuleRelation::outside};
  query.derived["cropland_ha"] = "38.5"; // C27
  const auto big = *evaluator.evaluate(query, {});
  EXPECT_EQ(big.effect, Effect::conditional);
  EXPECT_FALSE(big.mapping_provisional);
  query.derived["cropland_ha"] = "9.5";
  EXPECT_EQ(evaluator.evaluate(query, {})->effect, Effect::clear);
  query.derived.clear();
  const auto unknown = *evaluator.evaluate(query, {});
  EXPECT_EQ(unknown.effect, Effect::conditional);
  EXPECT_EQ(unknown.needs, Strings{});
  EXPECT_FALSE(unknown.no_rule);
}

TEST_F(Evaluate, TextFactThatNobodyGaveMayHoldOrNot) {
  const Catalogue c = loaded(withKind(ruleToml("t-base", "notify") + ruleToml("t-pork", "restrict",
                                                                              "when = \"industry_code LIKE '03%'\"\n"
                                                                              "needs = [\"industry_code\"]")));
  Evaluator evaluator(c);
  EvaluationQuery query;
  query.kind = c.kind("test");
  query.zone_class = "a";
  query.as_of = kToday;
  const auto open = *evaluator.evaluate(query, {});
  EXPECT_EQ(open.effect, Effect::conditional);
  EXPECT_EQ(open.worst, Effect::restrict);
  EXPECT_EQ(open.needs, Strings{"industry_code"});
  EXPECT_EQ(outcome(open, "t-pork")->needs, Strings{"industry_code"});
  EXPECT_EQ(evaluator.evaluate(query, {{"industry_code", answer("0313")}})->effect, Effect::restrict);
  EXPECT_EQ(evaluator.evaluate(query, {{"industry_code", answer("2614")}})->effect, Effect::notify);
}

TEST_F(Evaluate, ZoneFieldsDecideAndMissingOnesStayOpen) {
  const Catalogue c =
      loaded(withKind(ruleToml("t-base", "notify") + ruleToml("t-national", "prohibit", "when = \"rank = '国家级'\""),
                      "[[field]]\nid = \"rank\"\ntitle = { zh = \"级别\", en = \"Rank\" }\n"));
  Evaluator evaluator(c);
  EvaluationQuery query;
  query.kind = c.kind("test");
  query.zone_class = "a";
  query.as_of = kToday;
  query.fields["rank"] = "国家级";
  EXPECT_EQ(evaluator.evaluate(query, {})->effect, Effect::prohibit);
  query.fields["rank"] = "省级";
  EXPECT_EQ(evaluator.evaluate(query, {})->effect, Effect::notify);
  query.fields["rank"] = "";
  EXPECT_EQ(evaluator.evaluate(query, {})->effect, Effect::conditional);
  EXPECT_EQ(evaluator.evaluate(query, {})->worst, Effect::prohibit);
  EXPECT_EQ(evaluator.evaluate(query, {})->needs, Strings{});
}

TEST_F(Evaluate, OnlyFactsThatChangeTheEffectAreAsked) {
  const Catalogue c =
      loaded(withKind(ruleToml("t-a", "prohibit", "when = \"mining = 'yes'\"\nneeds = [\"mining\"]") +
                      ruleToml("t-b", "prohibit", "when = \"mining = 'no'\"\nneeds = [\"mining\"]") +
                      ruleToml("t-c", "notify", "when = \"discharges = 'direct'\"\nneeds = [\"discharges\"]")));
  Evaluator evaluator(c);
  EvaluationQuery query;
  query.kind = c.kind("test");
  query.zone_class = "a";
  query.as_of = kToday;
  const auto e = *evaluator.evaluate(query, {});
  EXPECT_EQ(e.effect, Effect::prohibit);
  EXPECT_EQ(e.needs, Strings{});
  EXPECT_TRUE(e.flips.empty());
}

// Evaluates class a of a kind `test` with these rules.
Result<Evaluation> evaluated(const std::string& rules, const Answers& answers, std::set<RuleRelation> relations) {
  const Catalogue c = loaded(withKind(rules));
  Evaluator evaluator(c);
  EvaluationQuery query;
  query.kind = c.kind("test");
  query.zone_class = "a";
  query.as_of = kToday;
  query.relations = std::move(relations);
  auto e = evaluator.evaluate(query, answers);
  if (e) e->rules.clear(); // they point into the catalogue, which goes
  return e;
}

TEST_F(Evaluate, NothingAboveNotifyStaysANotice) {
  const auto e = evaluated(ruleToml("t-a", "notify", "when = \"mining = 'yes'\"\nneeds = [\"mining\"]") +
                               ruleToml("t-b", "clear", "when = \"mining = 'no'\"\nneeds = [\"mining\"]"),
                           {}, {RuleRelation::overlap});
  EXPECT_EQ(e->effect, Effect::notify);
  EXPECT_EQ(e->worst, Effect::notify);
}

TEST_F(Evaluate, OpenRuleBelowWhatIsCertainAddsNothing) {
  const auto e = evaluated(ruleToml("t-a", "prohibit") + ruleToml("t-b", "notify",
                                                                  "when = \"industry_code LIKE '03%'\"\n"
                                                                  "needs = [\"industry_code\"]"),
                           {}, {RuleRelation::overlap});
  EXPECT_EQ(e->effect, Effect::prohibit);
  EXPECT_EQ(e->needs, Strings{});
}

TEST_F(Evaluate, RuleForTouchingIsNoRuleForBeingInside) {
  const std::string touch = ruleToml("t-touch", "notify", "relation = \"touch\"");
  EXPECT_TRUE(evaluated(touch, {}, {RuleRelation::overlap, RuleRelation::touch})->no_rule);
  EXPECT_FALSE(evaluated(touch, {}, {RuleRelation::touch})->no_rule);
}

TEST_F(Evaluate, RuleNamesOnlyTheFactsItHangsOn) {
  const Catalogue c = loaded(withKind(
      ruleToml("t-base", "notify") +
      ruleToml(
          "t-a", "restrict",
          "when = \"mining = 'yes' AND soil_polluting IN ('yes', 'no')\"\nneeds = [\"mining\", \"soil_polluting\"]")));
  Evaluator evaluator(c);
  EvaluationQuery query;
  query.kind = c.kind("test");
  query.zone_class = "a";
  query.as_of = kToday;
  const auto e = *evaluator.evaluate(query, {});
  EXPECT_EQ(outcome(e, "t-a")->needs, Strings{"mining"});
}

TEST_F(Evaluate, FactsBoundTogetherByAContradictionAreStillAsked) {
  auto files = withKind(ruleToml("t-a", "prohibit",
                                 "when = \"mining = 'yes' AND soil_polluting = 'yes'\"\n"
                                 "needs = [\"mining\", \"soil_polluting\"]") +
                        ruleToml("t-b", "notify"));
  files["facts.toml"] += "[[contradiction]]\nwhen = \"mining <> soil_polluting\"\nfacts = [\"mining\", "
                         "\"soil_polluting\"]\ntext = { zh = \"须一致\", en = \"must agree\" }\n";
  const Catalogue c = loaded(files);
  Evaluator evaluator(c);
  EvaluationQuery query;
  query.kind = c.kind("test");
  query.zone_class = "a";
  query.as_of = kToday;
  const auto e = *evaluator.evaluate(query, {});
  EXPECT_EQ(e.effect, Effect::conditional);
  EXPECT_EQ(e.needs, (Strings{"mining", "soil_polluting"})); // no two completions differ in one of them only
}

TEST_F(Evaluate, TooManyCompletionsAreRefused) {
  CatalogueFiles files = withKind("");
  std::string condition = "mining = 'yes'";
  std::string needs = "\"mining\"";
  for (int i = 0; i < 12; ++i) {
    files["facts.toml"] += fmt::format("[[fact]]\nid = \"f{}\"\ntype = \"bool\"\nsort = \"ask\"\n"
                                       "question = {{ zh = \"?\", en = \"?\" }}\n",
                                       i);
    condition += fmt::format(" OR f{} = 'yes'", i);
    needs += fmt::format(", \"f{}\"", i);
  }
  files["kinds/test.toml"] +=
      ruleToml("t-many", "notify", "when = \"" + condition + "\"\nneeds = [" + needs + "]"); // 2^13
  const Catalogue c = loaded(files);
  Evaluator evaluator(c);
  EvaluationQuery query;
  query.kind = c.kind("test");
  query.zone_class = "a";
  query.as_of = kToday;
  EXPECT_EQ(evaluator.evaluate(query, {}).error().code, "catalogue.too_many_completions");
  EXPECT_TRUE(evaluator.evaluate(query, {{"mining", answer("no")}, {"f0", answer("no")}}));
}

TEST_F(Evaluate, RememberedResultsDoNotMix) {
  auto core = ask("redline", "red");
  core.derived["in_core_zone"] = "no";
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(run(core, {}).effect, Effect::prohibit);
    EXPECT_EQ(run(core, {{"redline_activity", answer("6", "文")}}).effect, Effect::restrict);
    EXPECT_EQ(run(ask("water", "level_2"), {{"discharges", answer("none")}}).effect, Effect::conditional);
    EXPECT_EQ(run(ask("water", "level_2"), {{"discharges", answer("direct")}}).effect, Effect::prohibit);
    EXPECT_EQ(run(ask("water", "level_1"), {{"discharges", answer("none")}}).effect, Effect::prohibit);
  }
}

// --- worst of a missing kind (M11), answers (M21) --------------------------------------------------------------------

TEST_F(Evaluate, WorstOfAKindFollowsTheAnswers) {
  EXPECT_EQ(*m_evaluator.worstOf(*m_catalogue.kind("receptor"), {}, kToday), Effect::prohibit);
  EXPECT_EQ(*m_evaluator.worstOf(*m_catalogue.kind("receptor"), {{"soil_polluting", answer("no")}}, kToday),
            Effect::notify);
  EXPECT_EQ(*m_evaluator.worstOf(*m_catalogue.kind("reserve"), {{"mining", answer("no")}}, kToday), Effect::restrict);
  EXPECT_EQ(*m_evaluator.worstOf(*m_catalogue.kind("water"), {{"discharges", answer("none")}}, kToday),
            Effect::prohibit); // level 1 stands anyway
  EXPECT_EQ(*m_evaluator.worstOf(*m_catalogue.kind("water"), {}, "2017-01-01"), Effect::clear);
}

TEST_F(Evaluate, AnswersAreChecked) {
  const auto codes = [&](const Answers& answers) {
    Strings out;
    const Diagnoses found = m_evaluator.checkAnswers(answers).value();
    for (const Diagnosis& d : found) out.push_back(d.code);
    return out;
  };
  EXPECT_EQ(codes({{"discharges", answer("direct")}, {"outlet_inside", answer("yes")}}), Strings{});
  EXPECT_EQ(codes({{"discharges", answer("none")}, {"outlet_inside", answer("yes")}}),
            Strings{"answers.contradiction"});
  EXPECT_EQ(codes({{"discharges", answer("")}, {"outlet_inside", answer("yes")}}), Strings{});
  EXPECT_EQ(codes({{"discharges", answer("a little")}}), Strings{"answers.bad_value"});
  EXPECT_EQ(codes({{"dischargess", answer("none")}}), Strings{"answers.unknown_fact"});
  EXPECT_EQ(codes({{"in_core_zone", answer("no")}}), Strings{"answers.derived_fact"});
  EXPECT_EQ(codes({{"clause.unit.ZH22010410001.3", answer("n_a")}}), Strings{});
  EXPECT_EQ(codes({{"clause.unit.ZH22010410001.3", answer("perhaps")}}), Strings{"answers.bad_value"});
  EXPECT_EQ(codes({{"industry_code", answer("C2614")}}), Strings{});
  const auto both = *m_evaluator.checkAnswers({{"discharges", answer("none")}, {"outlet_inside", answer("yes")}});
  ASSERT_EQ(both.size(), 1U);
  EXPECT_NE(both[0].message.en.find("discharges=none, outlet_inside=yes"), std::string::npos);
  EXPECT_EQ(both[0].severity, Severity::error);
}

} // namespace
} // namespace ecoredline
