#include "architecture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace ecoredline::house {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = ECOREDLINE_SOURCE_DIR;

/// Codes of the front door that stand in a text of C++: the words before the dot are its own.
std::set<std::string> codesIn(const std::string& text) {
  static const std::regex code(
      "\"((?:archive|area|bind|cad|corners|coverage|crs|data|datum|encoding|field|geometry|input|output|place|"
      "receipt|repair|shift|source|text)\\.[a-z_0-9]+)\"");
  std::set<std::string> found;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), code); at != std::sregex_iterator(); ++at)
    found.insert((*at)[1]);
  return found;
}

std::set<std::string> codesInSource() {
  std::set<std::string> codes;
  for (const char* module : {"geo", "catalogue", "source", "app"})
    for (const fs::path& file : filesBelow(kRoot / "src" / module)) codes.merge(codesIn(readText(file)));
  codes.erase("geometry.wkt"); // a fault of a program, never of a file
  return codes;
}

TEST(Codes, EveryCodeHasAPageAndEveryPageACode) {
  std::set<std::string> pages;
  for (const fs::path& file : filesBelow(kRoot / "docs" / "codes"))
    if (file.filename() != "README.md") pages.insert(file.stem().string());
  const std::set<std::string> codes = codesInSource();
  ASSERT_GT(codes.size(), 50U);
  EXPECT_EQ(pages, codes);
}

TEST(Codes, PagesSayInBothLanguagesWhatItMeansAndWhatToDo) {
  for (const fs::path& file : filesBelow(kRoot / "docs" / "codes")) {
    if (file.filename() == "README.md") continue;
    const std::string text = readText(file);
    EXPECT_TRUE(text.starts_with("# " + file.stem().string() + "\n")) << file;
    for (const char* part : {"## 中文", "**含义** ", "**怎么办** ", "## English", "**Meaning** ", "**What to do** "})
      EXPECT_THAT(text, testing::HasSubstr(part)) << file;
  }
}

TEST(Codes, AreFoundInSource) {
  EXPECT_THAT(codesIn(R"(note("crs.moved", x); "crs.Moved" "else.where" fail("input.empty"))"),
              testing::ElementsAre("crs.moved", "input.empty"));
}

} // namespace
} // namespace ecoredline::house
