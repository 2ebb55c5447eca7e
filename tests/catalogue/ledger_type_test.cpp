#include "catalogue/ledger_type.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using testing::Contains;
using testing::HasSubstr;

std::map<std::string, std::string> shippedFiles() {
  return Catalogue::load(ECOREDLINE_SOURCE_DIR "/layers").value().files();
}

/// The shipped catalogue with one text of a ledger replaced.
std::map<std::string, std::string> changed(const std::string& from, const std::string& to) {
  auto files = shippedFiles();
  std::string& text = files.at("ledgers/river_four.toml");
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  return files;
}

std::vector<std::string> lintOf(const std::map<std::string, std::string>& files) {
  const auto catalogue = Catalogue::fromFiles(files);
  if (!catalogue) return {catalogue.error().code};
  std::vector<std::string> found;
  for (const Diagnosis& diagnosis : lint(*catalogue)) found.push_back(diagnosis.message.en);
  return found;
}

TEST(LedgerType, ShippedOnesHaveTheirStepsAndFields) {
  const auto catalogue = Catalogue::fromFiles(shippedFiles());
  ASSERT_TRUE(catalogue);
  const auto type = ledgerType(*catalogue, "green_shield");
  ASSERT_TRUE(type) << describe(type.error(), Language::en);
  EXPECT_EQ(type->focus.size(), 4U);
  EXPECT_NE(type->transition("accepted", "closed"), nullptr);
  EXPECT_EQ(type->transition("issued", "closed"), nullptr);
  EXPECT_EQ(type->fields.front().id, "lead_no"); // the common ones come first
  const auto river = ledgerType(*catalogue, "river_four");
  ASSERT_TRUE(river);
  EXPECT_EQ(river->fields.back().id, "disorder"); // and its own behind
  const auto codes = codeList(*catalogue, "activities");
  ASSERT_TRUE(codes);
  const auto quarry = std::ranges::find_if(*codes, [](const LedgerCode& code) { return code.isCalled(" 采石场 "); });
  ASSERT_NE(quarry, codes->end());
  EXPECT_EQ(quarry->id, "quarry");
  EXPECT_EQ(quarry->standard_code, ""); // not verified
}

TEST(LedgerType, AnUnknownOneNamesThoseThereAre) {
  const auto catalogue = Catalogue::fromFiles(shippedFiles());
  const auto none = ledgerType(*catalogue, "forest");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "ledger.unknown");
  EXPECT_THAT(none.error().advice.en, HasSubstr("green_shield"));
}

TEST(LedgerType, AFileIsReadStrictly) {
  EXPECT_THAT(lintOf(changed("id_prefix", "id_prefx")), Contains("catalogue.unknown_key"));
  EXPECT_THAT(lintOf(changed("progress = \"closed\"", "progress = \"done\"")), Contains("catalogue.bad_value"));
  EXPECT_THAT(lintOf(changed("[[level]]", "[[level]")), Contains("catalogue.syntax"));
}

TEST(LedgerType, LintFindsWhatCannotWork) {
  EXPECT_THAT(lintOf(changed("recurrence = \"relapsed\"", "recurrence = \"nowhere\"")),
              Contains(HasSubstr("refers to `nowhere`")));
  EXPECT_THAT(lintOf(changed("to = \"closed\"", "to = \"clearing\"")),
              Contains(HasSubstr("no step leads to state closed")));
  EXPECT_THAT(lintOf(changed("from = [\"clearing\"]", "from = [\"listed\"]")),
              Contains(HasSubstr("no step leaves state clearing")));
  EXPECT_THAT(lintOf(changed("levels = [\"county\"]", "levels = [\"village\"]")), Contains(HasSubstr("`village`")));
  EXPECT_THAT(lintOf(changed("levels = [\"county\"]", "levels = []")), Contains(HasSubstr("no level")));
  EXPECT_THAT(lintOf(changed("activities = [\"quarry\"]", "activities = [\"quarrel\"]")),
              Contains(HasSubstr("`quarrel`")));
  EXPECT_THAT(lintOf(changed("kinds = [\"river_lake_range\"", "kinds = [\"river\"")), Contains(HasSubstr("`river`")));
}

} // namespace
} // namespace ecoredline
