#include "architecture.hpp"
#include "man_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ecoredline::house {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const fs::path kPages = fs::path(ECOREDLINE_SOURCE_DIR) / "docs" / "man";
const std::string kProgram = std::string(ECOREDLINE_BIN_DIR) + "/ecoredline";

class ManPages : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kProgram)) GTEST_SKIP() << "the program is not part of this build";
    const Ran help = run(kProgram, {"--lang", "en", "--help"});
    ASSERT_EQ(help.status, 0);
    m_help = help.output;
    m_commands = commandsOfHelp(m_help);
    ASSERT_THAT(m_commands, Not(IsEmpty()));
  }
  static std::string page(const std::string& name) { return readText(kPages / (name + ".1")); }
  std::string m_help;
  std::set<std::string> m_commands;
};

TEST_F(ManPages, EveryCommandHasAPageAndEveryPageACommand) {
  std::set<std::string> pages;
  for (const fs::path& file : filesBelow(kPages)) pages.insert(file.filename().string());
  std::set<std::string> wanted{"ecoredline.1", "ecoredline-desktop.1"}; // the window is a program of its own
  for (const std::string& command : m_commands) wanted.insert("ecoredline-" + command + ".1");
  EXPECT_EQ(pages, wanted);
}

TEST_F(ManPages, OptionsAreThoseOfHelpAndTheOtherWayRound) {
  EXPECT_EQ(optionsOfMan(page("ecoredline")), optionsOfHelp(m_help));
  for (const std::string& command : m_commands) {
    const Ran help = run(kProgram, {"--lang", "en", command, "--help"});
    EXPECT_EQ(help.status, 0) << command;
    EXPECT_EQ(optionsOfMan(page("ecoredline-" + command)), optionsOfHelp(help.output)) << command;
  }
}

TEST_F(ManPages, BothLanguagesOfferTheSameOptions) {
  for (const std::string& command : m_commands)
    EXPECT_EQ(optionsOfHelp(run(kProgram, {"--lang", "zh", command, "--help"}).output),
              optionsOfHelp(run(kProgram, {"--lang", "en", command, "--help"}).output))
        << command;
}

TEST_F(ManPages, TheMainPageNamesEveryCommand) {
  const std::string main = page("ecoredline");
  for (const std::string& command : m_commands)
    EXPECT_NE(main.find("ecoredline\\-" + command), std::string::npos) << command;
}

TEST(ManPageSections, StandInTheirOrder) {
  for (const fs::path& file : filesBelow(kPages)) {
    const auto sections = sectionsOf(readText(file));
    std::vector<std::string> known;
    for (const char* section :
         {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "FILES", "EXAMPLES", "SEE ALSO"})
      if (std::ranges::count(sections, section) > 0) known.emplace_back(section);
    EXPECT_EQ(sections, known) << file;
    for (const char* section : {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES"})
      EXPECT_EQ(std::ranges::count(sections, section), 1) << file << " " << section;
  }
}

TEST(ManPageSections, GroffFindsNothingToWarnOf) {
  if (run("/bin/sh", {"-c", "command -v man >/dev/null"}).status != 0) GTEST_SKIP() << "man is not installed";
  for (const fs::path& file : filesBelow(kPages)) {
    const Ran ran =
        run("/bin/sh", {"-c", "LC_ALL=C.UTF-8 man --warnings -l -Tutf8 -Z \"" + file.string() + "\" 2>&1 >/dev/null"});
    EXPECT_EQ(ran.output, "") << file;
  }
}

// ---- the readers themselves --------------------------------------------------------------------------------------

TEST(ManPageCheck, ReadsHelp) {
  const char* const help =
      "Words with --none of them\nOptions:\n  -h,--help                   Print\n"
      "  --crs TEXT                  of the --file\n  -q,--quiet                  no notes\n"
      "\nSubcommands:\n  init                        make a workspace\n  screen                      go\n";
  EXPECT_THAT(optionsOfHelp(help), ElementsAre("--crs", "--quiet"));
  EXPECT_THAT(commandsOfHelp(help), ElementsAre("init", "screen"));
}

TEST(ManPageCheck, ReadsAPage) {
  const char* const roff =
      ".SH NAME\nx \\- y\n.SH OPTIONS\n.TP\n.BI \\-\\-crs \" CODE\"\nNot \\-\\-other.\n.TP\n.B \\-\\-as\\-of\nA day.\n"
      ".B \\-\\-loose\n";
  EXPECT_THAT(optionsOfMan(roff), ElementsAre("--as-of", "--crs"));
  EXPECT_THAT(sectionsOf(roff), ElementsAre("NAME", "OPTIONS"));
}

} // namespace
} // namespace ecoredline::house
