#include "../report/golden.hpp"
#include "../report/made_report.hpp"
#include "report/run_json.hpp"
#include "screening/explain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

namespace ecoredline {
namespace {

using testing::HasSubstr;
using testing::Not;

RunReport readReport() { // as `explain` gets it: out of a run.json
  return *fromJson(toJson(madeReport()).json);
}

std::string explained(const RunReport& report, const std::string& site, Language language) {
  const auto text = explain(report, nullptr, site, language);
  return text ? *text : text.error().code;
}

TEST(Explain, DrawsTheProofTreeOfARunJsonAlone) {
  expectGolden("tests/screening/golden/explain_plant.zh.txt", explained(readReport(), "1", Language::zh));
  expectGolden("tests/screening/golden/explain_plant.en.txt", explained(readReport(), "1", Language::en));
  expectGolden("tests/screening/golden/explain_road.zh.txt", explained(readReport(), "2", Language::zh));
}

TEST(Explain, NamesVersionRuleBasisZoneAndFigures) {
  const std::string text = explained(readReport(), "1", Language::en);
  for (const char* piece : {"water.level_2.discharges", "水污染防治法（2017） 第六十六条", "article number to be checked",
                            "SY-07", "sha256:aaaaaaaaaaaa", "2024-05-01", "admin:220281", "3\u2009240.0000 m²",
                            "41.000 m", "±5.500 m", "boundary pieces", "discharges = direct"})
    EXPECT_THAT(text, HasSubstr(piece));
  EXPECT_THAT(text, Not(testing::ContainsRegex("[ ±]nan"))) << "a figure that does not exist is not printed";
}

TEST(Explain, StatesWhatWouldFlipItOnTheSafeSide) {
  RunReport report = madeReport();
  report.sites[0].findings = {madeSliver(), madeNearest()};
  for (const double rounding : {-0.0004, 0.0, 0.0004}) { // what the report's millimetres may hide
    report.sites[0].findings[0].depth_m = 0.167 + rounding;
    report.sites[0].findings[1].distance_m = 180.04 + rounding;
    const std::string text = explained(report, "1", Language::en);
    EXPECT_THAT(text, HasSubstr("better than 0.166 m (now 3.100 m) the overlap is certain"));
    EXPECT_THAT(text, HasSubstr("marginal when the error exceeds 180.041 m"));
  }
}

TEST(Explain, PromisesNothingWithinTheRoundingOfTheReport) {
  RunReport report = madeReport();
  report.sites[0].findings = {madeSliver()};
  report.sites[0].findings[0].depth_m = 0.001;
  EXPECT_THAT(explained(report, "1", Language::en), Not(HasSubstr("better than")));
}

// The answers that a rule looked at stand under it, but only with the catalogue that the run was made with.
TEST(Explain, PutsAnswersUnderTheirRule) {
  const auto catalogue = Catalogue::load(pathFromUtf8(ECOREDLINE_SOURCE_DIR) / "layers");
  ASSERT_TRUE(catalogue) << describe(catalogue.error(), Language::en);
  RunReport report = madeReport();
  Finding& finding = report.sites[0].findings[0];
  for (const LayerKind& kind : catalogue->kinds())
    for (const Rule& rule : kind.rules)
      if (!rule.needs.empty())
        std::tie(finding.kind, finding.rule, report.sites[0].facts[0].fact) = std::tie(kind.id, rule.id, rule.needs[0]);
  report.sites[0].layers[0].kind = finding.kind;
  const std::string answer = "answer: " + report.sites[0].facts[0].fact + " = direct";
  const auto count = [&](const std::string& text) {
    std::size_t found = 0;
    for (auto at = text.find(answer); at != std::string::npos; at = text.find(answer, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count(*explain(report, &*catalogue, "1", Language::en)), 1u) << "another catalogue: once, for the site";
  report.catalogue.content_hash = catalogue->contentHash();
  EXPECT_EQ(count(*explain(report, &*catalogue, "1", Language::en)), 2u) << "and once under the rule";
  EXPECT_THAT(*explain(report, &*catalogue, "1", Language::zh), HasSubstr(catalogue->kind(finding.kind)->title.zh));
}

TEST(Explain, RulesOfOneZoneShowItsFiguresOnce) {
  RunReport report = madeReport();
  auto& findings = report.sites[0].findings;
  findings = {madeWaterHit(), madeWaterHit(), madeWaterHit()};
  findings[1].rule = "water.other";
  findings[2].rule = "water.deeper";
  findings[2].depth_m = 40; // measured against other zones: figures of its own
  const std::string text = explained(report, "1", Language::en);
  const auto count = [&](const std::string& what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("as above"), 1u);
  EXPECT_EQ(count("depth inside the zone: 41.000 m"), 1u);
  EXPECT_EQ(count("depth inside the zone: 40.000 m"), 1u);
}

TEST(Explain, GivesTheEffectOfEveryAnswer) {
  const std::string text = explained(readReport(), "2", Language::zh);
  EXPECT_THAT(text, HasSubstr("none → 附条件，▲ 需进一步论证"));
  EXPECT_THAT(text, HasSubstr("direct → 禁止，■ 不符合"));
  EXPECT_THAT(text, HasSubstr("最不利情形：■ 不符合"));
}

TEST(Explain, ARunWhoseFindingsAreElsewhereSaysWhereTheyAre) {
  RunReport report = madeReport();
  report.sites[0].findings.clear();
  EXPECT_THAT(explained(report, "1", Language::en), HasSubstr("--workspace"));
}

TEST(Explain, AnUnknownSiteGetsIdsThatComeClose) {
  RunReport report = madeReport();
  report.sites[0].id = "P-001";
  report.sites[1].id = "P-017";
  const auto text = explain(report, nullptr, "P-071", Language::en);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, "run.no_such_site");
  EXPECT_EQ(text.error().kind, ErrorKind::input);
  EXPECT_THAT(text.error().advice.en, HasSubstr("P-001, P-017"));
}

TEST(Explain, ARunWithoutSitesHasNoneToSuggest) {
  const auto text = explain(RunReport{}, nullptr, "1", Language::en);
  ASSERT_FALSE(text);
  EXPECT_THAT(text.error().advice.en, HasSubstr("0 sites"));
}

} // namespace
} // namespace ecoredline
