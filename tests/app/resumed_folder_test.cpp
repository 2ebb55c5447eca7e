#include "app/resumed_folder.hpp"
#include "base/files.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;

class ResumedFolders : public ::testing::Test {
 protected:
  ResumedFolder of(const std::string& key) const { return {root, root / ".state" / "made_from", key}; }
  void put(const char* name) const {
    fs::create_directories((root / name).parent_path());
    ASSERT_TRUE(writeFileAtomically(root / name, "x"));
  }
  TemporaryFolder folder = TemporaryFolder::create().value();
  fs::path root = folder.path() / "out";
  Error foreign{ErrorKind::input, "test.foreign", {"别人的", "somebody's"}, {}, {}};
};

TEST_F(ResumedFolders, ANewOneIsBegunAndThenGoesOn) {
  EXPECT_FALSE(goesOn(of("a"), foreign).value());
  ASSERT_TRUE(beginFolder(of("a")));
  EXPECT_TRUE(goesOn(of("a"), foreign).value());
  EXPECT_FALSE(goesOn(of("b"), foreign).value()) << "made from something else";
}

TEST_F(ResumedFolders, WhatAKilledRunWasWritingGoesAndTheRestStays) {
  ASSERT_TRUE(beginFolder(of("a")));
  put("sites/report.html");
  put("sites/report.html.77.partial");
  put(".state/findings.txt.77.partial");
  EXPECT_TRUE(goesOn(of("a"), foreign).value());
  EXPECT_TRUE(fs::exists(root / "sites/report.html"));
  EXPECT_FALSE(fs::exists(root / "sites/report.html.77.partial"));
  EXPECT_FALSE(fs::exists(root / ".state/findings.txt.77.partial"));
}

TEST_F(ResumedFolders, ARunKilledWhileItWroteItsMarkIsBegunAnew) {
  put(".state/made_from.77.partial");
  EXPECT_FALSE(goesOn(of("a"), foreign).value());
  EXPECT_FALSE(fs::exists(root / ".state/made_from.77.partial"));
}

TEST_F(ResumedFolders, WhatIsSomebodyElsesIsLeftAlone) {
  put(".state/made_from.77.partial");
  put("letter.partial");
  const auto met = goesOn(of("a"), foreign);
  ASSERT_FALSE(met);
  EXPECT_EQ(met.error().code, "test.foreign");
  EXPECT_TRUE(fs::exists(root / "letter.partial"));
  EXPECT_TRUE(fs::exists(root / ".state/made_from.77.partial"));
}

TEST(FileSafe, NamesFitAnyFileSystemAndKeepTheirCharactersWhole) {
  EXPECT_EQ(fileSafe("a/b:c d"), "a_b_c_d");
  std::string name = "x";
  for (int i = 0; i < 40; ++i) name += "红";
  const std::string safe = fileSafe(name);
  EXPECT_EQ(safe.size(), 79U) << "1 + 26 * 3";
  EXPECT_TRUE(name.starts_with(safe));
}

} // namespace
} // namespace ecoredline
