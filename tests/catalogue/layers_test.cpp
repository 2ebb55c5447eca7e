#include "catalogue/catalogue.hpp"
#include "catalogue/evaluate.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

Result<Catalogue> shipped() {
  return Catalogue::load(ECOREDLINE_SOURCE_DIR "/layers");
}

// The catalogue that is shipped: data written by people who do not read this code.
TEST(Layers, LoadAndLintClean) {
  const auto catalogue = shipped();
  ASSERT_TRUE(catalogue) << describe(catalogue.error(), Language::en);
  for (const Diagnosis& diagnosis : lint(*catalogue))
    ADD_FAILURE() << diagnosis.code << ": " << diagnosis.message.en << "\n" << diagnosis.message.zh;
}

// The signed cases of semantics.md §1 as far as rules alone decide them, on the law that is shipped.
struct SignedCase {
  std::string name;
  std::string kind;
  std::string zone_class;
  std::map<std::string, std::string> answers; ///< claims with a document
  std::map<std::string, std::string> derived;
  Effect effect;
  Effect worst;
};

const std::vector<SignedCase>& signedCases() {
  using enum Effect;
  static const std::vector<SignedCase> kCases{
      {"C1", "water_source_zone", "level_2", {{"discharges", "direct"}}, {}, prohibit, prohibit},
      {"C2",
       "water_source_zone",
       "level_2",
       {{"discharges", "none"}, {"livestock_farm", "no"}},
       {},
       conditional,
       conditional},
      {"C3", "water_source_zone", "level_2", {}, {}, conditional, prohibit},
      {"C4",
       "water_source_zone",
       "quasi",
       {{"outlet_inside", "yes"}, {"discharges", "direct"}},
       {},
       conditional,
       prohibit},
      {"C5 red line",
       "ecological_redline",
       "redline",
       {{"redline_activity", "6"}},
       {{"in_core_zone", "no"}},
       restrict,
       restrict},
      {"C5 reserve", "nature_reserve", "core_protection", {{"redline_activity", "6"}}, {}, prohibit, prohibit},
      {"C7", "ecological_redline", "redline", {}, {{"in_core_zone", "no"}}, prohibit, prohibit},
      {"C10", "nature_reserve", "experimental", {{"mining", "yes"}}, {}, prohibit, prohibit},
      {"C13", "water_source_zone", "level_1", {}, {}, prohibit, prohibit}};
  return kCases;
}

TEST(Layers, SignedCasesComeOutAsSigned) {
  const auto catalogue = shipped();
  ASSERT_TRUE(catalogue);
  Evaluator evaluator(*catalogue);
  for (const SignedCase& c : signedCases()) {
    EvaluationQuery query;
    query.kind = catalogue->kind(c.kind);
    ASSERT_NE(query.kind, nullptr) << c.name;
    query.zone_class = c.zone_class;
    query.derived = c.derived;
    query.as_of = "2026-11-22";
    Answers answers;
    for (const auto& [fact, value] : c.answers) answers[fact] = {value, "", "", "文号", "project"};
    const auto e = evaluator.evaluate(query, answers);
    ASSERT_TRUE(e) << c.name << describe(e.error(), Language::en);
    EXPECT_EQ(name(e->effect), name(c.effect)) << c.name;
    EXPECT_EQ(name(e->worst), name(c.worst)) << c.name;
    EXPECT_FALSE(e->no_rule) << c.name;
    EXPECT_EQ(e->mapping_provisional, c.name == "C10") << c.name;
    EXPECT_EQ(e->needs_kind, c.name == "C5 red line" ? "nature_reserve" : "") << c.name;
  }
}

} // namespace
} // namespace ecoredline
