#include "report/golden.hpp"
#include "report/made_report.hpp"
#include "report/run_json.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string errorCode(const std::string& json) {
  const auto report = fromJson(json);
  return report ? "" : report.error().code;
}

RunReport manyFindings() {
  RunReport report = madeReport();
  report.sites[0].findings.assign(kFindingsInJson + 1, madeSliver());
  return report;
}

TEST(RunJson, IsTheGoldenDocument) {
  expectGolden("tests/report/cases/small.run.json", toJson(madeReport()).json);
}

TEST(RunJson, ReadsBackToTheSameBytes) {
  const RunJson written = toJson(madeReport());
  const auto report = fromJson(written.json);
  ASSERT_TRUE(report) << describe(report.error(), Language::en);
  EXPECT_EQ(report->id, written.id);
  EXPECT_EQ(toJson(*report).json, written.json);
  EXPECT_EQ(report->sites[0].geometry.crs.epsg(), 4530);
  EXPECT_EQ(report->sites[0].geometry.vertices(), 5u);
  EXPECT_TRUE(std::isnan(report->sites[1].area_m2));
}

TEST(RunJson, AnEmptyRunReadsBackToo) {
  const RunJson written = toJson(RunReport{});
  const auto report = fromJson(written.json);
  ASSERT_TRUE(report) << describe(report.error(), Language::en);
  EXPECT_EQ(toJson(*report).json, written.json);
}

TEST(RunJson, IdDoesNotDependOnWhenWhereAndFromWhatPath) {
  RunReport elsewhere = madeReport();
  elsewhere.run = {"2027-01-01T00:00:00Z", "desk-2", {}};
  elsewhere.id = "000000000000";
  EXPECT_EQ(toJson(elsewhere).id, toJson(madeReport()).id);
  EXPECT_NE(toJson(elsewhere).json, toJson(madeReport()).json);
}

TEST(RunJson, IdDependsOnEveryFinding) {
  RunReport other = madeReport();
  other.sites[1].findings[0].depth_m += 0.001;
  EXPECT_NE(toJson(other).id, toJson(madeReport()).id);
  RunReport moved = madeReport(); // the same findings, one of them at the other site
  moved.sites[1].findings.insert(moved.sites[1].findings.begin(), moved.sites[0].findings.back());
  moved.sites[0].findings.pop_back();
  EXPECT_NE(toJson(moved).id, toJson(madeReport()).id);
}

TEST(RunJson, RoundsHalfUpAndWritesNullForNoNumber) {
  const std::string json = toJson(madeReport()).json;
  EXPECT_NE(json.find(R"("overlap_high_m2":3466.0313,)"), std::string::npos);
  EXPECT_NE(json.find(R"("overlap_length_m":null,)"), std::string::npos);
  EXPECT_EQ(json.find(":nan"), std::string::npos);
}

TEST(RunJson, RefusesWhatIsNotARun) {
  EXPECT_EQ(errorCode("{"), "run.not_json");
  EXPECT_EQ(errorCode(""), "run.not_json");
  EXPECT_EQ(errorCode("[]"), "run.wrong_format");
  EXPECT_EQ(errorCode(R"({"format": 7})"), "run.wrong_format");
  EXPECT_EQ(errorCode(R"({"format": "ecoredline.screening/2"})"), "run.wrong_format");
}

TEST(RunJson, NamesTheKeyThatIsMissingOrOfTheWrongType) {
  const std::string json = toJson(madeReport()).json;
  const auto missing = fromJson(replaced(json, R"("sentence")", R"("sentense")"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "run.wrong_format");
  EXPECT_EQ(missing.error().where, "/sites/0/sentence");
  const auto wrong = fromJson(replaced(json, R"("effect":"prohibit")", R"("effect":"forbid")"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().where, "/sites/0/findings/0/effect");
}

TEST(RunJson, NoticesAChange) {
  const std::string json = toJson(madeReport()).json;
  EXPECT_EQ(errorCode(replaced(json, R"("overlap_m2":3240.0000)", R"("overlap_m2":3240.0001)")), "run.damaged");
  EXPECT_EQ(errorCode(replaced(json, R"("verdict": "fail")", R"("verdict": "pass")")), "run.damaged");
  EXPECT_EQ(errorCode(replaced(json, "42530000.1000", "42530000.1001")), "run.damaged");
  EXPECT_EQ(errorCode(replaced(json, "desk-1", "desk-2")), ""); // `run` is not part of the content
}

TEST(RunJson, AboveTheLimitFindingsAreRowsElsewhere) {
  const RunJson written = toJson(manyFindings());
  ASSERT_EQ(written.findings.size(), kFindingsInJson + 2);
  EXPECT_EQ(written.findings.back().site, 1u);
  EXPECT_NE(written.json.find(R"("findings": null)"), std::string::npos);
  EXPECT_NE(written.json.find(R"("findings_in": "workspace")"), std::string::npos);

  auto report = fromJson(written.json);
  ASSERT_TRUE(report) << describe(report.error(), Language::en);
  EXPECT_EQ(report->findingCount(), 0u);
  for (const RunJson::Row& row : written.findings) {
    const auto finding = findingFromJson(row.json);
    ASSERT_TRUE(finding);
    report->sites[row.site].findings.push_back(*finding);
  }
  EXPECT_EQ(toJson(*report).json, written.json);
}

TEST(RunJson, TheHashOfFindingsElsewhereIsPartOfTheId) {
  const std::string json = toJson(manyFindings()).json;
  EXPECT_EQ(errorCode(replaced(json, R"("findings_hash": "sha256:)", R"("findings_hash": "sha256:0)")), "run.damaged");
  EXPECT_EQ(errorCode(replaced(json, R"("findings_in": "workspace")", R"("findings_in": "run.json")")), "run.damaged");
}

TEST(RunJson, AFindingThatCannotBeReadSaysWhy) {
  EXPECT_EQ(findingFromJson("{").error().code, "run.not_json");
  EXPECT_EQ(findingFromJson("[]").error().code, "run.wrong_format");
  EXPECT_EQ(findingFromJson("{}").error().where, "/kind");
}

TEST(RunJson, KeepsSitesThatAreNotUsable) {
  RunReport report = madeReport();
  report.sites[0].geometry = FlatLayer{}; // nothing at all
  report.sites[1].geometry.x[0] = kNoNumber;
  const RunJson written = toJson(report);
  const auto back = fromJson(written.json);
  ASSERT_TRUE(back) << describe(back.error(), Language::en);
  EXPECT_EQ(toJson(*back).json, written.json);
}

} // namespace
} // namespace ecoredline
